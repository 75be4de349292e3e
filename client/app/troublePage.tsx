import type { JSX } from 'preact'
import type { Trouble } from '../connect/socketBus.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'
import { useGame } from './game.ts'
import { Notice } from './notice.tsx'
import { go } from './router.ts'
import { TopBar } from './topBar.tsx'

/** A connection that can't go on by itself: why, and the one thing to do. */
export function TroublePage({ trouble }: { readonly trouble: Trouble }): JSX.Element {
	const game = useGame()
	const record = game.records.current()
	const home = (): void => {
		game.putAside()
		game.clearTrouble()
		go('/')
	}
	if (trouble.kind === 'goodbye' && (trouble.reason === 'kicked' || trouble.reason === 'banned'))
		return <OutOfRoom reason={trouble.reason} onHome={home} />
	const needsReload =
		trouble.kind === 'failed' && ['E_VERSION', 'E_BAD_MESSAGE', 'E_UNKNOWN_COMMAND'].includes(trouble.failed.code)
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow trouble">
				{trouble.kind === 'failed' ? (
					<Notice kind="bad">{explainLesson(trouble.failed, { code: record?.code ?? '' })}</Notice>
				) : (
					<Notice kind="info">
						<strong>{t('link.replaced')}</strong> {t('link.replacedLine')}
					</Notice>
				)}
				{needsReload ? (
					<button type="button" class="button primary" onClick={() => location.reload()}>
						{t('app.reload')}
					</button>
				) : null}
				{trouble.kind === 'goodbye' && record !== null ? (
					<button type="button" class="button primary" onClick={() => game.resume(record)}>
						{t('link.here')}
					</button>
				) : null}
				<button type="button" class={needsReload ? 'button quiet' : 'button'} onClick={home}>
					{t('app.home')}
				</button>
			</main>
		</>
	)
}

/** The lecturer's doing: back in if it was a mix-up, or not at all. */
function OutOfRoom({
	reason,
	onHome,
}: {
	readonly reason: 'kicked' | 'banned'
	readonly onHome: () => void
}): JSX.Element {
	const game = useGame()
	const code = game.state.value?.crew?.code ?? ''
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow trouble">
				<Notice kind="bad">
					<strong>{t(`lesson.${reason}`)}</strong> {t(`lesson.${reason}Line`)}
				</Notice>
				{reason === 'kicked' && code !== '' ? (
					<button
						type="button"
						class="button primary"
						onClick={() => {
							game.putAside()
							game.clearTrouble()
							go(`/join/${code}`)
						}}
					>
						{t('lesson.again', { code })}
					</button>
				) : null}
				<button type="button" class="button" onClick={onHome}>
					{t('app.home')}
				</button>
			</main>
		</>
	)
}
