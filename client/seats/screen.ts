import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Intent, PingKind } from '../../shared/game/intent.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { Failed } from '../../shared/protocol/messages.ts'
import type { PingView, SeatView } from '../../shared/view/seatView.ts'
import { reducedMotion, sound } from '../app/settings.ts'
import type { Bus, BusState, Cue } from '../connect/bus.ts'
import type { LotModel, LotPick, LotSelection } from '../lot/model.ts'
import { language } from '../words/words.ts'
import { adviceRuns } from './adviseModel.ts'
import { announcements } from './announceModel.ts'
import { auditLines } from './auditModel.ts'
import { type CoachStep, coachStep, type Lesson, LESSONS, learnedBy } from './coachModel.ts'
import { mergeCues, totalCost } from './cueMerge.ts'
import { addUp, type FloorCycles, NO_FLOORS, NO_STORY, type Story, tell } from './floorsModel.ts'
import { chainOf, remember, type Told } from './chainModel.ts'
import {
	chosenItem,
	EMPTY_KERNEL_DRAFT,
	type KernelDraft,
	type KernelScreen,
	type KernelTool,
	kernelScreen,
} from './kernelModel.ts'
import {
	ASK_DEFAULT_PAGES,
	chosenRequest,
	EMPTY_MALLOC_DRAFT,
	type MallocDraft,
	type MallocPlan,
	type MallocScreen,
	mallocScreen,
	trimMaxPages,
} from './mallocModel.ts'
import { readLearned, readMet, writeLearned, writeMet } from './memory.ts'
import { chosenAccess, EMPTY_MMU_DRAFT, type MmuDraft, type MmuScreen, mmuScreen } from './mmuModel.ts'
import type { Primary } from './primary.ts'
import type { Say } from './say.ts'
import { heldSeats, nextSeat } from './seatChoice.ts'
import { Synthesiser } from './sound.ts'
import { tickerLine } from './tickerModel.ts'

/** Something that went wrong and is explained until dismissed. */
export type Notice =
	| { readonly kind: 'refused'; readonly failed: Failed }
	| { readonly kind: 'audit'; readonly seat: Seat; readonly lines: readonly Say[] }

export interface Toast {
	readonly id: number
	readonly ping: PingView
}
export interface TickerLine {
	readonly id: number
	readonly line: Say
	readonly costCycles: number
}
export interface FlyingCost {
	readonly id: number
	readonly costCycles: number
}

const SWITCH_DELAY_MS = 450
const TOAST_MS = 6000
const MAX_FLYING = 5
const MAX_TICKER = 30

/** What lies over the screen. */
export type Sheet = 'none' | 'keys' | 'pings' | 'rules' | 'ledger'

/** State and acts of one playing screen, from mounting to leaving. */
export interface Screen {
	readonly bus: ReadonlySignal<BusState>
	readonly seats: ReadonlySignal<readonly Seat[]>
	readonly shown: ReadonlySignal<Seat>
	readonly view: ReadonlySignal<SeatView | null>
	readonly malloc: ReadonlySignal<MallocScreen | null>
	readonly kernel: ReadonlySignal<KernelScreen | null>
	readonly mmu: ReadonlySignal<MmuScreen | null>
	readonly mallocDraft: Signal<MallocDraft>
	readonly kernelDraft: Signal<KernelDraft>
	readonly mmuDraft: Signal<MmuDraft>
	readonly primary: ReadonlySignal<Primary | null>
	readonly coach: ReadonlySignal<CoachStep | null>
	readonly sending: ReadonlySignal<boolean>
	readonly notice: Signal<Notice | null>
	readonly lens: Signal<'lot' | 'hex'>
	readonly table: Signal<boolean>
	readonly sheet: Signal<Sheet>
	/** The "what I see" card is due for the seat on screen. */
	readonly meeting: ReadonlySignal<boolean>
	readonly toasts: ReadonlySignal<readonly Toast[]>
	readonly ticker: ReadonlySignal<readonly TickerLine[]>
	/** The ticker line whose causes are told; null: none. */
	readonly asked: Signal<number | null>
	readonly chain: ReadonlySignal<readonly Say[]>
	readonly story: ReadonlySignal<Story>
	readonly sums: ReadonlySignal<FloorCycles>
	readonly flying: ReadonlySignal<readonly FlyingCost[]>
	readonly spoken: ReadonlySignal<readonly Say[]>
	readonly lotModel: ReadonlySignal<LotModel>
	showSeat(seat: Seat): void
	pick(pick: LotPick): void
	plan(plan: MallocPlan | null): void
	/** Does what the primary button says. */
	confirm(): void
	send(intent: Intent): void
	ping(ping: PingKind): void
	meetSeat(): void
	landed(flying: number): void
	dropToast(id: number): void
	/** Called with every batch of cues, already merged. Returns the undo. */
	onCues(listener: (cues: readonly Cue[]) => void): () => void
	close(): void
}

const key = (value: { ticket: number } | null): number | null => value?.ticket ?? null

export function openScreen(bus: Bus, firstSeat: Seat): Screen {
	const state = signal(bus.state())
	const shown = signal(firstSeat)
	const pinned = signal(false)
	const mallocDraft = signal(EMPTY_MALLOC_DRAFT)
	const kernelDraft = signal(EMPTY_KERNEL_DRAFT)
	const mmuDraft = signal(EMPTY_MMU_DRAFT)
	const sending = signal(false)
	const notice = signal<Notice | null>(null)
	const lens = signal<'lot' | 'hex'>('lot')
	const table = signal(false)
	const sheet = signal<Sheet>('none')
	const learned = signal(readLearned())
	const met = signal(readMet())
	const toasts = signal<readonly Toast[]>([])
	const told = signal<readonly Told[]>([])
	const asked = signal<number | null>(null)
	const ticker = computed(() =>
		told.value
			.flatMap(({ id, cue }): TickerLine[] => {
				const line = tickerLine(cue)
				return line ? [{ id, line, costCycles: cue.costCycles }] : []
			})
			.slice(-MAX_TICKER),
	)
	const chain = computed(() => (asked.value === null ? [] : chainOf(told.value, asked.value)))
	const story = signal(NO_STORY)
	const sums = signal(NO_FLOORS)
	const flying = signal<readonly FlyingCost[]>([])
	const spoken = signal<readonly Say[]>([])
	const cueListeners = new Set<(cues: readonly Cue[]) => void>()
	const timers = new Set<ReturnType<typeof setTimeout>>()
	const synthesiser = new Synthesiser()
	let nextId = 0
	let audits = 0

	const seats = computed(() => heldSeats(state.value.views))
	const view = computed<SeatView | null>(() => state.value.views[shown.value] ?? null)
	const malloc = computed(() => (view.value?.seat === 'malloc' ? mallocScreen(view.value, mallocDraft.value) : null))
	const kernel = computed(() => (view.value?.seat === 'kernel' ? kernelScreen(view.value, kernelDraft.value) : null))
	const mmu = computed(() => (view.value?.seat === 'mmu' ? mmuScreen(view.value, mmuDraft.value) : null))
	const primary = computed(() => (malloc.value ?? kernel.value ?? mmu.value)?.primary ?? null)

	const coach = computed<CoachStep | null>(() => {
		const now = view.value
		if (!now || now.phase !== 'running' || now.seats[now.seat].holder === 'bot') return null
		if (malloc.value && now.seat === 'malloc')
			return coachStep({ seat: 'malloc', view: now, screen: malloc.value, plan: mallocDraft.value.plan }, learned.value)
		if (kernel.value)
			return coachStep(
				{ seat: 'kernel', screen: kernel.value, verdictChosen: kernelDraft.value.verdict !== null },
				learned.value,
			)
		return mmu.value ? coachStep({ seat: 'mmu', screen: mmu.value }, learned.value) : null
	})
	/** After the first things done by hand, not before: until then the lessons speak. */
	const meeting = computed(() => {
		const seat = shown.value
		return !met.value.has(seat) && LESSONS[seat].filter((lesson) => learned.value.has(lesson)).length >= 2
	})

	const selection = computed<LotSelection>(() => {
		if (malloc.value) {
			const { request, hole } = malloc.value
			const plan = mallocDraft.value.plan
			const parked = plan?.kind === 'park' && hole ? { chunk: hole.chunk.address as number, end: plan.end } : {}
			const old = request?.from ? { from: request.from as number } : {}
			const rows = plan?.kind === 'advise' && plan.rows ? { rows: plan.rows } : {}
			return { ...parked, ...old, ...rows, need: request?.needBytes ?? null, ticket: request?.ticket ?? null }
		}
		if (kernel.value) {
			const { item, frame, facts, tool, order } = kernel.value
			const run = 1 << order
			return {
				frame: tool ? frameOfTool(tool) : kernelDraft.value.verdict ? frame : null,
				run: tool ? 1 : run,
				pid: item?.pid ?? 0,
				page: facts ? facts.page & ~(run - 1) : null,
				ticket: item?.ticket ?? null,
			}
		}
		const access = mmu.value?.access ?? null
		return { line: mmuDraft.value.line, page: access ? access.address >> 8 : mmuDraft.value.page, ticket: key(access) }
	})
	const lotModel = computed<LotModel>(() => ({
		views: state.value.views,
		seat: shown.value,
		lens: lens.value,
		selection: selection.value,
		reducedMotion: reducedMotion.value,
		language: language.value,
	}))

	function later(ms: number, act: () => void): void {
		const timer = setTimeout(() => {
			timers.delete(timer)
			act()
		}, ms)
		timers.add(timer)
	}

	function follow(): void {
		const target = nextSeat(state.peek().views, shown.peek(), pinned.peek())
		if (target === shown.peek()) return
		// A short wait: the next item of this seat often follows within a tick or two.
		later(SWITCH_DELAY_MS, () => {
			const still = nextSeat(state.peek().views, shown.peek(), pinned.peek())
			if (still !== shown.peek()) shown.value = still
		})
	}

	/** A choice belongs to the item it was made for: it goes when that item goes. */
	function dropStaleDrafts(before: BusState, after: BusState): void {
		const [m0, m1] = [before.views.malloc, after.views.malloc]
		if (m0?.seat === 'malloc' && m1?.seat === 'malloc') {
			const draft = mallocDraft.peek()
			if (key(chosenRequest(m0, draft)) !== key(chosenRequest(m1, draft)) && draft.plan?.kind !== 'policy')
				mallocDraft.value = EMPTY_MALLOC_DRAFT
		}
		const [k0, k1] = [before.views.kernel, after.views.kernel]
		if (k0?.seat === 'kernel' && k1?.seat === 'kernel') {
			const draft = kernelDraft.peek()
			if (key(chosenItem(k0, draft)) !== key(chosenItem(k1, draft)))
				kernelDraft.value = { ...EMPTY_KERNEL_DRAFT, tool: draft.tool }
		}
		const [u0, u1] = [before.views.mmu, after.views.mmu]
		if (u0?.seat === 'mmu' && u1?.seat === 'mmu') {
			const draft = mmuDraft.peek()
			const [a, b] = [chosenAccess(u0, draft), chosenAccess(u1, draft)]
			if (key(a) !== key(b) || a?.stage !== b?.stage) mmuDraft.value = EMPTY_MMU_DRAFT
		}
	}

	function hear(before: BusState, after: BusState, cues: readonly Cue[]): void {
		const merged = mergeCues(cues)
		const cost = totalCost(merged)
		if (cost > 0 && !reducedMotion.peek())
			flying.value = [...flying.peek(), { id: nextId++, costCycles: cost }].slice(-MAX_FLYING)
		story.value = merged.reduce(tell, story.peek())
		sums.value = addUp(sums.peek(), merged)
		told.value = remember(told.peek(), merged, () => nextId++)
		for (const cue of merged) {
			const { event } = cue
			if (event.type === 'audited') {
				audits += 1
				const judged = before.views[event.seat]
				if (judged) notice.value = { kind: 'audit', seat: event.seat, lines: auditLines(event, judged, cue.costCycles) }
			}
			if (event.type === 'pinged' && !(event.seat in after.views)) {
				const id = nextId++
				toasts.value = [
					...toasts.peek(),
					{ id, ping: { seat: event.seat, ping: event.ping, argument: event.argument, tick: event.tick } },
				]
				later(TOAST_MS, () => dropToast(id))
			}
		}
		if (sound.peek()) synthesiser.play(merged)
		for (const listener of cueListeners) listener(merged)
	}

	function dropToast(id: number): void {
		toasts.value = toasts.peek().filter((toast) => toast.id !== id)
	}

	const undoBus = bus.subscribe((after, cues) => {
		batch(() => {
			const before = state.peek()
			dropStaleDrafts(before, after)
			const said = announcements(before.views, after.views)
			if (said.length > 0) spoken.value = said
			state.value = after
			if (!(shown.peek() in after.views)) shown.value = heldSeats(after.views)[0] ?? shown.peek()
			hear(before, after, cues)
		})
		follow()
	})
	const undoLearned = effect(() => writeLearned(learned.value))

	function plan(next: MallocPlan | null): void {
		notice.value = null
		mallocDraft.value = { ...mallocDraft.peek(), plan: next }
	}

	async function sendIntent(intent: Intent): Promise<void> {
		if (sending.peek()) return
		const seat = shown.peek()
		sending.value = true
		const auditsBefore = audits
		const done = await bus.send(seat, intent)
		batch(() => {
			sending.value = false
			if (!done.ok) {
				notice.value = { kind: 'refused', failed: done }
				return
			}
			pinned.value = false
			if (notice.peek()?.kind === 'refused') notice.value = null
			// An audited decision was accepted, and wrong: nothing learned yet.
			const lessons: readonly Lesson[] =
				audits > auditsBefore ? [] : learnedBy(intent.kind, intent.kind === 'FAULT' && intent.frame !== null)
			if (lessons.some((lesson) => !learned.peek().has(lesson)))
				learned.value = new Set([...learned.peek(), ...lessons])
			clearDraft(intent)
		})
		follow()
	}

	/** What was done is no longer in hand. */
	function clearDraft(intent: Intent): void {
		switch (intent.kind) {
			case 'PARK':
			case 'RACK':
			case 'ASK':
			case 'TRIM':
			case 'MMAP':
			case 'FAIL':
			case 'POL':
			case 'GROW':
			case 'MOVE':
			case 'FLUSH':
			case 'ADVISE':
				mallocDraft.value = { ...mallocDraft.peek(), plan: null }
				return
			case 'EVICT':
			case 'SCAN':
			case 'COMPACT':
			case 'OOMKILL':
				kernelDraft.value = { ...kernelDraft.peek(), tool: null, frame: null }
				return
			case 'FAULT':
			case 'SYS':
				kernelDraft.value = { ...kernelDraft.peek(), verdict: null, ruling: null, frame: null, order: 0 }
				return
			case 'WALK':
			case 'INSERT':
			case 'RAISE':
			case 'PREFETCH':
				mmuDraft.value = { ...EMPTY_MMU_DRAFT, ticket: mmuDraft.peek().ticket }
				return
			case 'READY':
			case 'YIELD':
			case 'TAKE':
			case 'PING':
			case 'HEAT':
			case 'RULE_SET':
			case 'RULE_CLEAR':
		}
	}

	function pick(picked: LotPick): void {
		notice.value = null
		switch (picked.kind) {
			case 'chunk': {
				const held = mallocDraft.peek().plan
				if (held?.kind === 'advise') {
					adviseChunk(held, picked.address)
					return
				}
				// The second tap on the same hole turns to its other end.
				const again = held?.kind === 'park' && held.chunk === picked.address && malloc.peek()?.canSwitchEnd
				const end = again && held.end === 'low' ? 'high' : 'low'
				if (malloc.peek()?.request) plan({ kind: 'park', chunk: picked.address, end })
				return
			}
			case 'frame':
				pickFrame(picked.frame)
				return
			case 'page':
				if (mmu.peek()) mmuDraft.value = { ...mmuDraft.peek(), page: picked.page }
				return
			case 'line':
				mmuDraft.value = { ...mmuDraft.peek(), line: picked.line }
				return
			case 'ticket':
				if (shown.peek() === 'malloc') mallocDraft.value = { ticket: picked.ticket, plan: null }
				if (shown.peek() === 'kernel') kernelDraft.value = { ...EMPTY_KERNEL_DRAFT, ticket: picked.ticket }
				if (shown.peek() === 'mmu') mmuDraft.value = { ...EMPTY_MMU_DRAFT, ticket: picked.ticket }
		}
	}

	/** All rows of the hole that was tapped. */
	function adviseChunk(held: Extract<MallocPlan, { kind: 'advise' }>, at: number): void {
		const now = view.peek()
		const request = malloc.peek()?.request
		if (now?.seat !== 'malloc' || !request) return
		const chunk = now.chunks.find(({ address }) => address === at)
		const rows = adviceRuns(now, request, held.advice).find(
			({ page }) => chunk && page * now.info.pageBytes >= at && page * now.info.pageBytes < at + chunk.sizeBytes,
		)
		if (rows) plan({ ...held, rows })
	}

	function pickFrame(frame: number): void {
		const { tool } = kernel.peek() ?? { tool: null }
		const draft = kernelDraft.peek()
		if (tool?.kind === 'evict') kernelDraft.value = { ...draft, tool: { kind: 'evict', frame } }
		else if (tool?.kind === 'compact')
			kernelDraft.value = {
				...draft,
				tool: tool.from === null ? { kind: 'compact', from: frame, to: null } : { ...tool, to: frame },
			}
		else kernelDraft.value = { ...draft, frame }
	}

	return {
		bus: state,
		seats,
		shown,
		view,
		malloc,
		kernel,
		mmu,
		mallocDraft,
		kernelDraft,
		mmuDraft,
		primary,
		coach,
		sending,
		notice,
		lens,
		table,
		sheet,
		meeting,
		toasts,
		ticker,
		asked,
		chain,
		story,
		sums,
		flying,
		spoken,
		lotModel,
		pick,
		plan,
		showSeat(seat) {
			if (!(seat in state.peek().views)) return
			pinned.value = true
			shown.value = seat
		},
		confirm() {
			const act = primary.peek()?.act
			if (!act) return
			if (act.kind === 'plan') plan(act.plan)
			else void sendIntent(act.intent)
		},
		send: (intent) => void sendIntent(intent),
		ping(kind) {
			sheet.value = 'none'
			void sendIntent({ kind: 'PING', ping: kind, argument: pingArgument(kind, selection.peek()) })
		},
		meetSeat() {
			met.value = new Set([...met.peek(), shown.peek()])
			writeMet(met.peek())
		},
		landed(id) {
			flying.value = flying.peek().filter((one) => one.id !== id)
		},
		dropToast,
		onCues(listener) {
			cueListeners.add(listener)
			return () => cueListeners.delete(listener)
		},
		close() {
			undoBus()
			undoLearned()
			synthesiser.close()
			for (const timer of timers) clearTimeout(timer)
		},
	}
}

const frameOfTool = (tool: KernelTool): number | null =>
	tool.kind === 'evict' ? tool.frame : tool.kind === 'compact' ? (tool.to ?? tool.from) : null

/** `hot` and `cold`, `keep` and `dead` are about a page row: the one in hand. */
function pingArgument(kind: PingKind, selection: LotSelection): number | null {
	if (kind === 'burst' || kind === 'lowmem' || kind === 'need4') return null
	// A neighbour's page means nothing to the others.
	if ((selection.pid ?? 0) !== 0) return null
	if (selection.page !== null && selection.page !== undefined) return selection.page
	return selection.chunk === undefined ? null : selection.chunk >> 8
}

/** The first choice of a plan that has an amount. */
export function defaultPlan(kind: MallocPlan['kind'], view: Extract<SeatView, { seat: 'malloc' }>): MallocPlan | null {
	switch (kind) {
		case 'ask':
			return { kind, pages: ASK_DEFAULT_PAGES }
		case 'trim':
			return { kind, pages: Math.max(1, trimMaxPages(view)) }
		case 'policy':
			return { kind, rackMaxBytes: view.rackMaxBytes }
		case 'rack':
		case 'mmap':
		case 'fail':
		case 'grow':
		case 'flush':
		case 'more':
			return { kind }
		case 'advise':
			return { kind, advice: 'DONTNEED', rows: null }
		case 'park':
			return null
	}
}
