import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A C source beside this file, and how it is built. `-fno-builtin`: no call to malloc may be optimised away. */
interface NativeTool {
	readonly source: string
	readonly flags: readonly string[]
}
export const ORACLE_TOOL: NativeTool = { source: 'oracle.c', flags: ['-fno-builtin'] }
export const RECORDER_TOOL: NativeTool = { source: 'recorder.c', flags: ['-fno-builtin', '-shared', '-fPIC'] }

/** Tried in turn. */
const COMPILERS = ['cc', 'gcc', 'clang'] as const
const COMMON_FLAGS = ['-std=c11', '-O2', '-Wall', '-Wextra'] as const

export type BuiltTool = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string }

/**
 * Builds a tool with this machine's C compiler, once: the result stays in a private folder of the folder for
 * temporary files, named after what it was built from.
 */
export function buildNativeTool(tool: NativeTool, compilers: readonly string[] = COMPILERS): BuiltTool {
	if (process.platform !== 'linux') return { ok: false, message: `this needs Linux and glibc, not ${process.platform}` }
	const sourcePath = fileURLToPath(new URL(`native/${tool.source}`, import.meta.url))
	const hash = createHash('sha256')
		.update(readFileSync(sourcePath))
		.update(JSON.stringify([tool, process.arch]))
	const folder = join(tmpdir(), `lot-${userInfo().uid}-${hash.digest('hex').slice(0, 16)}`)
	const path = join(folder, tool.source.replace(/\.c$/, ''))
	const refusal = claimFolder(folder)
	if (refusal !== undefined) return { ok: false, message: refusal }
	if (existsSync(path)) return { ok: true, path }
	const draft = `${path}.${process.pid}`
	for (const compiler of compilers) {
		const run = spawnSync(compiler, [...COMMON_FLAGS, ...tool.flags, '-o', draft, sourcePath], { encoding: 'utf8' })
		if (run.error) continue
		if (run.status !== 0) {
			rmSync(draft, { force: true })
			return {
				ok: false,
				message: `${compiler} could not build ${tool.source} (it needs Linux 5.3 and glibc):\n${run.stderr.trim()}`,
			}
		}
		renameSync(draft, path)
		return { ok: true, path }
	}
	const wanted = `no C compiler (${compilers.join(', ')})`
	return { ok: false, message: `${wanted}: install one, for example "apt install gcc libc6-dev" or "dnf install gcc"` }
}

/** What lies in a shared folder may be anybody's: only a folder of ours that nobody else can write to is used. */
function claimFolder(folder: string): string | undefined {
	mkdirSync(folder, { recursive: true, mode: 0o700 })
	const { uid, mode } = lstatSync(folder)
	if (!lstatSync(folder).isDirectory() || uid !== userInfo().uid) return `${folder} belongs to somebody else`
	if ((mode & 0o022) !== 0) chmodSync(folder, 0o700)
	return undefined
}
