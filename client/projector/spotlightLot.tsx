import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { ProjectorLesson } from '../../shared/lesson/view.ts'
import type { LessonLine } from '../host/useLesson.ts'
import { ReplayLot } from '../replay/replayLot.tsx'
import { ReplayBill, ReplayFloors, ReplayTicker } from '../replay/replaySide.tsx'
import { t } from '../words/words.ts'
import { type FollowedRound, followCrew, type Follower } from './followedRound.ts'
import { GhostLot } from './ghostLot.tsx'
import { SpotlightBill } from './spotlightBill.tsx'

interface Props {
	readonly line: LessonLine
	readonly lesson: ProjectorLesson
	/** What stands beside the ticker; null: nothing. */
	readonly foot: JSX.Element | null
}

/** The crew in the spotlight: its lot, what its latest request costs, and what happens. */
export function SpotlightLot({ line, lesson, foot }: Props): JSX.Element {
	const follower = useSignal<Follower | null>(null)
	useEffect(() => {
		const opened = followCrew(line.bus, null)
		follower.value = opened
		return () => opened.close()
	}, [line.bus])
	const { demo, spotlight } = lesson
	const step = demo?.step ?? null
	useEffect(() => follower.value?.hold(step), [follower.value, step])
	const round = follower.value?.round.value ?? null
	const name = spotlight?.name ?? ''
	if (round === null || round.crew !== spotlight?.crew) {
		return (
			<section class="spotlight loading">
				<p role="status">{t('projector.loading', { name })}</p>
				{foot}
			</section>
		)
	}
	return <Watched key={`${round.crew} ${round.round}`} round={round} lesson={lesson} name={name} foot={foot} />
}

function Watched(props: {
	readonly round: FollowedRound
	readonly lesson: ProjectorLesson
	readonly name: string
	readonly foot: JSX.Element | null
}): JSX.Element {
	const { round, lesson, name, foot } = props
	const { demo, ghost, poll } = lesson
	const { stage } = round
	const zoom = useZoom()
	return (
		<section
			class="spotlight"
			data-ghost={ghost}
			data-demo={demo !== null}
			aria-label={t('projector.spotlight', { name })}
		>
			<div class="spotlight-lots">
				<figure class="spotlight-lot">
					<figcaption>
						<strong>{name}</strong>
						{demo === null ? null : (
							<span class="demo-chip">{t('projector.demo', { step: stage.frame.value.step })}</span>
						)}
						<SpotlightBill stage={stage} />
					</figcaption>
					<ReplayLot stage={stage} zoom={zoom} />
				</figure>
				{ghost ? <GhostLot round={round} zoom={zoom} /> : null}
			</div>
			{ghost || poll !== null ? null : (
				<aside class="spotlight-side">
					<ReplayFloors stage={stage} />
					<ReplayBill stage={stage} most={4} />
				</aside>
			)}
			{poll !== null ? null : (
				<footer class="spotlight-foot">
					{foot}
					<ReplayTicker stage={stage} shown={3} />
				</footer>
			)}
		</section>
	)
}

/** The lot's own signs are made for a laptop: the room needs them larger, by the same share of every screen. */
const useZoom = (): number =>
	useMemo(() => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, Math.min(innerWidth / 1_280, innerHeight / 720))), [])

const MAX_ZOOM = 3
/** More than 1, else it would be drawn as for somebody who sits before it. */
const MIN_ZOOM = 1.01
