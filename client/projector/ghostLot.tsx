import { useSignal, useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { ghostPlayer, parGhostOf } from '../../shared/game/score/ghosts.ts'
import { ghostName } from '../app/ghostWords.ts'
import { ReplayLot } from '../replay/replayLot.tsx'
import { openReplay, type ReplayStage } from '../replay/replayStage.ts'
import { t } from '../words/words.ts'
import type { FollowedRound } from './followedRound.ts'
import { SpotlightBill } from './spotlightBill.tsx'

interface Ghost {
	readonly name: string
	readonly player: ReplayPlayer
	readonly stage: ReplayStage
}

/** The best company at the same step of the same program. */
export function GhostLot({
	round,
	zoom,
}: {
	readonly round: FollowedRound
	readonly zoom: number
}): JSX.Element | null {
	const ghost = useSignal<Ghost | null>(null)
	const { start, player } = round
	const { reference } = start
	// With what a host has put in, the program is another one.
	const stepsTotal = round.stage.frame.value.stepsTotal
	useEffect(() => {
		if (reference === null) return undefined
		// It plays the whole round: after this picture is painted.
		const timer = setTimeout(() => {
			const name = parGhostOf(reference)
			const { program } = player.world()
			const opened = ghostPlayer({ header: start.header, level: start.level, program, reference }, name)
			ghost.value = { name, player: opened, stage: openReplay(opened) }
		}, 50)
		return () => clearTimeout(timer)
	}, [start, stepsTotal])
	useSignalEffect(() => {
		const { step } = round.stage.frame.value
		const now = ghost.value
		if (now === null) return
		const { jumps } = now.player
		now.player.seekStep(step)
		if (now.player.jumps === jumps) now.stage.moved()
		else now.stage.jumped()
	})
	if (ghost.value === null) return null
	const { name, stage } = ghost.value
	return (
		<figure class="spotlight-lot ghost-lot">
			<figcaption>
				<strong>{t('projector.ghost', { name: ghostName(name) })}</strong>
				<SpotlightBill stage={stage} />
			</figcaption>
			<ReplayLot stage={stage} zoom={zoom} />
		</figure>
	)
}
