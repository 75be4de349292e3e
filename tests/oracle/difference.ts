import { runOracle } from '../../server/cli/runOracle.ts'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import type { Answer } from '../../shared/programs/answer.ts'
import { compareAnswers, fillAnswers } from '../../shared/programs/compareAnswers.ts'
import { replayTrace } from '../../shared/programs/replayTrace.ts'
import type { Trace, TraceOp } from '../../shared/programs/trace.ts'

/** Plays a trace on a fresh allocator and collects the answers. */
export function answersOf(trace: Trace, allocator: Allocator): Answer[] {
	const answers: Answer[] = []
	replayTrace(trace, allocator, { onAnswer: (answer) => answers.push(answer) })
	return answers
}

/** Where two runs differ first; undefined: nowhere. */
export function firstDifference(
	wanted: readonly Answer[],
	got: readonly Answer[],
): { i: number; text: string } | undefined {
	const [wantedFull, gotFull] = [fillAnswers(wanted), fillAnswers(got)]
	const { firstDifference: first } = compareAnswers(wantedFull, gotFull)
	if (!first) return undefined
	const [want, have] = [wantedFull[first.i], gotFull[first.i]].map((answer) => JSON.stringify(answer))
	return { i: first.i, text: `op ${first.i} (${first.fields.join(', ')}): want ${want} got ${have}` }
}

/** Where this machine's malloc and an allocator differ first. */
export function differenceOn(trace: Trace, create: () => Allocator): { i: number; text: string } | undefined {
	const run = runOracle(trace)
	if (!run.ok) throw new Error(`${trace.name}: ${run.message}`)
	return firstDifference(run.answers, answersOf(trace, create()))
}

/** Fewer ops that still show a difference: whole ids leave first, then single ops. */
export function minimised(trace: Trace, create: () => Allocator): Trace {
	const first = differenceOn(trace, create)
	if (!first) return trace
	let ops: readonly TraceOp[] = trace.ops.slice(0, first.i + 1)
	const attempt = (candidate: readonly TraceOp[]): boolean => {
		if (candidate.length === ops.length || !isValid(candidate)) return false
		const difference = differenceOn({ ...trace, ops: candidate }, create)
		if (!difference) return false
		ops = candidate.slice(0, difference.i + 1)
		return true
	}
	for (let width = ops.length >> 1; width >= 1; width >>= 1) {
		for (let at = ops.length - width; at >= 0; at -= width) {
			const gone = new Set(ops.slice(at, at + width))
			if (!attempt(ops.filter((op) => !gone.has(op)))) attempt(ops.filter((op) => !idsOf(gone).has(op.id)))
		}
	}
	return { ...trace, ops }
}

const idsOf = (ops: ReadonlySet<TraceOp>): ReadonlySet<number> => new Set([...ops].map((op) => op.id))

function isValid(ops: readonly TraceOp[]): boolean {
	const bound = new Set<number>()
	for (const op of ops) {
		const binds = op.kind === 'malloc' || op.kind === 'calloc' || op.kind === 'memalign'
		if (binds === bound.has(op.id)) return false
		if (binds) bound.add(op.id)
		if (op.kind === 'free') bound.delete(op.id)
	}
	return true
}
