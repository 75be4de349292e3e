import type { ErrorCode } from '../event.ts'
import type { PageState, Vma } from '../memory.ts'
import { LAYOUT, pageOf, type Scale } from '../scale.ts'
import type { PageNumber, VirtualAddress } from '../units.ts'

/** What Linux does about a page fault (arch/x86/mm/fault.c, mm/memory.c: handle_mm_fault). */
export type Verdict = 'ZERO' | 'ZPAGE' | 'STACK' | 'SWAPIN' | 'COW' | 'SEGV'

/** Verdicts that put a frame behind the page. */
export const needsFrame = (verdict: Verdict): boolean =>
	verdict === 'ZERO' || verdict === 'STACK' || verdict === 'SWAPIN' || verdict === 'COW'

/** The area that holds a page, or undefined. */
export const vmaOf = (vmas: readonly Vma[], number: PageNumber): Vma | undefined =>
	vmas.find((vma) => vma.low <= number && number <= vma.high)

/**
 * The one right verdict, from the kernel's books alone: the area, the entry's state and the error code.
 *
 *   no area ─ within the stack's limit, below it ──────────► STACK      else ► SEGV
 *   area forbids the write ────────────────────────────────► SEGV
 *   entry none:   read ► ZPAGE (shared zero page)     write ► ZERO (a frame)
 *   entry swapped ► SWAPIN        entry zero, write ► COW
 */
export function judgeFault(
	scale: Scale,
	vmas: readonly Vma[],
	stateOf: (number: PageNumber) => PageState,
	faultAddress: VirtualAddress,
	code: ErrorCode,
): Verdict {
	const number = pageOf(scale, faultAddress)
	const vma = vmaOf(vmas, number)
	if (!vma) return isStackGrowth(vmas, number) ? 'STACK' : 'SEGV'
	if (code.write && !vma.write) return 'SEGV'
	switch (stateOf(number)) {
		case 'none':
			return code.write ? 'ZERO' : 'ZPAGE'
		case 'swapped':
			return 'SWAPIN'
		case 'zero':
			return 'COW'
		case 'present':
			// Present, yet it faulted: only a write to a page that its area forbids could, and that was handled above.
			return 'SEGV'
	}
}

function isStackGrowth(vmas: readonly Vma[], number: PageNumber): boolean {
	const stack = vmas.find((vma) => vma.kind === 'stack')
	return stack !== undefined && number >= LAYOUT.stackLimitLow && number < stack.low
}
