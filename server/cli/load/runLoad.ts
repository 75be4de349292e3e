import { Fleets } from './processes.ts'
import type { Lost, Stretch } from './fleet.ts'
import { growth, histogramPercentile, parseScrape, type Scrape } from './metricsText.ts'
import { Samples } from './samples.ts'
import { openSlowLine } from './slowLine.ts'

export interface LoadOptions {
	readonly url: string
	readonly players: number
	readonly seconds: number
	readonly joinStorm: boolean
	/** Part of the lines that is cut every 10 s, 0 … 1. */
	readonly dropRate: number
	/** Of the line, there and back together. */
	readonly latencyMs: number
	readonly level: string
	readonly isLesson: boolean
	readonly isRamp: boolean
	readonly loadsPage: boolean
	readonly processes: number
	readonly password: string
	readonly dataFolder: string | null
	/** Says what is going on; for people. */
	readonly say: (line: string) => void
}

interface Percentiles {
	readonly p50: number | null
	readonly p95: number | null
	readonly p99: number | null
}

/** Of one stretch of play. Times in ms. */
export interface LoadFigures {
	readonly players: number
	readonly intentAckMs: Percentiles
	readonly intentSeenMs: Percentiles
	/** All rooms of the server, packets included. */
	readonly tickMs: { readonly p50: number | null; readonly p99: number | null }
	readonly bytesPerPlayerPerSecond: number
	readonly serverCpuPercent: number | null
	/** How late the server's event loop came to what was due. */
	readonly eventLoopLagMs: { readonly p99: number | null }
	/** How late this tool came to what was due: if that is much, the figures are about the tool. */
	readonly loadLagMs: { readonly p99: number | null }
	readonly resumeMs: { readonly p95: number | null; readonly max: number | null }
	readonly commands: number
	readonly commandsPerSecond: number
	/** Refused by the rules, or because a message came too early; by code. */
	readonly refusals: Readonly<Record<string, number>>
	readonly drops: number
	readonly gaps: number
	readonly snapshotBytesMax: number
}

export interface LoadReport extends LoadFigures {
	readonly url: string
	readonly seconds: number
	readonly joined: number
	/** Seats, points, acknowledged commands and news that are missing at the end. */
	readonly lost: number
	readonly lostDetail: Lost
	readonly joinMs: { readonly p50: number | null; readonly p95: number | null; readonly max: number | null }
	readonly joinsPerSecond: number
	/** With --ramp: all steps; the figures above are of the last one that kept the limit. */
	readonly steps?: readonly LoadFigures[]
	/** With --ramp: most players with intent → seen p99 within the limit; null: none. */
	readonly limitPlayers?: number | null
}

/** GAME.md and the issue: what a partner notices is smooth up to here. */
export const SEEN_LIMIT_MS = 50
const STORM_MS = 10_000
const JOINS_PER_SECOND = 100
/** After joining, until the first rounds have begun everywhere. */
const SETTLE_MS = 2_000
/** A ramp grows by so many parts of its goal. */
const RAMP_STEPS = 10

/** Plays against a running server. Rejects if it can't be reached or refuses. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
	const { players, joinStorm, latencyMs, isRamp, say } = options
	const line = latencyMs > 0 ? await openSlowLine(options.url, latencyMs) : null
	const { level, isLesson, loadsPage, password, dataFolder } = options
	const fleets = new Fleets(
		{ url: line?.url ?? options.url, level, isLesson, loadsPage, password, dataFolder, prefix: 'Load' },
		options.processes,
	)
	try {
		const join = new Samples()
		const steps: LoadFigures[] = []
		let joined = 0
		let joinSeconds = 0
		let best: LoadFigures | null = null
		const goals = isRamp
			? Array.from({ length: RAMP_STEPS }, (_, at) => wholeCrews((players * (at + 1)) / RAMP_STEPS))
			: [players]
		let snapshotBytesMax = 0
		for (const goal of goals) {
			const more = goal - joined
			const grown = await fleets.grow(more, joinStorm ? STORM_MS : (1000 * more) / JOINS_PER_SECOND)
			join.addAll(grown.meter.samples.join)
			joinSeconds += grown.seconds
			joined = grown.seated
			snapshotBytesMax = Math.max(snapshotBytesMax, grown.meter.counts.snapshotBytesMax)
			say(`${joined} of ${goal} players seated`)
			await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
			const figures = await measure(fleets, options, joined)
			snapshotBytesMax = Math.max(snapshotBytesMax, figures.snapshotBytesMax)
			steps.push(figures)
			say(toldFigures(figures))
			const isWithin = (figures.intentSeenMs.p99 ?? Infinity) <= SEEN_LIMIT_MS
			if (isWithin) best = figures
			if (isRamp && !isWithin) break
		}
		const detail = await fleets.check()
		const figures = (isRamp ? best : null) ?? (steps.at(-1) as LoadFigures)
		const [p50, p95] = join.percentiles([50, 95])
		return {
			url: options.url,
			...figures,
			snapshotBytesMax,
			seconds: options.seconds,
			players,
			joined,
			lost: detail.seats + detail.points + detail.commands + detail.news,
			lostDetail: detail,
			joinMs: { p50: rounded(p50), p95: rounded(p95), max: rounded(join.max) },
			joinsPerSecond: rounded(joined / Math.max(joinSeconds, 0.001)) ?? 0,
			...(isRamp ? { steps, limitPlayers: best?.players ?? null } : {}),
		}
	} finally {
		fleets.close()
		line?.close()
	}
}

async function measure(fleets: Fleets, options: LoadOptions, joined: number): Promise<LoadFigures> {
	const before = await scrape(options.url)
	const stretch = await fleets.measure(options.seconds * 1000, options.dropRate)
	return figuresOf(stretch, joined, before, await scrape(options.url))
}

function figuresOf({ meter, bytes, seconds }: Stretch, players: number, before: Scrape, after: Scrape): LoadFigures {
	const samplesOf = (name: keyof typeof meter.samples) => {
		const samples = new Samples()
		samples.addAll(meter.samples[name])
		return samples
	}
	const percentiles = (name: keyof typeof meter.samples): Percentiles => {
		const [p50, p95, p99] = samplesOf(name).percentiles([50, 95, 99])
		return { p50: rounded(p50), p95: rounded(p95), p99: rounded(p99) }
	}
	const ofServer = (name: string, percent: number) => {
		const seconds = histogramPercentile(before, after, name, percent)
		return seconds === null ? null : rounded(seconds * 1000)
	}
	const cpuSeconds = growth(before, after, 'process_cpu_seconds_total')
	const { acknowledged, drops, gaps, snapshotBytesMax } = meter.counts
	return {
		players,
		intentAckMs: percentiles('ack'),
		intentSeenMs: percentiles('seen'),
		tickMs: { p50: ofServer('lot_tick_seconds', 50), p99: ofServer('lot_tick_seconds', 99) },
		bytesPerPlayerPerSecond: Math.round(bytes / Math.max(1, players) / seconds),
		serverCpuPercent: after.has('process_cpu_seconds_total') ? rounded((100 * cpuSeconds) / seconds) : null,
		eventLoopLagMs: { p99: ofServer('lot_loop_lag_seconds', 99) },
		loadLagMs: { p99: percentiles('own').p99 },
		resumeMs: { p95: percentiles('resume').p95, max: rounded(samplesOf('resume').max) },
		commands: acknowledged,
		commandsPerSecond: rounded(acknowledged / seconds) ?? 0,
		refusals: meter.refusals,
		drops,
		gaps,
		snapshotBytesMax,
	}
}

/** Empty if the server tells nothing (another server, or a proxy in front that hides it). */
async function scrape(url: string): Promise<Scrape> {
	try {
		const response = await fetch(`${url}/metrics`)
		return response.ok ? parseScrape(await response.text()) : new Map()
	} catch {
		return new Map()
	}
}

/** One line for people. */
function toldFigures(one: LoadFigures): string {
	const { p50, p95, p99 } = one.intentSeenMs
	return [
		`${one.players} players: seen p50 ${p50} p95 ${p95} p99 ${p99} ms, ack p99 ${one.intentAckMs.p99} ms`,
		`tick p99 ${one.tickMs.p99} ms, ${one.bytesPerPlayerPerSecond} B/s each, server ${one.serverCpuPercent} % CPU`,
		`lag p99 ${one.eventLoopLagMs.p99} ms (own ${one.loadLagMs.p99} ms), ${one.commandsPerSecond} commands/s`,
	].join('; ')
}

const wholeCrews = (players: number): number => 3 * Math.max(1, Math.round(players / 3))

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100)
