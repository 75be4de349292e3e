import type { HostRole } from './act.ts'
import { currentRound, type LessonPlayer, type LessonState, openPollOf, pauseOf, playersHere } from './lessonState.ts'
import { pollViewOf, type PollViewer } from './pollView.ts'
import type { HostCrew, HostLesson, Insight, LessonCommon, PlayerLesson, ProjectorLesson } from './view.ts'

/** A crew as the server knows it: what the host sees, and what else is told about it. */
export interface CrewFacts extends HostCrew {
	/** Bill below PAR; null until the round is finished. */
	readonly beatsPar: boolean | null
	/** Points more than in the round before; null: nothing to compare. */
	readonly improved: number | null
}

/** What the lesson's log doesn't tell: clocks, connections, rounds. */
export interface LessonFacts {
	readonly nowMs: number
	readonly code: string
	readonly hostAwaySinceMs: number | null
	readonly crewCount: number
	/** By number; null: no such crew. */
	crew(number: number): CrewFacts | null
	/** The whole table: dear, for consoles and projectors. */
	crews(): readonly CrewFacts[]
	readonly hosts: number
	readonly projectors: number
	/** Of the present round, once it is in debrief. */
	readonly insight: (player: number) => Insight | null
}

const MOST_ON_PODIUM = 3

export function playerLessonOf(state: LessonState, facts: LessonFacts, player: LessonPlayer): PlayerLesson {
	const { number } = currentRound(state)
	const isOver = state.stage === 'debrief' || state.stage === 'ended'
	const told = isOver ? facts.crew(player.crew) : null
	const voters = playersHere(state).length
	return {
		...commonOf(state, facts, player.id),
		you: {
			id: player.id,
			name: player.name,
			muted: player.muted,
			consent: player.consent,
			late: player.late,
			formerSeat: player.formerSeat,
			diagnosis: player.diagnoses[number] ?? null,
			reason: player.reasons[number] ?? null,
			insight: isOver ? facts.insight(player.id) : null,
			polls: isOver
				? state.polls
						.filter(({ round, stage }) => round === number && stage === 'revealed')
						.map((poll) => pollViewOf(poll, player.id, voters))
				: [],
		},
		ownCrew: { score: told?.score ?? null, medal: told?.medal ?? null, improved: told?.improved ?? null },
	}
}

export function hostLessonOf(state: LessonState, facts: LessonFacts, role: HostRole): HostLesson {
	const voters = playersHere(state).length
	const { bots } = currentRound(state).setup
	return {
		...commonOf(state, facts, 'host'),
		role,
		bots,
		dealing: state.dealing,
		roster: state.roster,
		table: facts.crews().map(({ beatsPar: _par, improved: _improved, ...row }) => row),
		polls: state.polls.map((poll) => pollViewOf(poll, 'host', voters)),
		demo: state.demo,
		ghost: state.ghost,
		hosts: facts.hosts,
		projectors: facts.projectors,
		results: state.rounds
			.filter(({ endedMs }) => endedMs !== null)
			.map(({ number: round, setup: { level, seed } }) => ({ round, level, seed })),
		banned: Object.values(state.players).filter(({ status }) => status === 'banned').length,
	}
}

export function projectorLessonOf(state: LessonState, facts: LessonFacts): ProjectorLesson {
	const crews = facts.crews()
	const finished = crews.filter(({ beatsPar }) => beatsPar !== null)
	const isOver = state.stage === 'debrief' || state.stage === 'ended'
	return {
		...commonOf(state, facts, 'projector'),
		role: 'projector',
		road: crews.map((crew) => ({
			crew: crew.crew,
			name: shownName(crew),
			permille: Math.round((1000 * crew.step) / Math.max(1, crew.stepsTotal)),
			finished: crew.phase === 'finished',
		})),
		demo: state.demo,
		ghost: state.ghost,
		beatGhost: { beat: finished.filter(({ beatsPar }) => beatsPar).length, finished: finished.length },
		podium: isOver ? podiumOf(crews) : [],
		mostImproved: isOver ? mostImprovedOf(crews) : null,
	}
}

/** A crew that hasn't agreed stays nameless in front of the class. */
const shownName = ({ consent, name }: HostCrew): string | null => (consent === 'yes' ? name : null)

/** Never a bottom: only those with a medal, and three at most. */
function podiumOf(crews: readonly CrewFacts[]): ProjectorLesson['podium'] {
	return crews
		.flatMap((crew) =>
			crew.score !== null && crew.medal !== null && crew.medal !== 'none'
				? [{ name: shownName(crew), medal: crew.medal, score: crew.score }]
				: [],
		)
		.toSorted((a, b) => b.score - a.score)
		.slice(0, MOST_ON_PODIUM)
}

function mostImprovedOf(crews: readonly CrewFacts[]): ProjectorLesson['mostImproved'] {
	const [best] = crews
		.flatMap((crew) => (crew.improved !== null && crew.improved > 0 ? [{ crew, points: crew.improved }] : []))
		.toSorted((a, b) => b.points - a.points)
	return best ? { name: shownName(best.crew), points: best.points } : null
}

function commonOf(state: LessonState, facts: LessonFacts, viewer: PollViewer): LessonCommon {
	const round = currentRound(state)
	const here = playersHere(state)
	const poll = openPollOf(state)
	const lit = state.spotlight === null ? null : facts.crew(state.spotlight)
	const { level, pace, seed } = round.setup
	return {
		nowMs: facts.nowMs,
		code: facts.code,
		title: state.title,
		stage: state.stage,
		round: round.number,
		level,
		pace,
		seed,
		speed: state.speed,
		paused: pauseOf(state),
		hostAwaySinceMs: facts.hostAwaySinceMs,
		players: here.length,
		crews: facts.crewCount,
		poll: poll && pollViewOf(poll, viewer, here.length),
		spotlight: lit ? { crew: lit.crew, name: lit.name } : null,
		injections: round.injections.map(({ placed: { injection }, atMs }) => ({ injection, atMs })),
	}
}
