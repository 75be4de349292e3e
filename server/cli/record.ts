import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { readCallList } from '../../shared/programs/ltraceTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'
import { failCommand } from './commandFailure.ts'
import { buildNativeTool, RECORDER_TOOL } from './nativeTool.ts'

interface RecordOptions {
	readonly output?: string
	readonly touches: boolean
}

export function recordCommand(): Command {
	const command = new Command('record')
		.description(
			'runs a program and writes its calls to malloc as a lot trace to stdout; what the program prints goes to stderr then. ' +
				'Only the first process is recorded, not what it starts. Needs a C compiler, and a program that is linked dynamically and has one thread that asks for memory. ' +
				'Pages that it touches between the calls become w and d lines; they fit the layout of this glibc alone.',
		)
		.usage('[options] -- <program> [arguments...]')
		.argument('<program>')
		.argument('[arguments...]')
		.option('--output <file>', 'where the trace goes; the program keeps its stdout then')
		.option('--no-touches', 'no w and d lines: a program with a large heap is recorded faster')
	return command.action((program: string, programArguments: string[], { output, touches }: RecordOptions) => {
		const built = buildNativeTool(RECORDER_TOOL)
		if (!built.ok) return failCommand(command, 'E_COMPILER', built.message)
		const folder = mkdtempSync(join(tmpdir(), 'lot-record-'))
		try {
			const calls = join(folder, 'calls')
			const recorder = {
				LD_PRELOAD: preloaded(built.path),
				LOT_RECORD_FILE: calls,
				LOT_RECORD_TOUCHES: touches ? '1' : '0',
			}
			const trace = record(command, recorder, calls, program, programArguments, output === undefined)
			const text = formatLotTrace({ ...trace, origin: originOf(program, programArguments) })
			if (output === undefined) process.stdout.write(text)
			else writeFileSync(output, text)
			console.error(`${trace.ops.length} ops recorded`)
		} finally {
			rmSync(folder, { recursive: true, force: true })
		}
	})
}

const preloaded = (shim: string): string => [shim, process.env['LD_PRELOAD']].filter(Boolean).join(' ')

function record(
	command: Command,
	recorder: Readonly<Record<string, string>>,
	calls: string,
	program: string,
	programArguments: readonly string[],
	keepStdoutFree: boolean,
): Trace {
	const run = spawnSync(program, programArguments, {
		env: { ...process.env, ...recorder },
		stdio: ['inherit', keepStdoutFree ? 2 : 'inherit', 'inherit'],
	})
	if (run.error) return failCommand(command, 'E_PROGRAM', `${program}: ${run.error.message}`)
	if (run.signal) console.error(`${program} was ended by ${run.signal} (${constants.signals[run.signal]})`)
	else if (run.status !== 0) console.error(`${program} ended with exit code ${run.status}`)
	if (!existsSync(calls)) {
		const reasons = 'it is linked statically, runs with other rights (set-uid), or is not for glibc'
		return failCommand(command, 'E_NOT_RECORDED', `nothing of ${program} could be recorded: ${reasons}`)
	}
	if (existsSync(`${calls}.more`)) console.error(`${program} started other programs: only the first one was recorded`)
	const read = readCallList(program, readFileSync(calls, 'utf8'))
	if (!read.ok)
		return failCommand(command, 'E_NOT_RECORDED', `${program}, call ${read.error.line}: ${read.error.message}`)
	for (const note of read.notes) console.error(note)
	if (read.trace.ops.length === 0) return failCommand(command, 'E_NOT_RECORDED', `${program} asked for no memory`)
	return read.trace
}

/** Longest line of a trace is 1023 bytes; `#` would start a comment. */
const MAX_ORIGIN = 200
const originOf = (program: string, programArguments: readonly string[]): string =>
	[program, ...programArguments]
		.join(' ')
		.replace(/[^\x20-\x7e]|#/g, '?')
		.slice(0, MAX_ORIGIN)
		.trim()
