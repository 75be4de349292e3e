import { describe, expect, test } from 'vitest'
import type { LessonAct, LessonEntry } from '../../shared/lesson/act.ts'
import { applyLesson, foldLesson } from '../../shared/lesson/applyLesson.ts'
import type { HostCommand, PlayerCommand } from '../../shared/lesson/command.ts'
import { hostRefusal, playerRefusal } from '../../shared/lesson/lessonRefusal.ts'
import { currentRound, type LessonState, openPollOf, pauseOf, playersHere } from '../../shared/lesson/lessonState.ts'
import type { PollStage } from '../../shared/lesson/poll.ts'
import { mulberry32 } from '../server/mulberry32.ts'
import { entriesOf, joined, opened, randomLesson, SETUP } from './randomLesson.ts'

type Told = LessonAct | readonly [LessonEntry['by'], LessonAct]

const PLACED = { kind: 'INJECT', injection: 'burst', lane: 0, at: 9, salt: 1 } as const
const ASKED: LessonAct = {
	kind: 'ASKED',
	question: { kind: 'custom', custom: { text: 'Why?', options: ['a', 'b', 'c'], correct: 1 } },
	shuffle: [2, 0, 1],
}
const ORDER: LessonAct = {
	kind: 'ASKED',
	question: {
		kind: 'bank',
		bound: { id: 'Q10', facts: {}, options: 3, form: 'order', key: [0, 1, 2], whyFacts: {}, level: 'bash', seed: 7 },
	},
	shuffle: [2, 0, 1],
}
const vote = (answer: readonly number[], confidence: 50 | 70 | 90 = 70): LessonAct => ({
	kind: 'VOTE',
	poll: 1,
	answer,
	confidence,
})
const sit = (player: number, crew: number, seat: 'malloc' | 'kernel' | 'mmu' | null): LessonAct => ({
	kind: 'SEATED',
	player,
	crew,
	seat,
})
const RUNNING: readonly Told[] = [
	opened,
	joined(1),
	joined(2),
	sit(1, 1, 'malloc'),
	sit(2, 1, 'kernel'),
	{ kind: 'START' },
]
const OVER: readonly Told[] = [...RUNNING, { kind: 'DEBRIEF' }]

function deepFrozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		for (const field of Object.values(value)) deepFrozen(field)
		Object.freeze(value)
	}
	return value
}

/** The state that these acts lead to; nothing that was ever a state can change any more. */
function stateAfter(...acts: readonly Told[]): LessonState {
	let state: LessonState | null = null
	for (const entry of entriesOf(acts)) state = deepFrozen(applyLesson(state, deepFrozen(entry)))
	if (!state) throw new Error('no act')
	return state
}

const after = (before: readonly Told[], ...acts: readonly Told[]): LessonState => stateAfter(...before, ...acts)
const player = (state: LessonState, id = 1) => state.players[id]

/** One line for each act: what it changes. */
const ACTS: Readonly<
	Record<LessonAct['kind'], readonly [before: readonly Told[], act: Told, (s: LessonState) => unknown, unknown]>
> = {
	OPENED: [
		[],
		opened,
		(s) => [s.title, s.stage, s.openedMs, s.rounds.length, currentRound(s).setup],
		['Monday', 'lobby', 1_000, 1, SETUP],
	],
	SETUP: [[opened], { kind: 'SETUP', setup: { ...SETUP, level: 'leak' } }, (s) => currentRound(s).setup.level, 'leak'],
	DEAL: [[opened], { kind: 'DEAL', dealing: 'rows' }, (s) => [s.dealing, s.isDealt], ['rows', true]],
	ROSTER: [[opened], { kind: 'ROSTER', rows: [{ id: '1', name: '', crew: '', row: '' }] }, (s) => s.roster.length, 1],
	START: [
		[...RUNNING.slice(0, -1), { kind: 'PAUSE', paused: true }],
		{ kind: 'START' },
		(s) => [s.stage, s.pausedByHost, currentRound(s).startedMs, currentRound(s).seats],
		['running', false, 7_000, { 1: { crew: 1, seat: 'malloc' }, 2: { crew: 1, seat: 'kernel' } }],
	],
	PAUSE: [RUNNING, { kind: 'PAUSE', paused: true }, pauseOf, 'host'],
	SPEED: [RUNNING, { kind: 'SPEED', speed: 0.25 }, (s) => s.speed, 0.25],
	AWAY: [RUNNING, { kind: 'AWAY', away: true }, pauseOf, 'hostAway'],
	INJECTED: [
		RUNNING,
		{ kind: 'INJECTED', placed: PLACED },
		(s) => currentRound(s).injections,
		[{ placed: PLACED, atMs: 7_000 }],
	],
	EXTEND: [
		[...RUNNING, { kind: 'EXTEND', seconds: 60 }],
		{ kind: 'EXTEND', seconds: 30 },
		(s) => currentRound(s).extendSeconds,
		90,
	],
	END_ROUND: [RUNNING, { kind: 'END_ROUND' }, (s) => [s.stage, currentRound(s).isEnding], ['running', true]],
	DEBRIEF: [
		[...RUNNING, { kind: 'PAUSE', paused: true }, { kind: 'AWAY', away: true }],
		{ kind: 'DEBRIEF' },
		(s) => [s.stage, pauseOf(s), currentRound(s).endedMs],
		['debrief', null, 9_000],
	],
	NEXT_ROUND: [
		[...OVER, { kind: 'SPEED', speed: 2 }, { kind: 'DEMO', at: { crew: 1, round: 1, step: 3 } }],
		{ kind: 'NEXT_ROUND', setup: { ...SETUP, seed: 8 }, rotate: true },
		(s) => [s.stage, currentRound(s).number, currentRound(s).setup.seed, s.speed, s.demo, player(s)?.formerSeat],
		['lobby', 2, 8, 1, null, 'malloc'],
	],
	END: [
		[...OVER, ASKED, { kind: 'SPOTLIGHT', crew: 1 }, { kind: 'DEMO', at: { crew: 1, round: 1, step: 3 } }],
		{ kind: 'END' },
		(s) => [s.stage, s.openPoll, s.spotlight, s.demo, s.polls.length],
		['ended', null, null, null, 1],
	],
	SPOTLIGHT: [
		[...RUNNING, { kind: 'DEMO', at: { crew: 1, round: 1, step: 3 } }],
		{ kind: 'SPOTLIGHT', crew: 2 },
		(s) => [s.spotlight, s.demo],
		[2, null],
	],
	DEMO: [RUNNING, { kind: 'DEMO', at: { crew: 1, round: 1, step: 3 } }, (s) => s.demo, { crew: 1, round: 1, step: 3 }],
	GHOST: [RUNNING, { kind: 'GHOST', shown: true }, (s) => s.ghost, true],
	ASKED: [
		RUNNING,
		ASKED,
		(s) => [s.openPoll, openPollOf(s)?.stage, openPollOf(s)?.round, openPollOf(s)?.sinceMs],
		[1, 'first', 1, { first: 7_000 }],
	],
	POLL: [
		[...RUNNING, ASKED],
		{ kind: 'POLL', poll: 1, to: 'talk' },
		(s) => [openPollOf(s)?.stage, openPollOf(s)?.sinceMs],
		['talk', { first: 7_000, talk: 8_000 }],
	],
	VOTE: [
		[...RUNNING, ASKED, [1, vote([0])], [2, vote([1])]],
		[1, vote([2], 90)],
		(s) => openPollOf(s)?.first,
		{ 1: { answer: [2], confidence: 90 }, 2: { answer: [1], confidence: 70 } },
	],
	JOINED: [
		[opened],
		{ ...joined(4), late: true },
		(s) => [player(s, 4)?.status, player(s, 4)?.online, player(s, 4)?.late, player(s, 4)?.joinedMs, player(s, 4)?.crew],
		['here', true, true, 2_000, 0],
	],
	SEATED: [
		RUNNING,
		sit(1, 2, 'mmu'),
		(s) => [player(s)?.crew, player(s)?.seat, currentRound(s).seats[1]],
		[2, 'mmu', { crew: 2, seat: 'mmu' }],
	],
	PRESENCE: [RUNNING, { kind: 'PRESENCE', player: 1, online: false }, (s) => player(s)?.online, false],
	LEFT: [
		RUNNING,
		{ kind: 'LEFT', player: 1 },
		(s) => [player(s)?.status, player(s)?.seat, playersHere(s).length],
		['left', null, 1],
	],
	KICK: [
		RUNNING,
		{ kind: 'KICK', player: 1, ban: true },
		(s) => [player(s)?.status, player(s)?.online, playersHere(s).length],
		['banned', false, 1],
	],
	RENAME: [RUNNING, { kind: 'RENAME', player: 1, name: 'Eve' }, (s) => player(s)?.name, 'Eve'],
	MUTE: [
		RUNNING,
		{ kind: 'MUTE', player: 1, muted: true },
		(s) => [player(s)?.muted, player(s, 2)?.muted],
		[true, false],
	],
	CONSENT: [
		RUNNING,
		[2, { kind: 'CONSENT', yes: false }],
		(s) => [player(s)?.consent, player(s, 2)?.consent],
		[null, false],
	],
	CAUGHT_UP: [[opened, { ...joined(1), late: true }], [1, { kind: 'CAUGHT_UP' }], (s) => player(s)?.late, false],
	DIAGNOSE: [
		OVER,
		[1, { kind: 'DIAGNOSE', round: 1, step: 5, cause: 'grant' }],
		(s) => player(s)?.diagnoses,
		{ 1: { step: 5, cause: 'grant' } },
	],
	REASON: [OVER, [1, { kind: 'REASON', round: 1, choice: 3 }], (s) => player(s)?.reasons, { 1: 3 }],
	// Of these the log keeps that they were; crews know what became of it.
	STEP: [RUNNING, { kind: 'STEP' }, (s) => s, stateAfter(...RUNNING)],
	ROTATE: [RUNNING.slice(0, -1), { kind: 'ROTATE' }, (s) => s, stateAfter(...RUNNING.slice(0, -1))],
	RESEAT: [RUNNING, { kind: 'RESEAT', player: 1, crew: 2, seat: 'mmu' }, (s) => s, stateAfter(...RUNNING)],
	RENAME_CREW: [RUNNING, { kind: 'RENAME_CREW', crew: 1, name: 'X' }, (s) => s, stateAfter(...RUNNING)],
}

describe('the log of a lesson', () => {
	for (const [kind, [before, act, look, expected]] of Object.entries(ACTS)) {
		test(`A-01 ${kind}`, () => {
			const state = after(before, act)
			expect(look(state)).toEqual(expected)
			// It happened by this act, not before.
			if (before.length > 0 && look(state) !== state) expect(look(stateAfter(...before))).not.toEqual(expected)
		})
	}

	test('A-02 who votes again after the talk has two votes; one poll follows the other, closed ones keep theirs', () => {
		const state = after(
			RUNNING,
			...([
				ASKED,
				[1, vote([0])],
				{ kind: 'POLL', poll: 1, to: 'revote' },
				[1, vote([1])],
				{ kind: 'POLL', poll: 1, to: 'closed' },
				{ ...ASKED },
			] satisfies Told[]),
		)
		expect(state.polls.map(({ id, stage }) => [id, stage])).toEqual([
			[1, 'revote'],
			[2, 'first'],
		])
		expect([state.openPoll, state.polls[0]?.first[1]?.answer, state.polls[0]?.revote[1]?.answer]).toEqual([2, [0], [1]])
		expect(after(RUNNING, ASKED, { kind: 'POLL', poll: 1, to: 'closed' }).openPoll).toBeNull()
	})

	test('A-03 who comes late has a seat in the round; who leaves keeps it in the books; who only waits has none', () => {
		const state = after(
			RUNNING,
			...([
				{ ...joined(3), late: true },
				sit(3, 1, 'mmu'),
				{ ...joined(4), late: true },
				sit(4, 1, null),
				{ kind: 'KICK', player: 2, ban: false },
			] satisfies Told[]),
		)
		expect(currentRound(state).seats).toEqual({
			1: { crew: 1, seat: 'malloc' },
			2: { crew: 1, seat: 'kernel' },
			3: { crew: 1, seat: 'mmu' },
		})
		expect([state.players[2]?.status, state.players[4]?.crew]).toEqual(['kicked', 1])
	})

	test('A-04 a log without its beginning is refused; an act about somebody unknown changes nothing', () => {
		expect(() => foldLesson([])).toThrow('empty')
		expect(() => foldLesson(entriesOf([{ kind: 'START' }]))).toThrow('begins with START')
		const state = stateAfter(...RUNNING)
		for (const act of [
			{ kind: 'MUTE', player: 9, muted: true },
			{ kind: 'RENAME', player: 9, name: 'X' },
			{ kind: 'LEFT', player: 9 },
			{ kind: 'PRESENCE', player: 9, online: false },
		] satisfies LessonAct[])
			expect(after(RUNNING, act)).toEqual(state)
	})

	test('A-05 whatever happens, the same log folds to the same state, and no state is ever changed by a later act', () => {
		for (let seed = 0; seed < 20; seed++) {
			const states = [...randomLesson(mulberry32(seed), 150)].map(deepFrozen)
			const again = [...randomLesson(mulberry32(seed), 150)]
			expect(again).toEqual(states)
		}
	})
})

const STAGES = {
	lobby: RUNNING.slice(0, -1),
	running: RUNNING,
	debrief: OVER,
	ended: [...OVER, { kind: 'END' } as const],
}
const PAUSED: readonly Told[] = [...RUNNING, { kind: 'PAUSE', paused: true }]

/** In which stages a host may ask for it (the brief of GAME.md §7); paused: only then. */
const ALLOWED: Readonly<Record<HostCommand['kind'], readonly [HostCommand, string]>> = {
	SETUP: [{ kind: 'SETUP', ...SETUP }, 'lobby'],
	DEAL: [{ kind: 'DEAL', dealing: 'random' }, 'lobby'],
	ROSTER: [{ kind: 'ROSTER', rows: [] }, 'lobby running debrief'],
	START: [{ kind: 'START' }, 'lobby'],
	PAUSE: [{ kind: 'PAUSE', paused: true }, 'running'],
	SPEED: [{ kind: 'SPEED', speed: 2 }, 'lobby running debrief'],
	STEP: [{ kind: 'STEP' }, ''],
	INJECT: [{ kind: 'INJECT', injection: 'pin' }, 'running'],
	EXTEND: [{ kind: 'EXTEND', seconds: 60 }, 'running'],
	END_ROUND: [{ kind: 'END_ROUND' }, 'running'],
	NEXT_ROUND: [{ kind: 'NEXT_ROUND', rotate: true }, 'debrief'],
	ROTATE: [{ kind: 'ROTATE' }, 'lobby'],
	END: [{ kind: 'END' }, 'lobby running debrief'],
	SPOTLIGHT: [{ kind: 'SPOTLIGHT', crew: 1 }, 'lobby running debrief'],
	DEMO: [{ kind: 'DEMO', at: { crew: 1, round: 1, step: 1 } }, 'lobby running debrief'],
	GHOST: [{ kind: 'GHOST', shown: true }, 'lobby running debrief'],
	ASK: [{ kind: 'ASK', question: { bank: 'Q1' } }, 'lobby running debrief'],
	POLL: [{ kind: 'POLL', poll: 1, to: 'talk' }, ''],
	RESEAT: [{ kind: 'RESEAT', player: 1, crew: 1, seat: 'mmu' }, 'lobby running debrief'],
	RENAME: [{ kind: 'RENAME', player: 1, name: 'X' }, 'lobby running debrief'],
	RENAME_CREW: [{ kind: 'RENAME_CREW', crew: 1, name: 'X' }, 'lobby running debrief'],
	MUTE: [{ kind: 'MUTE', player: 1, muted: true }, 'lobby running debrief'],
	KICK: [{ kind: 'KICK', player: 1, ban: true }, 'lobby running debrief'],
}

describe('what is refused', () => {
	for (const [kind, [command, allowed]] of Object.entries(ALLOWED)) {
		test(`A-10 ${kind}: only in the stages that it belongs to`, () => {
			for (const [stage, acts] of Object.entries(STAGES)) {
				const code = hostRefusal(stateAfter(...acts), command)
				if (allowed.includes(stage)) expect(code, stage).toBeNull()
				else expect(code, stage).toBe(kind === 'POLL' && stage !== 'ended' ? 'E_POLL' : 'E_STAGE')
			}
		})
	}

	test('A-11 STEP: only while the host has paused', () => {
		expect(hostRefusal(stateAfter(...PAUSED), { kind: 'STEP' })).toBeNull()
		expect(hostRefusal(after(RUNNING, { kind: 'AWAY', away: true }), { kind: 'STEP' })).toBe('E_STAGE')
	})

	test('A-12 nobody can be moved, renamed, muted or thrown out who isn’t there, or is no longer', () => {
		for (const command of [
			{ kind: 'RESEAT', player: 1, crew: 1, seat: 'mmu' },
			{ kind: 'RENAME', player: 1, name: 'X' },
			{ kind: 'MUTE', player: 1, muted: true },
			{ kind: 'KICK', player: 1, ban: false },
		] satisfies HostCommand[]) {
			expect(hostRefusal(stateAfter(...RUNNING), { ...command, player: 9 })).toBe('E_NO_PLAYER')
			for (const gone of [
				{ kind: 'LEFT', player: 1 },
				{ kind: 'KICK', player: 1, ban: false },
				{ kind: 'KICK', player: 1, ban: true },
			] satisfies LessonAct[])
				expect(hostRefusal(after(RUNNING, gone), command), gone.kind).toBe('E_NO_PLAYER')
		}
	})

	test('A-13 a demo of a round that hasn’t been is refused, the end of one never', () => {
		const state = stateAfter(...RUNNING)
		expect(hostRefusal(state, { kind: 'DEMO', at: { crew: 1, round: 2, step: 0 } })).toBe('E_ROUND')
		expect(hostRefusal(state, { kind: 'DEMO', at: null })).toBeNull()
	})

	const WAYS: Readonly<Record<PollStage, readonly string[]>> = {
		first: ['talk', 'revote', 'locked', 'closed'],
		talk: ['revote', 'locked', 'closed'],
		revote: ['talk', 'locked', 'closed'],
		locked: ['revealed', 'closed'],
		revealed: ['closed'],
	}
	const TO: Readonly<Record<PollStage, readonly LessonAct[]>> = {
		first: [],
		talk: [{ kind: 'POLL', poll: 1, to: 'talk' }],
		revote: [{ kind: 'POLL', poll: 1, to: 'revote' }],
		locked: [{ kind: 'POLL', poll: 1, to: 'locked' }],
		revealed: [
			{ kind: 'POLL', poll: 1, to: 'locked' },
			{ kind: 'POLL', poll: 1, to: 'revealed' },
		],
	}
	for (const stage of Object.keys(WAYS) as PollStage[]) {
		test(`A-14 a poll in ${stage} goes on to ${WAYS[stage].join(', ')} only; votes count before it is locked only`, () => {
			const state = after(RUNNING, ASKED, ...TO[stage])
			for (const to of ['talk', 'revote', 'locked', 'revealed', 'closed'] as const) {
				expect(hostRefusal(state, { kind: 'POLL', poll: 1, to }), to).toBe(WAYS[stage].includes(to) ? null : 'E_POLL')
				expect(hostRefusal(state, { kind: 'POLL', poll: 2, to }), to).toBe('E_POLL')
			}
			const mayVote = stage === 'first' || stage === 'revote'
			const command = { kind: 'VOTE', poll: 1, answer: [0], confidence: 70 } as const
			expect(playerRefusal(state, 1, command)).toBe(mayVote ? null : 'E_POLL')
		})
	}

	test('A-15 a vote is one of the options, or all of them in an order; anything else is no vote', () => {
		const one = after(RUNNING, ASKED)
		const order = after(RUNNING, ORDER)
		const asks = (state: LessonState, answer: readonly number[], poll = 1) =>
			playerRefusal(state, 1, { kind: 'VOTE', poll, answer, confidence: 50 })
		for (const answer of [[0], [1], [2]]) expect(asks(one, answer)).toBeNull()
		for (const answer of [[3], [0, 1], [0, 1, 2], []]) expect(asks(one, answer), String(answer)).toBe('E_POLL')
		expect([asks(order, [2, 0, 1]), asks(order, [0, 1, 2])]).toEqual([null, null])
		for (const answer of [[0], [0, 1], [0, 1, 1], [0, 1, 3], [0, 1, 2, 0]])
			expect(asks(order, answer), String(answer)).toBe('E_POLL')
		expect(asks(one, [0], 2)).toBe('E_POLL')
		expect(asks(stateAfter(...RUNNING), [0])).toBe('E_POLL')
	})

	test('A-16 what a student says of a round is said once, when it is over; nobody unknown says anything, nor in the end', () => {
		const says: readonly Extract<PlayerCommand, { kind: 'DIAGNOSE' | 'REASON' }>[] = [
			{ kind: 'DIAGNOSE', round: 1, step: 5, cause: 'grant' },
			{ kind: 'REASON', round: 1, choice: 2 },
		]
		for (const command of says) {
			expect(playerRefusal(stateAfter(...OVER), 1, command)).toBeNull()
			expect(playerRefusal(stateAfter(...RUNNING), 1, command)).toBe('E_STAGE')
			expect(playerRefusal(stateAfter(...OVER), 1, { ...command, round: 2 })).toBe('E_ROUND')
			expect(playerRefusal(after(OVER, [1, command]), 1, command)).toBe('E_DIAGNOSED')
			expect(playerRefusal(after(OVER, [1, command]), 2, command)).toBeNull()
		}
		for (const command of [...says, { kind: 'CONSENT', yes: true }, { kind: 'CAUGHT_UP' }] satisfies PlayerCommand[]) {
			expect(playerRefusal(stateAfter(...OVER), 9, command)).toBe('E_NO_PLAYER')
			expect(playerRefusal(after(OVER, { kind: 'END' }), 1, command)).toBe('E_STAGE')
		}
	})

	test('A-17 who was kicked or has left says nothing any more', () => {
		for (const gone of [
			{ kind: 'LEFT', player: 1 },
			{ kind: 'KICK', player: 1, ban: true },
		] satisfies LessonAct[])
			expect(playerRefusal(after(OVER, gone), 1, { kind: 'REASON', round: 1, choice: 0 })).toBe('E_NO_PLAYER')
	})
})
