import { Component, type ComponentChildren, type ComponentType, type JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../words/words.ts'
import { Crashed } from './crashed.tsx'
import { useGame } from './game.ts'
import { HomePage } from './homePage.tsx'
import { HostPage } from './hostPage.tsx'
import { JoinPage } from './joinPage.tsx'
import { LoadedPage } from './loadedPage.tsx'
import { ArtPatterns } from './lotArt.tsx'
import { Notice } from './notice.tsx'
import { PlayPage } from './playPage.tsx'
import { go, type Route, route } from './router.ts'
import { SoloPage } from './soloPage.tsx'
import { followOwnLink, StatusBanner } from './statusBanner.tsx'
import { TopBar } from './topBar.tsx'
import { TroublePage } from './troublePage.tsx'
import '../style/pages.css'
import '../style/menu.css'
import '../style/end.css'

export function App(): JSX.Element {
	const { trouble } = useGame()
	useEffect(followOwnLink, [])
	const title = `${t('app.title')} ${t('app.titleHex')}`
	useEffect(() => {
		document.title = title
	}, [title])

	const what = trouble.value
	const stops = what !== null && !(what.kind === 'goodbye' && what.reason !== 'replaced')
	return (
		<CrashGuard>
			<a
				class="skip"
				href="#main"
				onClick={(event) => {
					event.preventDefault()
					const main = document.getElementById('main')
					main?.setAttribute('tabindex', '-1')
					main?.focus()
				}}
			>
				{t('app.skip')}
			</a>
			<ArtPatterns />
			<StatusBanner />
			{stops ? <TroublePage trouble={what} /> : <Page route={route.value} />}
		</CrashGuard>
	)
}

function Page({ route: where }: { readonly route: Route }): JSX.Element {
	switch (where.page) {
		case 'home':
			return <HomePage />
		case 'join':
			return <JoinPage key={where.code} code={where.code} />
		case 'host':
			return <HostPage />
		case 'solo':
			return <SoloPage />
		case 'play':
			return <PlayPage />
		case 'sandbox':
			return <LoadedPage load={loadSandbox} />
		case 'fleet':
			// A rival's stream stands behind the question mark.
			return <LoadedPage key={location.search} load={loadFleet} />
		case 'unknown':
			return (
				<>
					<TopBar />
					<main id="main" class="page narrow trouble">
						<Notice kind="info">{t('app.notFound')}</Notice>
						<button type="button" class="button primary" onClick={() => go('/')}>
							{t('app.home')}
						</button>
					</main>
				</>
			)
	}
}

const loadSandbox = async (): Promise<ComponentType> => (await import('../sandbox/sandboxPage.tsx')).SandboxPage

const loadFleet = async (): Promise<ComponentType> => (await import('../fleet/fleetPage.tsx')).FleetPage

/** Our own bug must not leave a blank page: the round is on the server or in the log, so a reload goes on. */
class CrashGuard extends Component<{ readonly children: ComponentChildren }, { readonly crashed: boolean }> {
	override state = { crashed: false }

	static override getDerivedStateFromError(): { crashed: boolean } {
		return { crashed: true }
	}

	override componentDidCatch(error: unknown): void {
		console.error(error)
	}

	override render(): ComponentChildren {
		return this.state.crashed ? <Crashed /> : this.props.children
	}
}
