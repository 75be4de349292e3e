import { describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { Intent } from '../../shared/game/intent.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { advance, drain, play, roundHeader } from '../../shared/game/round.ts'
import { beatsTextbook, type RuleGain, ruleGainsOf } from '../../shared/game/score/ruleGain.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { Rule } from '../../shared/game/standingOrder.ts'
import { createWorld } from '../../shared/game/world.ts'
import { type Level, type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

/** A round whose one human has these cards, and does by hand what the textbook would. Null cards: none. */
async function gainOf(
	name: LevelName,
	seed: number,
	seat: Seat,
	rules: readonly Rule[],
): Promise<RuleGain & { fires: number }> {
	const level = levelNamed(name) as Level
	const program = await loadProgram(name, seed)
	const header = roundHeader(name, seed, 'calm')
	const world = createWorld(header, level, program, null)
	const entries: LogEntry[] = []
	const command = (intent: Intent): void => {
		const { tick } = world
		expect(play(world, seat, intent)).toEqual({ ok: true })
		entries.push({ tick, seq: entries.length, seat, intent, player: 0, attempt: entries.length + 1 })
	}
	command({ kind: 'TAKE' })
	for (const [slot, rule] of rules.entries()) command({ kind: 'RULE_SET', slot, rule })
	command({ kind: 'READY' })
	let fires = 0
	while (world.phase === 'running') {
		const intent = botIntent(deskOf(world, seat), 2, 30)
		if (intent) command(intent)
		advance(world)
		for (const { event } of drain(world)) if (event.type === 'ruleFired') fires++
	}
	const gains = ruleGainsOf({ header, level, program, reference: null }, entries)
	for (const [other, gain] of Object.entries(gains))
		if (other !== seat) expect(gain).toEqual({ fired: 0, gainCycles: 0 })
	return { ...gains[seat], fires }
}

const insert = (choose: 'farthest' | 'lru'): Rule => ({ seat: 'mmu', when: [], do: { act: 'INSERT', choose } })

describe('what a standing order is worth', () => {
	test('G-01 each firing of the round is seen, and only of the seat that wrote the card', async () => {
		const gain = await gainOf('steady', 7, 'mmu', [insert('farthest')])
		expect(gain.fires).toBeGreaterThan(50)
		expect(gain.fired).toBe(gain.fires)
	})

	test('G-02 a card that reads the preview beats the textbook; one that asks for twelve pages each time does not', async () => {
		expect(beatsTextbook(await gainOf('steady', 7, 'mmu', [insert('farthest')]))).toBe(true)
		const greedy = await gainOf('steady', 7, 'malloc', [{ seat: 'malloc', when: [], do: { act: 'ASK', pages: 12 } }])
		expect(greedy.fired).toBeGreaterThan(10)
		expect(greedy.gainCycles).toBeLessThan(0)
		expect(beatsTextbook(greedy)).toBe(false)
	})

	test('G-03 a card that decides as the textbook does, or never fires, gains nothing', async () => {
		const same = await gainOf('steady', 7, 'kernel', [
			{ seat: 'kernel', when: [{ fact: 'item', is: 'brk' }], do: { act: 'SYS', verdict: 'OK' } },
		])
		expect(same.fired).toBeGreaterThan(0)
		expect(same.gainCycles).toBe(0)
		const never = await gainOf('steady', 7, 'malloc', [
			{ seat: 'malloc', when: [{ fact: 'size', is: 'atLeast', value: 60_000 }], do: { act: 'MMAP' } },
		])
		expect(never).toEqual({ fired: 0, gainCycles: 0, fires: 0 })
		expect([beatsTextbook(same), beatsTextbook(never)]).toEqual([false, false])
		expect(await gainOf('steady', 7, 'mmu', [])).toEqual({ fired: 0, gainCycles: 0, fires: 0 })
	})
})
