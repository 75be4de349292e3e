import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
	readonly registry: Registry
	readonly acks: Counter<'event' | 'code'>
	readonly ackSeconds: Histogram
	readonly commitSeconds: Histogram
	readonly tickSeconds: Histogram
	readonly loopLagSeconds: Histogram
	readonly sockets: Gauge
	readonly roomsDown: Counter
	readonly storeErrors: Counter
}

const FAST_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
/** Fine up to a tick: what decides whether a class plays smoothly. */
const TICK_SECONDS = [
	0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12.5, 15, 20, 25, 30, 35, 40, 45, 50, 75, 100, 200, 500, 1000,
].map((ms) => ms / 1000)

/** What `GET /metrics` tells. `counts` is asked when somebody looks. */
export function createMetrics(
	counts: () => { readonly sessions: number; readonly players: number; readonly rooms: number },
): Metrics {
	const registry = new Registry()
	// Event loop lag, memory, garbage collection.
	collectDefaultMetrics({ register: registry })
	const registers = [registry]
	const gauges = [
		['sessions', 'Sessions in memory'],
		['players', 'Players with a page that is connected'],
		['rooms', 'Rounds that are running'],
	] as const
	for (const [name, help] of gauges) {
		const gauge: Gauge = new Gauge({ name: `lot_${name}`, help, registers, collect: () => gauge.set(counts()[name]) })
	}
	return {
		registry,
		acks: new Counter({
			name: 'lot_acks_total',
			help: 'Answers by event and code',
			labelNames: ['event', 'code'],
			registers,
		}),
		ackSeconds: new Histogram({
			name: 'lot_intent_ack_seconds',
			help: 'From an intent to its durable answer',
			buckets: FAST_SECONDS,
			registers,
		}),
		commitSeconds: new Histogram({
			name: 'lot_commit_seconds',
			help: 'One group commit, the disk included',
			buckets: FAST_SECONDS,
			registers,
		}),
		tickSeconds: new Histogram({
			name: 'lot_tick_seconds',
			help: 'Work for one tick of all rooms, packets included',
			buckets: TICK_SECONDS,
			registers,
		}),
		loopLagSeconds: new Histogram({
			name: 'lot_loop_lag_seconds',
			help: 'How late the event loop came to a slice of the tick (200 a second)',
			buckets: TICK_SECONDS,
			registers,
		}),
		sockets: new Gauge({ name: 'lot_sockets', help: 'Open connections', registers }),
		roomsDown: new Counter({ name: 'lot_rooms_down_total', help: 'Rooms stopped by a bug of ours', registers }),
		storeErrors: new Counter({ name: 'lot_store_errors_total', help: 'Commits that failed', registers }),
	}
}
