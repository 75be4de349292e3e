import { describe, expect, test } from 'vitest'
import type { LessonState } from '../../shared/lesson/lessonState.ts'
import { hostLessonOf, playerLessonOf, projectorLessonOf } from '../../shared/lesson/lessonViews.ts'
import { currentRound, playersHere } from '../../shared/lesson/lessonState.ts'
import type { Poll, Vote } from '../../shared/lesson/poll.ts'
import type { LessonView } from '../../shared/lesson/view.ts'
import { mulberry32 } from '../server/mulberry32.ts'
import { type Chance, entriesOf, factsOf, joined, opened, randomLesson } from './randomLesson.ts'
import { foldLesson } from '../../shared/lesson/applyLesson.ts'

const RUNS = 15
const ACTS = 200

/** All texts in a value, with where they stand; names of fields too. */
function* textsIn(value: unknown, path = ''): Iterable<{ readonly path: string; readonly text: string }> {
	if (typeof value === 'string') yield { path, text: value }
	if (typeof value !== 'object' || value === null) return
	for (const [name, field] of Object.entries(value)) {
		yield { path, text: name }
		yield* textsIn(field, `${path}.${name}`)
	}
}

/** Where a text that holds the mark stands. */
function marksIn(view: LessonView, mark: string) {
	// The walk only tells where.
	return JSON.stringify(view).includes(mark) ? [...textsIn(view)].filter(({ text }) => text.includes(mark)) : []
}

const viewOf = (state: LessonState, viewer: number | 'projector' | 'host' | 'cohost'): LessonView => {
	if (viewer === 'projector') return projectorLessonOf(state, factsOf(state))
	if (typeof viewer === 'string') return hostLessonOf(state, factsOf(state), viewer)
	const player = state.players[viewer]
	if (!player) throw new Error(`no player ${viewer}`)
	return playerLessonOf(state, factsOf(state), player)
}

const isLocked = ({ stage }: Poll): boolean => stage === 'locked' || stage === 'revealed'

/** The same lesson in which all is otherwise that this viewer must not know. */
function withOtherSecrets(state: LessonState, viewer: number | 'projector', chance: Chance): LessonState {
	const players = Object.values(state.players).map((player) => ({
		...player,
		rosterId: `x${chance()}`,
		row: `x${chance()}`,
		friends: `x${chance()}`,
		browser: `x${chance()}`,
		joinedMs: 1,
		...(player.id === viewer
			? {}
			: { diagnoses: { 1: { step: 3, cause: 'grant' as const } }, reasons: { 1: 3 }, formerSeat: null, late: true }),
	}))
	return {
		...state,
		roster: [{ id: `x${chance()}`, name: 'x', crew: 'x', row: 'x' }],
		players: Object.fromEntries(players.map((player) => [player.id, player])),
		polls: state.polls.map((poll) => ({
			...poll,
			question: poll.stage === 'revealed' ? poll.question : otherKey(poll, chance),
			...(isLocked(poll)
				? { first: swapped(poll.first, viewer), revote: swapped(poll.revote, viewer) }
				: {
						first: otherVotes(poll, poll.first, viewer, chance),
						revote: otherVotes(poll, poll.revote, viewer, chance),
					}),
		})),
	}
}

function otherKey({ question, stage }: Poll, chance: Chance): Poll['question'] {
	if (question.kind === 'custom') return { ...question, custom: { ...question.custom, correct: null } }
	const { key } = question.bound
	// How many put things in the right order is told when it is locked, so there the key has to stay.
	const other =
		question.bound.form === 'order' && stage === 'locked' ? key : key.toReversed().map((one) => (one + 1) % 4)
	return { ...question, bound: { ...question.bound, key: other, whyFacts: { k: chance() } } }
}

/** Everybody else has voted otherwise, and more or less surely. */
function otherVotes(
	{ shuffle }: Poll,
	votes: Poll['first'],
	viewer: number | 'projector',
	chance: Chance,
): Poll['first'] {
	const other = ([id, { answer }]: [string, Vote]): [string, Vote] => [
		id,
		{ answer: answer.map((one) => (one + 1 + Math.floor(chance() * 2)) % shuffle.length), confidence: 50 },
	]
	return Object.fromEntries(Object.entries(votes).map((vote) => (Number(vote[0]) === viewer ? vote : other(vote))))
}

/** The same votes, but by others: who voted what is never told. */
function swapped(votes: Poll['first'], viewer: number | 'projector'): Poll['first'] {
	const others = Object.entries(votes).filter(([id]) => Number(id) !== viewer)
	const moved = others.map(([id], at): [string, Vote] => [id, others[(at + 1) % others.length]?.[1] as Vote])
	return { ...votes, ...Object.fromEntries(moved) }
}

describe('what a page is told', () => {
	test('V-01 no secret of the lesson is in a view that isn’t its owner’s, whatever happens', () => {
		let looks = 0
		const polls = new Set<string>()
		for (let seed = 0; seed < RUNS; seed++) {
			const chance = mulberry32(seed)
			for (const state of randomLesson(chance, ACTS)) {
				const hidden = state.polls.filter(({ stage }) => stage !== 'revealed')
				for (const viewer of [...playersHere(state).map(({ id }) => id), 'projector'] as const) {
					if (chance() < 0.7) continue
					const view = viewOf(state, viewer)
					looks++
					for (const secret of ['secret-roster', 'secret-row', 'secret-friends', 'secret-browser', 'secret-list'])
						expect(marksIn(view, secret), `seed ${seed}, ${viewer}`).toEqual([])
					for (const { id } of hidden) expect(marksIn(view, `secret-why-${id};`), `seed ${seed}, ${viewer}`).toEqual([])
					if (view.poll) {
						polls.add(view.poll.stage)
						if (view.poll.stage !== 'revealed') expect([view.poll.key, view.poll.whyFacts]).toEqual([null, null])
						expect(view.poll.splits !== null, view.poll.stage).toBe(isLocked(state.polls[view.poll.id - 1] as Poll))
					}
				}
				for (const role of ['host', 'cohost'] as const) {
					const view = viewOf(state, role)
					for (const secret of ['secret-browser', 'secret-friends', 'secret-row'])
						expect(marksIn(view, secret), `seed ${seed}, ${role}`).toEqual([])
				}
			}
		}
		expect(looks).toBeGreaterThan(1_000)
		expect([...polls].sort()).toEqual(['first', 'locked', 'revealed', 'revote', 'talk'])
	})

	test('V-02 a view stays the same, field for field, if all is otherwise that its page must not know', () => {
		let looks = 0
		for (let seed = 0; seed < RUNS; seed++) {
			const chance = mulberry32(1_000 + seed)
			for (const state of randomLesson(chance, ACTS)) {
				if (chance() < 0.5) continue
				const viewers = [...playersHere(state).map(({ id }) => id), 'projector'] as const
				const viewer = viewers[Math.floor(chance() * viewers.length)] ?? 'projector'
				const other = withOtherSecrets(state, viewer, chance)
				expect(viewOf(other, viewer), `seed ${seed}, ${viewer}, ${state.stage}`).toEqual(viewOf(state, viewer))
				looks++
			}
		}
		expect(looks).toBeGreaterThan(500)
	})

	test('V-03 a crew that hasn’t agreed stays nameless on the projector, and no crew hears another’s score', () => {
		for (let seed = 0; seed < RUNS; seed++) {
			for (const state of randomLesson(mulberry32(2_000 + seed), ACTS)) {
				const facts = factsOf(state)
				const shy = facts.crews().filter(({ consent }) => consent !== 'yes')
				const projector = projectorLessonOf({ ...state, spotlight: null }, facts)
				for (const { name } of shy) expect(marksIn(projector, name)).toEqual([])
				for (const player of playersHere(state)) {
					const { ownCrew } = playerLessonOf(state, facts, player)
					const isTold = state.stage === 'debrief' || state.stage === 'ended'
					expect(ownCrew.score).toBe(isTold ? (facts.crew(player.crew)?.score ?? null) : null)
				}
			}
		}
	})

	test('V-04 a player’s view looks at no crew but the own and the one in the spotlight, and not at all if there is none', () => {
		const state = foldLesson(
			entriesOf([
				opened,
				joined(1),
				joined(2),
				{ kind: 'SEATED', player: 1, crew: 1, seat: 'malloc' },
				{ kind: 'SEATED', player: 2, crew: 2, seat: 'malloc' },
				{ kind: 'START' },
			]),
		)
		const asked: (number | 'all')[] = []
		const facts = factsOf(state)
		const watched = {
			...facts,
			crew: (number: number) => {
				asked.push(number)
				return facts.crew(number)
			},
			crews: () => {
				asked.push('all')
				return facts.crews()
			},
		}
		const player = state.players[1]
		if (!player) throw new Error('nobody')
		expect(playerLessonOf(state, watched, player).crews).toBe(2)
		expect(asked).toEqual([])
		expect(playerLessonOf({ ...state, spotlight: 2 }, watched, player).spotlight).toEqual({ crew: 2, name: 'Crew 2' })
		expect(asked).toEqual([2])
		playerLessonOf({ ...state, stage: 'debrief' }, watched, player)
		expect(asked).toEqual([2, 1])
		expect(currentRound(state).number).toBe(1)
	})
})
