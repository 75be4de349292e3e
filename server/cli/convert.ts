import { Command, Option } from 'commander'
import { formatRepTrace } from '../../shared/programs/formatRep.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { readAnyTrace } from '../../shared/programs/readAnyTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { failTrace, readText } from './readTrace.ts'

const FORMATS = ['lot', 'rep'] as const

export function convertCommand(): Command {
	const command = new Command('convert')
		.description(
			'reads a lot trace, a .rep trace, an OSTEP list (+10,-0) or the output of ltrace, and writes it as a trace',
		)
		.argument('<file>', '- reads stdin')
		.addOption(new Option('--to <format>', 'what to write').choices(FORMATS).default('lot'))
	return command.action((path: string, { to }: { to: (typeof FORMATS)[number] }) => {
		const trace = readAnyTraceFile(command, path)
		if (to === 'lot') {
			process.stdout.write(formatLotTrace(trace))
			return
		}
		const rep = formatRepTrace(trace)
		if (!rep.ok) return failTrace(command, { code: 'E_TRACE', file: path, line: rep.line, message: rep.message })
		for (const note of rep.notes) console.error(note)
		process.stdout.write(rep.text)
	})
}

function readAnyTraceFile(command: Command, path: string): Trace {
	const read = readAnyTrace(path, readText(command, path))
	if (!read.ok) return failTrace(command, read.error)
	for (const note of read.notes) console.error(note)
	return read.trace
}
