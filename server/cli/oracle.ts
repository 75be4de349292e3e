import { Command } from 'commander'
import { failCommand } from './commandFailure.ts'
import { readTrace } from './readTrace.ts'
import { type OracleMachine, runOracle } from './runOracle.ts'
import { tellEnd } from './tellEnd.ts'

export function oracleCommand(): Command {
	const command = new Command('oracle')
		.description("replays a trace on this machine's real malloc, with a small C program that is built at first use")
		.argument('<trace>', 'a .lot or .rep file; - reads stdin')
		.option('--jsonl', 'JSON lines, one an op, instead of the totals')
	return command.action((path: string, { jsonl }: { jsonl?: true }) => {
		const trace = readTrace(command, path)
		const run = runOracle(trace)
		if (!run.ok) return failCommand(command, 'E_ORACLE', run.message)
		for (const warning of [...run.warnings, ...limitsOf(run.machine)]) console.error(warning)
		if (!jsonl) {
			process.stdout.write(
				`${trace.name} on ${machineName(run.machine)}: ${run.answers.length} ops\n${tellEnd(run.end)}`,
			)
			return
		}
		const { machine, answers, end } = run
		const head = { lot: 1, trace: trace.name, policy: `glibc-${machine.glibc}`, ops: answers.length, ...machine }
		process.stdout.write(`${[head, ...answers, end].map((record) => JSON.stringify(record)).join('\n')}\n`)
	})
}

export const machineName = ({ glibc, kernel }: OracleMachine): string => `glibc ${glibc}, Linux ${kernel}`

/** What this machine's answers lack. */
export function limitsOf({ page, tracing }: OracleMachine): string[] {
	const limits: string[] = []
	if (tracing === 'none') limits.push('the kernel forbids ptrace here: system calls are not seen, all else is')
	if (page !== 4096) limits.push(`pages here have ${page} bytes, not 4096: breaks, mappings and faults differ`)
	return limits
}
