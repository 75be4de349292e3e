import { BUCKETS, type Bucket, totalCycles } from '../../shared/machine/buckets.ts'
import type { Policy } from '../../shared/machine/heap/policies.ts'
import type { SyscallRecord } from '../../shared/machine/kernel/anonymousMemory.ts'
import type { Answer } from '../../shared/programs/answer.ts'
import { replayBill } from '../../shared/programs/replayBill.ts'
import { type ReplayTotals, replayTrace, type TouchMode } from '../../shared/programs/replayTrace.ts'
import { tellOp } from '../../shared/programs/tellOp.ts'
import type { Trace, TraceOp } from '../../shared/programs/trace.ts'

/** Up to this many ops each has its line; of a longer trace only those with a system call or NULL. */
const TOLD_OPS = 60
const TOLD_EVENTS = 40

/** A run as a story: what happened op by op, then the totals. */
export function tellReplay(trace: Trace, policy: Policy, touch: TouchMode, first?: number): string {
	const ops = Math.min(first ?? Infinity, trace.ops.length)
	const tellsAll = first !== undefined || ops <= TOLD_OPS
	const lines: string[] = []
	let untold = 0
	const onAnswer = (answer: Answer): void => {
		const isEvent = answer.s !== undefined || answer.p === null
		if (tellsAll || (isEvent && lines.length < TOLD_EVENTS))
			lines.push(tellAnswer(trace.ops[answer.i] as TraceOp, answer))
		else untold += 1
	}
	const totals = replayTrace(trace, policy.create(), { touch, first: ops, onAnswer })
	const what = tellsAll ? '' : ', those with a system call or NULL'
	return [
		`${trace.name} on ${policy.name}: ${count(ops)} ops${what}`,
		...lines,
		...(untold > 0 ? [`  … ${count(untold)} ops without a line; --first N tells each of the first N`] : []),
		'',
		...tellTotals(totals),
		'',
	].join('\n')
}

export const count = (value: number): string => value.toLocaleString('en')
const kib = (bytes: number): string => `${count(Math.round(bytes / 1024))} KiB`
const hex = (offset: number): string => `0x${offset.toString(16)}`
const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(1)} %`

function tellAnswer(op: TraceOp, { i, p, u, f, s }: Answer): string {
	const parts: string[] = []
	if (p === null) parts.push('NULL')
	else if (p !== undefined) parts.push(`${typeof p === 'number' ? hex(p) : p}, ${u ?? 0} usable`)
	for (const call of s ?? []) parts.push(tellCall(call))
	if (f !== undefined) parts.push(f === 1 ? '1 fault' : `${f} faults`)
	return `${String(i).padStart(7)}  ${tellOp(op).padEnd(34)}${parts.join(' · ')}`.trimEnd()
}

export function tellCall(call: SyscallRecord): string {
	if (call[1] === 'fail') return `${call[0]} refused`
	if (call[0] === 'brk') return `brk to ${hex(call[1])}`
	if (call[0] === 'mmap') return `mmap of ${count(call[1])}`
	if (call[0] === 'mremap') return `mremap m${call[3]} to ${count(call[2] ?? 0)}`
	return `${call[0]} of ${count(call[1])} in ${call[2] === -1 ? 'the heap' : `m${call[2]}`}`
}

/** What a bucket of a replay's bill is called: the allocator's own work, else the kernel's part. */
export const costName = (bucket: Bucket): string => (bucket === 'malloc' ? 'allocator' : bucket)

function tellTotals(totals: ReplayTotals): string[] {
	const { calls, internalBytes, externalBytes, liveBytes } = totals
	const bill = replayBill(totals)
	const cycles = BUCKETS.filter((bucket) => bill[bucket] > 0).map(
		(bucket) => `${costName(bucket)} ${count(bill[bucket])}`,
	)
	const rows: readonly (readonly [string, string])[] = [
		[
			'system calls',
			`brk ${calls.brk} · mmap ${calls.mmap} · munmap ${calls.munmap} · mremap ${calls.mremap} · madvise ${calls.madvise}`,
		],
		['minor faults', `${count(totals.faults)}, of these ${count(totals.zeroFaults)} on the zero page`],
		['break', `${hex(totals.brk)} at the end, ${hex(totals.peakBrk)} at most`],
		['VSZ', `${kib(totals.vszBytes)} at the end, ${kib(totals.peakVszBytes)} at most`],
		['RSS', `${kib(totals.rssBytes)} at the end, ${kib(totals.peakRssBytes)} at most`],
		[
			'asked for',
			`${count(liveBytes)} bytes in ${count(totals.liveBlocks)} blocks at the end, ${count(totals.peakLiveBytes)} bytes at most`,
		],
		[
			'fragmentation',
			`internal ${count(internalBytes)} bytes (${percent(internalBytes, internalBytes + liveBytes)} of the blocks)`,
		],
		[
			'',
			`external ${count(externalBytes)} bytes free (${percent(externalBytes, externalBytes + internalBytes + liveBytes)} of the heap)`,
		],
		['refused', count(totals.refused)],
		['cycles', `${cycles.join(' · ') || 'none'}; ${count(totalCycles(bill))} in all`],
	]
	return rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`)
}
