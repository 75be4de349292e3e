import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytes } from '../../shared/machine/units.ts'
import {
	addToFleet,
	closeFleet,
	emptyFleet,
	type Fleet,
	FLEET_BUDGET,
	FLEET_REFUSALS,
	fleetDebt,
	type FleetOp,
} from '../../shared/programs/fleet.ts'
import { MAX_SCRIPT_LINES, printScriptError, runFleetScript } from '../../shared/programs/fleetScript.ts'
import type { Program } from '../../shared/programs/op.ts'
import { touch } from '../../shared/programs/touches.ts'
import { faultsOf, inTurns, objectsOf, opCount } from './wellFormed.ts'

const malloc = (object: number, sizeBytes = 100, plate = 'REQ'): FleetOp => ({
	kind: 'malloc',
	object,
	sizeBytes: bytes(sizeBytes),
	plate,
})
const free = (object: number): FleetOp => ({ kind: 'free', object })
const write = (object: number, lengthBytes = 100, offsetBytes = 0): FleetOp =>
	touch(object, offsetBytes, lengthBytes, true)

/** What a stream refuses first; null: nothing. */
function firstRefusal(ops: readonly FleetOp[], fleet: Fleet = emptyFleet()) {
	for (const op of ops) {
		const refusal = addToFleet(fleet, op)
		if (refusal) return refusal
	}
	return null
}

/** Which part of the budget a whole program breaks, by its ops alone. */
function brokenBudgets(program: Program): string[] {
	const objects = objectsOf(program)
	const broken: string[] = []
	const must = (holds: boolean, what: string): void => void (holds || broken.push(what))
	const freed = objects.filter((object) => object.ops.some((op) => op.kind === 'free'))
	const touched = objects.filter((object) => object.ops.some((op) => op.kind === 'touch'))
	must(opCount(program) <= 80, 'ops')
	must(new Set(objects.map((object) => object.plate)).size <= 4, 'plates')
	must(Math.max(...objects.map((object) => object.sizeBytes)) <= 1024, 'size')
	must(touched.length * 10 >= objects.length * 6, 'touched')
	must((objects.length - freed.length) * 10 <= objects.length, 'leak')
	return broken
}

const someOp = fc.oneof(
	fc.record({
		kind: fc.constant('malloc' as const),
		size: fc.integer({ min: 1, max: 700 }),
		plate: fc.constantFrom('AAA', 'BBB', 'CCC', 'DDD', 'EEE'),
	}),
	fc.record({ kind: fc.constantFrom('free' as const, 'touch' as const), which: fc.nat(60) }),
)

type Wish = typeof someOp extends fc.Arbitrary<infer Value> ? Value : never

/** What a wish comes to: it names the next object, or any that was made, or none. */
function opOf(wish: Wish, { objects }: Fleet): FleetOp {
	if (wish.kind === 'malloc') return malloc(objects.length, wish.size, wish.plate)
	const name = wish.which % (objects.length + 1)
	return wish.kind === 'free' ? free(name) : write(name, 1)
}

describe('the builder of a stream', () => {
	test('P-100 whatever is accepted can be ended at any time, within the whole budget', () => {
		fc.assert(
			fc.property(fc.array(someOp, { minLength: 1, maxLength: 140 }), (wishes) => {
				const fleet = emptyFleet()
				for (const wish of wishes) {
					const before = structuredClone(fleet)
					const op = opOf(wish, fleet)
					if (addToFleet(fleet, op)) expect(fleet, 'a refusal changes nothing').toEqual(before)
					if (fleet.objects.length === 0) continue
					const program = closeFleet(structuredClone(fleet), 'test')
					if (!('lanes' in program)) throw new Error(program.code)
					expect(brokenBudgets(program)).toEqual([])
					expect(faultsOf(program)).toEqual([])
				}
			}),
			{ numRuns: 60 },
		)
	})

	test('P-101 live bytes never exceed 3 KiB, in the order of writing', () => {
		fc.assert(
			fc.property(fc.array(someOp, { minLength: 30, maxLength: 120 }), (wishes) => {
				const fleet = emptyFleet()
				let liveBytes = 0
				for (const wish of wishes) {
					const op = opOf(wish, fleet)
					if (addToFleet(fleet, op)) continue
					if (op.kind === 'malloc') liveBytes += op.sizeBytes
					if (op.kind === 'free') liveBytes -= fleet.objects[op.object]?.sizeBytes ?? 0
					expect(liveBytes).toBeLessThanOrEqual(3072)
				}
			}),
		)
	})

	const many = (count: number, make: (index: number) => FleetOp[]): FleetOp[] =>
		Array.from({ length: count }, (_, index) => make(index)).flat()

	test.each([
		['an op after the last', many(27, (index) => [malloc(index), write(index), free(index)]), 'E_FLEET_OPS'],
		['a plate in small letters', [malloc(0, 10, 'req')], 'E_FLEET_PLATE'],
		[
			'a fifth plate',
			['AAA', 'BBB', 'CCC', 'DDD', 'EEE'].map((plate, index) => malloc(index, 10, plate)),
			'E_FLEET_PALETTE',
		],
		['no bytes', [malloc(0, 0)], 'E_FLEET_SIZE'],
		['a byte too many', [malloc(0, 1025)], 'E_FLEET_SIZE'],
		['half a byte', [malloc(0, 1.5)], 'E_FLEET_SIZE'],
		['more than 3 KiB', [malloc(0, 1024), malloc(1, 1024), malloc(2, 1000), malloc(3, 25)], 'E_FLEET_LIVE'],
		['a free of nothing', [free(0)], 'E_FLEET_OBJECT'],
		['a second free', [malloc(0), write(0), free(0), free(0)], 'E_FLEET_OBJECT'],
		['a touch after the free', [malloc(0), write(0), free(0), write(0)], 'E_FLEET_OBJECT'],
		['a name that is not next', [malloc(1)], 'E_FLEET_OBJECT'],
		['a touch past the end', [malloc(0), write(0, 2, 99)], 'E_FLEET_RANGE'],
		['a touch of nothing', [malloc(0), write(0, 0)], 'E_FLEET_RANGE'],
		['a touch before the start', [malloc(0), write(0, 4, -1)], 'E_FLEET_RANGE'],
		['objects that nobody will free', many(41, (index) => [malloc(index, 10), write(index, 10)]), 'E_FLEET_DEBT'],
		['objects that nobody can touch any more', [malloc(0), free(0)], 'E_FLEET_UNTOUCHED'],
	] as const)('P-102 %s is refused', (_, ops, code) => {
		expect(firstRefusal(ops)?.code).toBe(code)
	})

	test('P-108 a writer who only makes objects is stopped while touches and frees still fit in', () => {
		const fleet = emptyFleet()
		expect(
			firstRefusal(
				many(31, (index) => [malloc(index, 8)]),
				fleet,
			),
		).toBeNull()
		expect(addToFleet(fleet, malloc(31, 8))?.facts).toEqual({ frees: 29, touches: 20, opsLeft: 48 })
		const program = closeFleet(fleet, 'test')
		expect('lanes' in program && opCount(program)).toBe(31 + 28 + 19)
	})

	test('P-103 the last byte, the last KiB and the fourth plate are allowed', () => {
		const plates = ['AAA', 'BBB', 'CCC', 'DDD']
		expect(
			firstRefusal([
				...plates.map((plate, index) => malloc(index, 768, plate)),
				write(0, 1, 767),
				free(0),
				malloc(4, 768, 'AAA'),
			]),
		).toBeNull()
		expect(firstRefusal([malloc(0, 1024), malloc(1, 1024), malloc(2, 1024)])).toBeNull()
	})

	test('P-104 the facts of a refusal say what is there and what there may be', () => {
		expect(firstRefusal([malloc(0, 1000), malloc(1, 1000), malloc(2, 1000), malloc(3, 200)])?.facts).toEqual({
			liveBytes: 3000,
			sizeBytes: 200,
			maxBytes: 3072,
		})
		expect(firstRefusal([malloc(0, 48), write(0, 16, 40)])?.facts).toEqual({ sizeBytes: 48, endBytes: 56 })
		expect(firstRefusal([malloc(0), malloc(1), free(0), free(1)])?.facts).toEqual({ touches: 2, fresh: 1 })
	})

	test('P-105 a fleet at its end has no debt, an empty one is refused', () => {
		const fleet = emptyFleet()
		firstRefusal([malloc(0), malloc(1), malloc(2)], fleet)
		expect(fleetDebt(fleet)).toEqual({ frees: 3, touches: 2, opsLeft: 77 })
		closeFleet(fleet, 'test')
		expect(fleetDebt(fleet)).toEqual({ frees: 0, touches: 0, opsLeft: 72 })
		expect(closeFleet(emptyFleet(), 'test')).toEqual({ ok: false, code: 'E_FLEET_EMPTY', facts: {} })
	})

	test('P-106 threads get equally much to do', () => {
		const fleet = emptyFleet()
		firstRefusal(
			many(20, (index) => [malloc(index), write(index), free(index)]),
			fleet,
		)
		expect(fleet.lanes.map((lane) => lane.length)).toEqual([21, 21, 18])
	})

	test('P-107 every code is tried above, and the budget is GAME.md’s', () => {
		expect(FLEET_REFUSALS.length).toBe(10)
		expect(FLEET_BUDGET).toEqual({
			ops: 80,
			plates: 4,
			objectBytes: 1024,
			liveBytes: 3072,
			touchedPercent: 60,
			leakPercent: 10,
		})
	})
})

const run = (lines: readonly string[], seed = 1) => runFleetScript('night.fleet', lines.join('\n'), seed)
function programOf(lines: readonly string[], seed = 1): Program {
	const result = run(lines, seed)
	if (!result.ok) throw new Error(printScriptError(result.error))
	return result.program
}
function errorOf(lines: readonly string[]): string {
	const result = run(lines)
	return result.ok ? 'no error' : printScriptError(result.error)
}

describe('scripts of a stream', () => {
	test('P-110 the fragmenter in four lines', () => {
		const program = programOf([
			'# gaps between pins',
			'make 12 GAP 104 PIN 24',
			'write all GAP',
			'write every 4 PIN',
			'free all GAP',
			'make 3 BIG 200',
		])
		expect(faultsOf(program)).toEqual([])
		expect(brokenBudgets(program)).toEqual([])
		const plates = objectsOf(program).map((object) => object.plate)
		expect(plates.slice(0, 24).join(' ')).toBe(Array(12).fill('GAP PIN').join(' '))
		expect(plates.slice(24)).toEqual(['BIG', 'BIG', 'BIG'])
		for (const object of objectsOf(program)) {
			if (object.plate === 'GAP') expect(object.ops.map((op) => op.kind)).toEqual(['malloc', 'touch', 'free'])
		}
		expect(program.origin).toBe('script night.fleet')
	})

	test.each([
		['write all', [0, 1, 2, 3, 4]],
		['write first 2', [0, 1]],
		['write last 2', [3, 4]],
		['write every 2', [0, 2, 4]],
		['write first 9', [0, 1, 2, 3, 4]],
	] as const)('P-111 "%s" of five objects means %j', (statement, meant) => {
		const program = programOf(['make 5 REQ 32', `${statement} REQ`, 'make 1 END 16'])
		const ops = inTurns(program)
		// What the end of the stream adds comes after the mark.
		const mark = ops.findIndex((op) => op.kind === 'malloc' && op.plate === 'END')
		const written = ops.slice(0, mark).flatMap((op) => (op.kind === 'touch' ? [op.object] : []))
		const all = objectsOf(program).flatMap(({ ops: own }, name) =>
			own.some((op) => op.kind === 'touch') ? [name] : [],
		)
		expect(all).toEqual(expect.arrayContaining([...meant]))
		expect(meant).toEqual(expect.arrayContaining(written))
	})

	test('P-112 repeat runs its lines so many times, and sizes of a range come from the seed', () => {
		const lines = ['repeat 3', 'make 4 NOD 48-240', 'write all NOD', 'free all NOD', 'end']
		const program = programOf(lines)
		const sizes = objectsOf(program).map((object) => object.sizeBytes)
		expect(sizes.length).toBe(12)
		for (const sizeBytes of sizes) {
			expect(sizeBytes).toBeGreaterThanOrEqual(48)
			expect(sizeBytes).toBeLessThanOrEqual(240)
		}
		expect(new Set(sizes).size).toBeGreaterThan(4)
		expect(programOf(lines)).toEqual(program)
		expect(programOf(lines, 2)).not.toEqual(program)
	})

	test.each([
		[['make 3 REQ 40', 'eat REQ'], 'night.fleet:2: unknown word: eat; there are make, write, read, free, repeat, end'],
		[['', '# nothing', 'make REQ 40'], 'night.fleet:3: not a number from 1 to 80: REQ'],
		[['make 0 REQ 40'], 'night.fleet:1: not a number from 1 to 80: 0'],
		[['make 81 REQ 40'], 'night.fleet:1: not a number from 1 to 80: 81'],
		[['make 2 REQ'], 'night.fleet:1: make takes a number, then plates and sizes in turn'],
		[['make 2 Req 40'], 'night.fleet:1: not a plate (three capital letters): Req'],
		[['make 2 REQ forty'], 'night.fleet:1: not a size: forty'],
		[['make 2 REQ 1-2-3'], 'night.fleet:1: not a size: 1-2-3'],
		[['make 2 REQ 90-40'], 'night.fleet:1: a range goes up: 90-40'],
		[['make 2 REQ 99999999999'], 'night.fleet:1: not a size: 99999999999'],
		[['make 2 REQ 40', 'free REQ'], 'night.fleet:2: which ones? not: ; it goes: free all|first N|last N|every N PLATE'],
		[
			['make 2 REQ 40', 'free some REQ'],
			'night.fleet:2: which ones? not: some; it goes: free all|first N|last N|every N PLATE',
		],
		[
			['make 2 REQ 40', 'read first REQ'],
			'night.fleet:2: not a number from 1 to 80: ; it goes: read all|first N|last N|every N PLATE',
		],
		[
			['make 2 REQ 40', 'read all 3 REQ'],
			'night.fleet:2: all takes no number; it goes: read all|first N|last N|every N PLATE',
		],
		[['repeat 2', 'make 2 REQ 40'], 'night.fleet:1: repeat without end'],
		[['end'], 'night.fleet:1: end without repeat'],
		[['repeat 2', 'repeat 2', 'end', 'end'], 'night.fleet:2: repeat within the repeat of line 1'],
		[['repeat'], 'night.fleet:1: not a number from 1 to 80: '],
		[['repeat 2 3'], 'night.fleet:1: repeat takes one number'],
		[['repeat 2', 'end now'], 'night.fleet:2: end takes nothing'],
		[['# nothing but a comment'], 'night.fleet:1: no object is ever made'],
		[['make 1 REQ 40\0'], 'night.fleet:1: NUL in the text'],
		[['make 4 REQ 1024'], 'night.fleet:1: E_FLEET_LIVE, liveBytes 3072, sizeBytes 1024, maxBytes 3072'],
		[['make 1 REQ 40', 'free all REQ'], 'night.fleet:2: E_FLEET_UNTOUCHED, touches 1, fresh 0'],
		[['repeat 80', 'make 1 REQ 8', 'write all REQ', 'free all REQ', 'end'], 'night.fleet:4: E_FLEET_OPS, maxOps 80'],
		[Array<string>(MAX_SCRIPT_LINES + 1).fill('make 1 REQ 8'), 'night.fleet:13: more than 12 lines'],
	] as const)('P-113 %j is refused with its line', (lines, message) => {
		expect(errorOf(lines)).toBe(message)
	})

	test('P-114 any text gives a program within the budget, or an error with a line of it', () => {
		const word = fc.constantFrom(
			'make',
			'write',
			'read',
			'free',
			'repeat',
			'end',
			'all',
			'first',
			'last',
			'every',
			'REQ',
			'PIN',
			'3',
			'12',
			'40-90',
			'#',
			'x',
		)
		const statement = fc.constantFrom(
			'make 3 REQ 40',
			'make 2 PIN 8-500',
			'write all REQ',
			'free first 2 REQ',
			'read every 2 PIN',
			'free all PIN',
			'repeat 4',
			'end',
		)
		const line = fc.oneof(
			{ weight: 1, arbitrary: fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')) },
			{ weight: 6, arbitrary: statement },
		)
		let programs = 0
		fc.assert(
			fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
				const result = run(lines)
				if (result.ok) {
					programs += 1
					expect(brokenBudgets(result.program)).toEqual([])
					expect(faultsOf(result.program)).toEqual([])
				} else {
					expect(result.error.line).toBeGreaterThanOrEqual(1)
					expect(result.error.line).toBeLessThanOrEqual(Math.max(1, lines.length))
				}
			}),
			{ numRuns: 400 },
		)
		expect(programs).toBeGreaterThan(20)
	})
})
