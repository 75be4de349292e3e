/** After a longer stall (sleeping laptop) the clock slips instead of racing to catch up. */
const MAX_CATCH_UP_BEATS = 5

/**
 * The rooms of a server take turns within a beat, so that nobody's message waits until all of them have been served:
 * with 1,200 rooms that is 4 ms instead of 40.
 */
export const BEAT_SLICES = 10

export interface HeartbeatWatch {
	/** The event loop came so much later than it was asked to. */
	late(ms: number): void
	/** All slices of one beat took so long together. */
	worked(ms: number): void
}

/**
 * One clock for all rooms: calls `beat` for each slice 0 … BEAT_SLICES − 1 once in `periodMs` on average, without drift.
 * Returns the undo.
 */
export function startHeartbeat(
	periodMs: number,
	monotonicMs: () => number,
	beat: (slice: number) => void,
	watch: HeartbeatWatch,
): () => void {
	const sliceMs = periodMs / BEAT_SLICES
	let slice = 0
	let workedMs = 0
	let dueMs = monotonicMs() + sliceMs
	let timer = setTimeout(run, sliceMs)
	function run() {
		let nowMs = monotonicMs()
		watch.late(Math.max(0, nowMs - dueMs))
		for (let beats = 0; nowMs >= dueMs && beats < MAX_CATCH_UP_BEATS * BEAT_SLICES; beats++) {
			dueMs += sliceMs
			beat(slice)
			const doneMs = monotonicMs()
			workedMs += doneMs - nowMs
			nowMs = doneMs
			slice = (slice + 1) % BEAT_SLICES
			if (slice > 0) continue
			watch.worked(workedMs)
			workedMs = 0
		}
		if (nowMs >= dueMs) dueMs = nowMs + sliceMs
		// Whole milliseconds: Node keeps a list of timers for each length, and looks fractions up slowly.
		timer = setTimeout(run, Math.max(1, Math.ceil(dueMs - nowMs)))
	}
	return () => clearTimeout(timer)
}
