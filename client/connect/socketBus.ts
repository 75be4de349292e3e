import { io, type Socket } from 'socket.io-client'
import type { PlayerCommand } from '../../shared/lesson/command.ts'
import type { LessonView, PlayerLesson } from '../../shared/lesson/view.ts'
import type { Intent } from '../../shared/game/intent.ts'
import type { Seat } from '../../shared/game/seat.ts'
import {
	type Ack,
	type AgainRequest,
	type ClientToServer,
	type CreateSession,
	type Failed,
	type Joined,
	type JoinSession,
	PROTOCOL_VERSION,
	type SendIntent,
	type ServerToClient,
} from '../../shared/protocol/messages.ts'
import { fold } from '../../shared/view/fold.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { Bus, BusListener, BusState, Cue, Done } from './bus.ts'
import { foldPacket, type SeatStream } from './foldPacket.ts'
import type { PlayerRecords } from './playerRecord.ts'

export type LotSocket = Socket<ServerToClient, ClientToServer>

/** Why a connection ended or can't begin; what the player must be told. */
export type Trouble =
	| { readonly kind: 'goodbye'; readonly reason: 'replaced' | 'stopping' | 'left' | 'kicked' | 'banned' }
	| { readonly kind: 'failed'; readonly failed: Failed }

export interface SocketBusOptions {
	/** Server's address; empty: the one that served the page. */
	readonly url: string
	readonly records: PlayerRecords
	readonly nowMs: () => number
	readonly onTrouble: (trouble: Trouble) => void
	/** Tests are in a hurry. */
	readonly timing?: Timing
}

export interface Timing {
	/** How long one transmission may take before it is sent again. */
	readonly ackMs: number
	/** How long the page tries to get one intent done, reconnections included. */
	readonly giveUpMs: number
	readonly firstBackoffMs: number
	readonly maxBackoffMs: number
}

const TIMING: Timing = { ackMs: 4_000, giveUpMs: 30_000, firstBackoffMs: 250, maxBackoffMs: 4_000 }

interface Pending {
	readonly message: Omit<SendIntent, 'attempt'> & { attempt: number }
	readonly startedMs: number
	readonly done: (result: Done) => void
}

const SERVER_CODES_TO_RETRY: ReadonlySet<string> = new Set(['E_BUSY', 'E_RATE', 'E_NOT_SEATED'])

/**
 * A crew's round on a server. Lives from the first message until `close`.
 *
 * Intents go out one at a time, in order, each under a number of its own, again and again under the
 * same number until it is acknowledged: whatever is lost on the way, nothing is done twice.
 */
export class SocketBus implements Bus {
	readonly #options: SocketBusOptions
	readonly #timing: Timing
	readonly #socket: LotSocket
	readonly #listeners = new Set<BusListener>()
	readonly #queue: Pending[] = []
	#streams: Partial<Record<Seat, SeatStream>> = {}
	#state: BusState = {
		status: 'connecting',
		offlineSinceMs: null,
		crew: null,
		you: null,
		round: 0,
		views: {},
		lesson: null,
	}
	#token: string | null = null
	#attempt = 0
	/** True once the server knows which player this socket speaks for. */
	#speaking = false
	#sending = false
	#resyncing = false
	#closed = false
	#backoffMs: number

	constructor(options: SocketBusOptions) {
		this.#options = options
		this.#timing = options.timing ?? TIMING
		this.#backoffMs = this.#timing.firstBackoffMs
		this.#socket = io(options.url, {
			transports: ['websocket', 'polling'],
			// Else a proxy that refuses WebSockets ends it: the second transport would never be tried.
			tryAllTransports: true,
			reconnectionDelay: this.#timing.firstBackoffMs,
			reconnectionDelayMax: this.#timing.maxBackoffMs,
			forceNew: true,
		})
		this.#socket.on('connect', () => this.#connected())
		this.#socket.on('disconnect', (reason) => this.#disconnected(reason))
		this.#socket.on('connect_error', () => this.#markOffline())
		this.#socket.on('crew', (crew) => this.#change({ crew }, []))
		this.#socket.on('lesson', (lesson) => {
			if (isOwn(lesson)) this.#change({ lesson }, [])
		})
		this.#socket.on('snapshots', (joined) => this.#joined(joined))
		this.#socket.on('events', (packet) => {
			// Before the first snapshot there is nothing to fold into.
			if (!this.#speaking) return
			const folded = foldPacket(this.#streams[packet.seat], this.#state.round, packet)
			if (folded.kind === 'gap') void this.resync()
			if (folded.kind !== 'next') return
			this.#streams = { ...this.#streams, [packet.seat]: folded.stream }
			const cues = packet.events.map(({ event, costCycles }): Cue => ({ seat: packet.seat, event, costCycles }))
			this.#change({ views: viewsOf(this.#streams) }, cues)
		})
		this.#socket.on('clock', ({ round, tick }) => {
			if (!this.#speaking || round !== this.#state.round) return
			for (const [seat, { view, cursor }] of Object.entries(this.#streams))
				this.#streams = { ...this.#streams, [seat]: { view: fold(view, [], tick), cursor } }
			this.#change({ views: viewsOf(this.#streams) }, [])
		})
		this.#socket.on('goodbye', (reason) => {
			// Out of the room: the old token opens nothing any more.
			if ((reason === 'kicked' || reason === 'banned') && this.#token !== null) options.records.forget(this.#token)
			if (reason !== 'stopping') this.disconnect()
			options.onTrouble({ kind: 'goodbye', reason })
		})
	}

	state(): BusState {
		return this.#state
	}

	subscribe(listener: BusListener): () => void {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Opens a session; nobody sits in it yet. */
	create(request: Omit<CreateSession, 'version'>): Promise<Ack<{ code: string }>> {
		return this.#ask((ack) => this.#emitter().emit('createSession', { ...request, version: PROTOCOL_VERSION }, ack))
	}

	/** Sits down as a new player. */
	async join(request: Omit<JoinSession, 'version'>): Promise<Done> {
		const reply = await this.#ask<Joined>(
			(ack) => this.#emitter().emit('joinSession', { ...request, version: PROTOCOL_VERSION }, ack),
			(joined) => {
				this.#attempt = 0
				this.#joined(joined)
			},
		)
		return reply.ok ? { ok: true } : reply
	}

	/** Sits down again as the player of a record. A failure is reported to `onTrouble`, too. */
	resume(token: string, attempt: number): void {
		this.#token = token
		this.#attempt = attempt
		if (this.#socket.connected) void this.#resumeNow()
	}

	send(seat: Seat, intent: Intent): Promise<Done> {
		if (this.#closed) return Promise.resolve({ ok: false, code: 'E_NOT_SEATED' })
		const message = { round: this.#state.round, seat, attempt: 0, intent }
		return new Promise((done) => {
			this.#queue.push({ message, startedMs: this.#options.nowMs(), done })
			void this.#sendQueue()
		})
	}

	async chooseSeat(seat: Seat): Promise<Done> {
		const reply = await this.#ask<Joined>(
			(ack) => this.#emitter().emit('chooseSeat', { seat }, ack),
			(joined) => this.#joined(joined),
		)
		return reply.ok ? { ok: true } : reply
	}

	async again(request: AgainRequest): Promise<Done> {
		const reply = await this.#ask<{ round: number }>((ack) => this.#emitter().emit('again', request, ack))
		return reply.ok ? { ok: true } : reply
	}

	/** What a student says in a lesson, once more until it is answered: saying it twice changes nothing. */
	async lesson(command: PlayerCommand): Promise<Done> {
		const startedMs = this.#options.nowMs()
		let backoffMs = this.#timing.firstBackoffMs
		for (let attempt = 1; !this.#closed; attempt += 1) {
			const reply = await this.#ask<object>((ack) => this.#emitter().emit('lesson', { command }, ack))
			if (reply.ok) return { ok: true }
			// The first answer was lost on the way.
			if (reply.code === 'E_DIAGNOSED' && attempt > 1) return { ok: true }
			if (!SERVER_CODES_TO_RETRY.has(reply.code) || this.#options.nowMs() - startedMs > this.#timing.giveUpMs)
				return reply
			await pause(backoffMs)
			backoffMs = Math.min(backoffMs * 2, this.#timing.maxBackoffMs)
		}
		return { ok: false, code: 'E_NOT_SEATED' }
	}

	/** Asks for snapshots: after a gap, or when the page was asleep. */
	async resync(): Promise<void> {
		if (this.#resyncing || !this.#speaking) return
		this.#resyncing = true
		const reply = await this.#ask<Joined>(
			(ack) => this.#emitter().emit('resync', {}, ack),
			(joined) => this.#joined(joined),
		)
		this.#resyncing = false
		// A line that looks open but carries nothing (a phone that slept): a new one resumes by itself.
		if (!reply.ok && isNoAnswer(reply) && !this.#closed) this.#socket.disconnect().connect()
	}

	/** Leaves the session for good. */
	close(): void {
		if (this.#token !== null) this.#options.records.forget(this.#token)
		if (this.#socket.connected && this.#speaking) this.#socket.emit('leave', {}, () => this.disconnect())
		else this.disconnect()
	}

	/** Cuts the line; the seat is kept and can be resumed. */
	disconnect(): void {
		this.#closed = true
		this.#speaking = false
		this.#socket.disconnect()
		for (const { done } of this.#queue.splice(0)) done({ ok: false, code: 'E_NOT_SEATED' })
	}

	/** Tries to reconnect now instead of at the next turn (the page came back into view). */
	wake(): void {
		if (this.#closed) return
		if (this.#socket.connected) void this.resync()
		else this.#socket.connect()
	}

	#emitter(): ReturnType<LotSocket['timeout']> {
		return this.#socket.timeout(this.#timing.ackMs)
	}

	/**
	 * One question with one answer; no answer in time becomes a failure like any other. `heard` is called at
	 * the very moment of a good answer: events may follow on its heels and must find its snapshots in place.
	 */
	#ask<T extends object>(
		emit: (ack: (error: Error | null, reply: Ack<T>) => void) => void,
		heard: (reply: T) => void = () => {},
	): Promise<Ack<T>> {
		return new Promise((resolve) => {
			emit((error, reply) => {
				if (error === null && reply.ok) heard(reply)
				resolve(error === null ? reply : noAnswer(this.#timing.ackMs))
			})
		})
	}

	#connected(): void {
		if (this.#token === null) this.#change({ status: 'online', offlineSinceMs: null }, [])
		else void this.#resumeNow()
	}

	async #resumeNow(): Promise<void> {
		const token = this.#token
		if (token === null) return
		const reply = await this.#ask<Joined>(
			(ack) => this.#emitter().emit('resumeSession', { version: PROTOCOL_VERSION, token }, ack),
			(joined) => {
				if (!this.#closed && token === this.#token) this.#joined(joined)
			},
		)
		if (reply.ok || this.#closed || token !== this.#token) return
		if (reply.code === 'E_BUSY' || reply.code === 'E_RATE') {
			await pause(this.#nextBackoff())
			// A new connection would resume by itself.
			if (this.#socket.connected && !this.#speaking && !this.#closed) await this.#resumeNow()
			return
		}
		if (reply.code === 'E_STALE_TOKEN') this.#options.records.forget(token)
		this.disconnect()
		this.#options.onTrouble({ kind: 'failed', failed: reply })
	}

	#joined(joined: Joined): void {
		this.#speaking = true
		this.#backoffMs = this.#timing.firstBackoffMs
		this.#token = joined.you.token
		this.#streams = {}
		for (const { view, cursor } of joined.snapshots) this.#streams[view.seat] = { view, cursor }
		this.#saveRecord(joined)
		const views = viewsOf(this.#streams)
		const { you, crew } = joined
		const lesson = joined.lesson ?? null
		this.#change({ status: 'online', offlineSinceMs: null, you, crew, round: crew.round, views, lesson }, [])
		void this.#sendQueue()
	}

	#saveRecord({ you, crew }: Pick<Joined, 'you' | 'crew'>): void {
		const name = crew.members.find(({ player }) => player === you.player)?.name ?? ''
		const savedAtMs = this.#options.nowMs()
		this.#options.records.save({ token: you.token, code: crew.code, name, attempt: this.#attempt, savedAtMs })
	}

	#disconnected(reason: string): void {
		this.#speaking = false
		this.#markOffline()
		// socket.io doesn't come back by itself when the server ended the connection (it is restarting).
		if (reason === 'io server disconnect' && !this.#closed) {
			void pause(this.#nextBackoff()).then(() => {
				if (!this.#closed) this.#socket.connect()
			})
		}
	}

	#markOffline(): void {
		if (this.#state.status === 'offline') return
		this.#change({ status: 'offline', offlineSinceMs: this.#options.nowMs() }, [])
	}

	#nextBackoff(): number {
		const now = this.#backoffMs
		this.#backoffMs = Math.min(now * 2, this.#timing.maxBackoffMs)
		return now
	}

	async #sendQueue(): Promise<void> {
		if (this.#sending) return
		this.#sending = true
		let backoffMs = this.#timing.firstBackoffMs
		for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
			const result = await this.#transmit(head)
			const waitedMs = this.#options.nowMs() - head.startedMs
			if (this.#closed) break
			if (result === null && waitedMs < this.#timing.giveUpMs) {
				await pause(backoffMs)
				backoffMs = Math.min(backoffMs * 2, this.#timing.maxBackoffMs)
				continue
			}
			backoffMs = this.#timing.firstBackoffMs
			this.#queue.shift()
			head.done(result ?? noAnswer(waitedMs))
		}
		this.#sending = false
	}

	/** Null: no answer, or one that says "later"; to be sent again under the same number. */
	async #transmit(pending: Pending): Promise<Done | null> {
		if (!this.#speaking) return null
		const { message } = pending
		if (message.attempt === 0) {
			message.attempt = ++this.#attempt
			const { you, crew } = this.#state
			if (you !== null && crew !== null) this.#saveRecord({ you, crew })
		}
		const reply = await this.#ask<{ seq: number; tick: number }>((ack) =>
			this.#emitter().emit('intent', { ...message }, ack),
		)
		if (reply.ok) return { ok: true }
		if (reply.code === 'E_ROUND') void this.resync()
		return SERVER_CODES_TO_RETRY.has(reply.code) ? null : reply
	}

	#change(change: Partial<BusState>, cues: readonly Cue[]): void {
		this.#state = { ...this.#state, ...change }
		for (const listener of this.#listeners) listener(this.#state, cues)
	}
}

/** A socket speaks for one kind of page, so this only narrows the type. */
const isOwn = (lesson: LessonView): lesson is PlayerLesson => 'you' in lesson

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** `waitedSeconds` makes the client's words say "no answer" instead of "busy". */
const noAnswer = (waitedMs: number): Failed => ({
	ok: false,
	code: 'E_BUSY',
	facts: { waitedSeconds: Math.round(waitedMs / 1000) },
})

const isNoAnswer = (failed: Failed): boolean => failed.facts?.['waitedSeconds'] !== undefined

function viewsOf(streams: Partial<Record<Seat, SeatStream>>): BusState['views'] {
	const views: Partial<Record<Seat, SeatView>> = {}
	for (const { view } of Object.values(streams)) views[view.seat] = view
	return views
}
