import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRound } from '../../shared/game/createRound.ts'
import {
	advance,
	beginWithBots,
	billCyclesOf,
	drain,
	hashWorld,
	play,
	roundHeader,
	type World,
} from '../../shared/game/round.ts'
import { BUCKETS } from '../../shared/machine/buckets.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { call, free, malloc, read, request, roundOf, slip, ticketOf, toEnd, until, wild, write } from './table.ts'
import { storyOf } from './story.ts'

/** Compares with `golden/<name>.txt`; UPDATE_GOLDEN=1 writes the file instead (read the difference before you keep it). */
function expectGolden(name: string, text: string): void {
	const file = new URL(`golden/${name}.txt`, import.meta.url)
	if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
	expect(existsSync(file), `${name}.txt is missing: UPDATE_GOLDEN=1 writes it`).toBe(true)
	expect(text).toBe(readFileSync(file, 'utf8'))
	expect(text.split('\n').length).toBeLessThan(200)
}

const summary = (world: World): string =>
	[
		...BUCKETS.map((bucket) => `${bucket.padEnd(9)}${String(world.bill[bucket]).padStart(8)}`),
		`${'bill'.padEnd(9)}${String(billCyclesOf(world)).padStart(8)}`,
		`steps ${world.step}, ticks ${world.tick}, hash ${hashWorld(world)}`,
		'',
	].join('\n')

test('G-90 golden: a short program, played by bots, event by event', () => {
	const main = [malloc(0, 24, 'CFG'), write(0, 0), call(0x5a0), { kind: 'return' } as const, wild(0x10)]
	const second = [malloc(1, 900, 'BUF'), read(1, 300), write(1, 300), free(1)]
	const third = [malloc(2, 3000, 'IMG'), write(2, 0), free(2)]
	const world = toEnd(roundOf([main, second, third], { cold: true, level: { tenants: 1 } }))
	expectGolden('short', storyOf(drain(world)) + summary(world))
})

test('G-91 golden: scarce frames, a refused brk and a human, event by event', () => {
	const lane = [malloc(0, 600, 'BUF'), write(0, 0, 600), malloc(1, 200, 'SES'), write(0, 0)]
	const world = roundOf([lane], { humans: ['malloc'], cold: true, level: { frames: 3, heapLimitPages: 3 } })
	until(world, (at) => request(at) !== undefined)
	const act = (intent: Parameters<typeof play>[2]): void => expect(play(world, 'malloc', intent)).toEqual({ ok: true })
	act({ kind: 'ASK', ticket: ticketOf(request(world)), pages: 4 })
	until(world, (at) => request(at)?.status === 'refused')
	act({ kind: 'ASK', ticket: ticketOf(request(world)), pages: 3 })
	until(world, (at) => request(at)?.status === 'waiting')
	act({ kind: 'PARK', ticket: ticketOf(request(world)), chunk: 0x1000, end: 'low' })
	until(world, (at) => request(at)?.object === 1)
	act({ kind: 'ASK', ticket: ticketOf(request(world)), pages: 1 })
	until(world, (at) => slip(at) === undefined && request(at)?.status === 'refused')
	act({ kind: 'FAIL', ticket: ticketOf(request(world)) })
	toEnd(world)
	expectGolden('scarce', storyOf(drain(world)) + summary(world))
})

test('G-92 golden: three bots on steady, seed 4711, in totals', async () => {
	const level = levelNamed('steady')
	if (!level) throw new Error('no level steady')
	const world = createRound(roundHeader('steady', 4711, 'live'), level, await loadProgram('steady', 4711))
	beginWithBots(world)
	drain(world)
	const totals = new Map<string, { count: number; cycles: number }>()
	const checkpoints: string[] = []
	while (world.phase === 'running') {
		advance(world)
		for (const { event, costCycles } of drain(world)) {
			const kind = event.type === 'faultResolved' ? `${event.type} ${event.verdict}` : event.type
			const total = totals.get(kind) ?? { count: 0, cycles: 0 }
			totals.set(kind, { count: total.count + 1, cycles: total.cycles + costCycles })
		}
		if (world.tick % 1000 === 0) {
			checkpoints.push(
				`tick ${String(world.tick).padStart(5)}  step ${String(world.step).padStart(3)}  ` +
					`bill ${String(billCyclesOf(world)).padStart(6)}  hash ${hashWorld(world)}`,
			)
		}
	}
	const lines = [...totals]
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([kind, { count, cycles }]) => `${kind.padEnd(24)}${String(count).padStart(5)}${String(cycles).padStart(8)}`)
	const head = `${'event'.padEnd(24)}${'count'.padStart(5)}${'cycles'.padStart(8)}`
	expectGolden('steady-4711', `${[head, ...lines, '', ...checkpoints, ''].join('\n')}\n${summary(world)}`)
})
