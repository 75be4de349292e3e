import { describe, expect, test } from 'vitest'
import { advisableRows, adviceRuns, takeRows, tapRow } from '../../client/seats/adviseModel.ts'
import { chainOf, remember, type Told } from '../../client/seats/chainModel.ts'
import {
	compactCost,
	EMPTY_KERNEL_DRAFT,
	EMPTY_TOOLS,
	kernelScreen,
	scanCost,
	verdictCost,
} from '../../client/seats/kernelModel.ts'
import {
	copyCost,
	EMPTY_MALLOC_DRAFT,
	flushCost,
	growCost,
	holesOf,
	fits,
	mallocScreen,
	parkCost,
} from '../../client/seats/mallocModel.ts'
import { draftOf, factChoices, newDraft, ruleOf, ruleSays, valueChoices } from '../../client/seats/ruleModel.ts'
import { legal } from '../../shared/game/legal.ts'
import { advance, billCyclesOf, drain, play, type World } from '../../shared/game/round.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { project } from '../../shared/view/project.ts'
import type { KernelView, SeatView } from '../../shared/view/seatView.ts'
import { ruleSchema } from '../../shared/protocol/ruleSchema.ts'
import { cuesFor, roundForThree, walkThrough } from './playing.ts'

const kernelView = (world: World): KernelView => project(world, 'kernel')

describe('realloc', () => {
	test('GROW and MOVE send what the rules take, at the price on the button', async () => {
		const world = await roundForThree('vector', 7)
		const done = { grow: 0, move: 0 }
		walkThrough(world, 900, (view) => {
			if (view.seat !== 'malloc') return null
			const request = view.requests.find(({ status, kind }) => status === 'waiting' && kind === 'realloc')
			if (!request) return null
			const hole = holesOf(view, request.needBytes).find((one) => fits(view, request, one))
			const grow = mallocScreen(view, { ticket: request.ticket, plan: { kind: 'grow' } })
			const mayGrow = legal(view, { kind: 'GROW', ticket: request.ticket }) === null
			expect(grow.primary.act !== null).toBe(mayGrow)
			// With nothing in hand realloc's own first choice is offered.
			const idle = mallocScreen(view, { ticket: request.ticket, plan: null })
			expect(idle.primary.label.key === 'seats.malloc.openGrow').toBe(mayGrow)
			const plan = hole ? ({ kind: 'park', chunk: hole.chunk.address, end: 'low' } as const) : null
			const screen =
				hole && (done.move <= done.grow || !mayGrow) ? mallocScreen(view, { ticket: request.ticket, plan }) : grow
			if (screen.primary.act?.kind !== 'send') return null
			const { intent } = screen.primary.act
			drain(world)
			const before = billCyclesOf(world)
			expect(play(world, 'malloc', intent)).toEqual({ ok: true })
			const paid = billCyclesOf(world) - before
			if (intent.kind === 'MOVE' && hole) {
				expect(paid).toBe(parkCost(request, hole) + copyCost(view, request))
				expect(screen.primary.label.facts?.['cost']).toBe(paid)
				done.move += 1
			} else {
				expect([intent.kind, paid]).toEqual(['GROW', growCost()])
				done.grow += 1
			}
			return 'played'
		})
		expect(done.grow).toBeGreaterThan(0)
		expect(done.move).toBeGreaterThan(0)
	})
})

describe('several requests', () => {
	test('while a slip is away the controls are about a request that can be served, not about the oldest', async () => {
		let seen = 0
		walkThrough(await roundForThree('steady', 4), 60, (view) => {
			const request = view.seat === 'malloc' ? view.requests[0] : undefined
			if (view.seat !== 'malloc' || !request || !holesOf(view).some(({ chunk }) => chunk.sizeBytes >= 64)) return null
			const requests = [
				{ ...request, ticket: 1, status: 'slip' },
				{ ...request, ticket: 2, status: 'waiting', needBytes: 50_000, requestBytes: 49_000 },
				{ ...request, ticket: 3, status: 'waiting', needBytes: 32, requestBytes: 24 },
			] as typeof view.requests
			expect(mallocScreen({ ...view, requests }, EMPTY_MALLOC_DRAFT).request?.ticket).toBe(3)
			expect(mallocScreen({ ...view, requests }, { ticket: 2, plan: null }).request?.ticket).toBe(2)
			seen += 1
			return null
		})
		expect(seen).toBeGreaterThan(0)
	})
})

describe('housekeeping', () => {
	test('FLUSH costs what the drawer says; rows of advice are those that the rules take', async () => {
		const world = await roundForThree('sawtooth', 3)
		play(world, 'malloc', { kind: 'POL', rackMaxBytes: 512 })
		const done = { flushed: 0, advised: 0 }
		walkThrough(world, 700, (view) => {
			if (view.seat !== 'malloc') return null
			const request = view.requests.find(({ status }) => status === 'waiting')
			if (!request) return null
			const { ticket } = request
			if (view.rack.length > 2 && done.flushed < 3) {
				const { primary } = mallocScreen(view, { ticket, plan: { kind: 'flush' } })
				drain(world)
				const before = billCyclesOf(world)
				if (primary.act?.kind !== 'send') throw new Error('a rack with chunks can be flushed')
				expect(play(world, 'malloc', primary.act.intent)).toEqual({ ok: true })
				expect(billCyclesOf(world) - before).toBe(flushCost(view))
				done.flushed += 1
				return 'played'
			}
			for (const advice of ['DONTNEED', 'WILLNEED'] as const) {
				const runs = adviceRuns(view, request, advice)
				for (const run of runs) {
					expect(legal(view, { kind: 'ADVISE', ticket, advice, ...run })).toBeNull()
					expect(legal(view, { kind: 'ADVISE', ticket, advice, page: run.page, pages: run.pages + 1 })).not.toBeNull()
				}
				const [rows] = runs
				if (advice === 'DONTNEED' && rows) {
					const screen = mallocScreen(view, { ticket, plan: { kind: 'advise', advice, rows } })
					expect(screen.primary.act).toEqual({ kind: 'send', intent: { kind: 'ADVISE', ticket, advice, ...rows } })
					done.advised += 1
				}
			}
			return null
		})
		expect(done.flushed).toBeGreaterThan(0)
		expect(done.advised).toBeGreaterThan(0)
	})

	test('rows are taken by tapping the first one and the last one of a run', () => {
		const runs = [
			{ page: 0x12, pages: 3 },
			{ page: 0x20, pages: 2 },
		]
		expect(advisableRows(runs)).toEqual([0x12, 0x13, 0x14, 0x20, 0x21])
		const first = tapRow(runs, null, 0x12)
		expect(first).toEqual({ page: 0x12, pages: 1 })
		expect(tapRow(runs, first, 0x14)).toEqual({ page: 0x12, pages: 3 })
		expect(tapRow(runs, { page: 0x12, pages: 3 }, 0x12)).toEqual({ page: 0x12, pages: 1 })
		expect(tapRow(runs, first, 0x21)).toEqual({ page: 0x21, pages: 1 })
		expect(takeRows(runs, 0x13, 9)).toEqual({ page: 0x13, pages: 2 })
	})
})

describe('kernel: orders and tools', () => {
	test('each order on offer is taken by the rules, with a run of frames that begins where it must', async () => {
		const seen = new Set<number>()
		walkThrough(await roundForThree('three-acts', 5), 500, (view) => {
			if (view.seat !== 'kernel') return null
			for (const order of kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO' }).orders) {
				const screen = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO', order })
				expect((screen.frame ?? 0) % (1 << order)).toBe(0)
				expect(screen.primary.act?.kind).toBe('send')
				expect(screen.primary.label.facts?.['cost']).toBe(verdictCost('ZERO', order))
				seen.add(order)
			}
			return null
		})
		expect([0, 1, 2].every((order) => seen.has(order))).toBe(true)
	})

	test('SCAN and COMPACT cost what their buttons say', async () => {
		const world = await roundForThree('three-acts', 5)
		let done = 0
		walkThrough(world, 200, (view) => {
			if (view.seat !== 'kernel' || done > 4) return null
			const scan = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, tool: EMPTY_TOOLS.scan })
			const pick = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, tool: EMPTY_TOOLS.compact })
			const from = pick.toolFrames[0]?.frame
			const to = view.frames.find(({ page }) => page === null)?.frame
			if (from === undefined || to === undefined) return null
			const move = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, tool: { kind: 'compact', from, to } })
			for (const [screen, cost] of [
				[scan, scanCost(view)],
				[move, compactCost()],
			] as const) {
				if (screen.primary.act?.kind !== 'send') throw new Error('nothing speaks against it')
				const before = billCyclesOf(world)
				expect(play(world, 'kernel', screen.primary.act.intent)).toEqual({ ok: true })
				expect(billCyclesOf(world) - before).toBe(cost)
				expect(screen.primary.label.facts?.['cost']).toBe(cost)
			}
			done += 1
			return 'played'
		})
		expect(done).toBeGreaterThan(3)
	})

	test('with every frame in use and the depot full, whom to end is asked, not whom to evict', async () => {
		const world = await roundForThree('steady', 2)
		walkThrough(world, 300, () => null)
		const view = kernelView(world)
		const fault = { ticket: 9999, lane: 0, pid: 0, address: 0x1000, code: { present: false, write: true, user: true } }
		const full = {
			...view,
			depotUsed: view.info.depotPages,
			faults: [{ ...fault, sinceTick: 0 }],
			slips: [],
			pages: view.pages.filter(({ page }) => page !== 0x10),
			frames: view.frames.map((one) => ({ ...one, pid: 1, page: 0x40, file: false })),
		} as unknown as KernelView
		const screen = kernelScreen(full, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO' })
		expect(screen.tool?.kind).toBe('kill')
		const chosen = kernelScreen(full, { ...EMPTY_KERNEL_DRAFT, verdict: 'ZERO', tool: { kind: 'kill', pid: 1 } })
		expect(chosen.primary.act).toEqual({ kind: 'send', intent: { kind: 'OOMKILL', pid: 1 } })
	})
})

describe('standing orders', () => {
	test.each(SEATS)(
		'%s: every condition on offer makes a card that the protocol takes and that reads back',
		async (seat) => {
			const world = await roundForThree('vector', 4)
			walkThrough(world, 120, () => null)
			const view = project(world, seat) as SeatView
			const draft = newDraft(view)
			for (const { value: fact } of factChoices(view, 0)) {
				const choices = valueChoices(view, { fact, is: '', value: '' })
				for (const { value } of fact === '' ? [{ value: '' }] : choices) {
					const rule = ruleOf(view, { ...draft, when: [{ fact, is: 'atLeast', value }, draft.when[1] as never] })
					if (!rule) throw new Error(`${fact} ${value} makes no rule`)
					expect(ruleSchema.safeParse(rule).error).toBeUndefined()
					expect(ruleOf(view, draftOf(view, rule))).toEqual(rule)
					expect(ruleSays(rule).when).toHaveLength(fact === '' ? 0 : 1)
				}
			}
		},
	)

	test('a card is set, acts, and counts', async () => {
		const world = await roundForThree('steady', 4)
		const view = kernelView(world)
		const rule = ruleOf(view, {
			...newDraft(view),
			when: [
				{ fact: 'item', is: '', value: 'brk' },
				{ fact: '', is: '', value: '' },
			],
			act: 'SYS',
			options: { verdict: 'OK' },
		})
		if (!rule) throw new Error('no rule')
		expect(play(world, 'kernel', { kind: 'RULE_SET', slot: 1, rule })).toEqual({ ok: true })
		walkThrough(world, 400, (now) => {
			if (now.seat !== 'kernel' || now.slips.length === 0 || now.faults.length > 0) return null
			advance(world)
			return 'played'
		})
		expect(kernelView(world).rules[1]?.fired ?? 0).toBeGreaterThan(0)
	})
})

describe('why a line of the ticker came to be', () => {
	test('a resident row leads back to its fault, and from there to malloc’s own header or to the promise', async () => {
		const world = await roundForThree('steady', 13)
		let told: readonly Told[] = []
		let id = 0
		walkThrough(world, 300, () => {
			told = remember(told, cuesFor(world, ['kernel', 'malloc']).filter(unique()), () => id++)
			return null
		})
		const chains = told
			.filter(({ cue }) => cue.event.type === 'faultResolved' && cue.event.pid === 0)
			.map((one) => chainOf(told, one.id).map(({ key }) => key))
		expect(chains.length).toBeGreaterThan(3)
		for (const chain of chains.slice(1)) expect(chain[1]).toBe('seats.ticker.fault')
		const all = chains.flat()
		expect(all).toContain('seats.chain.header')
		expect(all).toContain('seats.chain.firstTouch')
		expect(all).toContain('seats.chain.request')
	})
})

/** Two seats hear of one event twice. */
function unique(): (cue: { readonly event: object }) => boolean {
	const heard = new Set<string>()
	return ({ event }) => {
		const key = JSON.stringify(event)
		const isNew = !heard.has(key)
		heard.add(key)
		return isNew
	}
}
