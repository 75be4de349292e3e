import { TICK_MS } from '../../shared/game/seat.ts'
import type { HostCrew } from '../../shared/lesson/view.ts'

export const CREW_SORTS = ['help', 'number', 'progress'] as const
export type CrewSort = (typeof CREW_SORTS)[number]

/** Why a lecturer should walk over to a crew; the worst first. */
export const NEEDS = ['down', 'empty', 'waiting', 'idle', 'offline'] as const
export type Need = (typeof NEEDS)[number]

/** Whoever thinks for ten seconds is thinking; whoever takes longer is stuck, or not there. */
const STUCK_SECONDS = 10

export const waitSeconds = ({ waitsFor }: HostCrew): number =>
	waitsFor === null ? 0 : Math.floor((waitsFor.ticks * TICK_MS) / 1_000)

/** Null: all is well. */
export function needOf(crew: HostCrew): Need | null {
	const { phase, members } = crew
	if (phase === 'down') return 'down'
	if (phase === 'finished' || members.length === 0) return null
	if (members.every(({ online }) => !online)) return 'empty'
	if (phase === 'running' && waitSeconds(crew) >= STUCK_SECONDS) return 'waiting'
	if (members.some(({ autopilot }) => autopilot)) return 'idle'
	return members.some(({ online }) => !online) ? 'offline' : null
}

const rankOf = (crew: HostCrew): number => {
	const need = needOf(crew)
	return need === null ? NEEDS.length : NEEDS.indexOf(need)
}

const progressOf = ({ step, stepsTotal }: HostCrew): number => step / Math.max(1, stepsTotal)

const BY: Readonly<Record<CrewSort, (a: HostCrew, b: HostCrew) => number>> = {
	help: (a, b) => rankOf(a) - rankOf(b) || waitSeconds(b) - waitSeconds(a) || a.crew - b.crew,
	number: (a, b) => a.crew - b.crew,
	// Who is last may need help, too.
	progress: (a, b) => progressOf(a) - progressOf(b) || a.crew - b.crew,
}

/** Crew numbers in the order of the table. */
export const crewOrder = (table: readonly HostCrew[], sort: CrewSort): readonly number[] =>
	table.toSorted(BY[sort]).map(({ crew }) => crew)

/**
 * The rows in an order that was taken earlier, so that they don't run away under the pointer; crews that have come since
 * stand at the end.
 */
export function inOrder(table: readonly HostCrew[], order: readonly number[]): readonly HostCrew[] {
	const place = new Map(order.map((crew, index) => [crew, index]))
	return table.toSorted((a, b) => (place.get(a.crew) ?? Infinity) - (place.get(b.crew) ?? Infinity) || a.crew - b.crew)
}

/** By name, number, member or roster id. */
export function matches(crew: HostCrew, search: string): boolean {
	const wanted = search.trim().toLowerCase()
	if (wanted === '') return true
	const texts = [crew.name, String(crew.crew), ...crew.members.flatMap(({ name, rosterId }) => [name, rosterId])]
	return texts.some((text) => text.toLowerCase().includes(wanted))
}

/** The crew that the spotlight goes to next: the following one that has agreed. Null: nobody has. */
export function nextSpotlight(table: readonly HostCrew[], now: number | null): number | null {
	const agreed = table.filter(({ consent, phase }) => consent === 'yes' && phase !== 'down').toSorted(BY.number)
	return (agreed.find(({ crew }) => crew > (now ?? 0)) ?? agreed[0])?.crew ?? null
}
