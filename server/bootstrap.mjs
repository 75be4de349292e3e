// What must be true before anything of ours can run: packages installed, page built, a fitting Node at hand.
// Plain JavaScript for any Node >= 20 with nothing installed; shared by `npm start`, `npm test` and `npm run check`.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants, totalmem } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const INSTALL_STAMP = join(MODULES, '.lot-install')
const BUILD_STAMP = join(ROOT, 'client', 'dist', '.stamp')
const BOOTSTRAP_NODE_MAJOR = 20
/** better-sqlite3 13 does not throw on Node 20, it segfaults: so this is checked before anything is loaded. */
const RUNTIME_NODE_MAJOR = 22
/** No silence longer than this while a step runs. */
const HEARTBEAT_MS = 5_000
/** A process whose npm was killed ends within this time. */
const ORPHAN_CHECK_MS = 500
const POSIX = process.platform !== 'win32'
/** Of a failed step: where tools say what is wrong, and where they end. */
const FIRST_LINES = 30
const LAST_LINES = 15

/** At most so many megabytes, and no more than a sixteenth of the machine's memory. */
const GARBAGE_MB = Math.min(2_000, Math.floor(totalmem() / 16 / 2 ** 20))

/**
 * How Node runs the server. A room's state is made anew with each event and lives for a second or so. With thousands of
 * rooms much of that outlives the young generation, and each collection of the old one takes all cores for 200 ms or
 * more: so that one waits until much has come together. The young one stays small, as its stops grow with it: 10 ms at
 * 32 MB, 20 ms at 128 MB.
 *
 * Without tsx: Node 24 reads our TypeScript itself, and tsx would name each function anew whenever one is made (a
 * thirtieth of a full server's time).
 */
export const SERVER_FLAGS = ['--max-semi-space-size=32', `--initial-old-space-size=${GARBAGE_MB}`]

/** @param {string} line */
export function say(line) {
	process.stdout.write(`[lot] ${line}\n`)
}

/** A failure that the person at the terminal can act on: printed without a stack. */
export class SetupError extends Error {}

/**
 * Runs `main` and turns a SetupError into a clear message. Returns the exit code.
 * @param {() => Promise<number>} main
 * @returns {Promise<number>}
 */
export async function exitCodeOf(main) {
	try {
		return await main()
	} catch (error) {
		if (error instanceof SetupError) console.error(`\n[lot] ${error.message}`)
		else console.error(error)
		return 1
	}
}

/** Installs the packages if they are missing or not those of package-lock.json. Throws SetupError. */
export async function ensureInstalled() {
	const major = Number(process.versions.node.split('.')[0])
	if (major < BOOTSTRAP_NODE_MAJOR) {
		throw new SetupError(
			`Node ${BOOTSTRAP_NODE_MAJOR} or newer is needed, this is ${process.version}. Get it from https://nodejs.org/`,
		)
	}
	const lockHash = createHash('sha256')
		.update(readFileSync(join(ROOT, 'package-lock.json')))
		.update(`${process.platform} ${process.arch}`)
		.digest('hex')
	if (readIfPresent(INSTALL_STAMP) === lockHash) return
	if (!installedByHand()) {
		// `npm start` puts node_modules/.bin/node first in PATH. Windows can't delete a running program, so there
		// an existing tree is brought up to date in place instead of being replaced.
		const verb = process.platform === 'win32' && existsSync(MODULES) ? 'install' : 'ci'
		const npm = npmCommand()
		await step(
			`installing packages (npm ${verb})`,
			npm.file,
			[...npm.args, verb, '--no-audit', '--no-fund', '--loglevel=error'],
			{ shell: npm.shell },
			'Is the npm registry reachable? `npm ping` tells.',
		)
	}
	mkdirSync(MODULES, { recursive: true })
	writeFileSync(INSTALL_STAMP, lockHash)
}

/** Builds client/dist if it is missing or older than what it is made of. Throws SetupError. */
export async function ensureBuilt() {
	if (!existsSync(join(ROOT, 'client', 'index.html'))) {
		if (existsSync(join(ROOT, 'client', 'dist', 'index.html'))) return // shipped without sources
		throw new SetupError('client/index.html is missing: this copy of the repository is not complete.')
	}
	const hash = createHash('sha256')
	const inputs = ['package-lock.json', 'tsconfig.json', ...filesBelow('client'), ...filesBelow('shared')]
	for (const path of inputs) hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
	const stamp = hash.digest('hex')
	if (readIfPresent(BUILD_STAMP) === stamp && existsSync(join(ROOT, 'client', 'dist', 'index.html'))) return
	const vite = join(MODULES, 'vite', 'bin', 'vite.js')
	if (!existsSync(vite)) {
		throw new SetupError('client/dist is missing or out of date and vite is not installed: run `npm ci` first.')
	}
	await step('building the page (vite build)', runtimeNode(), [
		vite,
		'build',
		'client',
		'--config',
		'client/vite.config.ts',
	])
	writeFileSync(BUILD_STAMP, stamp)
}

/** @type {string | undefined} */
let runtime

/** Path of the Node that runs our own code: the installed `node` package, else this one if it is new enough. Throws SetupError. */
function runtimeNode() {
	if (runtime !== undefined) return runtime
	const packaged = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
	for (const candidate of [packaged, process.execPath]) {
		const found = spawnSync(candidate, ['--version'], { encoding: 'utf8' }).stdout ?? ''
		if (Number(/^v(\d+)\./.exec(found)?.[1] ?? 0) >= RUNTIME_NODE_MAJOR) {
			runtime = candidate
			return candidate
		}
	}
	throw new SetupError(
		`Node ${RUNTIME_NODE_MAJOR} or newer is needed to run the server. The packaged one (${relative(ROOT, packaged)}) does not run here, and this one is ${process.version}.`,
	)
}

/**
 * Runs a program with our Node and our terminal, passing signals on. Resolves to its exit code.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export function runNode(args, env = process.env) {
	return new Promise((resolve, reject) => {
		const child = spawn(runtimeNode(), args, { cwd: ROOT, env, stdio: 'inherit' })
		const undo = onEnd((signal) => {
			// Ctrl-C in a terminal reaches the whole process group: passing it on would deliver it twice.
			if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
		})
		child.on('error', reject)
		child.on('exit', (code, signal) => {
			undo()
			resolve(exitCode(code, signal))
		})
	})
}

/**
 * One step with one line, a heartbeat while it takes long, and its output only if it fails.
 * @param {string} title
 * @param {string} file
 * @param {string[]} args
 * @param {{ shell?: boolean }} [options]
 * @param {string} [hint] what to look at if it fails
 * @returns {Promise<void>}
 */
function step(title, file, args, { shell = false } = {}, hint = '') {
	const startedAt = Date.now()
	const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(1)
	say(`${title} …`)
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, { cwd: ROOT, shell, detached: POSIX, stdio: ['ignore', 'pipe', 'pipe'] })
		// A group of its own, ended as a whole: what npm starts must not go on writing into node_modules.
		const undo = onEnd(() => {
			if (POSIX && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
			else child.kill()
		})
		/** @type {Buffer[]} */
		const output = []
		child.stdout.on('data', (chunk) => output.push(chunk))
		child.stderr.on('data', (chunk) => output.push(chunk))
		const heartbeat = setInterval(() => say(`${title} … ${seconds()} s`), HEARTBEAT_MS)
		const end = () => {
			clearInterval(heartbeat)
			undo()
		}
		child.on('error', (error) => {
			end()
			reject(new SetupError(`${title} could not start: ${error.message}`))
		})
		child.on('close', (code, signal) => {
			end()
			if (code === 0) {
				say(`${title}: done in ${seconds()} s`)
				resolve()
				return
			}
			if (signal !== null) {
				reject(new SetupError(`${title} was stopped after ${seconds()} s (${signal}).`))
				return
			}
			const said = abridged(Buffer.concat(output).toString('utf8'))
			reject(new SetupError(`${title} failed with exit code ${code} after ${seconds()} s.\n${said}\n${hint}`))
		})
	})
}

/** @param {string} text */
function abridged(text) {
	const lines = text.trimEnd().split('\n')
	if (lines.length <= FIRST_LINES + LAST_LINES) return lines.join('\n')
	return [...lines.slice(0, FIRST_LINES), '…', ...lines.slice(-LAST_LINES)].join('\n')
}

/**
 * Calls `end` with the signal when this process is asked to end.
 * @param {(signal: NodeJS.Signals) => void} end
 * @returns {() => void} its undo
 */
function onEnd(end) {
	/** @type {NodeJS.Signals[]} */
	const signals = ['SIGTERM', 'SIGHUP', 'SIGINT']
	for (const signal of signals) process.on(signal, end)
	// npm passes a signal to the shell between us only, which dies and leaves us behind.
	const parent = process.ppid
	const watch = setInterval(() => {
		if (process.env['npm_lifecycle_event'] === undefined || process.ppid === parent) return
		clearInterval(watch)
		end('SIGTERM')
	}, ORPHAN_CHECK_MS)
	return () => {
		for (const signal of signals) process.off(signal, end)
		clearInterval(watch)
	}
}

/**
 * As a shell counts it: 128 + the number of the signal.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCode(code, signal) {
	if (code !== null) return code
	return 128 + (signal === null ? 0 : constants.signals[signal])
}

/** Whether someone's own `npm ci` or `npm install` already put exactly the locked versions in place. */
function installedByHand() {
	const present = readIfPresent(join(MODULES, '.package-lock.json'))
	if (present === undefined) return false
	const installed = JSON.parse(present).packages
	const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
	return Object.entries(locked).every(
		([path, { version, optional }]) => path === '' || optional === true || installed[path]?.version === version,
	)
}

/** npm as it was called, run by the Node that runs npm (not by one inside the node_modules that it may replace). */
function npmCommand() {
	const cli = process.env['npm_execpath']
	if (cli !== undefined && /npm-cli\.c?js$/.test(cli)) {
		return { file: process.env['npm_node_execpath'] ?? process.execPath, args: [cli], shell: false }
	}
	return { file: 'npm', args: [], shell: process.platform === 'win32' }
}

/**
 * Relative paths of the files below a folder, sorted, without what is built or installed there.
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.map((path) => join(folder, path))
		.filter((path) => statSync(join(ROOT, path)).isFile())
		.filter((path) => !path.startsWith(join('client', 'dist') + sep) && !/\.(md|png)$/.test(path))
		.sort()
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readIfPresent(path) {
	return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
