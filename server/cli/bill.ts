import { Command, Option } from 'commander'
import { BUCKETS } from '../../shared/machine/buckets.ts'
import { POLICIES, type Policy } from '../../shared/machine/heap/policies.ts'
import { replayBill } from '../../shared/programs/replayBill.ts'
import { type ReplayTotals, replayTrace, TOUCH_MODES, type TouchMode } from '../../shared/programs/replayTrace.ts'
import { choosePolicy } from './choosePolicy.ts'
import { readTrace } from './readTrace.ts'
import { costName, count } from './tellReplay.ts'

interface BillOptions {
	readonly policies: string
	readonly touch: TouchMode
	readonly json?: true
}

/** Only what a replay can cost. */
const BILLED = BUCKETS.filter((bucket) => bucket === 'malloc' || bucket === 'gate' || bucket === 'fault')
const KIB = 1024

export function billCommand(): Command {
	const command = new Command('bill')
		.description(
			'runs a trace on several allocators and prints what each spent itself and took from the kernel, side by side',
		)
		.argument('<trace>', 'a .lot or .rep file; - reads stdin')
		.option('--policies <names>', 'all, or names with commas between', 'all')
		.addOption(
			new Option(
				'--touch <mode>',
				'full: each block is written whole, which is fair to all; traced: as recorded on glibc',
			)
				.choices(TOUCH_MODES)
				.default('full'),
		)
		.option('--json', 'an object by policy, with all totals')
	return command.action((path: string, { policies, touch, json }: BillOptions) => {
		const chosen = policies === 'all' ? POLICIES : policies.split(',').map((name) => choosePolicy(command, name.trim()))
		const trace = readTrace(command, path)
		const runs = chosen.map((policy) => ({ policy, totals: replayTrace(trace, policy.create(), { touch }) }))
		if (json) {
			const rows = runs.map(({ policy, totals }) => [policy.name, { ...totals, cycles: replayBill(totals) }])
			process.stdout.write(`${JSON.stringify(Object.fromEntries(rows))}\n`)
			return
		}
		const written = touch === 'full' ? 'every block written whole' : 'touched as recorded'
		process.stdout.write(
			`${trace.name}: ${count(trace.ops.length)} ops, ${written}; sizes in KiB, peaks; fragmentation at the end\n`,
		)
		process.stdout.write(`${table(runs.map(({ policy, totals }) => rowFor(policy, totals)))}\n`)
	})
}

const HEADINGS = [
	'policy',
	'brk',
	'mmap',
	'munmap',
	'mremap',
	'madvise',
	'faults',
	'break',
	'VSZ',
	'RSS',
	'internal',
	'external',
	'NULL',
	...BILLED.map((bucket) => `${costName(bucket)} cycles`),
] as const

function rowFor(policy: Policy, totals: ReplayTotals): string[] {
	const { calls } = totals
	const bill = replayBill(totals)
	const kib = (bytes: number): number => Math.round(bytes / KIB)
	const numbers = [
		calls.brk,
		calls.mmap,
		calls.munmap,
		calls.mremap,
		calls.madvise,
		totals.faults,
		kib(totals.peakBrk),
		kib(totals.peakVszBytes),
		kib(totals.peakRssBytes),
		kib(totals.internalBytes),
		kib(totals.externalBytes),
		totals.refused,
		...BILLED.map((bucket) => bill[bucket]),
	]
	return [policy.name, ...numbers.map(count)]
}

/** Names on the left, numbers on the right of their columns. */
function table(rows: readonly (readonly string[])[]): string {
	const all = [HEADINGS, ...rows]
	const widths = HEADINGS.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
	return all
		.map((row) =>
			row
				.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
				.join('  '),
		)
		.join('\n')
}
