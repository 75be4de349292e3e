import type { Dealing, RosterRow } from './command.ts'
import type { LessonPlayer } from './lessonState.ts'

const CREW_SIZE = 3

/**
 * Players by crew, three to a crew. Remainder 1: two crews of 2 and a bot each; remainder 2: one crew of 2 and a bot
 * (GAME.md §7). Those of one row, list or word stay together as far as crews of three allow; two of one list or word
 * stay alone with a bot rather than be torn apart, as long as there are no more than `mostCrews` crews.
 * `randomBelow`: a whole number from 0 to below its argument.
 */
export function dealCrews(
	players: readonly LessonPlayer[],
	dealing: Dealing,
	roster: readonly RosterRow[],
	randomBelow: (below: number) => number,
	mostCrews: number,
): readonly (readonly number[])[] {
	switch (dealing) {
		case 'arrival':
			return inThrees(idsOf(players))
		case 'random':
			return inThrees(shuffled(idsOf(players), randomBelow))
		case 'rows':
			return grouped(players, (player) => player.row || (rosterRowOf(player, roster)?.row ?? ''), 0)
		case 'roster':
			return grouped(players, (player) => rosterRowOf(player, roster)?.crew ?? '', mostCrews)
		case 'friends':
			return grouped(players, ({ friends }) => friends, mostCrews)
	}
}

const idsOf = (players: readonly LessonPlayer[]): readonly number[] => players.map(({ id }) => id)

/** The line of the class list with the player's id. */
export const rosterRowOf = ({ rosterId }: Pick<LessonPlayer, 'rosterId'>, roster: readonly RosterRow[]) =>
	rosterId === '' ? undefined : roster.find(({ id }) => id.toLowerCase() === rosterId.toLowerCase())

/** Full crews of each group first; what is left over of all groups, and who named none, are neighbours in the rest. */
function grouped(
	players: readonly LessonPlayer[],
	groupOf: (player: LessonPlayer) => string,
	mostCrews: number,
): readonly (readonly number[])[] {
	const groups = new Map<string, LessonPlayer[]>()
	for (const player of players) {
		const name = groupOf(player).toLowerCase()
		groups.set(name, [...(groups.get(name) ?? []), player])
	}
	const full: (readonly number[])[] = []
	const rest: number[] = []
	const pairs: (readonly number[])[] = []
	for (const [name, members] of groups) {
		const ids = idsOf(members)
		const whole = name === '' ? 0 : ids.length - (ids.length % CREW_SIZE)
		full.push(...inThrees(ids.slice(0, whole)))
		const left = ids.slice(whole)
		// Two of a kind shall not be torn apart by what happens to be left of the others.
		if (name !== '' && left.length === CREW_SIZE - 1) pairs.push(left)
		else rest.push(...left)
	}
	const filled = pairs.map((pair) => [...pair, ...rest.splice(0, 1)])
	const crews = [...full, ...filled, ...inThrees(rest)]
	return evened(withinLimit(crews, mostCrews)).filter(({ length }) => length > 0)
}

/** As many crews at most, or as few as there can be: of the last three pairs one is torn apart, until there are. */
function withinLimit(crews: readonly (readonly number[])[], mostCrews: number): readonly (readonly number[])[] {
	const whole = crews.filter(({ length }) => length !== CREW_SIZE - 1)
	const pairs = crews.filter(({ length }) => length === CREW_SIZE - 1)
	while (whole.length + pairs.length > mostCrews && pairs.length >= CREW_SIZE) {
		const [one = [], two = [], torn = []] = pairs.splice(-CREW_SIZE)
		whole.push([...one, ...torn.slice(0, 1)], [...two, ...torn.slice(1)])
	}
	return [...whole, ...pairs]
}

function inThrees(ids: readonly number[]): readonly (readonly number[])[] {
	const crews: number[][] = []
	for (let from = 0; from < ids.length; from += CREW_SIZE) crews.push(ids.slice(from, from + CREW_SIZE))
	return evened(crews).filter(({ length }) => length > 0)
}

/** Nobody is left alone with two bots if another crew can spare somebody; each crew keeps its place, maybe empty. */
export function evened(crews: readonly (readonly number[])[]): readonly (readonly number[])[] {
	const even = crews.map((crew) => [...crew])
	for (;;) {
		const lone = even.find(({ length }) => length === 1)
		if (!lone) return even
		const other =
			even.findLast((crew) => crew !== lone && crew.length > 0 && crew.length < CREW_SIZE) ??
			even.findLast((crew) => crew.length === CREW_SIZE)
		if (!other) return even
		if (other.length === CREW_SIZE) lone.unshift(...other.splice(-1))
		else {
			other.push(...lone.splice(0))
		}
	}
}

function shuffled<T>(list: readonly T[], randomBelow: (below: number) => number): T[] {
	const order = [...list]
	for (let at = order.length - 1; at > 0; at--) {
		const other = randomBelow(at + 1)
		const [one, two] = [order[at], order[other]]
		if (one !== undefined && two !== undefined) [order[at], order[other]] = [two, one]
	}
	return order
}

/** A shuffle of 0 … count − 1. */
export const drawShuffle = (count: number, randomBelow: (below: number) => number): readonly number[] =>
	shuffled(
		Array.from({ length: count }, (_, index) => index),
		randomBelow,
	)
