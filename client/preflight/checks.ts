import { io } from 'socket.io-client'
import type { Environment } from '../app/environment.ts'
import type { Facts } from '../words/words.ts'

/** What is looked at, in this order. */
export const CHECKS = [
	'drawing',
	'storage',
	'clock',
	'download',
	'websocket',
	'polling',
	'roundTrip',
	'address',
] as const
export type CheckName = (typeof CHECKS)[number]

/** `trouble`: with what to do about it in the words. */
export interface Finding {
	readonly verdict: 'fine' | 'trouble'
	readonly facts: Facts
}
export type Findings = Partial<Record<CheckName, Finding>>

const CONNECT_LIMIT_MS = 6_000
const CLOCK_LIMIT_MS = 120_000
/** The page and its parts are about 1 MB: at this rate they are there in 5 s. */
const DOWNLOAD_LIMIT_KB = 200
const DOWNLOAD_SOON_SECONDS = 1.5
const ROUND_TRIP_MS = 5_000
/** The server lets someone who doesn't sit say 30 things in 10 s. */
const ROUND_TRIP_GAP_MS = 250
const ROUND_TRIP_LIMIT_MS = 250

/** All checks one after the other, so that none disturbs another; each is told as soon as it is known. */
export async function runChecks(env: Environment, found: (name: CheckName, finding: Finding) => void): Promise<void> {
	found('drawing', checkDrawing())
	found('storage', checkStorage())
	found('clock', await checkClock(env))
	found('download', await checkDownload(env))
	const websocket = await canConnect('websocket')
	found('websocket', plain(websocket))
	const polling = await canConnect('polling')
	found('polling', plain(polling))
	found('roundTrip', await checkRoundTrip(env, websocket ? 'websocket' : 'polling'))
	found('address', await checkAddress(env))
}

/** What it comes to. `works`: something is wrong, but one can play. */
export function outcomeOf(findings: Findings): 'running' | 'ready' | 'works' | 'blocked' {
	if (CHECKS.some((name) => findings[name] === undefined)) return 'running'
	const isTrouble = (name: CheckName): boolean => findings[name]?.verdict === 'trouble'
	if (isTrouble('drawing') || (isTrouble('websocket') && isTrouble('polling'))) return 'blocked'
	return CHECKS.some(isTrouble) ? 'works' : 'ready'
}

const plain = (isFine: boolean, facts: Facts = {}): Finding => ({ verdict: isFine ? 'fine' : 'trouble', facts })

/** A canvas is needed; WebGL only makes it smoother. */
function checkDrawing(): Finding {
	const draws = document.createElement('canvas').getContext('2d') !== null
	const probe = document.createElement('canvas')
	const hasWebGl = (probe.getContext('webgl2') ?? probe.getContext('webgl')) !== null
	return plain(draws, { how: hasWebGl ? 'WebGL' : 'Canvas' })
}

/** Without it a reload loses the seat. */
function checkStorage(): Finding {
	try {
		for (const store of [localStorage, sessionStorage]) {
			store.setItem('lot.preflight', '1')
			store.removeItem('lot.preflight')
		}
		return plain(true)
	} catch {
		return plain(false)
	}
}

/** Deadlines are shown in the device's time. */
async function checkClock(env: Environment): Promise<Finding> {
	try {
		const startMs = env.nowMs()
		const reply = await fetch('/healthz', { cache: 'no-store' })
		const serverMs = Date.parse(reply.headers.get('Date') ?? '')
		const offMs = Math.abs((startMs + env.nowMs()) / 2 - serverMs)
		return plain(offMs <= CLOCK_LIMIT_MS, { minutes: Math.round(offMs / 60_000) })
	} catch {
		return plain(false, { minutes: '?' })
	}
}

/** The page's own parts once more, past the cache. */
async function checkDownload(env: Environment): Promise<Finding> {
	const parts = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src)
	const styles = [...document.querySelectorAll<HTMLLinkElement>('link[href*="/assets/"]')].map(({ href }) => href)
	try {
		const startMs = env.nowMs()
		const bodies = await Promise.all(
			[...parts, ...styles].map(async (address) => {
				const reply = await fetch(address, { cache: 'reload' })
				const { byteLength } = await reply.arrayBuffer()
				// What was on the line, if the server says so: parts come compressed.
				return Number(reply.headers.get('Content-Length')) || byteLength
			}),
		)
		const seconds = Math.max(0.001, (env.nowMs() - startMs) / 1000)
		const perSecond = Math.round(bodies.reduce((sum, bytes) => sum + bytes, 0) / 1000 / seconds)
		// Small parts that are there at once say little about the rate, and nothing bad.
		return plain(perSecond >= DOWNLOAD_LIMIT_KB || seconds < DOWNLOAD_SOON_SECONDS, { rate: perSecond })
	} catch {
		return plain(false, { rate: 0 })
	}
}

type Transport = 'websocket' | 'polling'

const open = (transport: Transport) =>
	io({ transports: [transport], upgrade: false, forceNew: true, reconnection: false, timeout: CONNECT_LIMIT_MS })

function canConnect(transport: Transport): Promise<boolean> {
	const socket = open(transport)
	return new Promise((resolve) => {
		const end = (isFine: boolean): void => {
			clearTimeout(timer)
			socket.disconnect()
			resolve(isFine)
		}
		const timer = setTimeout(() => end(false), CONNECT_LIMIT_MS)
		socket.on('connect', () => end(true))
		socket.on('connect_error', () => end(false))
	})
}

/** Asks for something that only those who sit get: the refusal comes as fast as an answer, and changes nothing. */
async function checkRoundTrip(env: Environment, transport: Transport): Promise<Finding> {
	const socket = open(transport)
	const times: number[] = []
	const endMs = env.nowMs() + ROUND_TRIP_MS
	while (env.nowMs() < endMs) {
		const startMs = env.nowMs()
		try {
			await socket.timeout(CONNECT_LIMIT_MS).emitWithAck('resync', {})
			times.push(env.nowMs() - startMs)
		} catch {
			break
		}
		await new Promise((resolve) => setTimeout(resolve, ROUND_TRIP_GAP_MS))
	}
	socket.disconnect()
	// The first one waits for the connection.
	const sorted = times.slice(1).toSorted((a, b) => a - b)
	const at = (part: number): number | undefined => sorted[Math.ceil(part * sorted.length) - 1]
	const [p50, p95] = [at(0.5), at(0.95)]
	if (p50 === undefined || p95 === undefined) return plain(false, { p50: '?', p95: '?' })
	return plain(p95 <= ROUND_TRIP_LIMIT_MS, { p50, p95 })
}

/**
 * Whether the address in the QR code answers from here. By a WebSocket, or by the page itself if it came from there:
 * the page may not fetch from another address.
 */
async function checkAddress(env: Environment): Promise<Finding> {
	const [best] = await env.joinOrigins()
	if (best === undefined) return plain(false, { address: env.origin })
	if (best === env.origin) return plain(true, { address: best })
	const answers = await new Promise<boolean>((resolve) => {
		const socket = new WebSocket(`${best.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`)
		const end = (isFine: boolean): void => {
			clearTimeout(timer)
			socket.close()
			resolve(isFine)
		}
		const timer = setTimeout(() => end(false), CONNECT_LIMIT_MS)
		socket.addEventListener('open', () => end(true))
		socket.addEventListener('error', () => end(false))
	})
	return plain(answers, { address: best })
}
