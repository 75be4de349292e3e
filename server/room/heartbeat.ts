/** After a longer stall (sleeping laptop) the clock slips instead of racing to catch up. */
const MAX_CATCH_UP_BEATS = 5

/** One clock for all rooms: calls `beat` every `periodMs` on average, without drift. Returns the undo. */
export function startHeartbeat(periodMs: number, monotonicMs: () => number, beat: () => void): () => void {
	let dueMs = monotonicMs() + periodMs
	let timer = setTimeout(run, periodMs)
	function run() {
		for (let beats = 0; monotonicMs() >= dueMs && beats < MAX_CATCH_UP_BEATS; beats++) {
			dueMs += periodMs
			beat()
		}
		const nowMs = monotonicMs()
		if (nowMs >= dueMs) dueMs = nowMs + periodMs
		timer = setTimeout(run, Math.max(0, dueMs - nowMs))
	}
	return () => clearTimeout(timer)
}
