/** What the server knows of the world outside; only `main.ts` makes one, tests make their own. */
export interface Surroundings {
	/** Milliseconds since 1970: for dates and for what must outlive the process. */
	wallMs(): number
	/** Never goes back: for durations. */
	monotonicMs(): number
	/** Unguessable. */
	randomBytes(length: number): Uint8Array
	/** 0 … limit − 1, evenly. */
	randomInt(limit: number): number
}
