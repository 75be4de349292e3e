// `npm run bench`: figures, not verdicts. The cores are shared and noisy: read the ratios, which come from one run.
import { benchLoad } from './load.ts'
import { benchLiveChunks, benchMemory, benchReplay } from './allocators.ts'
import { machineFirstFit, naiveFirstFit } from './firstFit.ts'
import { formatRow, measure } from './measure.ts'
import type { Stamped } from '../../shared/game/event.ts'
import { advance, beginWithBots, drain, hashWorld, roundHeader, type World } from '../../shared/game/round.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { type Level, LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { Program } from '../../shared/programs/op.ts'
import { fold } from '../../shared/view/fold.ts'
import { project } from '../../shared/view/project.ts'
import { reveal } from '../../shared/view/reveal.ts'
import type { SeatEvent } from '../../shared/view/seatView.ts'

/** `npm run bench -- load [PLAYERS [STEP]]`: only that, up to so many players, so many more at each step. */
const [only, most = '6000', more = '600'] = process.argv.slice(2)
if (only === 'load') {
	await benchLoad(Number(most), Number(more))
	process.exit(0)
}

const SEEDS = [1, 2, 3, 4711]

interface Played {
	readonly level: Level
	readonly program: Program
}

function botRound({ level, program }: Played, seed: number): World {
	const world = createWorld(roundHeader(level.name, seed, 'live'), level, program, null)
	beginWithBots(world)
	return world
}

const played: Played[] = []
for (const level of LEVELS)
	for (const seed of SEEDS) played.push({ level, program: await loadProgram(level.name, seed) })

// ── the emulator ─────────────────────────────────────────────────────────────────────────────
/** In one run over all rounds: the same each time. */
let steps = 0
let ticks = 0
let events = 0
const emulator = measure(3000, () => {
	steps = ticks = events = 0
	for (const [index, one] of played.entries()) {
		const world = botRound(one, SEEDS[index % SEEDS.length] as number)
		while (world.phase === 'running') {
			advance(world)
			events += drain(world).length
		}
		steps += world.step
		ticks += world.tick
	}
})

// ── views ────────────────────────────────────────────────────────────────────────────────────
/** A world from the middle of a round, and what happened in the 2000 ticks after it. */
const [middle, later] = (() => {
	const world = botRound(played[0] as Played, SEEDS[0] as number)
	while (world.tick < 4000) advance(world)
	drain(world)
	const from = structuredClone(world)
	const packets: { readonly tick: number; readonly events: readonly Stamped[] }[] = []
	while (world.tick < 6000) {
		advance(world)
		packets.push({ tick: world.tick, events: drain(world) })
	}
	return [from, packets.filter((packet) => packet.events.length > 0)]
})()
const happened = later.reduce((sum, packet) => sum + packet.events.length, 0)
const views = SEATS.map((seat) => project(middle, seat))
const heard = SEATS.map((seat) =>
	later.map(({ tick, events }) => ({
		tick,
		events: events.map((event) => reveal(event, seat)).filter((one): one is SeatEvent => one !== null),
	})),
)

const projecting = measure(1500, () => SEATS.map((seat) => project(middle, seat)).length)
const stringifying = measure(1500, () => views.map((view) => JSON.stringify(view)).length)
const revealing = measure(1500, () => {
	for (const { events } of later) for (const event of events) for (const seat of SEATS) reveal(event, seat)
})
const folding = measure(1500, () => {
	for (const [index] of SEATS.entries()) {
		let view = views[index] as (typeof views)[number]
		for (const { events, tick } of heard[index] ?? []) view = fold(view, events, tick)
	}
})
const hashing = measure(1000, () => hashWorld(middle))

// ── the heap alone ───────────────────────────────────────────────────────────────────────────
const HEAP_OPERATIONS = 5000
const LIVE = 60
const heap = measure(1000, () => machineFirstFit(HEAP_OPERATIONS, LIVE))
const naive = measure(1000, () => naiveFirstFit(HEAP_OPERATIONS, LIVE))

const perEvent = (whole: number, count: number): number => whole / count
const projectUs = projecting.usPerRun / SEATS.length
const stringifyUs = stringifying.usPerRun / SEATS.length
const revealUs = perEvent(revealing.usPerRun, happened)
const foldUs = perEvent(folding.usPerRun, happened)
const heapUs = heap.usPerRun / HEAP_OPERATIONS
const naiveUs = naive.usPerRun / HEAP_OPERATIONS
const stepUs = emulator.usPerRun / steps
const seconds = emulator.usPerRun / 1e6

console.log(`${emulator.runs * played.length} bot rounds on ${LEVELS.length} levels, ${happened} events followed\n`)
const rows: readonly (readonly [string, string, string])[] = [
	['emulator, program operations', `${Math.round(steps / seconds)} ops/s`, `${stepUs.toFixed(1)} µs each`],
	['emulator, ticks', `${Math.round(ticks / seconds)} ticks/s`, `${Math.round(ticks / seconds / 20)} x LIVE`],
	['emulator, events', `${Math.round(events / seconds)} events/s`, `${((seconds * 1e6) / events).toFixed(2)} µs each`],
	['project, one seat', `${projectUs.toFixed(2)} µs`, `${(projectUs / stringifyUs).toFixed(2)} x stringify`],
	[
		'reveal, an event to three seats',
		`${revealUs.toFixed(3)} µs`,
		`${(revealUs / stringifyUs).toFixed(3)} x stringify`,
	],
	['fold, an event into three views', `${foldUs.toFixed(2)} µs`, `${(foldUs / stringifyUs).toFixed(2)} x stringify`],
	[
		'hash of the world',
		`${hashing.usPerRun.toFixed(0)} µs`,
		`${(hashing.usPerRun / stringifyUs).toFixed(1)} x stringify`,
	],
	['baseline: JSON.stringify of a view', `${stringifyUs.toFixed(2)} µs`, '1'],
	['heap, a malloc or free, events told', `${heapUs.toFixed(2)} µs`, `${(heapUs / naiveUs).toFixed(1)} x naive`],
	['baseline: naive first fit, no events', `${naiveUs.toFixed(2)} µs`, '1'],
]
for (const row of rows) console.log(formatRow(row))

// ── whole allocators at Expert scale ─────────────────────────────────────────────────────────
await benchReplay()
benchLiveChunks()
benchMemory()
