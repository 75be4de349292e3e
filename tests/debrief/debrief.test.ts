import { beforeAll, describe, expect, test } from 'vitest'
import type { FinishedRound } from '../../client/connect/finishedRound.ts'
import { measureHere } from '../../client/connect/measureHere.ts'
import { readRoundLog } from '../../client/connect/roundLog.ts'
import { readSessionInfo } from '../../client/connect/sessionInfo.ts'
import { startSolo, startSoloFrom } from '../../client/connect/soloBus.ts'
import { stacksOf } from '../../client/debrief/billStackModel.ts'
import { candidatesOf, judgeDiagnosis, stepAt } from '../../client/debrief/diagnosisModel.ts'
import { homeCommandOf } from '../../client/debrief/homeCommand.ts'
import { tellRegret } from '../../client/debrief/regretSays.ts'
import { tellRound } from '../../client/debrief/roundStory.ts'
import { worldBefore } from '../../client/debrief/worldBefore.ts'
import { speak } from '../../client/seats/speak.ts'
import { LANGUAGES, loadLanguage, showLanguage } from '../../client/words/words.ts'
import { botIntent } from '../../shared/game/bots/bot.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { createReplayPlayer, type ReplayPlayer } from '../../shared/game/replayPlayer.ts'
import { RULES_VERSION } from '../../shared/game/round.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import { NEAR_STEPS } from '../../shared/lesson/insight.ts'
import { emptyBill } from '../../shared/machine/buckets.ts'
import { LEVEL_NAMES } from '../../shared/programs/levels.ts'
import { memoryStore } from '../connect/memoryStore.ts'

/** A kernel who asks the textbook, but first misjudges one fault. */
async function playRound() {
	let turn = (): void => {}
	const store = memoryStore()
	const every = (_ms: number, each: () => void) => {
		turn = each
		return () => {}
	}
	const bus = await startSolo(
		{
			level: 'steady',
			seed: 4711,
			pace: 'calm',
			seats: ['kernel'],
			bots: { malloc: 1, kernel: 1, mmu: 2 },
			fleet: null,
		},
		{ every, store, measure: measureHere },
	)
	let misjudged = false
	for (let turns = 0; turns < 40_000 && bus.finishedRound() === null; turns += 1) {
		const view = bus.state().views.kernel
		const intent: Intent | null = view?.phase === 'running' ? botIntent(view) : null
		if (intent?.kind === 'FAULT' && !misjudged) {
			misjudged = true
			await bus.send('kernel', { ...intent, verdict: 'SEGV', frame: null, order: 0 })
		} else if (intent) await bus.send('kernel', intent)
		else await Promise.resolve()
		turn()
	}
	return { bus, round: bus.finishedRound(), log: bus.exportLog(), store }
}

let round: FinishedRound
let log: string
let replay: ReplayPlayer
let regrets: readonly Regret[]

beforeAll(async () => {
	const played = await playRound()
	if (played.round === null || played.log === null) throw new Error('the round is not over')
	round = played.round
	log = played.log
	replay = createReplayPlayer(round, round.entries, round.endTick)
	regrets = await measureHere.regrets(round)
	for (const language of LANGUAGES) await loadLanguage(language)
}, 60_000)

describe('a finished round, looked at again', () => {
	test('D1 its log is read back whole; one of other rules, or cut off, is not', () => {
		const read = readRoundLog(log)
		expect(read).toEqual({ header: round.header, entries: round.entries, endTick: round.endTick })
		expect(readRoundLog(log.replace(`"rules":${RULES_VERSION}`, '"rules":1'))).toBe('outdated')
		expect(readRoundLog(log.slice(0, log.length / 2))).toBe('outdated')
		expect(readRoundLog('')).toBe('outdated')
	})

	test('D2 the audit is told with what the books said of that very item, and who held the seat from the first step', () => {
		const { audits, spans } = tellRound(replay, round.entries)
		showLanguage('en')
		expect(audits.length).toBe(1)
		const lines = audits[0]?.lines.map(speak).join(' ') ?? ''
		expect(lines).toMatch(/Right would have been \w+\. It was a (read|write|read of|write to)/)
		expect(lines).not.toContain('didn’t match the books')
		expect(spans).toEqual([
			{ seat: 'malloc', player: null, autopilot: false, fromStep: 0, toStep: replay.steps },
			{ seat: 'kernel', player: 0, autopilot: false, fromStep: 0, toStep: replay.steps },
			{ seat: 'mmu', player: null, autopilot: false, fromStep: 0, toStep: replay.steps },
		])
	})

	test('D3 each dearest moment is a sentence with its step, in both languages, nothing left open', () => {
		expect(regrets.length).toBeGreaterThan(0)
		for (const language of LANGUAGES) {
			showLanguage(language)
			for (const regret of regrets) {
				const told = tellRegret(regret, worldBefore(replay, round.entries, regret))
				expect(speak(told.did)).toContain(String(regret.step))
				for (const text of [speak(told.did), speak(told.instead)]) {
					expect(text).toMatch(/[.。]$/)
					expect(text).not.toMatch(/\{\{|\?|…|debrief\./)
				}
			}
		}
	})

	test('D4 the world before a decision is the one in which it can still be made', () => {
		const entry = round.entries.find(({ intent }) => intent.kind === 'FAULT')
		if (!entry || entry.intent.kind !== 'FAULT') throw new Error('no fault was ruled on')
		const { ticket } = entry.intent
		const before = worldBefore(replay, round.entries, entry)
		const waits = [...before.lanes, ...before.neighbours].some(({ fault }) => fault?.ticket === ticket)
		expect([before.tick, waits]).toEqual([entry.tick, true])
	})

	test('D5 the moments to choose from hold all of regret and harmless ones far from them, by step, always the same', () => {
		const candidates = candidatesOf(regrets, round.entries, replay)
		const steps = candidates.map(({ step }) => step)
		expect(steps).toEqual(steps.toSorted((a, b) => a - b))
		for (const { step } of regrets) expect(steps).toContain(step)
		const harmless = candidates.filter(({ seq }) => !regrets.some((regret) => regret.seq === seq))
		expect(harmless.length).toBeGreaterThan(0)
		for (const { step } of harmless)
			for (const regret of regrets) expect(Math.abs(regret.step - step)).toBeGreaterThan(NEAR_STEPS)
		expect(candidatesOf(regrets, round.entries, replay)).toEqual(candidates)
	})

	test('D6 a diagnosis is judged by the distances of the insight score', () => {
		const [first] = regrets
		if (!first) throw new Error('no regret')
		const own = (step: number) => judgeDiagnosis({ step, cause: first.cause }, [first])
		expect(own(first.step)).toEqual({ kind: 'hit', place: 1, sameCause: true })
		expect(own(first.step - 4).kind).toBe('hit')
		expect(own(first.step - 5)).toEqual({ kind: 'near', place: 1, steps: 5 })
		expect(own(first.step - 13)).toEqual({ kind: 'missed' })
		expect(judgeDiagnosis({ step: first.step, cause: 'tlbLine' }, [{ ...first, cause: 'grant' }])).toMatchObject({
			kind: 'hit',
			sameCause: false,
		})
	})

	test('D7 the step of a tick is the number of operations done by then', () => {
		for (const step of [0, 1, 50, replay.steps]) {
			const tick = replay.tickOfStep(step)
			expect(stepAt(replay, tick)).toBeGreaterThanOrEqual(step)
			if (step > 0) expect(stepAt(replay, tick - 1)).toBeLessThan(step)
		}
	})
})

describe('try it from here', () => {
	const sink = () => {
		let turn = (): void => {}
		const store = memoryStore()
		const every = (_ms: number, each: () => void) => {
			turn = each
			return () => {}
		}
		return { options: { every, store, measure: measureHere }, store, turn: () => turn() }
	}

	test('F1 the fork begins in CALM just before the decision, in the own seat, and is kept nowhere', () => {
		const entry = round.entries.findLast(({ intent }) => intent.kind === 'FAULT')
		if (!entry || entry.intent.kind !== 'FAULT') throw new Error('no fault was ruled on')
		const { ticket } = entry.intent
		const { options, store } = sink()
		const bus = startSoloFrom(round, { tick: entry.tick, seq: entry.seq }, ['kernel'], options)
		const view = bus?.state().views.kernel
		expect(view?.seat === 'kernel' && view.faults.some((one) => one.ticket === ticket)).toBe(true)
		expect([view?.tick, view?.info.pace, view?.phase]).toEqual([entry.tick, 'calm', 'running'])
		expect(bus?.state().you?.seats).toEqual(['kernel'])
		bus?.close()
		expect(store.getItem('lot.solo')).toBeNull()
	})

	test('F2 another seat may be taken: a bot has the former one then', () => {
		const { options } = sink()
		const bus = startSoloFrom(round, { tick: 2_000, seq: null }, ['malloc'], options)
		const view = bus?.state().views.malloc
		expect([view?.seats.malloc.holder, view?.seats.kernel.holder]).toEqual(['human', 'bot'])
	})

	test('F3 from the very end there is nothing left to play', () => {
		expect(startSoloFrom(round, { tick: round.endTick, seq: null }, ['kernel'], sink().options)).toBeNull()
	})
})

describe('the page around it', () => {
	test('P1 bars of several bills share one scale and one order of lines, and add up', () => {
		const bill = { ...emptyBill(), rent: 600, fault: 300, malloc: 100 }
		const ghost = { ...emptyBill(), rent: 400, fault: 350 }
		const [you, best, floor] = stacksOf(bill, ghost, 250)
		expect(you?.parts.map(({ bucket, length }) => [bucket, length])).toEqual([
			['rent', 0.6],
			['fault', 0.3],
			['malloc', 0.1],
		])
		expect([best?.kind, best?.cycles, best?.parts.map(({ bucket }) => bucket)]).toEqual([
			'ghost',
			750,
			['rent', 'fault'],
		])
		expect([floor?.kind, floor?.parts[0]?.length]).toEqual(['floor', 0.25])
		expect(stacksOf(bill, null, 250).map(({ kind }) => kind)).toEqual(['you', 'floor'])
	})

	test('P2 each level, and a stream without one, has a command to try at home', () => {
		for (const level of [...LEVEL_NAMES, 'no such level']) expect(homeCommandOf(level).line).not.toBe('')
		expect(homeCommandOf('cc1').line).toContain('dTLB-load-misses')
	})

	test('P3 what a room wants to know is read with care', () => {
		expect(readSessionInfo({ isLesson: true, dealing: 'rows', rosterOnly: true, title: 'OS' })).toEqual({
			isLesson: true,
			dealing: 'rows',
			rosterOnly: true,
			title: 'OS',
		})
		expect(readSessionInfo({ dealing: 'dice' })).toMatchObject({
			isLesson: false,
			dealing: 'arrival',
			rosterOnly: false,
		})
		expect(readSessionInfo(null)).toBeNull()
	})
})
