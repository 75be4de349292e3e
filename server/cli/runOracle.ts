import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { endianness, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer, AnswersEnd } from '../../shared/programs/answer.ts'
import { readAnswers } from '../../shared/programs/readAnswers.ts'
import type { Natural, Trace, TraceOp } from '../../shared/programs/trace.ts'
import { buildNativeTool, ORACLE_TOOL } from './nativeTool.ts'

/** What was asked: this machine's allocator. `tracing` is `none` where the kernel forbids ptrace: no system calls then. */
export interface OracleMachine {
	readonly glibc: string
	readonly kernel: string
	readonly page: number
	readonly tracing: 'seccomp' | 'ptrace' | 'none'
}

export type OracleRun =
	| {
			readonly ok: true
			readonly machine: OracleMachine
			readonly answers: readonly Answer[]
			readonly end: AnswersEnd
			/** What was left out of the environment, because it would have changed the answers. */
			readonly warnings: readonly string[]
	  }
	| { readonly ok: false; readonly message: string }

/** Replays a trace on the real malloc of this machine, with a small C program that is built here at first use. */
export function runOracle(trace: Trace): OracleRun {
	const built = buildNativeTool(ORACLE_TOOL)
	if (!built.ok) return built
	const folder = mkdtempSync(join(tmpdir(), 'lot-oracle-'))
	try {
		const [opsPath, answersPath] = [join(folder, 'ops'), join(folder, 'answers')]
		writeFileSync(opsPath, encodeOps(trace.ops))
		const out = openSync(answersPath, 'w')
		const run = spawnSync(built.path, [opsPath], { stdio: ['ignore', out, 'pipe'], encoding: 'utf8' })
		closeSync(out)
		const said = run.stderr.trim()
		if (run.status !== 0) return { ok: false, message: said || String(run.error ?? `oracle: exit code ${run.status}`) }
		const text = readFileSync(answersPath, 'utf8')
		const machine = JSON.parse(text.slice(0, text.indexOf('\n'))) as OracleMachine
		const { answers, end } = readAnswers(text)
		if (!end) return { ok: false, message: 'oracle: its answers have no end' }
		return { ok: true, machine, answers, end, warnings: said === '' ? [] : said.split('\n') }
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}

const WORDS_PER_OP = 4
const WORD_BYTES = 8

/** The ops as native/oracle.c reads them: four 64-bit words each, in the machine's byte order. */
function encodeOps(ops: readonly TraceOp[]): Uint8Array {
	const encoded = new Uint8Array(ops.length * WORDS_PER_OP * WORD_BYTES)
	const view = new DataView(encoded.buffer)
	const isLittle = endianness() === 'LE'
	for (const [index, op] of ops.entries()) {
		const [first, second] = operandsOf(op)
		for (const [word, value] of [LETTERS[op.kind].charCodeAt(0), op.id, first, second].entries()) {
			view.setBigUint64((index * WORDS_PER_OP + word) * WORD_BYTES, BigInt(value), isLittle)
		}
	}
	return encoded
}

const LETTERS = { malloc: 'a', calloc: 'c', memalign: 'm', realloc: 'r', free: 'f', write: 'w', read: 'd' } as const

function operandsOf(op: TraceOp): readonly [Natural | number, Natural | number] {
	switch (op.kind) {
		case 'malloc':
		case 'realloc':
			return [op.sizeBytes, 0]
		case 'calloc':
			return [op.count, op.sizeBytes]
		case 'memalign':
			return [op.alignmentBytes, op.sizeBytes]
		case 'free':
			return [0, 0]
		case 'write':
		case 'read':
			return [op.offsetBytes, op.lengthBytes]
	}
}
