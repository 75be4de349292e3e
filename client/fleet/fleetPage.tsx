import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Reference } from '../../shared/game/roundInfo.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { useGame } from '../app/game.ts'
import { Notice } from '../app/notice.tsx'
import { go } from '../app/router.ts'
import { type SeatChoice, SeatPicker, seatsOf } from '../app/seatChoice.tsx'
import { TopBar } from '../app/topBar.tsx'
import { FLEET_SEED, fleetLevel, formatFleetStream, parseFleetStream, programOf } from '../connect/fleetStream.ts'
import type { Measured } from '../connect/measure.ts'
import { t } from '../words/words.ts'
import { countObjects, countSteps, type Draft, keepDraft, readDraft, streamOf } from './draft.ts'
import { ScriptEditor } from './scriptEditor.tsx'
import { TapEditor } from './tapEditor.tsx'
import { Timeline } from './timeline.tsx'
import { Verdict } from './verdict.tsx'
import '../style/fleet.css'

/** `/fleet?play=STREAM`: a rival's. */
const PLAY = 'play'

export function FleetPage(): JSX.Element {
	const rival = new URLSearchParams(location.search).get(PLAY)
	return (
		<>
			<TopBar />
			{rival === null ? <Workshop /> : <Challenge stream={rival} />}
		</>
	)
}

interface Outcome {
	readonly reference: Reference
	readonly botCycles: number
}

/** Where a stream is written and tried on three bots. */
function Workshop(): JSX.Element {
	const { env } = useGame()
	const draft = useSignal<Draft>(readDraft(env.browser))
	const outcome = useSignal<Outcome | 'running' | null>(null)
	const made = programOf(streamOf(draft.value))

	const change = (next: Partial<Draft>): void => {
		draft.value = { ...draft.value, ...next }
		outcome.value = null
		keepDraft(env.browser, draft.value)
	}
	const run = async (): Promise<void> => {
		if (!made.ok || outcome.value === 'running') return
		outcome.value = 'running'
		const written = draft.value
		const measured: Measured = { level: fleetLevel(), program: made.program, seed: FLEET_SEED }
		const [reference, botCycles] = await Promise.all([
			env.measure.reference(measured),
			env.measure.botCycles(measured, TEXTBOOK_BOTS),
		])
		if (draft.value === written) outcome.value = { reference, botCycles }
	}
	const encoded = formatFleetStream(streamOf(draft.value))
	const now = outcome.value

	return (
		<main id="main" class="page fleet">
			<div class="fleet-title">
				<h1>{t('fleet.title')}</h1>
				<p class="muted">{t('fleet.line')}</p>
			</div>
			<section class="fleet-write">
				<div class="choices fleet-mode" role="radiogroup" aria-label={t('fleet.title')}>
					{(['steps', 'script'] as const).map((mode) => (
						<label key={mode}>
							<input type="radio" name="mode" checked={draft.value.mode === mode} onChange={() => change({ mode })} />
							{mode === 'steps' ? t('fleet.tap') : t('fleet.script')}
						</label>
					))}
				</div>
				{draft.value.mode === 'steps' ? (
					<TapEditor steps={draft.value.steps} onChange={(steps) => change({ steps })} />
				) : (
					<ScriptEditor text={draft.value.text} onChange={(text) => change({ text })} />
				)}
			</section>
			<section class="fleet-try">
				<Timeline lanes={made.ok ? made.program.lanes : []} />
				<button
					type="button"
					class="button primary wide"
					aria-disabled={!made.ok || now === 'running'}
					onClick={() => void run()}
				>
					{now === 'running' ? t('fleet.running') : t('fleet.run')}
				</button>
				{now === null || now === 'running' ? null : (
					<>
						<Verdict {...now} link={`${env.origin}/fleet?${PLAY}=${encoded}`} />
						<PlayCard stream={encoded} label={t('fleet.play')} isPrimary={false} />
					</>
				)}
			</section>
		</main>
	)
}

/** A rival's stream: its size is told, not what is in it. */
function Challenge({ stream }: { readonly stream: string }): JSX.Element {
	const parsed = parseFleetStream(stream)
	const made = parsed && programOf(parsed)
	return (
		<main id="main" class="page narrow">
			{made?.ok ? (
				<>
					<h1>{t('fleet.rivalTitle')}</h1>
					<p class="lead">
						{t('fleet.rivalLine', { objects: countObjects(made.program), steps: countSteps(made.program) })}
					</p>
					<PlayCard stream={stream} label={t('fleet.rivalPlay')} isPrimary />
				</>
			) : (
				<Notice kind="bad">{t('fleet.rivalBroken')}</Notice>
			)}
			<button type="button" class="button quiet" onClick={() => go('/fleet')}>
				{t('fleet.rivalOwn')}
			</button>
		</main>
	)
}

/** A seat, and off into a round of that stream. */
function PlayCard(props: {
	readonly stream: string
	readonly label: string
	readonly isPrimary: boolean
}): JSX.Element {
	const game = useGame()
	const seat = useSignal<SeatChoice>('malloc')
	const problem = useSignal<string | null>(null)
	const start = async (): Promise<void> => {
		if (game.opening.value) return
		const reason = await game.startSolo({
			level: fleetLevel().name,
			seed: FLEET_SEED,
			pace: 'calm',
			seats: seatsOf(seat.value),
			bots: TEXTBOOK_BOTS,
			fleet: props.stream,
		})
		if (reason === null) go('/play')
		else problem.value = t('solo.failed', { reason })
	}
	return (
		<section class="play-card">
			<SeatPicker value={seat.value} onChange={(next) => (seat.value = next)} />
			{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
			<button
				type="button"
				class={props.isPrimary ? 'button primary wide' : 'button wide'}
				aria-disabled={game.opening.value}
				onClick={() => void start()}
			>
				{props.label}
			</button>
		</section>
	)
}
