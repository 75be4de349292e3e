import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { useGame } from '../app/game.ts'
import { Notice } from '../app/notice.tsx'
import { route } from '../app/router.ts'
import { TopBar } from '../app/topBar.tsx'
import { tokenOf } from '../host/links.ts'
import { type LessonLine, useLesson } from '../host/useLesson.ts'
import { refusedText } from '../host/refusedText.ts'
import { t } from '../words/words.ts'
import { ProjectorScreen } from './projectorScreen.tsx'
import '../style/projector.css'

const keyOf = (code: string): string => `lot.projector.${code}`

/** `/projector/CODE#token`. The key moves from the address bar, which the whole room can read, into the tab. */
export function ProjectorPage(): JSX.Element {
	const { env } = useGame()
	const code = route.value.page === 'projector' ? route.value.code : ''
	const token = useMemo(() => {
		const fresh = tokenOf(location.hash)
		if (fresh !== '') env.tab.setItem(keyOf(code), fresh)
		return fresh === '' ? (env.tab.getItem(keyOf(code)) ?? '') : fresh
	}, [env, code])
	useEffect(() => {
		if (location.hash !== '') history.replaceState(null, '', location.pathname)
	}, [])
	if (token === '') {
		return (
			<>
				<TopBar />
				<main id="main" class="page narrow trouble">
					<h1>{t('projector.noKey')}</h1>
					<p>{t('projector.noKeyWhat')}</p>
				</main>
			</>
		)
	}
	return <Connected code={code} token={token} />
}

function Connected({ code, token }: { readonly code: string; readonly token: string }): JSX.Element {
	const line = useLesson(token).value
	return line === null ? <Opening /> : <Shown code={code} line={line} />
}

const Opening = (): JSX.Element => (
	<main id="main" class="projector centred">
		<p role="status">{t('projector.opening')}</p>
	</main>
)

function Shown({ code, line }: { readonly code: string; readonly line: LessonLine }): JSX.Element {
	const { lesson, refused } = line.state.value
	if (refused !== null) {
		return (
			<main id="main" class="projector centred">
				<Notice kind="bad">{refusedText(refused, code)}</Notice>
			</main>
		)
	}
	if (lesson === null || lesson.role !== 'projector') return <Opening />
	return <ProjectorScreen line={line} lesson={lesson} />
}
