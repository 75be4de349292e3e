import type { Request } from '../../shared/game/event.ts'
import type { Advice } from '../../shared/machine/event.ts'
import type { MallocIntent } from '../../shared/game/intent.ts'
import type { Refusal } from '../../shared/game/refusal.ts'
import { type Chunk, MIN_CHUNK_BYTES, PAYLOAD_OFFSET_BYTES, usableBytes } from '../../shared/machine/heap/chunk.ts'
import { cutOf } from '../../shared/machine/heap/chunkList.ts'
import { walkedTo } from '../../shared/machine/heap/sizeClass.ts'
import { roomAt } from '../../shared/machine/heap/resize.ts'
import { costOf, placeCharges, PRICES } from '../../shared/machine/prices.ts'
import { firstByteOf, LAYOUT, TEACH } from '../../shared/machine/scale.ts'
import { canBeServed, legal } from '../../shared/game/legal.ts'
import type { MallocView } from '../../shared/view/seatView.ts'
import { adviceRuns, type RowRun } from './adviseModel.ts'
import { hex2, hex4 } from './hexText.ts'
import type { Primary } from './primary.ts'
import { type Say, say } from './say.ts'

/** What the player has in hand; the primary action does it. */
export type MallocPlan =
	| { readonly kind: 'park'; readonly chunk: number; readonly end: 'low' | 'high' }
	| { readonly kind: 'rack' }
	| { readonly kind: 'ask'; readonly pages: number }
	| { readonly kind: 'mmap' }
	| { readonly kind: 'trim'; readonly pages: number }
	| { readonly kind: 'policy'; readonly rackMaxBytes: number }
	| { readonly kind: 'fail' }
	| { readonly kind: 'grow' }
	| { readonly kind: 'flush' }
	/** Null: no row chosen yet. */
	| { readonly kind: 'advise'; readonly advice: Advice; readonly rows: RowRun | null }
	/** The drawer with what is needed now and then. */
	| { readonly kind: 'more' }

export interface MallocDraft {
	/** The request that the player picked; null: the oldest that can be served. */
	readonly ticket: number | null
	readonly plan: MallocPlan | null
}

export const EMPTY_MALLOC_DRAFT: MallocDraft = { ticket: null, plan: null }

/** Where a request could go; numbered as the allocator would meet it: list order, top last. */
export interface Hole {
	readonly number: number
	readonly chunk: Chunk
	readonly isTop: boolean
	/** Free chunks looked at on the way to it. */
	readonly walked: number
}

/** Page counts offered by ASK; the last ones behind "more". */
export const ASK_STEPS: readonly number[] = [1, 2, 4, 8, 16, TEACH.askMaxPages]
export const ASK_DEFAULT_PAGES = 2
/** Sizes up to which `free` may be told to rack (0: never). */
export const POLICY_STEPS: readonly number[] = [0, 32, 48, 64, 128]

/** The request that the controls are about: the picked one, else the oldest that can be served while a slip is away. */
export function chosenRequest(view: MallocView, draft: MallocDraft): Request | null {
	const open = view.requests.filter(({ status }) => status !== 'slip')
	const picked = open.find(({ ticket }) => ticket === draft.ticket)
	return picked ?? open.find((request) => canBeServed(view, request)) ?? open[0] ?? null
}

/** For a request of so many bytes of chunk: with bins, it decides how far the walk to top is. */
export function holesOf(view: MallocView, needBytes: number | undefined = MIN_CHUNK_BYTES): Hole[] {
	const walked = (at: number): number => walkedTo(view, at, needBytes, view.info.bins)
	const byAddress = new Map<number, Chunk>(view.chunks.map((chunk) => [chunk.address, chunk]))
	const listed = view.freeList.flatMap((address, index): Hole[] => {
		const chunk = byAddress.get(address)
		return chunk ? [{ number: index + 1, chunk, isTop: false, walked: walked(address) }] : []
	})
	const top = view.chunks.find(({ use }) => use === 'top')
	if (!top) return listed
	return [...listed, { number: listed.length + 1, chunk: top, isTop: true, walked: walked(top.address) }]
}

/** PARK, or MOVE for a realloc: the same choice of a hole. */
const parkIntent = (request: Request, chunk: number, end: 'low' | 'high'): MallocIntent => ({
	kind: request.kind === 'realloc' ? 'MOVE' : 'PARK',
	ticket: request.ticket,
	chunk,
	end,
})

/** The rules' own answer, as far as this seat can know it. */
const allows = (view: MallocView, intent: MallocIntent): boolean => legal(view, intent) === null

export const fits = (view: MallocView, request: Request, hole: Hole): boolean =>
	allows(view, parkIntent(request, hole.chunk.address, 'low'))

export const rackFits = (view: MallocView, request: Request): boolean =>
	allows(view, { kind: 'RACK', ticket: request.ticket })

export const mmapFits = (view: MallocView, request: Request): boolean =>
	allows(view, { kind: 'MMAP', ticket: request.ticket })

export const canAsk = (view: MallocView, request: Request): boolean =>
	allows(view, { kind: 'ASK', ticket: request.ticket, pages: 1 })

export const canFail = (view: MallocView, request: Request): boolean =>
	allows(view, { kind: 'FAIL', ticket: request.ticket })

export const growFits = (view: MallocView, request: Request): boolean =>
	allows(view, { kind: 'GROW', ticket: request.ticket })

export const canFlush = (view: MallocView, request: Request): boolean =>
	allows(view, { kind: 'FLUSH', ticket: request.ticket })

/** What a realloc's object has now; null for a malloc. */
export interface OldPlace {
	/** Bytes that the program asked for then. */
	readonly requestBytes: number
	/** Bytes that it could have where it stands. */
	readonly haveBytes: number
	readonly mapped: boolean
}

export function oldPlaceOf(view: MallocView, request: Request): OldPlace | null {
	const { from, needBytes } = request
	if (from === null) return null
	const mapping = view.mappings.find(({ page }) => firstByteOf(TEACH, page) === from)
	if (mapping)
		return {
			requestBytes: mapping.requestBytes,
			haveBytes: mapping.pages * view.info.pageBytes - PAYLOAD_OFFSET_BYTES,
			mapped: true,
		}
	const chunk = view.chunks.find(({ address }) => address === from)
	return {
		requestBytes: chunk?.requestBytes ?? 0,
		haveBytes: roomAt(view.chunks, from, needBytes).haveBytes,
		mapped: false,
	}
}

/** What the copy of a realloc that moves costs, its accesses aside. */
export function copyCost(view: MallocView, request: Request): number {
	const old = oldPlaceOf(view, request)
	return old ? costOf([['copyWord', Math.ceil(Math.min(old.requestBytes, request.requestBytes) / 8)]]) : 0
}

export const growCost = (): number => costOf([['grow', 1]])
export const flushCost = (view: MallocView): number => costOf([['flushChunk', view.rack.length]])
/** As far as malloc can know: how many of the rows are resident is the kernel's book. */
export const adviseCost = (advice: Advice): number =>
	costOf(
		advice === 'WILLNEED'
			? [['gate', 1]]
			: [
					['gate', 1],
					['madvise', 1],
				],
	)

/** Whole pages that the top chunk can spare. */
export function trimMaxPages(view: MallocView): number {
	const top = view.chunks.find(({ use }) => use === 'top')
	return top ? Math.max(0, Math.floor((top.sizeBytes - MIN_CHUNK_BYTES) / view.info.pageBytes)) : 0
}

const splits = (request: Request, hole: Hole): boolean => cutOf(hole.chunk, request.needBytes).split

export const parkCost = (request: Request, hole: Hole): number =>
	costOf(placeCharges(hole.isTop ? 'top' : 'list', hole.walked, splits(request, hole)))

export const rackCost = (): number => costOf(placeCharges('rack', 0, false))
export const askCost = (): number =>
	costOf([
		['gate', 1],
		['brk', 1],
	])
export const mmapCost = (): number =>
	costOf([
		['gate', 1],
		['mmap', 1],
	])

/** The card about one hole: does it fit, what is wasted, what does the walk cost. */
export function holeLines(
	view: MallocView,
	request: Request,
	hole: Hole,
): { readonly fits: boolean; readonly lines: Say[] } {
	const need = request.needBytes
	const have = hole.chunk.sizeBytes
	const facts = { hole: hole.number, have, need, request: request.requestBytes, left: have - need }
	if (!fits(view, request, hole)) {
		if (hole.isTop)
			return {
				fits: false,
				lines: [
					say('seats.hole.topSmall', { ...facts, atLeast: need + MIN_CHUNK_BYTES }),
					say('seats.hole.topKeeps', facts),
				],
			}
		return { fits: false, lines: [say('seats.hole.small', facts), say('seats.hole.whyNeed', facts)] }
	}
	const split = splits(request, hole)
	const fit = hole.isTop
		? say('seats.hole.top', facts)
		: have === need
			? say('seats.hole.exact', facts)
			: split
				? say('seats.hole.split', facts)
				: say('seats.hole.loose', facts)
	const walk = walkLine(hole, split, view.info.bins)
	const given = split ? need : have
	const waste = usableBytes(given) - request.requestBytes
	if (request.kind === 'realloc') return { fits: true, lines: [fit, walk, moveLine(view, request)] }
	return {
		fits: true,
		lines: [
			fit,
			walk,
			waste > 0 ? say('seats.hole.waste', { waste, request: request.requestBytes }) : say('seats.hole.noWaste', facts),
		],
	}
}

function moveLine(view: MallocView, request: Request): Say {
	const old = oldPlaceOf(view, request)
	const bytes = Math.min(old?.requestBytes ?? 0, request.requestBytes)
	return say('seats.malloc.moveCopy', { bytes, cost: copyCost(view, request) })
}

function walkLine(hole: Hole, split: boolean, bins: boolean): Say {
	const facts = {
		count: hole.walked,
		base: PRICES.parkBase.costCycles,
		each: PRICES.parkWalk.costCycles,
		walk: costOf(placeCharges(hole.isTop ? 'top' : 'list', hole.walked, false)),
		split: PRICES.split.costCycles,
		total: costOf(placeCharges(hole.isTop ? 'top' : 'list', hole.walked, split)),
	}
	if (hole.walked === 0) return say('seats.hole.walk0', facts)
	if (bins) return split ? say('seats.hole.walkBinSplit', facts) : say('seats.hole.walkBin', facts)
	return split ? say('seats.hole.walkSplit', facts) : say('seats.hole.walk', facts)
}

export interface MallocScreen {
	readonly request: Request | null
	readonly holes: readonly Hole[]
	readonly hole: Hole | null
	readonly lines: readonly Say[]
	/** The card's tone: good news, bad news, or neither. */
	readonly tone: 'good' | 'bad' | 'plain'
	readonly canSwitchEnd: boolean
	readonly primary: Primary
}

function intentOf(request: Request | null, plan: MallocPlan): MallocIntent | null {
	if (plan.kind === 'policy') return { kind: 'POL', rackMaxBytes: plan.rackMaxBytes }
	if (!request) return null
	const { ticket } = request
	switch (plan.kind) {
		case 'park':
			return parkIntent(request, plan.chunk, plan.end)
		case 'grow':
			return { kind: 'GROW', ticket }
		case 'flush':
			return { kind: 'FLUSH', ticket }
		case 'advise':
			return plan.rows && { kind: 'ADVISE', ticket, advice: plan.advice, ...plan.rows }
		case 'more':
			return null
		case 'rack':
			return { kind: 'RACK', ticket }
		case 'ask':
			return { kind: 'ASK', ticket, pages: plan.pages }
		case 'mmap':
			return { kind: 'MMAP', ticket }
		case 'trim':
			return { kind: 'TRIM', ticket, pages: plan.pages }
		case 'fail':
			return { kind: 'FAIL', ticket }
	}
}

/** Everything that the malloc panel shows about the item in hand. */
export function mallocScreen(view: MallocView, draft: MallocDraft): MallocScreen {
	const request = chosenRequest(view, draft)
	const holes = holesOf(view, request?.needBytes)
	const { plan } = draft
	const hole = plan?.kind === 'park' ? (holes.find(({ chunk }) => chunk.address === plan.chunk) ?? null) : null
	const base = { request, holes, hole, canSwitchEnd: false }
	const stale = plan?.kind === 'park' && !hole
	if (!plan || stale || (!request && plan.kind !== 'policy')) {
		return { ...base, tone: 'plain', lines: idleLines(view, request, holes), primary: nextStep(view, request, holes) }
	}
	const intent = intentOf(request, plan)
	const refusal = intent ? legal(view, intent) : null
	const lines = planLines(view, request, plan, hole)
	const canSwitchEnd =
		plan.kind === 'park' &&
		hole !== null &&
		!hole.isTop &&
		request !== null &&
		fits(view, request, hole) &&
		splits(request, hole)
	return {
		...base,
		canSwitchEnd,
		lines,
		tone: refusal ? 'bad' : GOOD_PLANS.has(plan.kind) ? 'good' : 'plain',
		primary: planPrimary(view, request, plan, hole, intent, refusal),
	}
}

const GOOD_PLANS: ReadonlySet<MallocPlan['kind']> = new Set(['park', 'rack', 'grow'])

function idleLines(view: MallocView, request: Request | null, holes: readonly Hole[]): Say[] {
	if (!request) return []
	const facts = { lane: request.lane + 1, request: request.requestBytes, need: request.needBytes, plate: request.plate }
	const old = oldPlaceOf(view, request)
	const first = old ? say('seats.malloc.resize', { ...facts, old: old.requestBytes }) : say('seats.malloc.needs', facts)
	if (request.status === 'refused') return [say('seats.malloc.refused', facts), say('seats.malloc.refusedNext')]
	if (growFits(view, request)) return [first, growLine(view, request)]
	const fitting = holes.filter((hole) => fits(view, request, hole)).length
	if (old && fitting > 0)
		return [first, say('seats.malloc.mustMove', { count: fitting, cost: copyCost(view, request) })]
	if (fitting > 0) return [first, say('seats.malloc.fitting', { fitting, holes: holes.length })]
	if (rackFits(view, request)) return [first, say('seats.malloc.onlyRack')]
	return [first, say('seats.malloc.noneFits', { largest: Math.max(0, ...holes.map(({ chunk }) => chunk.sizeBytes)) })]
}

function growLine(view: MallocView, request: Request): Say {
	const old = oldPlaceOf(view, request)
	const facts = { need: request.needBytes, have: old?.haveBytes ?? 0, cost: growCost() }
	if (!growFits(view, request)) return say('seats.malloc.growNo', facts)
	if (old?.mapped) return say('seats.malloc.growArea', facts)
	return request.requestBytes <= (old?.requestBytes ?? 0)
		? say('seats.malloc.shrink', facts)
		: say('seats.malloc.growHere', facts)
}

/** With nothing in hand the button says what to do next; it never picks a hole for the player. */
function nextStep(view: MallocView, request: Request | null, holes: readonly Hole[]): Primary {
	if (!request) return { label: say('seats.primary.nothing'), act: null }
	// In place is what realloc tries first; the player may still move it.
	if (growFits(view, request))
		return { label: say('seats.malloc.openGrow'), act: { kind: 'plan', plan: { kind: 'grow' } } }
	if (holes.some((hole) => fits(view, request, hole)))
		return { label: say('seats.malloc.pickHole', { need: request.needBytes }), act: null }
	if (rackFits(view, request))
		return { label: say('seats.malloc.openRack'), act: { kind: 'plan', plan: { kind: 'rack' } } }
	if (request.status === 'refused' && canFail(view, request))
		return { label: say('seats.malloc.openFail'), act: { kind: 'plan', plan: { kind: 'fail' } } }
	if (canAsk(view, request))
		return {
			label: say('seats.malloc.openAsk'),
			act: { kind: 'plan', plan: { kind: 'ask', pages: ASK_DEFAULT_PAGES } },
		}
	return { label: say('seats.malloc.waitSlip'), act: null }
}

function planLines(view: MallocView, request: Request | null, plan: MallocPlan, hole: Hole | null): readonly Say[] {
	switch (plan.kind) {
		case 'park':
			return request && hole ? holeLines(view, request, hole).lines : []
		case 'rack':
			return [say('seats.malloc.rackCard', { need: request?.needBytes ?? 0 }), say('seats.malloc.rackWhy')]
		case 'ask': {
			const top = holesOf(view).find(({ isTop }) => isTop)?.chunk.sizeBytes ?? 0
			return [
				say('seats.malloc.askCard', {
					pages: plan.pages,
					from: hex4(view.brk),
					to: hex4(view.brk + plan.pages * view.info.pageBytes),
				}),
				say('seats.malloc.askTop', {
					top: top + plan.pages * view.info.pageBytes,
					need: (request?.needBytes ?? 0) + MIN_CHUNK_BYTES,
				}),
				say('seats.malloc.askLimit', { used: heapPages(view), limit: view.info.heapLimitPages }),
			]
		}
		case 'mmap':
			return [
				say('seats.malloc.mmapCard', { pages: mmapPages(view, request), request: request?.requestBytes ?? 0 }),
				say('seats.malloc.mmapFree', {
					munmap: costOf([
						['gate', 1],
						['munmap', 1],
					]),
				}),
			]
		case 'trim':
			return [
				say('seats.malloc.trimCard', { pages: plan.pages, to: hex4(view.brk - plan.pages * view.info.pageBytes) }),
				say('seats.malloc.trimWhy', { each: PRICES.dropPage.costCycles }),
			]
		case 'policy':
			return [
				plan.rackMaxBytes === 0
					? say('seats.malloc.policyMerge', {
							base: PRICES.mergeBase.costCycles,
							each: PRICES.mergeNeighbour.costCycles,
						})
					: say('seats.malloc.policyRack', {
							max: plan.rackMaxBytes,
							cost: PRICES.rack.costCycles,
							depth: TEACH.rackDepth,
						}),
				view.rackMaxBytes === 0
					? say('seats.malloc.policyNowMerge')
					: say('seats.malloc.policyNow', { max: view.rackMaxBytes }),
			]
		case 'fail':
			return [
				request?.kind === 'realloc'
					? say('seats.malloc.failRealloc', { cost: PRICES.appError.costCycles })
					: say('seats.malloc.failCard', { cost: PRICES.appError.costCycles }),
			]
		case 'grow': {
			const old = request && oldPlaceOf(view, request)
			if (!request || !old) return []
			return [
				say('seats.malloc.growCard', { old: old.requestBytes, request: request.requestBytes }),
				growLine(view, request),
			]
		}
		case 'flush':
			return [
				say('seats.malloc.flushCard', { count: view.rack.length }),
				say('seats.malloc.flushWhy', { each: PRICES.flushChunk.costCycles }),
			]
		case 'advise':
			return adviseLines(view, request, plan)
		case 'more':
			return [say('seats.malloc.moreCard')]
	}
}

function adviseLines(
	view: MallocView,
	request: Request | null,
	{ advice, rows }: Extract<MallocPlan, { kind: 'advise' }>,
): readonly Say[] {
	if (!request || adviceRuns(view, request, advice).length === 0) return [say('seats.malloc.adviseNone')]
	const each = PRICES.dropPage.costCycles
	if (rows === null)
		return [say(advice === 'DONTNEED' ? 'seats.malloc.dontneedPick' : 'seats.malloc.willneedPick', { each })]
	return [
		say(advice === 'DONTNEED' ? 'seats.malloc.dontneedCard' : 'seats.malloc.willneedCard', {
			rows: rowsText(rows),
			each,
		}),
	]
}

const rowsText = ({ page, pages }: RowRun): string =>
	pages === 1 ? hex2(page) : `${hex2(page)}–${hex2(page + pages - 1)}`

const heapPages = (view: MallocView): number => Math.ceil(view.brk / view.info.pageBytes) - LAYOUT.heapLow

export const mmapPages = (view: MallocView, request: Request | null): number =>
	Math.ceil(((request?.requestBytes ?? 0) + PAYLOAD_OFFSET_BYTES) / view.info.pageBytes)

function planPrimary(
	view: MallocView,
	request: Request | null,
	plan: MallocPlan,
	hole: Hole | null,
	intent: MallocIntent | null,
	refusal: Refusal | null,
): Primary {
	const act = intent && !refusal ? ({ kind: 'send', intent } as const) : null
	const refused = refusal ? { refusal } : {}
	switch (plan.kind) {
		case 'park': {
			// The card says why, with the hole's own figures.
			if (refusal && hole && request)
				return {
					label: hole.isTop ? say('seats.malloc.topTooSmall') : say('seats.malloc.tooSmall', { hole: hole.number }),
					act: null,
				}
			const cost = request && hole ? parkCost(request, hole) + copyCost(view, request) : 0
			if (request?.kind === 'realloc')
				return {
					label: hole?.isTop
						? say('seats.malloc.moveTop', { cost })
						: say('seats.malloc.move', { hole: hole?.number ?? 0, cost }),
					act,
					...refused,
				}
			return {
				label: hole?.isTop
					? say('seats.malloc.parkTop', { cost })
					: say('seats.malloc.park', { hole: hole?.number ?? 0, cost }),
				act,
				...refused,
			}
		}
		case 'rack':
			return {
				label: say('seats.malloc.rackDo', { cost: rackCost() + (request ? copyCost(view, request) : 0) }),
				act,
				...refused,
			}
		case 'ask':
			return { label: say('seats.malloc.askDo', { pages: plan.pages, cost: askCost() }), act, ...refused }
		case 'mmap':
			return {
				label: say('seats.malloc.mmapDo', {
					pages: mmapPages(view, request),
					cost: mmapCost() + (request ? copyCost(view, request) : 0),
				}),
				act,
				...refused,
			}
		case 'trim':
			return { label: say('seats.malloc.trimDo', { pages: plan.pages, cost: askCost() }), act, ...refused }
		case 'policy':
			if (plan.rackMaxBytes === view.rackMaxBytes) return { label: say('seats.malloc.policySame'), act: null }
			return {
				label:
					plan.rackMaxBytes === 0
						? say('seats.malloc.policyMergeDo')
						: say('seats.malloc.policyRackDo', { max: plan.rackMaxBytes }),
				act,
				...refused,
			}
		case 'fail':
			return { label: say('seats.malloc.failDo', { cost: PRICES.appError.costCycles }), act, ...refused }
		case 'grow':
			return { label: say('seats.malloc.growDo', { cost: growCost() }), act, ...refused }
		case 'flush':
			return { label: say('seats.malloc.flushDo', { cost: flushCost(view) }), act, ...refused }
		case 'advise':
			if (!plan.rows) return { label: say('seats.malloc.pickRows'), act: null }
			return {
				label: say(plan.advice === 'DONTNEED' ? 'seats.malloc.dontneedDo' : 'seats.malloc.willneedDo', {
					rows: rowsText(plan.rows),
					cost: adviseCost(plan.advice),
				}),
				act,
				...refused,
			}
		case 'more':
			return { label: say('seats.malloc.pickMore'), act: null }
	}
}
