import type { Surroundings } from '../ops/surroundings.ts'
import type { EventStore, Write } from './eventStore.ts'

/** A commit waits at most so long for company; alone it goes at once. One fsync then serves a whole class. */
const GATHER_MS = 5
/** With each submission of the one before it waits a little longer: thousands of players must not keep the disk spinning. */
const GATHER_MS_EACH = 0.25
const MAX_GATHER_MS = 8
/** What nobody waits for goes with the next commit, or after so long: a class that only thinks costs 20 fsyncs a second. */
const LAZY_MS = 50

/**
 * One stream of writes whose order matters (a round). Once a write of it has failed, all later ones fail too until the
 * owner takes a new lane: a log must not have holes.
 */
export interface Lane {
	broken: boolean
}

interface Submission {
	readonly writes: readonly Write[]
	readonly lane: Lane | null
	readonly done: (durable: boolean) => void
}

/** Collects writes and commits them together, in order. */
export class GroupCommit {
	readonly #store: EventStore
	readonly #surroundings: Surroundings
	readonly #onError: (error: unknown) => void
	readonly #onCommit: (durationMs: number) => void
	#queue: Submission[] = []
	/** Nobody waits for these. */
	#lazy: Write[] = []
	#lazyTimer: NodeJS.Timeout | null = null
	#timer: NodeJS.Timeout | NodeJS.Immediate | null = null
	#running: Promise<void> | null = null
	#latestMs = Number.NEGATIVE_INFINITY
	#latestSize = 0

	constructor(
		store: EventStore,
		surroundings: Surroundings,
		onError: (error: unknown) => void,
		onCommit: (durationMs: number) => void,
	) {
		this.#store = store
		this.#surroundings = surroundings
		this.#onError = onError
		this.#onCommit = onCommit
	}

	/** `done` is called once, never before `submit` returns, in the order of the submissions. */
	submit(writes: readonly Write[], lane: Lane | null, done: (durable: boolean) => void): void {
		this.#queue.push({ writes, lane, done })
		this.#arm()
	}

	/** For what is no loss if it doesn't get there; and nobody is told when it does. */
	submitLazily(write: Write): void {
		this.#lazy.push(write)
		this.#lazyTimer ??= setTimeout(() => {
			this.#queueLazy()
			this.#arm()
		}, LAZY_MS)
	}

	#queueLazy(): void {
		if (this.#lazyTimer) clearTimeout(this.#lazyTimer)
		this.#lazyTimer = null
		if (this.#lazy.length > 0) this.#queue.push({ writes: this.#lazy, lane: null, done: () => {} })
		this.#lazy = []
	}

	/** Resolves when all that was submitted so far is decided. */
	async flush(): Promise<void> {
		this.#queueLazy()
		while (this.#queue.length > 0 || this.#running) {
			await (this.#running ?? this.#commit())
		}
	}

	#arm(): void {
		if (this.#timer || this.#running) return
		const gatherMs = Math.min(MAX_GATHER_MS, GATHER_MS + GATHER_MS_EACH * this.#latestSize)
		const waitMs = Math.floor(this.#latestMs + gatherMs - this.#surroundings.monotonicMs())
		const go = () => {
			this.#timer = null
			void this.#commit()
		}
		this.#timer = waitMs > 0 ? setTimeout(go, waitMs) : setImmediate(go)
	}

	#commit(): Promise<void> {
		this.#running ??= this.#commitQueue().finally(() => {
			this.#running = null
			if (this.#queue.length > 0) this.#arm()
		})
		return this.#running
	}

	async #commitQueue(): Promise<void> {
		this.#queueLazy()
		const batch = this.#queue
		if (batch.length === 0) return
		this.#queue = []
		this.#latestMs = this.#surroundings.monotonicMs()
		this.#latestSize = batch.length
		const whole = batch.filter(({ lane }) => !lane?.broken)
		if (whole.length === batch.length && (await this.#write(batch.flatMap(({ writes }) => writes)))) {
			this.#onCommit(this.#surroundings.monotonicMs() - this.#latestMs)
			for (const { done } of batch) done(true)
			return
		}
		// Something is wrong with the disk or with one of them: find out which, so that one room can't stop the others.
		for (const { writes, lane, done } of batch) {
			const durable = !lane?.broken && (await this.#write(writes))
			if (!durable && lane) lane.broken = true
			done(durable)
		}
	}

	async #write(writes: readonly Write[]): Promise<boolean> {
		try {
			await this.#store.write(writes)
			return true
		} catch (error) {
			this.#onError(error)
			return false
		}
	}
}
