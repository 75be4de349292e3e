import { Command, InvalidArgumentError, Option } from 'commander'
import type { Policy } from '../../shared/machine/heap/policies.ts'
import type { Answer, AnswersEnd, AnswersHead } from '../../shared/programs/answer.ts'
import { replayTrace, TOUCH_MODES, type ReplayTotals, type TouchMode } from '../../shared/programs/replayTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { choosePolicy } from './choosePolicy.ts'
import { readTrace } from './readTrace.ts'
import { tellReplay } from './tellReplay.ts'

interface ReplayCommandOptions {
	readonly policy: string
	readonly jsonl?: true
	readonly touch: TouchMode
	readonly first?: number
}

/** Answers that are written at once. */
const BATCH = 5000

export function replayCommand(): Command {
	const command = new Command('replay')
		.description('runs a trace of malloc calls on an emulated allocator and says what it answers')
		.argument('<trace>', 'a .lot or .rep file; - reads stdin')
		.option('--policy <name>', 'which allocator', 'glibc')
		.option('--jsonl', 'JSON lines, one an op, instead of a story')
		.addOption(
			new Option('--touch <mode>', 'traced: what the trace says; full: each block is written whole instead')
				.choices(TOUCH_MODES)
				.default('traced'),
		)
		.option('--first <number>', 'only the first ops', parseCount)
	return command.action((path: string, options: ReplayCommandOptions) => {
		const policy = choosePolicy(command, options.policy)
		const trace = readTrace(command, path)
		if (options.jsonl) printAnswers(trace, policy, options)
		else process.stdout.write(tellReplay(trace, policy, options.touch, options.first))
	})
}

function printAnswers(trace: Trace, policy: Policy, { touch, first }: ReplayCommandOptions): void {
	const allocator = policy.create()
	const page = 2 ** allocator.memory.pageShift
	const ops = Math.min(first ?? Infinity, trace.ops.length)
	const head: AnswersHead = { lot: 1, trace: trace.name, policy: policy.name, ops, page }
	let batch = [JSON.stringify(head)]
	const flush = (): void => {
		process.stdout.write(`${batch.join('\n')}\n`)
		batch = []
	}
	const onAnswer = (answer: Answer): void => {
		batch.push(JSON.stringify(answer))
		if (batch.length === BATCH) flush()
	}
	const totals = replayTrace(trace, allocator, { touch, first: ops, onAnswer })
	batch.push(JSON.stringify(endOf(totals)))
	flush()
}

const endOf = ({ faults, brk, peakBrk, calls }: ReplayTotals): AnswersEnd => ({
	end: 1,
	faults,
	brk,
	peak_brk: peakBrk,
	calls,
})

function parseCount(text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number')
	return Number(text)
}
