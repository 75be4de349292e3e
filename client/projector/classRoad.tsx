import type { JSX } from 'preact'
import type { ProjectorLesson, RoadMark } from '../../shared/lesson/view.ts'
import { t } from '../words/words.ts'

/** Marks that would stand on each other take another lane of the road. */
const LANES = 3
const MARK_PERMILLE = 34

interface Placed {
	readonly mark: RoadMark
	readonly lane: number
}

/** Each mark into the first lane with room for it; when all are full, the fullest place is shared. */
export function placeMarks(road: readonly RoadMark[]): readonly Placed[] {
	const ends: number[] = new Array<number>(LANES).fill(-Infinity)
	return road
		.toSorted((a, b) => a.permille - b.permille || a.crew - b.crew)
		.map((mark, index): Placed => {
			const free = ends.findIndex((end) => mark.permille - end >= MARK_PERMILLE)
			const lane = free < 0 ? index % LANES : free
			ends[lane] = mark.permille
			return { mark, lane }
		})
}

/** How far everybody is. Names only of those who agreed; nobody is called last. */
export function ClassRoad(props: {
	readonly road: readonly RoadMark[]
	readonly beat: ProjectorLesson['beatGhost']
	/** Crew in the spotlight. */
	readonly lit: number | null
}): JSX.Element {
	const { road, beat, lit } = props
	const list = road.map(({ permille }) => Math.round(permille / 10)).join(', ')
	return (
		<section class="class-road" aria-label={t('projector.road')}>
			<div class="road-track" role="img" aria-label={t('projector.marks', { list })}>
				<span class="road-line" />
				{placeMarks(road).map(({ mark, lane }) => (
					<span
						key={mark.crew}
						class="road-mark"
						data-lit={mark.crew === lit}
						data-finished={mark.finished}
						data-side={mark.permille > TURN_PERMILLE ? 'left' : 'right'}
						style={{ left: `${mark.permille / 10}%`, top: `${(100 * (lane + 0.5)) / LANES}%` }}
					>
						<Mark />
						{mark.name === null || (road.length > NAMES_UP_TO && mark.crew !== lit) ? null : <span>{mark.name}</span>}
					</span>
				))}
				<span class="road-finish" />
			</div>
			<p class="road-facts number">
				<span>{t('projector.done', { done: road.filter(({ finished }) => finished).length, all: road.length })}</span>
				<span>{beat.finished === 0 ? t('projector.beatNone') : t('projector.beat', beat)}</span>
			</p>
		</section>
	)
}

/** From here on a name has no room before the finish. */
const TURN_PERMILLE = 700

/** With more marks their names would lie on each other. */
const NAMES_UP_TO = 8

const Mark = (): JSX.Element => (
	<svg viewBox="0 0 44 24" aria-hidden="true">
		<rect x="2" y="3" width="40" height="18" rx="7" />
		<path d="M28 5c4 3 4 11 0 14l6-1c2-4 2-8 0-12z" fill="#d8e8f4" />
		<path d="M8 6c-2 3-2 9 0 12" stroke="#d8e8f4" stroke-width="2" fill="none" />
	</svg>
)
