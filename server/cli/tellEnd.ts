import type { AnswersEnd } from '../../shared/programs/answer.ts'

/** The totals of an answers file. */
export const tellEnd = ({ calls, faults, brk, peak_brk }: AnswersEnd): string =>
	[
		`  system calls    brk ${calls.brk} · mmap ${calls.mmap} · munmap ${calls.munmap} · mremap ${calls.mremap}`,
		`  minor faults    ${faults}`,
		`  break           0x${brk.toString(16)} at the end, 0x${peak_brk.toString(16)} at most`,
		'',
	].join('\n')
