// `npm run bench -- load [PLAYERS [STEP]]`: how many players our server bears (seen by a partner, p99 within 50 ms), and
// after it, in the same run, how many socket.io alone bears with packets of the same size. Each server is a process, and
// so is who plays at it; with two cores each has one. Nothing else should run meanwhile.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVER_FLAGS } from '../../server/bootstrap.mjs'
import { growth, parseScrape } from '../../server/cli/load/metricsText.ts'
import { Fleets } from '../../server/cli/load/processes.ts'
import { SEEN_LIMIT_MS } from '../../server/cli/load/runLoad.ts'
import { Samples } from '../../server/cli/load/samples.ts'
import type { BareOrder, BareRates } from './bareFleet.ts'

const ROOT = join(import.meta.dirname, '../..')
/**
 * Of the process of those who play, at ours (package.json: `bench`) and at the bare server alike: no collection of its
 * old generation, which would take both cores for 200 ms and tell of the players' garbage, not of a server.
 */
const PLAYERS_FLAGS = ['--expose-gc', '--initial-old-space-size=4000', '--import', 'tsx']
const STEP_MS = 15_000
const SETTLE_MS = 4_000
const JOINS_PER_SECOND = 150
/** A step over the limit is measured once more: the cores are shared. */
const TRIES = 2
/**
 * What ours is held against, both with our packets' size and our players' intents. The usual room broadcast tells its
 * room on each beat; ours mostly has nothing to tell, and so the second one, which is as quiet as ours, bears more.
 */
const BARES: readonly {
	readonly name: string
	readonly packets: (ours: BareRates) => number
	/** Its steps are as many times as large as ours. */
	readonly larger: number
}[] = [
	{ name: 'socket.io alone, each room told 10 times a second', packets: () => 10, larger: 1 },
	{ name: 'socket.io alone, as quiet as ours', packets: ({ packets }) => packets, larger: 2 },
]
const OUR_PORT = 4391
const BARE_PORT = 4392

interface Step {
	readonly players: number
	readonly seen: readonly [p50: number, p99: number]
	readonly cpuPercent: number
	/** How late who plays came to what was due, p99: if that is much, the figures are about the players' process. */
	readonly ownP99Ms: number
}

interface Stretch {
	readonly seen: readonly number[]
	readonly own: readonly number[]
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const urlOf = (port: number): string => `http://127.0.0.1:${port}`

async function start(args: readonly string[], url: string, env: Record<string, string> = {}): Promise<ChildProcess> {
	const child = spawn(process.execPath, [...SERVER_FLAGS, ...args], {
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

const percentilesOf = (values: readonly number[]): [number, number] => {
	const samples = new Samples()
	samples.addAll(values)
	const [p50, p99] = samples.percentiles([50, 99])
	return [p50 ?? Infinity, p99 ?? Infinity]
}

/** One step of either server: `measure` gives the times of a stretch. */
async function step(url: string, players: number, measure: () => Promise<Stretch>): Promise<Step> {
	let best: Step | null = null
	for (let tries = 0; tries < TRIES; tries++) {
		const before = await scrape(url)
		const startMs = performance.now()
		const { seen, own } = await measure()
		const seconds = (performance.now() - startMs) / 1000
		const cpuPercent = (100 * growth(before, await scrape(url), 'process_cpu_seconds_total')) / seconds
		const one = { players, seen: percentilesOf(seen), cpuPercent, ownP99Ms: percentilesOf(own)[1] }
		if (!best || one.seen[1] < best.seen[1]) best = one
		if (best.seen[1] <= SEEN_LIMIT_MS) break
	}
	return best as Step
}

/** Larger and larger, until a partner sees too late. The most players with whom it was in time. */
async function climb(name: string, steps: readonly number[], measure: (players: number) => Promise<Step>) {
	console.log(`  ${name}`)
	let most = 0
	for (const players of steps) {
		const one = await measure(players)
		console.log(shown(one))
		if (one.seen[1] > SEEN_LIMIT_MS) return most
		most = players
	}
	return most
}

export async function benchLoad(most: number, stepPlayers: number): Promise<void> {
	const wholeCrews = (players: number): number => 3 * Math.round(players / 3)
	const steps = Array.from({ length: Math.ceil(most / stepPlayers) }, (_, at) => wholeCrews(stepPlayers * (at + 1)))
	console.log('   players   seen p50        p99    server CPU   players late p99')
	let rates: BareRates = { packetBytes: 0, packets: 0, intents: 0 }
	const ours = await withServer(['server/main.ts'], OUR_PORT, (url) => {
		const options = { url, level: 'steady', isLesson: false, loadsPage: false, password: '', dataFolder: null }
		const fleets = new Fleets({ ...options, prefix: 'Bench' }, 1)
		let seated = 0
		const measure = async (players: number): Promise<Step> => {
			seated = (await fleets.grow(players - seated, (1000 * (players - seated)) / JOINS_PER_SECOND)).seated
			await wait(SETTLE_MS)
			return step(url, players, async () => {
				const { meter } = await fleets.measure(STEP_MS, 0)
				rates = ratesOf(meter.counts, players)
				return meter.samples
			})
		}
		return climb('ours', steps, measure).finally(() => fleets.close())
	})
	const { packetBytes, packets, intents } = rates
	const each = `packets of ${packetBytes} bytes, ${packets.toFixed(2)} a second and player by the clock`
	console.log(`  ${each}, ${intents.toFixed(2)} intents a second and player`)
	for (const { name, larger, ...of } of BARES) {
		const bareRates = { ...rates, packets: of.packets(rates) }
		const bare = await benchBare(
			name,
			steps.map((players) => larger * players),
			bareRates,
		)
		console.log(`  limit: ours ${ours}, ${name} ${bare} players, ratio ${(ours / Math.max(1, bare)).toFixed(2)}`)
	}
}

/** The most players whom socket.io alone bears. */
function benchBare(name: string, steps: readonly number[], rates: BareRates): Promise<number> {
	const { packetBytes, packets } = rates
	const args = ['tests/bench/bareSocketIo.ts', String(BARE_PORT), String(packetBytes), packets.toFixed(3)]
	return withServer(args, BARE_PORT, (url) => {
		const fleet = fork(new URL('./bareFleet.ts', import.meta.url), { execArgv: PLAYERS_FLAGS })
		const order = <T>(one: BareOrder): Promise<T> =>
			new Promise((resolve) => {
				fleet.once('message', (answer: T) => resolve(answer))
				fleet.send(one)
			})
		const measure = async (players: number): Promise<Step> => {
			await order({ kind: 'grow', url, players, ...rates })
			await wait(SETTLE_MS)
			return step(url, players, () => order<Stretch>({ kind: 'measure', ms: STEP_MS }))
		}
		return climb(name, steps, measure).finally(() => fleet.kill())
	})
}

async function withServer<T>(args: readonly string[], port: number, run: (url: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'lot-bench-'))
	const env = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error' }
	const server = await start(args, urlOf(port), env)
	try {
		return await run(urlOf(port))
	} finally {
		server.kill()
		rmSync(folder, { recursive: true, force: true })
	}
}

function ratesOf(
	{ acknowledged, packets, packetBytes }: Readonly<Record<'acknowledged' | 'packets' | 'packetBytes', number>>,
	players: number,
): BareRates {
	const seconds = STEP_MS / 1000
	const intents = acknowledged / players / seconds
	return {
		packetBytes: Math.round(packetBytes / Math.max(1, packets)),
		// An intent tells all three of a room; the rest comes by the clock.
		packets: Math.max(0, packets / players / seconds - 3 * intents),
		intents,
	}
}

const shown = ({ players, seen: [p50, p99], cpuPercent, ownP99Ms }: Step): string =>
	[
		String(players).padStart(10),
		`${p50.toFixed(1).padStart(8)} ms`,
		`${p99.toFixed(1).padStart(8)} ms`,
		`${cpuPercent.toFixed(0).padStart(10)} %`,
		`${ownP99Ms.toFixed(1).padStart(15)} ms`,
	].join('')
