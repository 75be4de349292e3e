import type { Access } from '../../shared/game/event.ts'
import type { MmuIntent } from '../../shared/game/intent.ts'
import type { TlbLine } from '../../shared/machine/memory.ts'
import { costOf } from '../../shared/machine/prices.ts'
import { LAYOUT, TEACH } from '../../shared/machine/scale.ts'
import { legal } from '../../shared/game/legal.ts'
import type { MmuView } from '../../shared/view/seatView.ts'
import { hex1, hex2 } from './hexText.ts'
import type { Primary } from './primary.ts'
import { say } from './say.ts'

export interface Bits {
	readonly present: boolean | null
	readonly write: boolean | null
	readonly user: boolean | null
}

export interface MmuDraft {
	readonly ticket: number | null
	readonly directory: number | null
	readonly table: number | null
	readonly line: number | null
	/** Null: not set yet. Nothing is preset, a guess costs an audit. */
	readonly bits: Bits
	/** The page to be fetched ahead, or to be called hot or cold; null: none picked. */
	readonly page: number | null
}

export const NO_BITS: Bits = { present: null, write: null, user: null }
export const EMPTY_MMU_DRAFT: MmuDraft = {
	ticket: null,
	directory: null,
	table: null,
	line: null,
	bits: NO_BITS,
	page: null,
}

/** The access in hand: the picked one, else the oldest. */
export function chosenAccess(view: MmuView, draft: MmuDraft): Access | null {
	return view.accesses.find(({ ticket }) => ticket === draft.ticket) ?? view.accesses[0] ?? null
}

/** The four hex digits of an address and what each pair is for. */
export interface AddressDigits {
	readonly directory: number
	readonly table: number
	readonly offset: string
}

export function digitsOf(address: number): AddressDigits {
	const page = address >> TEACH.pageShift
	return {
		directory: page >> TEACH.directoryShift,
		table: page & ((1 << TEACH.directoryShift) - 1),
		offset: hex2(address & (TEACH.pageBytes - 1)),
	}
}

/** One line of the TLB as the notebook shows it. */
export interface TlbRow {
	readonly line: number
	readonly entry: TlbLine | null
	/** 1: used last; null when empty. */
	readonly recency: number | null
	/** How far ahead the preview needs its page (1: next); null: not previewed. */
	readonly neededIn: number | null
}

const covers = (entry: TlbLine, page: number): boolean => page >= entry.page && page < entry.page + entry.span

/** Pages and frames of a line: one of each, or runs of four. */
export function lineText({ page, span, frame }: TlbLine): { readonly pages: string; readonly frames: string } {
	const run = (first: number): string => (span === 1 ? hex2(first) : `${hex2(first)}–${hex2(first + span - 1)}`)
	return { pages: run(page), frames: frame === null ? '00*' : run(frame) }
}

export function tlbRows(view: MmuView): TlbRow[] {
	const byUse = view.tlb.filter((entry): entry is TlbLine => entry !== null).toSorted((a, b) => b.lastUse - a.lastUse)
	return view.tlb.map((entry, line) => {
		const ahead = entry ? view.preview.findIndex(({ page }) => covers(entry, page)) : -1
		return { line, entry, recency: entry ? byUse.indexOf(entry) + 1 : null, neededIn: ahead < 0 ? null : ahead + 1 }
	})
}

const walkCost = (access: Access): number => costOf([['walk', access.found?.present === false ? 1 : access.trips]])
const prefetchCost = (): number => costOf([['prefetch', 1]])
export const heatCost = (): number => costOf([['pingHeat', 1]])

/** Previewed pages that could be fetched ahead now, by the rules' own answer. */
function prefetchPages(view: MmuView): number[] {
	const pages = [...new Set(view.preview.map(({ page }) => page as number))]
	return pages.filter((page) => view.tlb.some((_, line) => legal(view, { kind: 'PREFETCH', page, line }) === null))
}

/** What the entry of a page looks like to the hardware. */
export interface EntryBits {
	readonly present: boolean
	readonly writable: boolean
	readonly user: boolean
	readonly frame: number | null
}

export function entryOf(view: MmuView, page: number): EntryBits {
	if (page >= LAYOUT.kernelLow) return { present: true, writable: true, user: false, frame: null }
	const entry = view.entries.find((one) => one.page === page)
	return entry
		? { present: true, writable: entry.writable, user: true, frame: entry.frame }
		: { present: false, writable: false, user: false, frame: null }
}

/** The page that HEAT would be about: the picked one, else that of the access in hand. Null: none that is present. */
function heatPage(view: MmuView, access: Access | null, draft: MmuDraft): number | null {
	const page = draft.page ?? (access ? access.address >> TEACH.pageShift : null)
	return page !== null && legal(view, { kind: 'HEAT', page, heat: 'hot' }) === null ? page : null
}

export interface MmuScreen {
	readonly access: Access | null
	/** What the player is to do now. */
	readonly mode: 'walk' | 'insert' | 'raise' | 'prefetch' | 'idle'
	readonly rows: readonly TlbRow[]
	readonly fetchable: readonly number[]
	readonly heatPage: number | null
	readonly primary: Primary
}

export function mmuScreen(view: MmuView, draft: MmuDraft): MmuScreen {
	const access = chosenAccess(view, draft)
	const rows = tlbRows(view)
	const fetchable = access ? [] : prefetchPages(view)
	const mode = access ? access.stage : fetchable.length > 0 ? 'prefetch' : 'idle'
	const base = { access, mode, rows, fetchable, heatPage: heatPage(view, access, draft) } as const
	if (!access) return { ...base, primary: prefetchPrimary(view, draft, fetchable) }
	switch (access.stage) {
		case 'walk':
			return { ...base, primary: walkPrimary(view, access, draft) }
		case 'insert':
			return { ...base, primary: insertPrimary(view, access, draft) }
		case 'raise':
			return { ...base, primary: raisePrimary(view, access, draft) }
	}
}

function judged(view: MmuView, intent: MmuIntent, label: Primary['label']): Primary {
	const refusal = legal(view, intent)
	return refusal ? { label, act: null, refusal } : { label, act: { kind: 'send', intent } }
}

function walkPrimary(view: MmuView, access: Access, draft: MmuDraft): Primary {
	const { directory, table } = draft
	if (directory === null) return { label: say('seats.mmu.pickDirectory'), act: null }
	if (table === null) return { label: say('seats.mmu.pickTable'), act: null }
	const label = say('seats.mmu.walkDo', { directory: hex1(directory), table: hex1(table), cost: walkCost(access) })
	return judged(view, { kind: 'WALK', ticket: access.ticket, directory, table }, label)
}

function insertPrimary(view: MmuView, access: Access, draft: MmuDraft): Primary {
	const { line } = draft
	if (line === null)
		return { label: say('seats.mmu.pickLine', { page: hex2(access.address >> TEACH.pageShift) }), act: null }
	const old = view.tlb[line] ?? null
	const facts = { line, page: hex2(access.address >> TEACH.pageShift), old: old ? lineText(old).pages : '' }
	const label = old ? say('seats.mmu.insertOver', facts) : say('seats.mmu.insertFree', facts)
	return judged(view, { kind: 'INSERT', ticket: access.ticket, line }, label)
}

function raisePrimary(view: MmuView, access: Access, draft: MmuDraft): Primary {
	const { present, write, user } = draft.bits
	if (present === null || write === null || user === null) return { label: say('seats.mmu.pickBits'), act: null }
	const label = say('seats.mmu.raiseDo', {
		p: String(Number(present)),
		w: String(Number(write)),
		u: String(Number(user)),
	})
	return judged(view, { kind: 'RAISE', ticket: access.ticket, present, write, user }, label)
}

function prefetchPrimary(view: MmuView, draft: MmuDraft, fetchable: readonly number[]): Primary {
	const { page, line } = draft
	if (fetchable.length === 0) return { label: say('seats.primary.nothing'), act: null }
	if (page === null || !fetchable.includes(page)) return { label: say('seats.mmu.pickPrefetch'), act: null }
	if (line === null) return { label: say('seats.mmu.pickLine', { page: hex2(page) }), act: null }
	const label = say('seats.mmu.prefetchDo', { page: hex2(page), line, cost: prefetchCost() })
	return judged(view, { kind: 'PREFETCH', page, line }, label)
}
