import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { useGame } from '../app/game.ts'
import { Notice } from '../app/notice.tsx'
import { go, route } from '../app/router.ts'
import { RoundSkeleton } from '../app/skeletons.tsx'
import { TopBar } from '../app/topBar.tsx'
import { type LessonRecord, lessonRecords } from '../connect/lessonRecord.ts'
import { refusedText } from './refusedText.ts'
import { t } from '../words/words.ts'
import { ConsoleScreen } from './console.tsx'
import { openConsole } from './consoleModel.ts'
import { type LessonLine, useLesson } from './useLesson.ts'
import '../style/host.css'

/** `/host/CODE`: the lesson that this browser has the key of. */
export function ConsolePage(): JSX.Element {
	const { env } = useGame()
	const code = route.value.page === 'console' ? route.value.code : ''
	const record = useMemo(() => lessonRecords(env.browser, env.nowMs).of(code), [env, code])
	return record === null ? <NoKey code={code} /> : <Opened key={code} record={record} />
}

function Opened({ record }: { readonly record: LessonRecord }): JSX.Element {
	const line = useLesson(record.token).value
	return line === null ? <RoundSkeleton /> : <Line line={line} record={record} />
}

function Line({ line, record }: { readonly line: LessonLine; readonly record: LessonRecord }): JSX.Element {
	const { env } = useGame()
	const room = useMemo(() => openConsole(line.bus, line.state, record, env.nowMs), [line, record, env])
	const { lesson, refused } = line.state.value
	const title = lesson?.title
	useEffect(() => {
		// The newest on top of the home page's list, under its present title.
		if (title !== undefined) lessonRecords(env.browser, env.nowMs).save({ ...record, title, savedAtMs: env.nowMs() })
	}, [env, record, title])
	if (refused !== null) {
		return (
			<Trouble>
				<Notice kind="bad">{refusedText(refused, record.code)}</Notice>
			</Trouble>
		)
	}
	if (lesson === null || lesson.role === 'projector') {
		return (
			<>
				<p class="visually-hidden" role="status">
					{t('console.opening')}
				</p>
				<RoundSkeleton />
			</>
		)
	}
	return <ConsoleScreen room={room} lesson={lesson} />
}

function NoKey({ code }: { readonly code: string }): JSX.Element {
	return (
		<Trouble>
			<h1>{t('console.noKey', { code })}</h1>
			<p>{t('console.noKeyWhat')}</p>
		</Trouble>
	)
}

function Trouble({ children }: { readonly children: JSX.Element | readonly JSX.Element[] }): JSX.Element {
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow trouble">
				{children}
				<button type="button" class="button primary" onClick={() => go('/join/new')}>
					{t('console.new')}
				</button>
			</main>
		</>
	)
}
