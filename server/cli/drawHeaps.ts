import type { FullAnswer } from '../../shared/programs/compareAnswers.ts'
import type { Trace } from '../../shared/programs/trace.ts'

/** A live block, as its answer said. */
interface Drawn {
	readonly id: number
	readonly address: number
	readonly usable: number
}

/** Lines above and below the one in question. */
const CONTEXT = 8
const COLUMN = 38

/**
 * The live blocks of two runs after op `at`, side by side by address, around the block of that op. What lies between
 * two blocks is free, or in a cache, or a header.
 *
 *   real                                  emulated
 *   0x2a0     24  #0                      0x2a0     24  #0
 *   ·         104                         0x2c0     24  #1  ◄
 */
export function drawHeaps(
	trace: Trace,
	real: readonly FullAnswer[],
	emulated: readonly FullAnswer[],
	at: number,
): string {
	const id = trace.ops[at]?.id ?? -1
	const columns = [
		['real', ...drawHeap(trace, real, at, id)],
		['emulated', ...drawHeap(trace, emulated, at, id)],
	]
	const [left = [], right = []] = columns
	const lines: string[] = []
	for (let line = 0; line < Math.max(left.length, right.length); line += 1) {
		lines.push(`  ${(left[line] ?? '').padEnd(COLUMN)}${right[line] ?? ''}`.trimEnd())
	}
	return lines.join('\n')
}

function drawHeap(trace: Trace, answers: readonly FullAnswer[], at: number, id: number): string[] {
	const { blocks, mapped } = liveAfter(trace, answers, at)
	const lines: string[] = []
	let focus = 0
	let end = 0
	for (const block of blocks) {
		// A chunk's header is 8 bytes; what is more than that between two blocks is a gap.
		if (block.address - end > 16) lines.push(`·         ${block.address - end} between`)
		if (block.id === id) focus = lines.length
		lines.push(lineFor(`0x${block.address.toString(16)}`, block.usable, block.id, id))
		end = block.address + block.usable
	}
	const brk = answers[at]?.break ?? 0
	if (brk > end) lines.push(`·         ${brk - end} up to the break`)
	if (focus === 0) focus = lines.length
	const shown = lines.slice(Math.max(0, focus - CONTEXT), focus + CONTEXT + 1)
	if (focus > CONTEXT) shown.unshift(`… ${focus - CONTEXT} lines above`)
	const below = lines.length - focus - CONTEXT - 1
	if (below > 0) shown.push(`… ${below} lines below`)
	shown.push(`0x${brk.toString(16)}  break`)
	for (const { name, usable, block } of mapped) shown.push(lineFor(name, usable, block, id))
	return shown
}

const lineFor = (address: string, usable: number, block: number, id: number): string =>
	`${address.padEnd(10)}${String(usable).padEnd(8)}#${block}${block === id ? '  ◄' : ''}`

interface Mapped {
	readonly name: string
	readonly usable: number
	readonly block: number
}

/** Blocks by address, and the mapped ones. */
function liveAfter(trace: Trace, answers: readonly FullAnswer[], at: number): { blocks: Drawn[]; mapped: Mapped[] } {
	const live = new Map<number, FullAnswer>()
	for (let i = 0; i <= at; i += 1) {
		const [op, answer] = [trace.ops[i], answers[i]]
		if (!op || !answer || op.kind === 'write' || op.kind === 'read') continue
		if (op.kind === 'free' || (op.kind === 'realloc' && op.sizeBytes === 0)) live.delete(op.id)
		if (answer.address !== null && answer.address !== '-') live.set(op.id, answer)
	}
	const blocks: Drawn[] = []
	const mapped: Mapped[] = []
	for (const [id, { address, usable }] of live) {
		if (typeof address === 'number') blocks.push({ id, address, usable: usable ?? 0 })
		else if (typeof address === 'string') mapped.push({ name: address, usable: usable ?? 0, block: id })
	}
	return { blocks: blocks.sort((left, right) => left.address - right.address), mapped }
}
