import { Command, Option } from 'commander'
import { formatRepTrace } from '../../shared/programs/formatRep.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { isCallList, readCallList } from '../../shared/programs/ltraceTrace.ts'
import { isOstep, readOstep } from '../../shared/programs/ostepTrace.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
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
		const trace = readAnyTrace(command, path)
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

/** What the file looks like decides; nothing else: a lot or .rep trace. */
function readAnyTrace(command: Command, path: string): Trace {
	const text = readText(command, path)
	if (isOstep(text)) {
		const read = readOstep(path, text)
		return read.ok ? read.trace : failTrace(command, read.error)
	}
	if (!/^\s*(#.*\n\s*)*lot\s/.test(text) && isCallList(text)) {
		const read = readCallList(path, text)
		if (!read.ok) return failTrace(command, read.error)
		for (const note of read.notes) console.error(note)
		return read.trace
	}
	const read = parseTrace(path, text)
	return read.ok ? read.trace : failTrace(command, read.error)
}
