// `npm run bench -- load [PLAYERS [STEPS]]`: how many players our server bears (seen by a partner, p99 within 50 ms),
// and beside it, step by step in the same run, socket.io alone with packets of the same size and rate. Server and load
// are two processes; with two cores each has one.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { Fleets } from '../../server/cli/load/processes.ts'
import { growth, parseScrape } from '../../server/cli/load/metricsText.ts'
import { SEEN_LIMIT_MS } from '../../server/cli/load/runLoad.ts'
import { Samples } from '../../server/cli/load/samples.ts'

const ROOT = join(import.meta.dirname, '../..')
const STEP_MS = 15_000
const SETTLE_MS = 3_000
const JOINS_PER_SECOND = 150
/** A step over the limit is measured once more: the cores are shared. */
const TRIES = 2

interface Step {
	readonly players: number
	readonly seenP99Ms: number
	readonly cpuPercent: number
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function start(args: readonly string[], url: string, env: Record<string, string> = {}): Promise<ChildProcess> {
	const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
		cwd: ROOT,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'ignore', 'inherit'],
	})
	for (;;) {
		const answers = await fetch(`${url}/metrics`).then(
			({ ok }) => ok,
			() => false,
		)
		if (answers) return child
		await wait(100)
	}
}

const scrape = async (url: string) => parseScrape(await (await fetch(`${url}/metrics`)).text())

/** One step of either server: `measure` gives the times of a stretch. */
async function step(url: string, players: number, measure: () => Promise<readonly number[]>): Promise<Step> {
	let best: Step | null = null
	for (let tries = 0; tries < TRIES; tries++) {
		const before = await scrape(url)
		const startMs = performance.now()
		const samples = new Samples()
		samples.addAll(await measure())
		const seconds = (performance.now() - startMs) / 1000
		const cpu = (100 * growth(before, await scrape(url), 'process_cpu_seconds_total')) / seconds
		const [p99] = samples.percentiles([99])
		const one = { players, seenP99Ms: p99 ?? Infinity, cpuPercent: cpu }
		if (!best || one.seenP99Ms < best.seenP99Ms) best = one
		if (best.seenP99Ms <= SEEN_LIMIT_MS) break
	}
	return best as Step
}

/** Players of the bare server: nothing but sockets that send and listen. */
class BareFleet {
	readonly #url: string
	readonly #sockets: Socket[] = []
	readonly #sent = new Map<string, number>()
	#seen = new Samples()

	constructor(url: string) {
		this.#url = url
	}

	async grow(players: number): Promise<void> {
		for (let more = 0; more < players; more++) {
			const by = this.#sockets.length
			const socket = io(this.#url, { transports: ['websocket'], forceNew: true })
			this.#sockets.push(socket)
			socket.on('events', (packet: { by: number; number: number }) => {
				if (packet.by < 0 || packet.by === by) return
				const dueMs = this.#sent.get(`${packet.by} ${packet.number}`)
				if (dueMs !== undefined) this.#seen.add(performance.now() - dueMs)
			})
			// In order: three who follow each other share a room.
			await new Promise<void>((resolve) => socket.once('connect', resolve))
		}
	}

	/** Everyone sends `rate` intents a second, at drawn times. */
	async measure(ms: number, rate: number): Promise<readonly number[]> {
		this.#seen = new Samples()
		this.#sent.clear()
		const endMs = performance.now() + ms
		let number = 0
		for (const [by, socket] of this.#sockets.entries()) {
			const send = (dueMs: number): void => {
				setTimeout(
					() => {
						if (dueMs > endMs) return
						const one = number++
						this.#sent.set(`${by} ${one}`, dueMs)
						socket.emit('intent', { by, number: one, round: 1, seat: 'malloc', intent: { kind: 'PING' } }, () => {})
						send(dueMs + (2 * Math.random() * 1000) / rate)
					},
					Math.max(0, dueMs - performance.now()),
				)
			}
			send(performance.now() + (Math.random() * 1000) / rate)
		}
		await wait(ms)
		return this.#seen.all() as unknown as readonly number[]
	}

	close(): void {
		for (const socket of this.#sockets) socket.disconnect()
	}
}

export async function benchLoad(most: number, steps: number): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'lot-bench-'))
	const url = 'http://127.0.0.1:4391'
	const bareUrl = 'http://127.0.0.1:4392'
	const ours = await start(['server/main.ts'], url, {
		PORT: '4391',
		HOST: '127.0.0.1',
		DATA_DIR: folder,
		LOG_LEVEL: 'error',
	})
	const children = [ours]
	const fleets = new Fleets(
		{ url, level: 'steady', isLesson: false, loadsPage: false, password: '', dataFolder: null, prefix: 'Bench' },
		1,
	)
	let bareFleet: BareFleet | null = null
	try {
		const limits = { ours: 0, bare: 0 }
		const isOver = { ours: false, bare: false }
		let seated = 0
		let rates = { packetBytes: 0, packetsPerRoom: 0, intents: 0 }
		console.log('  players        ours: seen p99      CPU        bare: seen p99      CPU')
		for (let at = 1; at <= steps && !(isOver.ours && isOver.bare); at++) {
			const players = 3 * Math.round((most * at) / steps / 3)
			const told = [String(players).padStart(9)]
			if (!isOver.ours) {
				seated = (await fleets.grow(players - seated, (1000 * (players - seated)) / JOINS_PER_SECOND)).seated
				await wait(SETTLE_MS)
				const one = await step(url, players, async () => {
					const { meter } = await fleets.measure(STEP_MS, 0)
					const { acknowledged, packets, packetBytes } = meter.counts
					const intents = acknowledged / players / (STEP_MS / 1000)
					const perRoom = packets / players / (STEP_MS / 1000)
					rates = {
						packetBytes: Math.round(packetBytes / Math.max(1, packets)),
						// An intent tells all three of a room; the rest comes by the clock.
						packetsPerRoom: Math.max(0, perRoom - 3 * intents),
						intents,
					}
					return meter.samples.seen
				})
				isOver.ours = one.seenP99Ms > SEEN_LIMIT_MS
				if (!isOver.ours) limits.ours = players
				told.push(shown(one))
			} else told.push('–'.padStart(32))
			if (!bareFleet) {
				const args = ['4392', String(rates.packetBytes), rates.packetsPerRoom.toFixed(3)]
				children.push(await start(['tests/bench/bareSocketIo.ts', ...args], bareUrl))
				bareFleet = new BareFleet(bareUrl)
			}
			const fleet = bareFleet
			if (!isOver.bare) {
				await fleet.grow(players - (at === 1 ? 0 : 3 * Math.round((most * (at - 1)) / steps / 3)))
				const one = await step(bareUrl, players, () => fleet.measure(STEP_MS, rates.intents))
				isOver.bare = one.seenP99Ms > SEEN_LIMIT_MS
				if (!isOver.bare) limits.bare = players
				told.push(shown(one))
			} else told.push('–'.padStart(32))
			console.log(told.join('  '))
		}
		const { packetBytes, packetsPerRoom, intents } = rates
		console.log(
			`packets of ${packetBytes} bytes, ${packetsPerRoom.toFixed(2)} a second by the clock, ${intents.toFixed(2)} intents a second and player`,
		)
		console.log(
			`limit: ours ${limits.ours}, bare ${limits.bare} players, ratio ${(limits.ours / Math.max(1, limits.bare)).toFixed(2)}`,
		)
	} finally {
		fleets.close()
		bareFleet?.close()
		for (const child of children) child.kill()
		rmSync(folder, { recursive: true, force: true })
	}
}

const shown = ({ seenP99Ms, cpuPercent }: Step): string =>
	`${seenP99Ms.toFixed(1).padStart(18)} ms ${cpuPercent.toFixed(0).padStart(7)} %`
