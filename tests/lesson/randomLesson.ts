import { SEATS } from '../../shared/game/seat.ts'
import { REGRET_CAUSES } from '../../shared/game/score/regret.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import type { LessonAct, LessonEntry } from '../../shared/lesson/act.ts'
import { applyLesson, foldLesson } from '../../shared/lesson/applyLesson.ts'
import { DEALINGS, type HostCommand, type PlayerCommand, SPEEDS } from '../../shared/lesson/command.ts'
import { drawShuffle } from '../../shared/lesson/dealCrews.ts'
import { hostRefusal, playerRefusal } from '../../shared/lesson/lessonRefusal.ts'
import { currentRound, type LessonState, openPollOf, playersHere } from '../../shared/lesson/lessonState.ts'
import type { CrewFacts, LessonFacts } from '../../shared/lesson/lessonViews.ts'
import type { PollQuestion } from '../../shared/lesson/poll.ts'
import { CONFIDENCES } from '../../shared/lesson/question.ts'

export type Chance = () => number

export const SETUP = { level: 'bash', pace: 'live', seed: 7, bots: TEXTBOOK_BOTS } as const

export const opened: LessonAct = { kind: 'OPENED', title: 'Monday', setup: SETUP, dealing: 'arrival' }

/** A player whose every secret bears a mark. */
export const joined = (player: number): Extract<LessonAct, { kind: 'JOINED' }> => ({
	kind: 'JOINED',
	player,
	name: `Name ${player}`,
	rosterId: `secret-roster-${player}`,
	row: `secret-row-${player}`,
	friends: `secret-friends-${player}`,
	browser: `secret-browser-${player}`,
	late: false,
})

/** One act after the other, a second apart. */
export function entriesOf(acts: readonly (LessonAct | readonly [LessonEntry['by'], LessonAct])[]): LessonEntry[] {
	return acts.map((one, seq) => {
		const [by, act] = 'kind' in one ? (['server', one] as const) : one
		return { seq, atMs: 1_000 * (seq + 1), by, sent: null, act }
	})
}

const below = (chance: Chance, count: number): number => Math.floor(chance() * count)
const pick = <T>(chance: Chance, list: readonly [T, ...T[]]): T => list[below(chance, list.length)] ?? list[0]

function bankQuestion(chance: Chance, number: number): PollQuestion {
	const form = chance() < 0.3 ? 'order' : 'one'
	const options = form === 'order' ? 5 : 4
	const order = drawShuffle(options, (count) => below(chance, count))
	return {
		kind: 'bank',
		bound: {
			id: form === 'order' ? 'Q10' : 'Q2',
			facts: { n: number },
			options,
			form,
			key: form === 'order' ? order : order.slice(0, 1),
			whyFacts: { k: `secret-why-${number};` },
			level: 'bash',
			seed: 7,
		},
	}
}

/**
 * States of a lesson in which everything happens, one after each act; the same for the same chance. What hosts and
 * players ask for goes through the same refusals as on the server.
 */
export function* randomLesson(chance: Chance, acts: number): Iterable<LessonState> {
	let state = foldLesson(entriesOf([opened]))
	let seq = 1
	let players = 0
	for (let at = 0; at < acts; at++) {
		const [by, act] = randomAct(chance, state, players) ?? []
		if (!by || !act) continue
		if (act.kind === 'JOINED') players++
		state = applyLesson(state, { seq, atMs: 1_000 * (seq + 1), by, sent: null, act })
		seq++
		yield state
	}
}

function randomAct(chance: Chance, state: LessonState, players: number): [LessonEntry['by'], LessonAct] | null {
	const player = 1 + below(chance, Math.max(1, players))
	const someone = pick(chance, [player, player, players + 1])
	const kind = chance()
	if (players < 4 || kind < 0.05) return ['server', { ...joined(players + 1), late: state.stage === 'running' }]
	if (kind < 0.25) return ['server', seen(chance, player)]
	if (kind < 0.6) {
		const command = playerCommand(chance, state)
		return playerRefusal(state, someone, command) ? null : [someone, command]
	}
	const command = hostCommand(chance, state, player)
	if (hostRefusal(state, command)) return null
	return [pick(chance, ['host', 'cohost'] as const), actOf(chance, state, command)]
}

function seen(chance: Chance, player: number): LessonAct {
	return pick<LessonAct>(chance, [
		{ kind: 'SEATED', player, crew: 1 + below(chance, 3), seat: pick(chance, [...SEATS, null]) },
		{ kind: 'SEATED', player, crew: 1 + below(chance, 3), seat: pick(chance, SEATS) },
		{ kind: 'PRESENCE', player, online: chance() < 0.7 },
		{ kind: 'AWAY', away: chance() < 0.5 },
		{ kind: 'LEFT', player: chance() < 0.1 ? player : 0 },
	])
}

function playerCommand(chance: Chance, state: LessonState): PlayerCommand {
	const poll = openPollOf(state)
	const round = 1 + below(chance, 2)
	const shuffle = poll?.shuffle ?? [0]
	const isOrder = poll?.question.kind === 'bank' && poll.question.bound.form === 'order'
	const order = drawShuffle(shuffle.length, (count) => below(chance, count))
	const vote: PlayerCommand = {
		kind: 'VOTE',
		poll: poll?.id ?? 1,
		answer: isOrder ? order : order.slice(0, 1),
		confidence: pick(chance, CONFIDENCES),
	}
	return pick<PlayerCommand>(chance, [
		vote,
		vote,
		vote,
		{ kind: 'CONSENT', yes: chance() < 0.5 },
		{ kind: 'DIAGNOSE', round, step: below(chance, 80), cause: pick(chance, REGRET_CAUSES) },
		{ kind: 'REASON', round, choice: below(chance, 6) },
		{ kind: 'CAUGHT_UP' },
	])
}

function hostCommand(chance: Chance, state: LessonState, player: number): HostCommand {
	const poll = state.openPoll ?? 1
	const crew = 1 + below(chance, 3)
	const stages = ['talk', 'revote', 'locked', 'revealed', 'closed'] as const
	const rows = [{ id: 'secret-list-id', name: 'secret-list-name', crew: 'secret-list-crew', row: 'secret-list-row' }]
	return pick<HostCommand>(chance, [
		chance() < 0.1 ? { kind: 'END' } : { kind: 'ROTATE' },
		{ kind: 'START' },
		{ kind: 'START' },
		{ kind: 'PAUSE', paused: chance() < 0.5 },
		{ kind: 'SPEED', speed: pick(chance, SPEEDS) },
		{ kind: 'INJECT', injection: 'burst' },
		{ kind: 'EXTEND', seconds: 60 },
		{ kind: 'END_ROUND' },
		{ kind: 'NEXT_ROUND', rotate: true },
		{ kind: 'DEAL', dealing: pick(chance, DEALINGS) },
		{ kind: 'ROSTER', rows },
		{ kind: 'SPOTLIGHT', crew: pick(chance, [crew, null]) },
		{ kind: 'DEMO', at: { crew, round: 1, step: below(chance, 80) } },
		{ kind: 'GHOST', shown: chance() < 0.5 },
		{ kind: 'ASK', question: { bank: 'Q2' } },
		{ kind: 'ASK', question: { custom: { text: 'Why?', options: ['a', 'b', 'c'], correct: below(chance, 3) } } },
		{ kind: 'POLL', poll, to: pick(chance, stages) },
		{ kind: 'POLL', poll, to: pick(chance, stages) },
		{ kind: 'POLL', poll, to: pick(chance, stages) },
		{ kind: 'RENAME', player, name: `New name ${player}` },
		{ kind: 'MUTE', player, muted: chance() < 0.5 },
		{ kind: 'KICK', player: chance() < 0.1 ? player : 0, ban: chance() < 0.5 },
	])
}

/** What the server makes of a command; a round ends when its crews have finished, here at once. */
function actOf(chance: Chance, state: LessonState, command: HostCommand): LessonAct {
	switch (command.kind) {
		case 'SETUP':
			return { kind: 'SETUP', setup: SETUP }
		case 'NEXT_ROUND':
			return { kind: 'NEXT_ROUND', setup: { ...SETUP, seed: currentRound(state).setup.seed + 1 }, rotate: true }
		case 'INJECT':
			return { kind: 'INJECTED', placed: { kind: 'INJECT', injection: 'burst', lane: 0, at: 9, salt: 1 } }
		case 'END_ROUND':
			return { kind: 'DEBRIEF' }
		case 'ASK': {
			const question: PollQuestion =
				'custom' in command.question
					? { kind: 'custom', custom: command.question.custom }
					: bankQuestion(chance, state.polls.length + 1)
			const options = question.kind === 'bank' ? question.bound.options : question.custom.options.length
			return { kind: 'ASKED', question, shuffle: drawShuffle(options, (count) => below(chance, count)) }
		}
		default:
			return command
	}
}

/** What the server knows beside: crews as the log has seated them. */
export function factsOf(state: LessonState): LessonFacts {
	const isOver = state.stage === 'debrief' || state.stage === 'ended'
	const numbers = [...new Set(playersHere(state).flatMap(({ crew }) => (crew ? [crew] : [])))].sort((a, b) => a - b)
	const crews = numbers.map((crew): CrewFacts => {
		const members = playersHere(state).filter((player) => player.crew === crew)
		const said = members.map(({ consent }) => consent)
		return {
			crew,
			name: `Crew ${crew}`,
			members: members.map(({ id, name, rosterId, seat, online, muted }) => ({
				id,
				name,
				rosterId,
				seat,
				online,
				muted,
				offlineSinceMs: null,
				pingMs: null,
				autopilot: false,
			})),
			phase: isOver ? 'finished' : 'running',
			step: 10 * crew,
			stepsTotal: 80,
			billCycles: 1_000 * crew,
			tick: 100,
			waitsFor: null,
			bots: [],
			consent: said.includes(false) ? 'no' : said.every((one) => one) ? 'yes' : 'open',
			score: isOver ? 900 + crew : null,
			medal: isOver ? 'gold' : null,
			beatsPar: isOver,
			improved: isOver ? crew : null,
		}
	})
	return {
		nowMs: 1,
		code: 'BCDF',
		hostAwaySinceMs: null,
		crewCount: crews.length,
		crew: (number) => crews.find(({ crew }) => crew === number) ?? null,
		crews: () => crews,
		hosts: 1,
		projectors: 1,
		insight: () => ({ prediction: 1, diagnosis: 2, rule: 3 }),
	}
}
