import type { LessonView } from '../../shared/lesson/view.ts'
import type { Connection } from '../session/member.ts'

/** What changes all the time and hurries nobody goes out so often (a class votes within seconds). */
const COUNTS_MS = 1_000
/** A host's table goes out so often. */
const DESK_MS = 500

interface Sent {
	readonly text: string
	readonly counts: string
	readonly atMs: number
}

/** Sends views to those who haven't heard them yet. */
export class Audience {
	readonly #sent = new WeakMap<Connection, Sent>()

	/** Only if something in it is news; the clock alone never is. */
	tell(connection: Connection, view: LessonView, nowMs: number): void {
		const { text, counts } = fingerprint(view)
		const before = this.#sent.get(connection)
		const isSame = before?.text === text
		if (isSame && before.counts === counts) return
		const pauseMs = 'role' in view ? DESK_MS : COUNTS_MS
		if (before && isSame && nowMs < before.atMs + pauseMs) return
		this.#sent.set(connection, { text, counts, atMs: nowMs })
		connection.lesson(view)
	}

	/** It was told in another way just now. */
	note(connection: Connection, view: LessonView, nowMs: number): void {
		this.#sent.set(connection, { ...fingerprint(view), atMs: nowMs })
	}
}

/** Without the clock; and apart from it what may be told late. */
function fingerprint(view: LessonView): { readonly text: string; readonly counts: string } {
	const { nowMs: _, players, crews, poll, ...rest } = view
	const { voted, voters, ...asked } = poll ?? { voted: 0, voters: 0 }
	if (!('role' in rest))
		return { text: JSON.stringify([rest, asked]), counts: JSON.stringify([players, crews, voted, voters]) }
	if (rest.role === 'projector') {
		const { road, beatGhost, ...stage } = rest
		return {
			text: JSON.stringify([stage, asked]),
			counts: JSON.stringify([players, crews, voted, voters, road, beatGhost]),
		}
	}
	const { table, polls, ...stage } = rest
	return { text: JSON.stringify([stage, asked]), counts: JSON.stringify([players, crews, voted, voters, table, polls]) }
}
