import { Command } from 'commander'
import type { Answer } from '../../shared/programs/answer.ts'
import {
	ANSWER_FIELDS,
	type AnswerField,
	compareAnswers,
	fillAnswers,
	type FullAnswer,
} from '../../shared/programs/compareAnswers.ts'
import { replayTrace } from '../../shared/programs/replayTrace.ts'
import type { TraceOp } from '../../shared/programs/trace.ts'
import { choosePolicy } from './choosePolicy.ts'
import { failCommand } from './commandFailure.ts'
import { drawHeaps } from './drawHeaps.ts'
import { limitsOf, machineName } from './oracle.ts'
import { readTrace } from './readTrace.ts'
import { runOracle } from './runOracle.ts'
import { tellOp } from '../../shared/programs/tellOp.ts'
import { tellCall } from './tellReplay.ts'

/** The glibc that the emulator is. */
const EMULATED_GLIBC = '2.36'

export function compareCommand(): Command {
	const command = new Command('compare')
		.description(
			"compares an emulated allocator with this machine's real malloc op by op: exit code 0 if all is the same, 1 if not, 2 if it can't be told",
		)
		.argument('<trace>', 'a .lot or .rep file; - reads stdin')
		.option('--policy <name>', 'which emulated allocator', 'glibc')
	return command.action((path: string, options: { policy: string }) => {
		const policy = choosePolicy(command, options.policy)
		const trace = readTrace(command, path)
		const run = runOracle(trace)
		if (!run.ok) return failCommand(command, 'E_ORACLE', run.message)
		for (const warning of [...run.warnings, ...limitsOf(run.machine)]) console.error(warning)
		const emulated: Answer[] = []
		replayTrace(trace, policy.create(), { onAnswer: (answer) => emulated.push(answer) })
		const [wanted, got] = [fillAnswers(run.answers), fillAnswers(emulated)]
		const ignored: AnswerField[] = run.machine.tracing === 'none' ? ['calls'] : []
		const { ops, same, firstDifference } = compareAnswers(wanted, got, ignored)
		const machine = machineName(run.machine)
		const compared = ANSWER_FIELDS.filter((field) => !ignored.includes(field))
		console.log(`${trace.name}: ${ops} ops, ${machine} and the ${policy.name} policy`)
		for (const field of compared)
			console.log(`  ${field.padEnd(9)}${same[field] === ops ? 'all the same' : `${same[field]} the same`}`)
		if (!firstDifference) return
		const { i, fields } = firstDifference
		console.log(`\nfirst difference: op ${i}, ${tellOp(trace.ops[i] as TraceOp)}: ${fields.join(', ')}`)
		console.log(`  real      ${tellAnswer(wanted[i])}\n  emulated  ${tellAnswer(got[i])}\n`)
		console.log(drawHeaps(trace, wanted, got, i))
		if (policy.name === 'glibc' && run.machine.glibc !== EMULATED_GLIBC) {
			console.log(
				`\nthe policy is glibc ${EMULATED_GLIBC}; this machine has ${run.machine.glibc}, which may differ rightly`,
			)
		}
		process.exitCode = 1
	})
}

function tellAnswer(answer: FullAnswer | undefined): string {
	if (!answer) return 'nothing'
	const { address, usable, calls, faults } = answer
	const parts = [`break 0x${answer.break.toString(16)}`, `${faults} faults`, ...calls.map(tellCall)]
	if (address === null) parts.unshift('NULL')
	else if (address !== '-')
		parts.unshift(`${typeof address === 'number' ? `0x${address.toString(16)}` : address}, ${usable ?? 0} usable`)
	return parts.join(' · ')
}
