import type { LogEntry } from '../../shared/game/log.ts'
import type { Ack } from '../../shared/protocol/messages.ts'

export type IntentAck = Ack<{ readonly seq: number; readonly tick: number }>
export type IntentReply = (ack: IntentAck) => void

/** A page has a handful of messages under way at most; what is further back was answered long ago. */
const REMEMBERED = 256

/**
 * What each player's latest messages came to, so that one sent twice (lost acknowledgement, reconnect) is done once and
 * acknowledged twice. Accepted ones are in the log and so survive a restart.
 */
export class Attempts {
	/** By player, by attempt; a list: not decided yet, these wait for it. */
	readonly #players = new Map<number, Map<number, IntentAck | IntentReply[]>>()
	/** By player: asked with each message, so not counted anew. */
	readonly #highest = new Map<number, number>()

	static fromLog(entries: readonly LogEntry[]): Attempts {
		const attempts = new Attempts()
		for (const { player, attempt, seq, tick } of entries) {
			if (attempt > 0) attempts.#remember(player, attempt, { ok: true, seq, tick })
		}
		return attempts
	}

	/** Highest number known of that player; 0: none. */
	highest(player: number): number {
		return this.#highest.get(player) ?? 0
	}

	/** Whether this is news. If not, `reply` gets (or will get) the answer of the first time. */
	isNew(player: number, attempt: number, reply: IntentReply): boolean {
		const known = this.#players.get(player)?.get(attempt)
		if (known === undefined) {
			if (attempt > this.highest(player) - REMEMBERED) return true
			reply({ ok: false, code: 'E_BAD_MESSAGE' })
			return false
		}
		if (Array.isArray(known)) known.push(reply)
		else reply(known)
		return false
	}

	/** It is being done; `decide` follows. */
	begin(player: number, attempt: number, reply: IntentReply): void {
		this.#remember(player, attempt, [reply])
	}

	/** Answers all who wait. */
	decide(player: number, attempt: number, ack: IntentAck): void {
		const waiting = this.#players.get(player)?.get(attempt)
		this.#remember(player, attempt, ack)
		if (Array.isArray(waiting)) for (const reply of waiting) reply(ack)
	}

	#remember(player: number, attempt: number, ack: IntentAck | IntentReply[]): void {
		let known = this.#players.get(player)
		if (!known) {
			known = new Map()
			this.#players.set(player, known)
		}
		known.set(attempt, ack)
		if (attempt > this.highest(player)) this.#highest.set(player, attempt)
		if (known.size <= REMEMBERED) return
		// Undecided ones are recent, so the oldest is a decided one.
		const oldest = known.keys().next().value
		if (oldest !== undefined) known.delete(oldest)
	}
}
