import { injectionsIn } from '../../shared/game/inject.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { changedReference, loadedProgram } from '../room/loadedPrograms.ts'
import type { Room } from '../room/room.ts'
import type { Crew } from '../session/crew.ts'
import type { Connection } from '../session/member.ts'
import type { EventStore, RoundRow } from '../store/eventStore.ts'

/** One crew's round as a page follows it: its log so far, then what is added, and the clock. Never what isn't on the disk. */
export class FollowStream {
	readonly crew: Crew
	readonly row: RoundRow
	readonly #to: Connection
	#unfollow: (() => void) | null = null
	#news: LogEntry[] = []
	#sent = -1
	#isClosed = false

	/** `row`: an older round, which is over; else the crew's present one. */
	constructor(store: EventStore, to: Connection, crew: Crew, row: RoundRow) {
		this.crew = crew
		this.row = row
		this.#to = to
		void this.#begin(store, crew.room?.row.id === row.id ? crew.room : null)
	}

	close(): void {
		this.#isClosed = true
		this.#unfollow?.()
	}

	async #begin(store: EventStore, room: Room | null): Promise<void> {
		if (room) await new Promise<void>((resolve) => room.whenSettled(() => resolve()))
		if (this.#isClosed) return
		this.#unfollow =
			room?.follow({ entry: (entry) => this.#news.push(entry), clock: (tick) => this.#tell(tick) }) ?? null
		const liveTick = room?.world.tick ?? 0
		const { entries, tick } = await store.log(this.row)
		const { level, seed } = this.row.header
		const loaded = await loadedProgram(level, seed)
		if (!loaded || this.#isClosed) return
		const reference = await changedReference(loaded, seed, injectionsIn(entries))
		if (this.#isClosed) return
		const start = { header: this.row.header, reference }
		this.#sent = entries.length
		this.#news = this.#news.filter(({ seq }) => seq >= entries.length)
		// Entries may have come while the log was being read: the clock is theirs at least.
		const reached = Math.max(room ? (entries.at(-1)?.tick ?? 0) : tick, liveTick)
		this.#to.follow({ ...this.#place(), start, from: 0, entries, tick: reached })
	}

	#tell(tick: number): void {
		if (this.#sent < 0) return
		const entries = this.#news
		this.#news = []
		this.#to.follow({ ...this.#place(), start: null, from: this.#sent, entries, tick })
		this.#sent += entries.length
	}

	#place() {
		return { crew: this.crew.row.number, round: this.row.number }
	}
}
