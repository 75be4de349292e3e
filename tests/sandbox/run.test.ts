import { describe, expect, test } from 'vitest'
import { ORDERED_POLICIES, POLICIES, type Policy } from '../../shared/machine/heap/policies.ts'
import type { Answer } from '../../shared/programs/answer.ts'
import { createReplay, playNext, type TouchMode, totalsOf } from '../../shared/programs/replayTrace.ts'
import { type Moment, momentOf, OWN } from '../../shared/programs/sandboxMoment.ts'
import { peaksOf } from '../../shared/programs/sandboxPeaks.ts'
import { createRun, FAULTED, MADE_CALL, nextMarked, playAhead, playedOps } from '../../shared/programs/sandboxRun.ts'
import { bytes } from '../../shared/machine/units.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { longTrace } from './longTrace.ts'

const ALL = [...POLICIES, ...ORDERED_POLICIES]
const sqlite = await longTrace('sqlite3', 4000)

/** What an op leaves behind, without keyframes: the trace from its start. */
function straight(trace: Trace, policy: Policy, touch: TouchMode, op: number): unknown {
	const replay = createReplay(trace, policy.create(), touch)
	let answer: Answer | null = null
	while (replay.next < op) playNext(replay)
	playNext(replay, (given) => (answer = given))
	const { memory } = replay.allocator
	const mappings = [-1, ...memory.mappings.map((_, number) => number)]
	return { answer, totals: totalsOf(replay), regions: mappings.flatMap((number) => replay.allocator.regions(number)) }
}

const seen = ({ answer, totals, areas }: Moment): unknown => ({
	answer,
	totals,
	regions: areas.flatMap(({ regions }) => regions),
})

describe('a run with keyframes', () => {
	test.each(ALL.map((policy) => [policy.name, policy] as const))(
		'SB-01 %s: any op, in any order, is as if the trace had been played up to it',
		(_, policy) => {
			const run = createRun(sqlite, policy, 'full')
			const stream = randomStream(7, 'program')
			const last = sqlite.ops.length - 1
			// Before the first pass, in the middle of it, and after it.
			const visit = (count: number): void => {
				for (let turn = 0; turn < count; turn += 1) {
					const op = turn === 0 ? last : between(stream, 0, last)
					expect([op, seen(momentOf(run, op))]).toEqual([op, straight(sqlite, policy, 'full', op)])
				}
			}
			visit(1)
			playAhead(run, 2500)
			visit(2)
			while (playAhead(run, 500));
			expect(run.keyframes.length).toBeGreaterThan(3)
			visit(4)
			for (const op of [1999, 2000, 2001, 2002, 2001, 0, 3000, 1000, 999]) {
				expect([op, seen(momentOf(run, op))]).toEqual([op, straight(sqlite, policy, 'full', op)])
			}
		},
	)

	test('SB-02 the number of keyframes is limited, and the more ids a trace has the fewer there are', () => {
		const sizeBytes = bytes(16)
		const ops = Array.from({ length: 400_000 }, (_, id) => ({ line: id + 2, kind: 'malloc', id, sizeBytes }) as const)
		const many: Trace = { name: 'many', origin: '', ops }
		const policy = POLICIES[0] as Policy
		expect(Math.ceil(400_000 / createRun(many, policy, 'traced').spacing)).toBeLessThan(4)
		const short = createRun(sqlite, policy, 'traced')
		expect(short.spacing).toBe(1000)
	})

	test('SB-03 marks say which ops made a system call and which faulted, and the curve holds the peaks', () => {
		const run = createRun(sqlite, POLICIES[0] as Policy, 'traced')
		while (playAhead(run, 333));
		expect(playedOps(run)).toBe(sqlite.ops.length)
		const replay = createReplay(sqlite, (POLICIES[0] as Policy).create(), 'traced')
		const calls: number[] = []
		const faults: number[] = []
		const { opsPerPoint, vsz, rss, live } = run.curve
		const most = { vsz: vsz.map(() => 0), rss: rss.map(() => 0), live: live.map(() => 0) }
		while (replay.next < sqlite.ops.length) {
			playNext(replay, ({ i, f, s }) => {
				if (s) calls.push(i)
				if (f) faults.push(i)
			})
			const point = Math.floor((replay.next - 1) / opsPerPoint)
			most.vsz[point] = Math.max(most.vsz[point] ?? 0, replay.totals.vszBytes)
			most.rss[point] = Math.max(most.rss[point] ?? 0, replay.totals.rssBytes)
			most.live[point] = Math.max(most.live[point] ?? 0, replay.totals.liveBytes)
		}
		const found = (mark: number): number[] => {
			const ops: number[] = []
			for (let op = nextMarked(run, -1, mark, 1); op !== null; op = nextMarked(run, op, mark, 1)) ops.push(op)
			return ops
		}
		expect(found(MADE_CALL)).toEqual(calls)
		expect(found(FAULTED)).toEqual(faults)
		expect(nextMarked(run, calls.at(-1) ?? 0, MADE_CALL, -1)).toBe(calls.at(-2))
		const totals = totalsOf(replay)
		expect(opsPerPoint).toBeGreaterThan(1)
		expect({ vsz, rss, live }).toEqual(most)
		expect(Math.max(...run.curve.vsz)).toBe(totals.peakVszBytes)
		expect(Math.max(...run.curve.rss)).toBe(totals.peakRssBytes)
		expect(Math.max(...run.curve.live)).toBe(totals.peakLiveBytes)
	})
})

describe('a moment', () => {
	test.each(POLICIES.map((policy) => [policy.name, policy] as const))(
		'SB-04 %s: pages and lists are what the totals say',
		(_, policy) => {
			const run = createRun(sqlite, policy, 'full')
			for (const op of [10, 900, 2600, sqlite.ops.length - 1]) {
				const { areas, totals, lists } = momentOf(run, op)
				const own = areas.reduce((sum, { pageStates }) => sum + pageStates.filter((state) => state === OWN).length, 0)
				expect(own * 4096).toBe(totals.rssBytes)
				expect(areas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(totals.vszBytes)
				const live = areas.flatMap(({ regions }) => regions).filter(({ state }) => state === 'live')
				expect(live.length).toBe(totals.liveBlocks)
				expect(areas.reduce((sum, { liveBytes }) => sum + liveBytes.reduce((all, one) => all + one, 0), 0)).toBe(
					live.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
				)
				expect(lists.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThanOrEqual(totals.externalBytes)
			}
		},
	)

	test('SB-05 it knows where the block was, where it is, and who holds what', () => {
		const read = parseTrace('t.lot', 'lot 1\na 0 24\na 1 2000\nr 0 40\nf 1\n')
		if (!read.ok) throw new Error('no trace')
		const run = createRun(read.trace, POLICIES[0] as Policy, 'traced')
		const moved = momentOf(run, 2)
		expect([moved.was?.offset, moved.now?.offset]).toEqual([0x2a0, 0xaa0])
		expect(moved.askedBytes).toBe(40)
		const live = moved.areas.flatMap(({ regions }) => regions).filter(({ state }) => state === 'live')
		expect(live.map(({ block }) => moved.holderOf(block)?.id)).toEqual([1, 0])
		const freed = momentOf(run, 3)
		expect([freed.was?.usableBytes, freed.now]).toEqual([2008, null])
	})
})

describe('peaks', () => {
	const trace = (text: string): Trace => {
		const read = parseTrace('t.lot', `lot 1\n${text}`)
		if (!read.ok) throw new Error(read.error.message)
		return read.trace
	}

	test('SB-06 a peak is where most is held before a good part is let go', () => {
		expect(peaksOf(trace('a 0 100\na 1 100\nf 0\na 2 400\nf 1\nf 2\n'))).toEqual([1, 3])
	})

	test('SB-07 small changes are no peaks, and a program that only grows has one at its end', () => {
		expect(peaksOf(trace('a 0 1000\na 1 10\nf 1\na 2 1000\n'))).toEqual([3])
		expect(peaksOf(trace('a 0 9223372036854775808\na 1 8\n'))).toEqual([1])
	})
})
