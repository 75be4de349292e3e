import { io, type Socket } from 'socket.io-client'
import type { HostCommand } from '../../shared/lesson/command.ts'
import type {
	CreateLesson,
	FollowPacket,
	LessonKeys,
	LessonToClient,
	LessonToServer,
	OpenedLesson,
	SendHostCommand,
} from '../../shared/protocol/lessonMessages.ts'
import { PROTOCOL_VERSION, type ServerToClient } from '../../shared/protocol/messages.ts'

type LessonSocket = Socket<LessonToClient & Pick<ServerToClient, 'goodbye'>, LessonToServer>

/** As `Failed`, with a lesson's codes too. */
export interface LessonFailed {
	readonly ok: false
	readonly code: string
	readonly facts?: Readonly<Record<string, number>>
}
export type LessonDone = { readonly ok: true } | LessonFailed

export interface LessonBusState {
	/** `refused`: the token is good for nothing; only another link helps. */
	readonly status: 'connecting' | 'online' | 'offline' | 'refused'
	readonly offlineSinceMs: number | null
	/** The latest that was heard, also while offline. */
	readonly lesson: OpenedLesson | null
	readonly refused: LessonFailed | null
	/** Commands that the server hasn't acknowledged yet. */
	readonly sending: number
	/** The server's clock less ours, to tell how long something has lasted. */
	readonly clockAheadMs: number
}

export interface LessonTiming {
	readonly ackMs: number
	readonly giveUpMs: number
	readonly firstBackoffMs: number
	readonly maxBackoffMs: number
}

const TIMING: LessonTiming = { ackMs: 4_000, giveUpMs: 30_000, firstBackoffMs: 250, maxBackoffMs: 4_000 }
/** Answers that mean "later". */
const CODES_TO_RETRY: ReadonlySet<string> = new Set(['E_BUSY', 'E_RATE', 'E_NOT_SEATED'])

export interface LessonBusOptions {
	/** Server's address; empty: the one that served the page. */
	readonly url: string
	readonly token: string
	/** Drawn anew whenever the page is loaded: attempts count within it. */
	readonly page: string
	readonly nowMs: () => number
	readonly timing?: LessonTiming
}

interface Pending {
	readonly message: SendHostCommand
	readonly startedMs: number
	readonly done: (result: LessonDone) => void
}

const connect = (url: string, timing: LessonTiming): LessonSocket =>
	io(url, {
		transports: ['websocket', 'polling'],
		// Else a proxy that refuses WebSockets ends it: the second transport would never be tried.
		tryAllTransports: true,
		reconnectionDelay: timing.firstBackoffMs,
		reconnectionDelayMax: timing.maxBackoffMs,
		forceNew: true,
	})

/** Opens a lesson on a server: one question, one answer, on a line of its own. Never rejects. */
export function createLesson(
	url: string,
	request: Omit<CreateLesson, 'version'>,
	timing = TIMING,
): Promise<({ readonly ok: true } & LessonKeys) | LessonFailed> {
	const socket = connect(url, timing)
	return new Promise((resolve) => {
		socket.timeout(timing.ackMs * 2).emit('createLesson', { ...request, version: PROTOCOL_VERSION }, (error, reply) => {
			socket.disconnect()
			resolve(error === null ? reply : noAnswer(timing.ackMs * 2))
		})
	})
}

/**
 * The line of a host's, co-host's or projector's page. It opens the lesson with its token after every reconnection, and
 * sends commands one at a time, each under a number of its own, until they are acknowledged: nothing is done twice.
 */
export class LessonBus {
	readonly #options: LessonBusOptions
	readonly #timing: LessonTiming
	readonly #socket: LessonSocket
	readonly #listeners = new Set<(state: LessonBusState) => void>()
	readonly #followers = new Set<(packet: FollowPacket) => void>()
	readonly #queue: Pending[] = []
	#state: LessonBusState = {
		status: 'connecting',
		offlineSinceMs: null,
		lesson: null,
		refused: null,
		sending: 0,
		clockAheadMs: 0,
	}
	#attempt = 0
	/** True once the server knows whose page this is. */
	#opened = false
	#sendingNow = false
	#closed = false
	/** What the page wants to follow; undefined: nothing. */
	#followed: number | null | undefined = undefined

	constructor(options: LessonBusOptions) {
		this.#options = options
		this.#timing = options.timing ?? TIMING
		this.#socket = connect(options.url, this.#timing)
		this.#socket.on('connect', () => void this.#open())
		this.#socket.on('disconnect', (reason) => {
			this.#opened = false
			this.#markOffline()
			// socket.io doesn't come back by itself when the server ended the connection (it is restarting).
			if (reason === 'io server disconnect') void this.#comeBack()
		})
		this.#socket.on('connect_error', () => this.#markOffline())
		this.#socket.on('lesson', (lesson) => {
			if ('role' in lesson) this.#hear(lesson)
		})
		this.#socket.on('follow', (packet) => {
			for (const follower of this.#followers) follower(packet)
		})
	}

	state(): LessonBusState {
		return this.#state
	}

	/** Called after every change. Returns the undo. */
	subscribe(listener: (state: LessonBusState) => void): () => void {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Resolves when the server has done or refused it, or when nothing was heard for too long; never rejects. */
	command(command: HostCommand): Promise<LessonDone> {
		if (this.#closed) return Promise.resolve({ ok: false, code: 'E_NOT_HOST' })
		this.#attempt += 1
		const message: SendHostCommand = { attempt: this.#attempt, page: this.#options.page, command }
		return new Promise((done) => {
			this.#queue.push({ message, startedMs: this.#options.nowMs(), done })
			this.#change({ sending: this.#queue.length })
			void this.#sendQueue()
		})
	}

	/** From now on packets of that crew come, from the start of its round; null: of the one in the spotlight. */
	follow(crew: number | null): void {
		this.#followed = crew
		this.#askToFollow()
	}

	onFollow(listener: (packet: FollowPacket) => void): () => void {
		this.#followers.add(listener)
		return () => this.#followers.delete(listener)
	}

	/** Tries to reconnect now instead of at the next turn (the page came back into view). */
	wake(): void {
		if (!this.#closed && !this.#socket.connected) this.#socket.connect()
	}

	close(): void {
		this.#closed = true
		this.#opened = false
		this.#socket.disconnect()
		for (const { done } of this.#queue.splice(0)) done({ ok: false, code: 'E_NOT_HOST' })
		this.#listeners.clear()
		this.#followers.clear()
	}

	#emitter(): ReturnType<LessonSocket['timeout']> {
		return this.#socket.timeout(this.#timing.ackMs)
	}

	#open(): Promise<void> {
		return new Promise((resolve) => {
			const message = { version: PROTOCOL_VERSION, token: this.#options.token }
			this.#emitter().emit('openLesson', message, (error, reply) => {
				resolve()
				if (this.#closed) return
				if (error !== null) void this.#openAgain()
				else if (reply.ok) {
					this.#opened = true
					this.#hear(reply.lesson)
					this.#askToFollow()
					void this.#sendQueue()
				} else if (CODES_TO_RETRY.has(reply.code)) void this.#openAgain()
				else this.#refuse(reply)
			})
		})
	}

	async #openAgain(): Promise<void> {
		await pause(this.#timing.firstBackoffMs * 2)
		// A new connection would open by itself.
		if (this.#socket.connected && !this.#opened && !this.#closed) await this.#open()
	}

	async #comeBack(): Promise<void> {
		await pause(this.#timing.firstBackoffMs)
		if (!this.#closed) this.#socket.connect()
	}

	#refuse(refused: LessonFailed): void {
		this.#socket.disconnect()
		this.#change({ status: 'refused', refused })
		for (const { done } of this.#queue.splice(0)) done(refused)
	}

	#hear(lesson: OpenedLesson): void {
		const clockAheadMs = lesson.nowMs - this.#options.nowMs()
		this.#change({ status: 'online', offlineSinceMs: null, lesson, clockAheadMs })
	}

	#markOffline(): void {
		if (this.#closed || this.#state.status === 'offline' || this.#state.status === 'refused') return
		this.#change({ status: 'offline', offlineSinceMs: this.#options.nowMs() })
	}

	#askToFollow(): void {
		if (this.#followed === undefined || !this.#opened) return
		// A refusal (no consent any more) shows in the lesson itself.
		this.#emitter().emit('follow', { crew: this.#followed }, () => {})
	}

	async #sendQueue(): Promise<void> {
		if (this.#sendingNow) return
		this.#sendingNow = true
		let backoffMs = this.#timing.firstBackoffMs
		for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
			const result = await this.#transmit(head)
			if (this.#closed || head !== this.#queue[0]) break
			const waitedMs = this.#options.nowMs() - head.startedMs
			if (result === null && waitedMs < this.#timing.giveUpMs) {
				await pause(backoffMs)
				backoffMs = Math.min(backoffMs * 2, this.#timing.maxBackoffMs)
				continue
			}
			backoffMs = this.#timing.firstBackoffMs
			this.#queue.shift()
			this.#change({ sending: this.#queue.length })
			head.done(result ?? noAnswer(waitedMs))
		}
		this.#sendingNow = false
	}

	/** Null: no answer, or one that says "later"; to be sent again under the same number. */
	#transmit({ message }: Pending): Promise<LessonDone | null> {
		if (!this.#opened) return Promise.resolve(null)
		return new Promise((resolve) => {
			this.#emitter().emit('host', message, (error, reply) => {
				if (error !== null || (!reply.ok && CODES_TO_RETRY.has(reply.code))) resolve(null)
				else resolve(reply.ok ? { ok: true } : reply)
			})
		})
	}

	#change(change: Partial<LessonBusState>): void {
		if (this.#closed) return
		this.#state = { ...this.#state, ...change }
		for (const listener of this.#listeners) listener(this.#state)
	}
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** `waitedSeconds` makes the words say "no answer" instead of "busy". */
const noAnswer = (waitedMs: number): LessonFailed => ({
	ok: false,
	code: 'E_BUSY',
	facts: { waitedSeconds: Math.round(waitedMs / 1000) },
})
