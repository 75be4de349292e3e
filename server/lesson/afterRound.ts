import type { Regret } from '../../shared/game/score/regret.ts'
import { beatsTextbook } from '../../shared/game/score/ruleGain.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { insightOf } from '../../shared/lesson/insight.ts'
import { currentRound } from '../../shared/lesson/lessonState.ts'
import type { LessonRecord } from '../../shared/lesson/record.ts'
import type { Insight } from '../../shared/lesson/view.ts'
import { measureRegrets, measureRuleGains } from '../room/measureReference.ts'
import type { RoundLog } from '../store/eventStore.ts'
import type { LessonFloor } from './lessonFloor.ts'
import type { LessonLog } from './lessonLog.ts'
import { recordOf } from './recordOf.ts'

/** What the emulator says of a crew's round once it is over. */
interface Findings {
	readonly regrets: readonly Regret[]
	/** Seats whose standing orders have beaten the textbook. */
	readonly goodRules: readonly Seat[]
}

/** What is worked out after the rounds: the dear moments, insight, the record for the exports. */
export class AfterRound {
	readonly #floor: LessonFloor
	readonly #log: LessonLog
	/** By round and crew. */
	readonly #findings = new Map<string, Findings>()
	readonly #underWay = new Map<string, Promise<Findings | null>>()

	constructor(floor: LessonFloor, log: LessonLog) {
		this.#floor = floor
		this.#log = log
	}

	/** Of the round that is in debrief, one crew after the other, in the worker. */
	async measure(crews: readonly number[]): Promise<void> {
		const { number } = currentRound(this.#log.told)
		for (const crew of crews) await this.#measureCrew(crew, number)
	}

	/** Null while the dear moments of the crew's round aren't known. */
	insight(player: number, round: number): Insight | null {
		const { players, polls, rounds } = this.#log.told
		const known = players[player]
		const place = rounds.find(({ number }) => number === round)?.seats[player]
		const findings = place && this.#findings.get(`${round}/${place.crew}`)
		if (!known || !findings) return null
		return insightOf({
			polls: polls.filter((poll) => poll.round === round),
			player,
			couldVote: ({ sinceMs }) => (sinceMs.locked ?? Number.POSITIVE_INFINITY) > known.joinedMs,
			diagnosis: known.diagnoses[round] ?? null,
			regrets: findings.regrets,
			reason: known.reasons[round] ?? null,
			ruleBeatBot: findings.goodRules.includes(place.seat),
		})
	}

	/** For the exports; measures what hasn't been measured since the server's start. */
	record(): Promise<LessonRecord> {
		const { session, code, store, surroundings } = this.#floor
		const insight = async (player: number, round: number) => {
			const crew = this.#log.told.rounds.find(({ number }) => number === round)?.seats[player]?.crew
			if (crew !== undefined) await this.#measureCrew(crew, round)
			return this.insight(player, round) ?? { prediction: 0, diagnosis: 0, rule: 0 }
		}
		return recordOf({ store, session, code, state: this.#log.told, nowMs: surroundings.wallMs(), insight })
	}

	/** Not of a round that still runs: its log isn't whole. */
	async #measureCrew(crew: number, number: number): Promise<void> {
		const key = `${number}/${crew}`
		const isOver = this.#log.told.rounds.some((round) => round.number === number && round.endedMs !== null)
		if (!isOver || this.#findings.has(key)) return
		const underWay = this.#underWay.get(key) ?? this.#find(crew, number)
		this.#underWay.set(key, underWay)
		const findings = await underWay
		this.#underWay.delete(key)
		if (findings) this.#findings.set(key, findings)
	}

	/** Null: the log can't be read just now. */
	async #find(crew: number, number: number): Promise<Findings | null> {
		const log = await this.#logOf(crew, number).catch(() => null)
		if (!log) return null
		const { round, entries } = log
		// Without them the diagnosis gets the share of the other parts.
		const regrets = await measureRegrets(round.header, entries).catch(() => [])
		const hasRules = entries.some(({ intent }) => intent.kind === 'RULE_SET')
		const gains = hasRules ? await measureRuleGains(round.header, entries).catch(() => null) : null
		return { regrets, goodRules: gains ? SEATS.filter((seat) => beatsTextbook(gains[seat])) : [] }
	}

	async #logOf(crew: number, number: number): Promise<RoundLog | null> {
		const row = await this.#floor.findRound(crew, number)
		return row && this.#floor.store.log(row)
	}
}
