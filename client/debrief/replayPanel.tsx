import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { ghostPlayer, parGhostOf } from '../../shared/game/score/ghosts.ts'
import type { ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { ghostName } from '../app/ghostWords.ts'
import { ReplayLot } from '../replay/replayLot.tsx'
import { ReplayFloors, ReplayTicker } from '../replay/replaySide.tsx'
import { openReplay } from '../replay/replayStage.ts'
import { Scrubber, type ScrubberMark } from '../replay/scrubber.tsx'
import { t } from '../words/words.ts'
import type { OpenRound } from './useRound.ts'

export type Whose = 'mine' | 'ghost'

/** Where the replay is to go, as asked for elsewhere on the page. A new object each time. */
export interface Wish {
	readonly whose: Whose
	readonly step: number
}

/** So fast do moments follow each other while it plays. */
const PLAY_MS = 140

/** The round once more, or the ghost's, at any step. */
export function ReplayPanel({
	opened,
	wish,
	marks,
	every,
	onTry,
}: {
	readonly opened: OpenRound
	readonly wish: Signal<Wish | null>
	readonly marks: readonly ScrubberMark[]
	readonly every: (ms: number, turn: () => void) => () => void
	/** "Try it from here": from the moment that the own round's replay shows. */
	readonly onTry: (tick: number) => void
}): JSX.Element {
	const { round } = opened
	const place = useRef<HTMLElement>(null)
	const whose = useSignal<Whose>('mine')
	const playing = useSignal(false)
	const ghost = parGhostOf(round.reference)
	const player = useMemo((): ReplayPlayer => {
		if (whose.value === 'mine') return opened.replay
		// The ghost plays what the crew had to play, whatever was thrown into it.
		opened.replay.seekTick(round.endTick)
		return ghostPlayer({ ...round, program: opened.replay.world().program }, ghost)
	}, [opened, whose.value, ghost, round])
	const stage = useMemo(() => openReplay(player), [player])
	const { step, billCycles, stepsTotal } = stage.frame.value

	const seek = (to: number): void => {
		const { jumps } = player
		player.seekStep(to)
		if (player.jumps === jumps) stage.moved()
		else stage.jumped()
	}

	useEffect(() => {
		const wished = wish.value
		if (wished === null) return
		playing.value = false
		if (wished.whose !== whose.value) {
			whose.value = wished.whose
			// Its player comes with the next rendering.
			return
		}
		seek(wished.step)
		place.current?.scrollIntoView({ block: 'start' })
		place.current?.querySelector<HTMLElement>('input[type=range]')?.focus({ preventScroll: true })
		wish.value = null
	}, [wish.value, player, stage])

	useEffect(() => {
		if (!playing.value) return undefined
		return every(PLAY_MS, () => {
			player.next()
			stage.moved()
			if (player.tick >= player.endTick) playing.value = false
		})
	}, [playing.value, player, stage])

	const show = (next: Whose): void => {
		playing.value = false
		wish.value = { whose: next, step }
	}

	return (
		<section class="replay-panel" ref={place} aria-labelledby="replay-title">
			<div class="replay-head">
				<h2 id="replay-title">{t('debrief.replay')}</h2>
				<fieldset class="choices replay-whose">
					<legend class="visually-hidden">{t('debrief.replayWhose')}</legend>
					{(['mine', 'ghost'] as const).map((one) => (
						<label key={one}>
							<input type="radio" name="replay-whose" checked={whose.value === one} onChange={() => show(one)} />
							<span>
								{one === 'mine' ? t('debrief.replayMine') : t('debrief.replayGhost', { name: ghostName(ghost) })}
							</span>
						</label>
					))}
				</fieldset>
			</div>
			<div class="replay-stage" data-whose={whose.value}>
				<ReplayLot key={whose.value} stage={stage} />
			</div>
			<div class="replay-controls">
				<Scrubber
					step={step}
					steps={stepsTotal}
					playing={playing.value}
					marks={marks}
					onSeek={(to) => {
						playing.value = false
						seek(to)
					}}
					onPlay={(next) => {
						if (next && player.tick >= player.endTick) seek(0)
						playing.value = next
					}}
				/>
				{whose.value === 'mine' ? (
					<button type="button" class="button office replay-try" onClick={() => onTry(player.tick)}>
						{t('debrief.tryHere')}
					</button>
				) : null}
			</div>
			<div class="replay-side">
				<p class="replay-sum number">{t('replay.bill', { cycles: billCycles })}</p>
				<ReplayFloors stage={stage} />
				<ReplayTicker stage={stage} shown={4} />
			</div>
		</section>
	)
}
