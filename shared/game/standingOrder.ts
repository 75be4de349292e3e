import type { Vma } from '../machine/memory.ts'
import type { FaultVerdict } from './intent.ts'

/** Rule cards of a seat (GAME.md §3.5). */
export const RULE_SLOTS = 3
export const MAX_CONDITIONS = 2
/** A rule looks at an item for so long before it acts. */
export const RULE_DELAY_TICKS = 10

export const COMPARISONS = ['atLeast', 'atMost', 'equal'] as const
export type Comparison = (typeof COMPARISONS)[number]

interface Measure<Fact extends string> {
	readonly fact: Fact
	readonly is: Comparison
	readonly value: number
}
interface Quality<Fact extends string, Value> {
	readonly fact: Fact
	readonly is: Value
}

/** `slack`: bytes that would be left of the smallest hole that fits; `position`: where the walk finds it; both false if none fits. */
export const MALLOC_MEASURES = ['size', 'slack', 'position', 'topPages'] as const
export type MallocCondition =
	| Quality<'plate', string>
	| Quality<'kind', 'malloc' | 'realloc'>
	| Measure<(typeof MALLOC_MEASURES)[number]>

/** Which hole: first of the list, smallest that fits, lowest or highest address, exactly as large as needed, the top chunk. */
export const HOLE_CHOICES = ['first', 'best', 'lowest', 'highest', 'exact', 'top'] as const
export type HoleChoice = (typeof HOLE_CHOICES)[number]
export type MallocAction =
	/** PARK, or MOVE for a realloc. */
	| { readonly act: 'PARK'; readonly choose: HoleChoice; readonly end: 'low' | 'high' }
	| { readonly act: 'RACK' }
	| { readonly act: 'GROW' }
	/** Not again after a refusal. */
	| { readonly act: 'ASK'; readonly pages: number }
	| { readonly act: 'MMAP' }

export const AREA_KINDS = ['text', 'data', 'bss', 'heap', 'mmap', 'stack', 'none'] as const satisfies readonly (
	| Vma['kind']
	| 'none'
)[]
export const KERNEL_ITEMS = ['brk', 'mmap', 'fault'] as const
/** `run`: largest order k for which an aligned run of free frames and untouched pages is there. `depotFree`: slots. */
export const KERNEL_MEASURES = ['freeFrames', 'run', 'depotFree'] as const
export type KernelCondition =
	| Quality<'item', (typeof KERNEL_ITEMS)[number]>
	/** Area of the faulting address. */
	| Quality<'area', (typeof AREA_KINDS)[number]>
	/** P and W of the error code. */
	| Quality<'present' | 'write', boolean>
	/** The program's own item, not a tenant's or a child's. */
	| Quality<'program', boolean>
	| Measure<(typeof KERNEL_MEASURES)[number]>

/** Which frame goes: granted first, cold at the latest scan (else granted first), backed by a file and clean. */
export const VICTIMS = ['oldest', 'cold', 'file'] as const
export type Victim = (typeof VICTIMS)[number]
export type KernelAction =
	| { readonly act: 'SYS'; readonly verdict: 'OK' | 'ENOMEM' }
	/** With the lowest free run of frames. */
	| { readonly act: 'FAULT'; readonly verdict: FaultVerdict; readonly order: 0 | 1 | 2 }
	| { readonly act: 'EVICT'; readonly choose: Victim }

export const STAGES = ['walk', 'insert', 'raise'] as const
/** `ahead`: place in the preview (1: next) at which the page comes again; false if it does not. */
export const MMU_MEASURES = ['ahead', 'lane', 'trips'] as const
export type MmuCondition =
	| Quality<'stage', (typeof STAGES)[number]>
	| Quality<'present' | 'write', boolean>
	| Measure<(typeof MMU_MEASURES)[number]>

/** Which line is overwritten: least recently used, filled first, needed last in the preview (else LRU). */
export const LINE_CHOICES = ['lru', 'fifo', 'farthest'] as const
export type LineChoice = (typeof LINE_CHOICES)[number]
export type MmuAction =
	| { readonly act: 'INSERT'; readonly choose: LineChoice }
	/** With the right bits. */
	| { readonly act: 'RAISE' }
	| { readonly act: 'WALK' }

/** A standing order: WHEN all conditions hold DO the action. */
export type Rule =
	| { readonly seat: 'malloc'; readonly when: readonly MallocCondition[]; readonly do: MallocAction }
	| { readonly seat: 'kernel'; readonly when: readonly KernelCondition[]; readonly do: KernelAction }
	| { readonly seat: 'mmu'; readonly when: readonly MmuCondition[]; readonly do: MmuAction }

/** A rule card in its slot, and how often it has acted. */
export interface RuleCard {
	readonly rule: Rule
	readonly fired: number
}
