import type { ErrorCode } from '../event.ts'
import type { PageState, Vma } from '../memory.ts'
import { LAYOUT, pageOf, type Scale } from '../scale.ts'
import type { PageNumber, VirtualAddress } from '../units.ts'

/** What Linux does about a page fault (arch/x86/mm/fault.c, mm/memory.c: handle_mm_fault). */
export const VERDICTS = ['ZERO', 'ZPAGE', 'FILE', 'SWAPIN', 'COW', 'STACK', 'SPURIOUS', 'SEGV'] as const
export type Verdict = (typeof VERDICTS)[number]

/** The area of a process that holds a page, or undefined. */
export const vmaOf = (vmas: readonly Vma[], number: PageNumber, pid = 0): Vma | undefined =>
	vmas.find((vma) => vma.pid === pid && vma.low <= number && number <= vma.high)

/** What the kernel's page table says of a page. */
export interface KnownPage {
	readonly state: PageState
	readonly writable: boolean
	/** Processes that share its frame. */
	readonly shared: number
}

/** Verdicts that put a frame behind the page. COW takes none if the page's frame is no longer shared. */
export const takesFrame = (verdict: Verdict, page: KnownPage): boolean =>
	verdict === 'ZERO' ||
	verdict === 'STACK' ||
	verdict === 'FILE' ||
	verdict === 'SWAPIN' ||
	(verdict === 'COW' && !(page.state === 'present' && page.shared === 1))

/**
 * The one right verdict, from the kernel's books alone: the area, the entry and the error code.
 *
 *   no area ─ within the stack's limit, below it ──────────► STACK      else ► SEGV
 *   area forbids the write ────────────────────────────────► SEGV
 *   entry none:   read ► ZPAGE (shared zero page)     write ► ZERO (a frame)
 *   entry swapped ► SWAPIN        entry file ► FILE
 *   entry zero, or present without W: write ► COW
 *   anything else: the entry allows the access by now ─────► SPURIOUS
 */
export function judgeFault(
	scale: Scale,
	vmas: readonly Vma[],
	pid: number,
	{ state, writable }: Pick<KnownPage, 'state' | 'writable'>,
	faultAddress: VirtualAddress,
	code: ErrorCode,
): Verdict {
	const number = pageOf(scale, faultAddress)
	const vma = vmaOf(vmas, number, pid)
	if (!vma) return isStackGrowth(vmas, pid, number) ? 'STACK' : 'SEGV'
	if (code.write && !vma.write) return 'SEGV'
	switch (state) {
		case 'none':
			return code.write ? 'ZERO' : 'ZPAGE'
		case 'swapped':
			return 'SWAPIN'
		case 'file':
			return 'FILE'
		case 'zero':
		case 'present':
			return code.write && !writable ? 'COW' : 'SPURIOUS'
	}
}

function isStackGrowth(vmas: readonly Vma[], pid: number, number: PageNumber): boolean {
	const stack = vmas.find((vma) => vma.kind === 'stack' && vma.pid === pid)
	return stack !== undefined && number >= LAYOUT.stackLimitLow && number < stack.low
}
