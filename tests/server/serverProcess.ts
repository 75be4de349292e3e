import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { SERVER_FLAGS } from '../../server/bootstrap.mjs'

const ROOT = join(import.meta.dirname, '../..')
const READY_MS = 30_000

export interface Ended {
	readonly code: number | null
	readonly signal: NodeJS.Signals | null
}

/** The server as `npm start` runs it, in a process of its own. */
export interface ServerProcess {
	readonly child: ChildProcess
	readonly url: string
	/** Everything written so far. */
	readonly output: { stdout: string; stderr: string }
	readonly ended: Promise<Ended>
	kill(signal: NodeJS.Signals): Promise<Ended>
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer()
		probe.once('error', reject)
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address()
			const port = typeof address === 'object' && address ? address.port : 0
			probe.close(() => resolve(port))
		})
	})
}

export function runServer(env: Record<string, string>): ServerProcess {
	return runNode([...SERVER_FLAGS, 'server/main.ts'], env)
}

export function runLot(args: readonly string[], env: Record<string, string> = {}): ServerProcess {
	return runNode(['--import', 'tsx', 'server/cli/main.ts', ...args], env)
}

function runNode(args: readonly string[], env: Record<string, string>): ServerProcess {
	const child = spawn(process.execPath, args, {
		cwd: ROOT,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	const output = { stdout: '', stderr: '' }
	child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
	child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
	const ended = new Promise<Ended>((resolve) => {
		child.once('close', (code, signal) => resolve({ code, signal }))
	})
	return {
		child,
		url: `http://127.0.0.1:${env['PORT']}`,
		output,
		ended,
		kill(signal) {
			child.kill(signal)
			return ended
		},
	}
}

/** Starts a server and waits until it answers. Throws with its output if it ends instead. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
	const server = runServer({ HOST: '127.0.0.1', LOG_LEVEL: 'error', ...env })
	let hasEnded = false
	void server.ended.then(() => (hasEnded = true))
	const endMs = performance.now() + READY_MS
	while (!(await answers(server.url))) {
		if (hasEnded || performance.now() > endMs)
			throw new Error(`no server: ${server.output.stdout}${server.output.stderr}`)
		await new Promise((resolve) => setTimeout(resolve, 30))
	}
	return server
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz`)).ok
	} catch {
		return false
	}
}
