import type { LessonAct, LessonEntry, Setup } from './act.ts'
import { currentRound, type LessonPlayer, type LessonRound, type LessonState } from './lessonState.ts'
import type { Poll, PollStage, Vote } from './poll.ts'

type Act<K extends LessonAct['kind']> = Extract<LessonAct, { kind: K }>

/** The lesson after one more entry of its log. Pure; whether the act was allowed was checked before it was logged. */
export function applyLesson(state: LessonState | null, { atMs, by, act }: LessonEntry): LessonState {
	if (act.kind === 'OPENED') return openedLesson(act, atMs)
	if (!state) throw new Error(`the log of a lesson begins with ${act.kind}`)
	switch (act.kind) {
		case 'SETUP':
			return withRound(state, { setup: act.setup })
		case 'DEAL':
			return { ...state, dealing: act.dealing, isDealt: true }
		case 'ROSTER':
			return { ...state, roster: act.rows }
		case 'START':
			return { ...begun(state, atMs), stage: 'running', pausedByHost: false }
		case 'PAUSE':
			return { ...state, pausedByHost: act.paused }
		case 'SPEED':
			return { ...state, speed: act.speed }
		case 'AWAY':
			return { ...state, hostAway: act.away }
		case 'INJECTED':
			return withRound(state, {
				injections: [...currentRound(state).injections, { placed: act.placed, atMs }],
			})
		case 'EXTEND':
			return withRound(state, { extendSeconds: currentRound(state).extendSeconds + act.seconds })
		case 'END_ROUND':
			return withRound(state, { isEnding: true })
		case 'DEBRIEF':
			return { ...withRound(state, { endedMs: atMs }), stage: 'debrief', pausedByHost: false, hostAway: false }
		case 'NEXT_ROUND':
			return nextRound(state, act.setup)
		case 'END':
			return { ...state, stage: 'ended', openPoll: null, spotlight: null, demo: null }
		case 'SPOTLIGHT':
			return { ...state, spotlight: act.crew, demo: null }
		case 'DEMO':
			return { ...state, demo: act.at }
		case 'GHOST':
			return { ...state, ghost: act.shown }
		case 'ASKED':
			return asked(state, act, atMs)
		case 'POLL':
			return act.to === 'closed' ? { ...state, openPoll: null } : withPoll(state, act.poll, inStage(act.to, atMs))
		case 'VOTE':
			return withPoll(state, act.poll, (poll) => voted(poll, Number(by), act))
		case 'JOINED':
			return { ...state, players: { ...state.players, [act.player]: newPlayer(act, atMs) } }
		case 'SEATED':
			return seated(state, act)
		case 'PRESENCE':
			return withPlayer(state, act.player, { online: act.online })
		case 'LEFT':
			return withPlayer(state, act.player, { status: 'left', online: false, seat: null })
		case 'KICK':
			return withPlayer(state, act.player, { status: act.ban ? 'banned' : 'kicked', online: false, seat: null })
		case 'RENAME':
			return withPlayer(state, act.player, { name: act.name })
		case 'MUTE':
			return withPlayer(state, act.player, { muted: act.muted })
		case 'CONSENT':
			return withPlayer(state, Number(by), { consent: act.yes })
		case 'CAUGHT_UP':
			return withPlayer(state, Number(by), { late: false })
		case 'DIAGNOSE':
			return withPlayer(state, Number(by), ({ diagnoses }) => ({
				diagnoses: { ...diagnoses, [act.round]: { step: act.step, cause: act.cause } },
			}))
		case 'REASON':
			return withPlayer(state, Number(by), ({ reasons }) => ({ reasons: { ...reasons, [act.round]: act.choice } }))
		// Crews keep their names, seats and clocks themselves; SEATED tells what became of it.
		case 'STEP':
		case 'ROTATE':
		case 'RESEAT':
		case 'RENAME_CREW':
			return state
	}
}

/** The state that a log leads to. Throws if it doesn't begin with OPENED. */
export function foldLesson(entries: readonly LessonEntry[]): LessonState {
	let state: LessonState | null = null
	for (const entry of entries) state = applyLesson(state, entry)
	if (!state) throw new Error('the log of a lesson is empty')
	return state
}

function openedLesson({ title, setup, dealing }: Act<'OPENED'>, atMs: number): LessonState {
	return {
		title,
		openedMs: atMs,
		stage: 'lobby',
		dealing,
		isDealt: false,
		roster: [],
		rounds: [newRound(1, setup)],
		speed: 1,
		pausedByHost: false,
		hostAway: false,
		spotlight: null,
		demo: null,
		ghost: false,
		polls: [],
		openPoll: null,
		players: {},
	}
}

function newRound(number: number, setup: Setup): LessonRound {
	return {
		number,
		setup,
		startedMs: null,
		endedMs: null,
		isEnding: false,
		injections: [],
		extendSeconds: 0,
		seats: {},
	}
}

function newPlayer({ kind: _kind, player, ...known }: Act<'JOINED'>, joinedMs: number): LessonPlayer {
	return {
		id: player,
		joinedMs,
		...known,
		status: 'here',
		online: true,
		muted: false,
		consent: null,
		crew: 0,
		seat: null,
		formerSeat: null,
		diagnoses: {},
		reasons: {},
	}
}

/** Whoever has a seat plays the round. */
function begun(state: LessonState, atMs: number): LessonState {
	const seats = Object.fromEntries(
		Object.values(state.players).flatMap(({ id, crew, seat }) => (seat ? [[id, { crew, seat }]] : [])),
	)
	return withRound(state, { startedMs: atMs, seats })
}

function nextRound(state: LessonState, setup: Setup): LessonState {
	const players = Object.fromEntries(
		Object.values(state.players).map((player) => [player.id, { ...player, formerSeat: player.seat, late: false }]),
	)
	const rounds = [...state.rounds, newRound(currentRound(state).number + 1, setup)]
	return { ...state, stage: 'lobby', rounds, players, speed: 1, demo: null }
}

function seated(state: LessonState, { player, crew, seat }: Act<'SEATED'>): LessonState {
	const next = withPlayer(state, player, { crew, seat })
	if (state.stage !== 'running' || !seat) return next
	return withRound(next, { seats: { ...currentRound(state).seats, [player]: { crew, seat } } })
}

function asked(state: LessonState, { question, shuffle }: Act<'ASKED'>, atMs: number): LessonState {
	const id = state.polls.length + 1
	const poll: Poll = {
		id,
		round: currentRound(state).number,
		question,
		shuffle,
		stage: 'first',
		sinceMs: { first: atMs },
		first: {},
		revote: {},
	}
	return { ...state, polls: [...state.polls, poll], openPoll: id }
}

const inStage =
	(stage: PollStage, atMs: number) =>
	(poll: Poll): Poll => ({ ...poll, stage, sinceMs: { ...poll.sinceMs, [stage]: atMs } })

function voted(poll: Poll, player: number, { answer, confidence }: Vote): Poll {
	const vote = { answer, confidence }
	if (poll.stage === 'first') return { ...poll, first: { ...poll.first, [player]: vote } }
	return { ...poll, revote: { ...poll.revote, [player]: vote } }
}

function withRound(state: LessonState, change: Partial<LessonRound>): LessonState {
	return { ...state, rounds: [...state.rounds.slice(0, -1), { ...currentRound(state), ...change }] }
}

function withPoll(state: LessonState, id: number, change: (poll: Poll) => Poll): LessonState {
	return { ...state, polls: state.polls.map((poll) => (poll.id === id ? change(poll) : poll)) }
}

type Change = Partial<LessonPlayer>

/** A player who isn't known changes nothing. */
function withPlayer(state: LessonState, id: number, change: Change | ((player: LessonPlayer) => Change)): LessonState {
	const player = state.players[id]
	if (!player) return state
	const changed = { ...player, ...(typeof change === 'function' ? change(player) : change) }
	return { ...state, players: { ...state.players, [id]: changed } }
}
