import type { JSX } from 'preact'
import type { ProjectorLesson, RoadMark } from '../../shared/lesson/view.ts'
import { t } from '../words/words.ts'
import { placeMarks } from './placeMarks.ts'

/** The road fills the screen while nothing else is shown; else it is a strip below. */
type Size = 'full' | 'strip'

/** Sizes in em of the projector (style/projector.css). */
interface Shape {
	readonly lanes: number
	readonly markWidth: number
	readonly markHeight: number
}

/** The road's length in em: with the ticker beside it, and alone. */
const STRIP_LENGTH = 39
const FULL_LENGTH = 62
const FULL_HEIGHT = 19
const SPACE = 1.12

function shapeOf(size: Size, crews: number): Shape {
	if (size === 'full') {
		const lanes = Math.max(1, Math.min(17, crews))
		const markHeight = Math.min(1.6, (FULL_HEIGHT / lanes) * 0.84)
		return { lanes, markHeight, markWidth: markHeight * 1.8 }
	}
	if (crews <= 12) return { lanes: 4, markHeight: 0.95, markWidth: 1.7 }
	return { lanes: 8, markHeight: 0.46, markWidth: crews <= 32 ? 0.83 : 0.62 }
}

/** How far everybody is. Names only of those who agreed; nobody is called last. */
export function ClassRoad(props: {
	readonly road: readonly RoadMark[]
	readonly beat: ProjectorLesson['beatGhost']
	/** Crew in the spotlight. */
	readonly lit: number | null
	readonly size: Size
}): JSX.Element {
	const { road, beat, lit, size } = props
	const shape = shapeOf(size, road.length)
	const length = size === 'full' ? FULL_LENGTH : STRIP_LENGTH
	const { lanes, start, finish, placed } = placeMarks(road, shape.lanes, (shape.markWidth * SPACE) / length)
	// With more marks than lanes their names would lie on each other.
	const named = road.length <= lanes
	const list = road.map(({ permille }) => Math.round(permille / 10)).join(', ')
	return (
		<section class="class-road" data-size={size} aria-label={t('projector.road')}>
			<div
				class="road-track"
				role="img"
				aria-label={t('projector.marks', { list })}
				style={{ '--mark-width': `${shape.markWidth}em`, '--mark-height': `${shape.markHeight}em`, '--lanes': lanes }}
			>
				<span class="road-start" style={{ left: `${100 * start}%` }} />
				<span class="road-finish" style={{ left: `${100 * finish}%` }} />
				{placed.map(({ mark, lane, at }) => (
					<span
						key={mark.crew}
						class="road-mark"
						data-lit={mark.crew === lit}
						data-finished={mark.finished}
						data-side={at > TURN_AT ? 'left' : 'right'}
						style={{ '--at': 100 * at, '--lane': lane }}
					>
						<Mark />
						{mark.name !== null && (named || mark.crew === lit) ? <span>{mark.name}</span> : null}
					</span>
				))}
			</div>
			<p class="road-facts number">
				<span>{t('projector.done', { done: road.filter(({ finished }) => finished).length, all: road.length })}</span>
				<span>{beat.finished === 0 ? t('projector.beatNone') : t('projector.beat', beat)}</span>
			</p>
		</section>
	)
}

/** From here on a name has no room before the finish. */
const TURN_AT = 0.7

const Mark = (): JSX.Element => (
	<svg viewBox="0 0 44 24" preserveAspectRatio="none" aria-hidden="true">
		<rect x="1" y="1" width="42" height="22" rx="8" />
		<path d="M28 4c4 3 4 13 0 16l6-1c2-4 2-10 0-14z" fill="#d8e8f4" />
		<path d="M8 5c-2 3-2 11 0 14" stroke="#d8e8f4" stroke-width="2" fill="none" />
	</svg>
)
