import { Component, type ComponentChildren, type ComponentType, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { LessonBanners } from '../lesson/lessonBanners.tsx'
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

export function App(): JSX.Element {
	const { trouble } = useGame()
	useEffect(followOwnLink, [])
	const title = `${t('app.title')} ${t('app.titleHex')}`
	useEffect(() => {
		document.title = title
	}, [title])

	const what = trouble.value
	const stops = what !== null && (what.kind === 'failed' || STOPPING.includes(what.reason))
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
			<Banners />
			{stops ? <TroublePage trouble={what} /> : <Page route={route.value} />}
		</CrashGuard>
	)
}

/** Goodbyes after which this page can't go on as it is. */
const STOPPING: readonly string[] = ['replaced', 'kicked', 'banned']

/** What is to be known on every page, above it; playing screens, which fill the window, begin below. */
function Banners(): JSX.Element {
	const place = useRef<HTMLDivElement>(null)
	useEffect(() => {
		const box = place.current
		if (box === null) return undefined
		const watch = new ResizeObserver(() =>
			document.documentElement.style.setProperty('--banners', `${box.offsetHeight}px`),
		)
		watch.observe(box)
		return () => watch.disconnect()
	}, [])
	return (
		<div class="banners" ref={place}>
			<StatusBanner />
			<LessonBanners />
		</div>
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
		case 'console':
			return <LoadedPage key={where.code} load={loadConsole} />
		case 'cohost':
			return <LoadedPage key={where.code} load={loadCohost} />
		case 'projector':
			return <LoadedPage key={where.code} load={loadProjector} />
		case 'solo':
			return <SoloPage />
		case 'play':
			return <PlayPage />
		case 'sandbox':
			return <LoadedPage load={loadSandbox} />
		case 'fleet':
			// A rival's stream stands behind the question mark.
			return <LoadedPage key={location.search} load={loadFleet} />
		case 'preflight':
			return <LoadedPage load={loadPreflight} />
		case 'homework':
			return <LoadedPage key={location.pathname} load={HOMEWORK[where.part]} />
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

const loadConsole = async (): Promise<ComponentType> => (await import('../host/consolePage.tsx')).ConsolePage

const loadCohost = async (): Promise<ComponentType> => (await import('../host/cohostPage.tsx')).CohostPage

const loadProjector = async (): Promise<ComponentType> => (await import('../projector/projectorPage.tsx')).ProjectorPage

const loadSandbox = async (): Promise<ComponentType> => (await import('../sandbox/sandboxPage.tsx')).SandboxPage

const HOMEWORK: Readonly<Record<Extract<Route, { page: 'homework' }>['part'], () => Promise<ComponentType>>> = {
	new: async () => (await import('../homework/newPage.tsx')).NewHomeworkPage,
	student: async () => (await import('../homework/studentPage.tsx')).StudentPage,
	owner: async () => (await import('../homework/ownerPage.tsx')).OwnerPage,
	check: async () => (await import('../homework/checkPage.tsx')).CheckPage,
}

const loadFleet = async (): Promise<ComponentType> => (await import('../fleet/fleetPage.tsx')).FleetPage

const loadPreflight = async (): Promise<ComponentType> => (await import('../preflight/preflightPage.tsx')).PreflightPage

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
