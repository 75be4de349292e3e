import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { TICK_MS } from '../shared/game/seat.ts'
import { createApp } from './http/app.ts'
import type { HomeworkDesk } from './homework/homeworkDesk.ts'
import { lanAddresses } from './http/lanAddresses.ts'
import { createMetrics } from './ops/metrics.ts'
import type { Surroundings } from './ops/surroundings.ts'
import { startHeartbeat } from './room/heartbeat.ts'
import { warmUp } from './room/measureReference.ts'
import { Lobby } from './session/lobby.ts'
import { createLimits } from './sockets/limits.ts'
import { openGateway } from './sockets/gateway.ts'
import type { EventStore } from './store/eventStore.ts'
import { GroupCommit } from './store/groupCommit.ts'

export interface ServerOptions {
	/** 0: any free one. */
	readonly port: number
	/** Null: all interfaces. */
	readonly host: string | null
	readonly version: string
	/** How much faster than life the clock of LIVE and CALM runs; 1: a tick is 50 ms. */
	readonly clockSpeed: number
	/** Folder of a build of the page; not told: the usual one. */
	readonly pageFolder?: string
	/** Whoever opens a session must know it; not told: anyone may. */
	readonly hostPassword?: string
	readonly store: EventStore
	/** Closed with the server; not told: none is given. */
	readonly homework?: HomeworkDesk
	readonly log: Logger
	readonly surroundings: Surroundings
}

export interface RunningServer {
	readonly port: number
	readonly lanUrls: readonly string[]
	/** Goodbye to all, everything on the disk, the store closed. */
	close(): Promise<void>
}

const SWEEP_MS = 60_000
const RECONCILE_MS = 5_000
const LESSON_BEAT_MS = 250

/** Replays what was going on, then listens. Rejects if it can't listen (EADDRINUSE …); the store stays open then. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
	const { store, log, surroundings, version } = options
	const monotonicMs = () => surroundings.monotonicMs()
	const startedMs = monotonicMs()
	let isStopping = false

	const metrics = createMetrics(() => lobby.counts())
	const commit = new GroupCommit(
		store,
		surroundings,
		(error) => {
			metrics.storeErrors.inc()
			log.error({ err: error, code: 'E_STORE' }, 'the log could not be written')
		},
		(durationMs) => metrics.commitSeconds.observe(durationMs / 1000),
	)
	warmUp()
	const lobby = new Lobby({
		store,
		commit,
		surroundings,
		hostPassword: options.hostPassword ?? null,
		roomDown({ code, crew, round }, error) {
			metrics.roomsDown.inc()
			const replay = `npm run --silent lot -- export ${code} --crew ${crew} --round ${round} > round.lotlog`
			log.error({ err: error, code: 'E_ROOM_DOWN', session: code, crew, round, replay }, 'a room was stopped by a bug')
		},
	})
	await lobby.restore()

	const app = createApp({
		version,
		pageFolder: options.pageFolder ?? null,
		lessons: lobby,
		metrics,
		uptimeSeconds: () => Math.floor((monotonicMs() - startedMs) / 1000),
		counts: () => lobby.counts(),
		lanUrls: () => urls,
		isStopping: () => isStopping,
		...(options.homework ? { homework: options.homework } : {}),
	})
	const http = createServer(app)
	await new Promise<void>((resolve, reject) => {
		http.once('error', reject)
		http.listen(options.port, options.host ?? undefined, () => {
			http.off('error', reject)
			resolve()
		})
	})
	const { port } = http.address() as AddressInfo
	const urls = (options.host ? [options.host] : lanAddresses()).map((address) => `http://${address}:${port}`)
	const gateway = openGateway({ http, lobby, limits: createLimits(), metrics, log, monotonicMs })
	const stopHeartbeat = startHeartbeat(TICK_MS / options.clockSpeed, monotonicMs, (slice) => lobby.beat(slice), {
		late: (ms) => metrics.loopLagSeconds.observe(ms / 1000),
		worked: (ms) => metrics.tickSeconds.observe(ms / 1000),
	})
	const timers = [
		setInterval(() => lobby.sweep(), SWEEP_MS),
		setInterval(() => lobby.reconcile(), RECONCILE_MS),
		setInterval(() => lobby.beatLessons(), LESSON_BEAT_MS),
	]

	return {
		port,
		lanUrls: urls,
		async close() {
			isStopping = true
			stopHeartbeat()
			for (const timer of timers) clearInterval(timer)
			lobby.close()
			await commit.flush()
			await gateway.close()
			http.closeAllConnections()
			// Losing the connections made no writes, as all timers are stopped; but be sure.
			lobby.close()
			await commit.flush()
			options.homework?.close()
			metrics.registry.clear()
			await store.close()
		},
	}
}
