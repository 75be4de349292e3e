import type { LessonAct } from './act.ts'
import type { HostCommand, PlayerCommand } from './command.ts'
import { currentRound, type LessonState, openPollOf } from './lessonState.ts'
import type { Answer, Poll, PollStage } from './poll.ts'
import type { LessonStage } from './view.ts'

/** Why a command isn't allowed just now, as far as the lesson's own state tells. */
export type LessonRefusal = 'E_STAGE' | 'E_POLL' | 'E_NO_PLAYER' | 'E_NO_CREW' | 'E_ROUND' | 'E_DIAGNOSED'

/** Stages in which a command makes sense; not told: all but `ended`. */
const STAGES_OF: Readonly<Partial<Record<HostCommand['kind'], readonly LessonStage[]>>> = {
	SETUP: ['lobby'],
	DEAL: ['lobby'],
	START: ['lobby'],
	ROTATE: ['lobby'],
	PAUSE: ['running'],
	STEP: ['running'],
	INJECT: ['running'],
	EXTEND: ['running'],
	END_ROUND: ['running'],
	NEXT_ROUND: ['debrief'],
	END: ['lobby', 'running', 'debrief'],
}
const ALIVE: readonly LessonStage[] = ['lobby', 'running', 'debrief']

/** Where a poll may go from each stage. A host may lock in any, and reveal what is locked. */
const NEXT_STAGES: Readonly<Record<PollStage, readonly PollStage[]>> = {
	first: ['talk', 'revote', 'locked'],
	talk: ['revote', 'locked'],
	revote: ['talk', 'locked'],
	locked: ['revealed'],
	revealed: [],
}

/** Null: go ahead. */
export function hostRefusal(state: LessonState, command: HostCommand): LessonRefusal | null {
	if (!(STAGES_OF[command.kind] ?? ALIVE).includes(state.stage)) return 'E_STAGE'
	switch (command.kind) {
		case 'STEP':
			return state.pausedByHost ? null : 'E_STAGE'
		case 'POLL':
			return pollRefusal(state, command)
		case 'RESEAT':
		case 'RENAME':
		case 'MUTE':
		case 'KICK':
			return state.players[command.player]?.status === 'here' ? null : 'E_NO_PLAYER'
		case 'DEMO':
			return command.at && command.at.round > currentRound(state).number ? 'E_ROUND' : null
		default:
			return null
	}
}

function pollRefusal(state: LessonState, { poll: id, to }: Extract<HostCommand, { kind: 'POLL' }>) {
	const poll = openPollOf(state)
	if (poll?.id !== id) return 'E_POLL'
	return to === 'closed' || NEXT_STAGES[poll.stage].includes(to) ? null : 'E_POLL'
}

/** Null: go ahead. `player`: who asks. */
export function playerRefusal(state: LessonState, player: number, command: PlayerCommand): LessonRefusal | null {
	if (state.stage === 'ended') return 'E_STAGE'
	const known = state.players[player]
	if (known?.status !== 'here') return 'E_NO_PLAYER'
	switch (command.kind) {
		case 'VOTE':
			return voteRefusal(openPollOf(state), command)
		case 'DIAGNOSE':
			return roundRefusal(state, command.round) ?? (known.diagnoses[command.round] ? 'E_DIAGNOSED' : null)
		case 'REASON':
			return roundRefusal(state, command.round) ?? (known.reasons[command.round] === undefined ? null : 'E_DIAGNOSED')
		case 'CONSENT':
		case 'CAUGHT_UP':
			return null
	}
}

/** What is said about a round is said when it is over. */
function roundRefusal(state: LessonState, round: number): LessonRefusal | null {
	const said = state.rounds.find(({ number }) => number === round)
	if (!said) return 'E_ROUND'
	return said.endedMs === null ? 'E_STAGE' : null
}

function voteRefusal(poll: Poll | null, { poll: id, answer }: Extract<LessonAct, { kind: 'VOTE' }>) {
	if (poll?.id !== id || (poll.stage !== 'first' && poll.stage !== 'revote')) return 'E_POLL'
	return fits(poll, answer) ? null : 'E_POLL'
}

/** One of the options; or all of them, each once. */
function fits({ question, shuffle }: Poll, answer: Answer): boolean {
	const isOrder = question.kind === 'bank' && question.bound.form === 'order'
	if (answer.length !== (isOrder ? shuffle.length : 1)) return false
	return new Set(answer).size === answer.length && answer.every((option) => option < shuffle.length)
}
