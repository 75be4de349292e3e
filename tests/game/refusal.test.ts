import { expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { HostIntent, Intent } from '../../shared/game/intent.ts'
import { legal } from '../../shared/game/legal.ts'
import { REFUSALS, type RefusalCode } from '../../shared/game/refusal.ts'
import { drain, hashWorld, play, type World } from '../../shared/game/round.ts'
import type { LogSeat, Seat } from '../../shared/game/seat.ts'
import { bytes } from '../../shared/machine/units.ts'
import {
	access,
	call,
	fault,
	malloc,
	must,
	request,
	roundOf,
	type Setting,
	slip,
	ticketOf,
	toEnd,
	until,
	waitingRoundOf,
	wild,
	write,
} from './table.ts'

interface Row {
	readonly code: RefusalCode
	readonly what: string
	readonly facts?: Readonly<Record<string, number>>
	readonly seat: Seat
	readonly world: () => World
	readonly intent: (world: World) => Intent
}

type HostRow = Omit<Row, 'seat' | 'intent'> & {
	readonly seat: LogSeat
	readonly intent: (world: World) => Intent | HostIntent
}

// ── situations ───────────────────────────────────────────────────────────────────────────────
/** A request of 100 bytes (chunk 112) waits in lane 0; the heap is empty. */
const atRequest = (setting: Setting = { humans: ['malloc'] }): World =>
	until(roundOf([[malloc(0, 100), malloc(1, 300), write(0, 0)]], setting), (world) => request(world) !== undefined)

/** The same with a heap of so many pages, all top. */
const withTop = (pages: number): World => {
	const world = atRequest()
	must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages })
	return until(world, (at) => request(at)?.status === 'waiting')
}

/** Objects of 100 (chunk 112), 24 (32) and 300 bytes; the first is free again when the third, which is larger, is asked for. */
const withHole = (): World => {
	const lane = [malloc(0, 100), malloc(1, 24), { kind: 'free', object: 0 } as const, malloc(2, 90)]
	const world = roundOf([lane], { humans: ['malloc'] })
	for (const object of [0, 1]) {
		until(world, (at) => request(at)?.object === object)
		if (object === 0) {
			must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages: 2 })
			until(world, (at) => request(at)?.status === 'waiting')
		}
		must(world, 'malloc', {
			kind: 'PARK',
			ticket: ticketOf(request(world)),
			chunk: object === 0 ? 0x1000 : 0x1070,
			end: 'low',
		})
	}
	return until(world, (at) => request(at)?.object === 2)
}

/** Object 0 (chunk 112 at 1000, a chunk of 32 behind it) is to become 130 bytes; lane 1 waits for a malloc. Two pages of heap. */
const atRealloc = (): World => {
	const lane = [malloc(0, 100), malloc(1, 24), { kind: 'realloc', object: 0, sizeBytes: bytes(130) } as const]
	const world = roundOf([lane, [malloc(2, 24)]], { humans: ['malloc'] })
	until(world, (at) => request(at) !== undefined)
	must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages: 2 })
	until(world, (at) => request(at)?.status === 'waiting')
	must(world, 'malloc', park(world, 0x1000))
	until(world, (at) => request(at)?.object === 1)
	must(world, 'malloc', park(world, 0x1070))
	return until(world, (at) => request(at)?.kind === 'realloc' && request(at, 1) !== undefined)
}
const moveTo = (world: World): Extract<Intent, { kind: 'MOVE' }> => ({
	kind: 'MOVE',
	ticket: ticketOf(request(world)),
	chunk: 0x1090,
	end: 'low',
})
const advise = (world: World, advice: 'DONTNEED' | 'WILLNEED', page: number, pages: number): Intent => ({
	kind: 'ADVISE',
	ticket: ticketOf(request(world)),
	advice,
	page,
	pages,
})

/** A slip of lane 0 is with a human kernel while lane 1 has a request. */
const twoRequests = (): World => {
	const world = roundOf([[malloc(0, 100)], [malloc(1, 100)]], { humans: ['malloc', 'kernel'] })
	until(world, (at) => request(at, 0) !== undefined && request(at, 1) !== undefined)
	must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world, 0)), pages: 1 })
	return world
}

/** A write fault on the heap's first page, or on whatever the lane's program touches first, waits at the kernel. */
const atFault = (setting: Setting = {}): World =>
	until(roundOf([[malloc(0, 600), write(0, 0)]], { humans: ['kernel'], ...setting }), (world) => {
		if (slip(world)) must(world, 'kernel', { kind: 'SYS', ticket: ticketOf(slip(world)), verdict: 'OK' })
		return fault(world) !== undefined
	})

/** Lane 0 waits for a walk by hand, a TLB line or a fault. */
const atAccess = (stage: 'walk' | 'insert' | 'raise'): World => {
	const pages = [0xa00, 0xb00, 0x800, 0x900, 0xef00].map((at) => wild(at))
	const lanes = stage === 'raise' ? [[wild(0)]] : [pages]
	const world = roundOf(lanes, { humans: ['mmu'], level: { manualWalks: stage === 'walk' ? 3 : 0 } })
	return until(world, (at) => access(at)?.stage === stage)
}

/** `0A` is cached and comes again soon; the page `00`, which comes after it, has no entry. */
const atPreview = (): World => {
	const world = roundOf([[wild(0xa00), wild(0xa10), wild(0x10), wild(0xb00)]], { humans: ['mmu'] })
	return until(world, ({ machine, preview }) => machine.tlb[0]?.page === 0xa && preview[0]?.page === 0xa)
}

/** The fault was served with frame 6; its thread has not come back yet. */
const justServed = (): World => {
	const world = atFault()
	must(world, 'kernel', faultIntent(world, {}))
	return world
}

const faultIntent = (world: World, fields: Partial<Extract<Intent, { kind: 'FAULT' }>>): Intent => ({
	kind: 'FAULT',
	ticket: ticketOf(fault(world)),
	verdict: 'ZERO',
	frame: 6,
	order: 0,
	...fields,
})
const park = (world: World, chunk: number, end: 'low' | 'high' = 'low'): Intent => ({
	kind: 'PARK',
	ticket: ticketOf(request(world)),
	chunk,
	end,
})
const insert = (world: World, line: number): Intent => ({ kind: 'INSERT', ticket: ticketOf(access(world)), line })
const raise = (world: World): Intent => ({
	kind: 'RAISE',
	ticket: ticketOf(access(world)),
	present: false,
	write: false,
	user: true,
})

const ROWS: readonly Row[] = [
	{
		code: 'E_PHASE',
		what: 'before the round began',
		seat: 'malloc',
		world: () => {
			const world = waitingRoundOf([[malloc(0, 100)]])
			must(world, 'malloc', { kind: 'TAKE' })
			return world
		},
		intent: () => ({ kind: 'POL', rackMaxBytes: 64 }),
	},
	...(['POL', 'TAKE', 'PING'] as const).map(
		(kind): Row => ({
			code: 'E_PHASE',
			what: `${kind} after its end`,
			seat: 'malloc',
			world: () => toEnd(roundOf([[wild(0)]])),
			intent: () =>
				kind === 'POL'
					? { kind, rackMaxBytes: 64 }
					: kind === 'PING'
						? { kind, ping: 'hot', argument: null }
						: { kind },
		}),
	),
	{
		code: 'E_SEAT',
		what: "another seat's command",
		seat: 'kernel',
		world: () => atRequest({ humans: ['malloc', 'kernel'] }),
		intent: (world) => park(world, 0x1000),
	},
	{
		code: 'E_SEAT',
		what: 'even before the phase is looked at',
		seat: 'mmu',
		world: () => waitingRoundOf([[malloc(0, 1)]]),
		intent: () => ({ kind: 'EVICT', frame: 5 }),
	},
	{
		code: 'E_HELD',
		what: 'the bot has the seat',
		seat: 'malloc',
		world: () => atRequest({ humans: ['kernel'] }),
		intent: (world) => park(world, 0x1000),
	},
	...(['YIELD', 'READY'] as const).map(
		(kind): Row => ({
			code: 'E_HELD',
			what: `${kind} of a seat that the bot has`,
			seat: 'malloc',
			world: () => atRequest({ humans: ['kernel'] }),
			intent: () => ({ kind }),
		}),
	),
	{ code: 'E_HELD', what: 'TAKE of a taken seat', seat: 'malloc', world: atRequest, intent: () => ({ kind: 'TAKE' }) },
	{
		code: 'E_TICKET',
		what: 'a request that is not there',
		seat: 'malloc',
		world: atRequest,
		intent: (world) => ({ ...park(world, 0x1000), ticket: 999 }) as Intent,
	},
	{
		code: 'E_TICKET',
		what: 'a request that is away with the kernel',
		seat: 'malloc',
		world: twoRequests,
		intent: (world) => park(world, 0x1000),
	},
	{
		code: 'E_TICKET',
		what: 'a slip that was ruled',
		seat: 'kernel',
		world: atFault,
		intent: (world) => ({ kind: 'SYS', ticket: ticketOf(fault(world)), verdict: 'OK' }),
	},
	{
		code: 'E_TICKET',
		what: 'a fault that is not there',
		seat: 'kernel',
		world: atFault,
		intent: (world) => faultIntent(world, { ticket: 1 }),
	},
	{
		code: 'E_TICKET',
		what: 'an access that is not there',
		seat: 'mmu',
		world: () => atAccess('insert'),
		intent: (world) => ({ ...insert(world, 0), ticket: 999 }) as Intent,
	},
	{
		code: 'E_FIT',
		what: 'top must keep 32 bytes',
		facts: { needBytes: 320 + 32, haveBytes: 256 - 112 },
		seat: 'malloc',
		world: () => {
			const world = withTop(1)
			must(world, 'malloc', park(world, 0x1000))
			return until(world, (at) => request(at)?.object === 1)
		},
		intent: (world) => park(world, 0x1070),
	},
	{
		code: 'E_USED',
		what: 'no chunk starts there',
		seat: 'malloc',
		world: () => withTop(2),
		intent: (world) => park(world, 0x1010),
	},
	{
		code: 'E_USED',
		what: 'a used chunk starts there',
		seat: 'malloc',
		world: withHole,
		intent: (world) => park(world, 0x1070),
	},
	{
		code: 'E_SPLIT',
		what: 'the high end of top',
		seat: 'malloc',
		world: () => withTop(2),
		intent: (world) => park(world, 0x1000, 'high'),
	},
	{
		code: 'E_SPLIT',
		what: 'the high end of a hole without a remainder',
		seat: 'malloc',
		world: withHole,
		intent: (world) => park(world, 0x1000, 'high'),
	},
	{
		code: 'E_RACK',
		what: 'nothing racked',
		facts: { needBytes: 112 },
		seat: 'malloc',
		world: atRequest,
		intent: (world) => ({ kind: 'RACK', ticket: ticketOf(request(world)) }),
	},
	{
		code: 'E_PENDING',
		what: 'a second ASK',
		seat: 'malloc',
		world: twoRequests,
		intent: (world) => ({ kind: 'ASK', ticket: ticketOf(request(world, 1)), pages: 1 }),
	},
	...[0, 33].map(
		(pages): Row => ({
			code: 'E_PAGES',
			what: `ASK of ${pages} pages`,
			facts: { pages, maxPages: 32 },
			seat: 'malloc',
			world: atRequest,
			intent: (world) => ({ kind: 'ASK', ticket: ticketOf(request(world)), pages }),
		}),
	),
	...(
		[
			[1, 0, () => atRequest()],
			[2, 1, () => withTop(2)],
			[0, 1, () => withTop(2)],
		] as const
	).map(
		([pages, maxPages, world]): Row => ({
			code: 'E_PAGES',
			what: `TRIM of ${pages} where ${maxPages} can go`,
			facts: { pages, maxPages },
			seat: 'malloc',
			world,
			intent: (at) => ({ kind: 'TRIM', ticket: ticketOf(request(at)), pages }),
		}),
	),
	{
		code: 'E_SMALL',
		what: 'mmap of 100 bytes',
		facts: { needBytes: 100, minBytes: 256 },
		seat: 'malloc',
		world: atRequest,
		intent: (world) => ({ kind: 'MMAP', ticket: ticketOf(request(world)) }),
	},
	{
		code: 'E_NOT_REFUSED',
		what: 'FAIL without a refusal',
		seat: 'malloc',
		world: atRequest,
		intent: (world) => ({ kind: 'FAIL', ticket: ticketOf(request(world)) }),
	},
	...(
		[
			['E_KIND', {}, 'PARK of a realloc', (world) => park(world, 0x1070)],
			['E_KIND', {}, 'GROW of a malloc', (world) => ({ kind: 'GROW', ticket: ticketOf(request(world, 1)) })],
			['E_KIND', {}, 'MOVE of a malloc', (world) => ({ ...moveTo(world), ticket: ticketOf(request(world, 1)) })],
			[
				'E_FIT',
				{ needBytes: 144, haveBytes: 112 },
				'GROW against a used neighbour',
				(world) => ({ kind: 'GROW', ticket: ticketOf(request(world)) }),
			],
			['E_EMPTY', {}, 'FLUSH of an empty rack', (world) => ({ kind: 'FLUSH', ticket: ticketOf(request(world)) })],
			['E_ROWS', { page: 0x10 }, 'DONTNEED of a used row', (world) => advise(world, 'DONTNEED', 0x10, 1)],
			['E_ROWS', { page: 0x12 }, 'DONTNEED past the break', (world) => advise(world, 'DONTNEED', 0x11, 2)],
			['E_ROWS', { page: 0x12 }, 'WILLNEED past the break', (world) => advise(world, 'WILLNEED', 0x10, 4)],
			['E_PAGES', { pages: 0, maxPages: 32 }, 'ADVISE of nothing', (world) => advise(world, 'WILLNEED', 0x10, 0)],
			['E_PAGES', { pages: 33, maxPages: 32 }, 'ADVISE of too much', (world) => advise(world, 'WILLNEED', 0x10, 33)],
		] satisfies [RefusalCode, Row['facts'], string, Row['intent']][]
	).map(([code, facts, what, intent]): Row => ({ code, facts, what, seat: 'malloc', world: atRealloc, intent })),
	{
		code: 'E_SLOT',
		what: 'nothing to clear',
		facts: { slot: 2 },
		seat: 'malloc',
		world: atRequest,
		intent: () => ({ kind: 'RULE_CLEAR', slot: 2 }),
	},
	{
		code: 'E_SLOT',
		what: 'a fourth rule card',
		facts: { slot: 3 },
		seat: 'malloc',
		world: atRequest,
		intent: () => ({ kind: 'RULE_SET', slot: 3, rule: { seat: 'malloc', when: [], do: { act: 'RACK' } } }),
	},
	{
		code: 'E_SEAT',
		what: "another seat's rule card",
		seat: 'malloc',
		world: atRequest,
		intent: () => ({ kind: 'RULE_SET', slot: 0, rule: { seat: 'mmu', when: [], do: { act: 'RAISE' } } }),
	},
	{
		code: 'E_HELD',
		what: 'a rule card of a seat that the bot has',
		seat: 'malloc',
		world: () => atRequest({ humans: ['kernel'] }),
		intent: () => ({ kind: 'RULE_SET', slot: 0, rule: { seat: 'malloc', when: [], do: { act: 'RACK' } } }),
	},
	{ code: 'E_READY', what: 'READY in a round', seat: 'malloc', world: atRequest, intent: () => ({ kind: 'READY' }) },
	{
		code: 'E_READY',
		what: 'READY twice',
		seat: 'malloc',
		world: () => {
			const world = waitingRoundOf([[malloc(0, 1)]])
			for (const seat of ['malloc', 'mmu'] as const) must(world, seat, { kind: 'TAKE' })
			must(world, 'malloc', { kind: 'READY' })
			return world
		},
		intent: () => ({ kind: 'READY' }),
	},
	...(
		[
			['EVICT of a frame that is not there', () => ({ kind: 'EVICT', frame: 24 })],
			['a verdict that needs a frame', (world) => faultIntent(world, { frame: null })],
			['a verdict that takes none', (world) => faultIntent(world, { verdict: 'SEGV', frame: 6 })],
			['a frame that is not there', (world) => faultIntent(world, { frame: 24 })],
			['a pair that ends behind the last frame', (world) => faultIntent(world, { frame: 23, order: 1 })],
		] satisfies [string, Row['intent']][]
	).map(([what, intent]): Row => ({ code: 'E_FRAME', what, seat: 'kernel', world: atFault, intent })),
	{
		code: 'E_FRAME_TAKEN',
		what: 'a frame in use',
		facts: { frame: 5 },
		seat: 'kernel',
		world: atFault,
		intent: (world) => faultIntent(world, { frame: 5 }),
	},
	{
		code: 'E_FRAME_TAKEN',
		what: 'the second of a pair in use',
		facts: { frame: 5 },
		seat: 'kernel',
		world: () => {
			const world = atFault()
			must(world, 'kernel', { kind: 'EVICT', frame: 4 })
			return world
		},
		intent: (world) => faultIntent(world, { frame: 4, order: 1 }),
	},
	{
		code: 'E_FRAME_FREE',
		what: 'EVICT of a free frame',
		facts: { frame: 9 },
		seat: 'kernel',
		world: atFault,
		intent: () => ({ kind: 'EVICT', frame: 9 }),
	},
	{
		code: 'E_FRAME_LOCKED',
		what: 'EVICT of what a thread is about to use',
		facts: { frame: 6 },
		seat: 'kernel',
		world: justServed,
		intent: () => ({ kind: 'EVICT', frame: 6 }),
	},
	{
		code: 'E_FRAME_LOCKED',
		what: 'COMPACT of what a thread is about to use',
		facts: { frame: 6 },
		seat: 'kernel',
		world: justServed,
		intent: () => ({ kind: 'COMPACT', from: 6, to: 7 }),
	},
	...(
		[
			['E_FRAME_FREE', { frame: 9 }, { kind: 'COMPACT', from: 9, to: 10 }],
			['E_FRAME_TAKEN', { frame: 4 }, { kind: 'COMPACT', from: 5, to: 4 }],
			['E_FRAME', {}, { kind: 'COMPACT', from: 5, to: 24 }],
			['E_DEPOT_FULL', { depotUsed: 0, depotPages: 0 }, { kind: 'EVICT', frame: 5 }],
			['E_NO_OOM', { freeFrames: 18, depotUsed: 0, depotPages: 0 }, { kind: 'OOMKILL', pid: 1 }],
			['E_PID', { pid: 2 }, { kind: 'OOMKILL', pid: 2 }],
			['E_PID', { pid: 0 }, { kind: 'OOMKILL', pid: 0 }],
		] as const
	).map(
		([code, facts, intent]): Row => ({
			code,
			what: JSON.stringify(intent),
			facts,
			seat: 'kernel',
			world: () => atFault({ level: { tenants: 1, depotPages: 0 } }),
			intent: () => intent,
		}),
	),
	{
		code: 'E_ORDER',
		what: 'four pages where two at most are allowed',
		facts: { order: 2, maxOrder: 1 },
		seat: 'kernel',
		world: atFault,
		intent: (world) => faultIntent(world, { frame: 8, order: 2 }),
	},
	{
		code: 'E_ORDER',
		what: 'a pair of frames that is not aligned',
		seat: 'kernel',
		world: atFault,
		intent: (world) => faultIntent(world, { frame: 7, order: 1 }),
	},
	{
		code: 'E_ORDER',
		what: 'a pair for a verdict other than ZERO',
		seat: 'kernel',
		world: atFault,
		intent: (world) => faultIntent(world, { verdict: 'STACK', order: 1 }),
	},
	{
		code: 'E_ORDER',
		what: 'a pair of pages of which one is backed',
		seat: 'kernel',
		world: () => {
			const world = roundOf([[call(0xf90), call(0x90)]], { humans: ['kernel'] })
			until(world, (at) => fault(at) !== undefined)
			must(world, 'kernel', faultIntent(world, { verdict: 'STACK' }))
			return until(world, (at) => fault(at) !== undefined)
		},
		intent: (world) => faultIntent(world, { frame: 8, order: 1 }),
	},
	{
		code: 'E_ORDER',
		what: 'a pair of pages of which one is past the break',
		seat: 'kernel',
		// Three pages of heap: the third, 12, has no partner.
		world: () => {
			const world = roundOf([[malloc(0, 600), write(0, 520)]], { humans: ['kernel', 'malloc'] })
			until(world, (at) => request(at) !== undefined)
			must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world)), pages: 3 })
			must(world, 'kernel', { kind: 'SYS', ticket: ticketOf(slip(world)), verdict: 'OK' })
			until(world, (at) => fault(at) !== undefined)
			must(world, 'kernel', faultIntent(world, {}))
			until(world, (at) => request(at)?.status === 'waiting')
			must(world, 'malloc', park(world, 0x1000))
			return until(world, (at) => fault(at) !== undefined)
		},
		intent: (world) => faultIntent(world, { frame: 8, order: 1 }),
	},
	...(
		[
			['INSERT before the walk', 'walk', (world) => insert(world, 0)],
			['INSERT where a fault is due', 'raise', (world) => insert(world, 0)],
			['RAISE before the walk', 'walk', raise],
			[
				'WALK after the walk',
				'insert',
				(world) => ({ kind: 'WALK', ticket: ticketOf(access(world)), directory: 14, table: 15 }),
			],
		] satisfies [string, 'walk' | 'insert' | 'raise', Row['intent']][]
	).map(([what, stage, intent]): Row => ({ code: 'E_STAGE', what, seat: 'mmu', world: () => atAccess(stage), intent })),
	...(
		[
			[1, 10],
			[0, 11],
			[10, 0],
		] as const
	).map(
		([directory, table]): Row => ({
			code: 'E_DIGIT',
			what: `digits ${directory} ${table} of 0x0A00`,
			facts: { directory, table },
			seat: 'mmu',
			world: () => atAccess('walk'),
			intent: (world) => ({ kind: 'WALK', ticket: ticketOf(access(world)), directory, table }),
		}),
	),
	{
		code: 'E_LINE',
		what: 'INSERT into a fifth line',
		seat: 'mmu',
		world: () => atAccess('insert'),
		intent: (world) => insert(world, 4),
	},
	{
		code: 'E_LINE',
		what: 'PREFETCH into a fifth line',
		seat: 'mmu',
		world: () => {
			const world = atPreview()
			return until(world, ({ preview }) => preview.some(({ page }) => page === 0xb))
		},
		intent: () => ({ kind: 'PREFETCH', page: 0xb, line: 4 }),
	},
	{
		code: 'E_NOT_PRESENT',
		what: 'PREFETCH of a page without an entry',
		seat: 'mmu',
		world: atPreview,
		intent: () => ({ kind: 'PREFETCH', page: 0, line: 1 }),
	},
	{
		code: 'E_NOT_PRESENT',
		what: 'HEAT of a page without an entry',
		seat: 'mmu',
		world: atPreview,
		intent: () => ({ kind: 'HEAT', page: 0, heat: 'hot' }),
	},
	{
		code: 'E_NOT_PREVIEWED',
		what: 'PREFETCH of a page that nobody needs',
		seat: 'mmu',
		world: atPreview,
		intent: () => ({ kind: 'PREFETCH', page: 0xef, line: 1 }),
	},
	{
		code: 'E_CACHED',
		what: 'PREFETCH of a page that is cached',
		seat: 'mmu',
		world: atPreview,
		intent: () => ({ kind: 'PREFETCH', page: 0xa, line: 1 }),
	},
	{
		code: 'E_PING_RATE',
		what: 'a second ping within three seconds',
		seat: 'malloc',
		world: () => {
			const world = atRequest()
			must(world, 'malloc', { kind: 'PING', ping: 'burst', argument: 3 })
			return world
		},
		intent: () => ({ kind: 'PING', ping: 'cold', argument: null }),
	},
]

/** Commands of a lesson's host, and of the wrong side. */
const HOST_ROWS: readonly HostRow[] = [
	{
		code: 'E_TOO_LATE',
		what: 'INJECT where a thread is',
		seat: 'host',
		world: atRequest,
		intent: (world) => ({ kind: 'INJECT', injection: 'pin', lane: 0, at: world.lanes[0]?.next ?? 0, salt: 1 }),
	},
	{
		code: 'E_TOO_LATE',
		what: 'INJECT behind the end of a lane',
		seat: 'host',
		world: atRequest,
		intent: () => ({ kind: 'INJECT', injection: 'pin', lane: 0, at: 99, salt: 1 }),
	},
	{
		code: 'E_TOO_LATE',
		what: 'EXTEND for more than two hours',
		seat: 'host',
		world: atRequest,
		intent: () => ({ kind: 'EXTEND', ticks: 1_000_000 }),
	},
	{
		code: 'E_PHASE',
		what: 'FINISH of a round that has not begun',
		seat: 'host',
		world: () => waitingRoundOf([[malloc(0, 24)]]),
		intent: () => ({ kind: 'FINISH' }),
	},
	{
		code: 'E_PHASE',
		what: 'INJECT after the end',
		seat: 'host',
		world: () => toEnd(roundOf([[malloc(0, 24)]])),
		intent: () => ({ kind: 'INJECT', injection: 'pin', lane: 1, at: 0, salt: 1 }),
	},
	{
		code: 'E_SEAT',
		what: "a host's command of a seat",
		seat: 'malloc',
		world: atRequest,
		intent: () => ({ kind: 'FINISH' }),
	},
	{
		code: 'E_SEAT',
		what: "a seat's command of the host",
		seat: 'host',
		world: atRequest,
		intent: () => ({ kind: 'POL', rackMaxBytes: 32 }),
	},
]

test.each([...ROWS, ...HOST_ROWS])('G-01 $code: $what', ({ code, facts, seat, world: arrange, intent: choose }) => {
	const world = arrange()
	drain(world)
	const intent = choose(world)
	const [hash, copy] = [hashWorld(world), structuredClone(world)]
	expect(play(world, seat, intent)).toEqual({ ok: false, code, facts: facts ?? {} })
	expect(drain(world)).toEqual([])
	expect(hashWorld(world)).toBe(hash)
	expect(structuredClone(world)).toEqual(copy)
})

test('G-02 every refusal is reached', () => {
	expect(REFUSALS.filter((code) => ![...ROWS, ...HOST_ROWS].some((row) => row.code === code))).toEqual([])
})

test('G-03 the page may ask `legal` with its desk alone and hears what the server will say', () => {
	for (const { seat, world: arrange, intent: choose, code, facts } of ROWS) {
		if (['E_PHASE', 'E_HELD', 'E_READY', 'E_PING_RATE', 'E_SLOT'].includes(code)) continue
		const world = arrange()
		if (choose(world).kind === 'RULE_SET') continue
		const desk = structuredClone(deskOf(world, seat))
		expect(legal(desk, choose(world))).toEqual({ ok: false, code, facts: facts ?? {} })
		const right = botIntent(desk)
		if (right) expect(legal(desk, right)).toBeNull()
	}
})

test('G-04 a ping is heard again after three seconds, by seat', () => {
	const world = atRequest({ humans: ['malloc', 'mmu'] })
	const ping = { kind: 'PING', ping: 'burst', argument: 3 } as const
	must(world, 'malloc', ping)
	must(world, 'mmu', ping)
	const start = world.tick
	until(world, ({ tick }) => tick === start + 59)
	expect(play(world, 'malloc', ping)).toMatchObject({ code: 'E_PING_RATE' })
	until(world, ({ tick }) => tick === start + 60)
	expect(must(world, 'malloc', ping)).toMatchObject([
		{ event: { type: 'pinged', seat: 'malloc', ping: 'burst', argument: 3, tick: start + 60 }, costCycles: 400 },
	])
})
