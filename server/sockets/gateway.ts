import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { z } from 'zod'
import {
	type Ack,
	type ClientToServer,
	type ErrorCodeName,
	type Failed,
	PROTOCOL_VERSION,
	type ServerToClient,
} from '../../shared/protocol/messages.ts'
import {
	againSchema,
	chooseSeatSchema,
	createSessionSchema,
	joinSessionSchema,
	nothingSchema,
	resumeSessionSchema,
	sendIntentSchema,
} from '../../shared/protocol/schemas.ts'
import {
	createLessonSchema,
	followSchema,
	openLessonSchema,
	sendHostCommandSchema,
	sendPlayerCommandSchema,
} from '../../shared/protocol/lessonSchemas.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { HostPlace, Lobby, Place } from '../session/lobby.ts'
import type { Connection } from '../session/member.ts'
import type { Limits } from './limits.ts'
import { answerDirectly, createSend, type Send } from './wire.ts'

/** A frame larger than this ends the connection before it is read (and not the process). */
const MAX_FRAME_BYTES = 160_000
/** Only a class list comes near this. */
const MAX_MESSAGE_CHARACTERS = 4_000

type Command = keyof ClientToServer
type Reply = (ack: Ack<object>) => void
/** Shapes the message and does what it asks for. Returns why it is refused; null: it has been or will be answered. */
type Receiver = (message: unknown, page: Page, reply: Reply) => ErrorCodeName | null | Promise<null>

/**
 * How often a line shows a sign of life, and how long its answer may take. The host reads the round trip of it, and
 * learns of a phone that fell asleep within twice this time; with socket.io's own 25 s and 20 s a lesson's first minute
 * would have no figure at all.
 */
const HEARTBEAT_MS = 8_000

type GameServer = Server<ClientToServer, ServerToClient>
type GameSocket = Socket<ClientToServer, ServerToClient>

interface Page {
	readonly connection: Connection
	readonly place: Place | null
	readonly desk: HostPlace | null
}

export interface GatewayOptions {
	readonly http: HttpServer
	readonly lobby: Lobby
	readonly limits: Limits
	readonly metrics: Metrics
	readonly log: Logger
	readonly monotonicMs: () => number
}

export interface Gateway {
	/** Says goodbye to all pages and closes their connections. */
	close(): Promise<void>
}

/** The only door for messages: shape, size, rate and seat are checked here, and every message is answered once. */
export function openGateway({ http, lobby, limits, metrics, log, monotonicMs }: GatewayOptions): Gateway {
	const io: GameServer = new Server(http, {
		maxHttpBufferSize: MAX_FRAME_BYTES,
		pingInterval: HEARTBEAT_MS,
		pingTimeout: HEARTBEAT_MS,
		// The page comes from this server; whoever needs another origin puts a proxy in front.
		serveClient: false,
		perMessageDeflate: false,
	})
	const receivers = receiversOf(lobby)
	const send = createSend()
	let isStopping = false

	io.on('connection', (socket: GameSocket) => {
		answerDirectly(socket)
		const connection = connectionOf(socket, send, monotonicMs)
		metrics.sockets.inc()
		socket.on('disconnect', () => {
			metrics.sockets.dec()
			lobby.lose(connection)
		})
		// One door for known and unknown events alike: no message goes unanswered because nobody listens for its name.
		socket.onAny((event: string, ...args: unknown[]) => void receive(event, args, socket.id, connection))
	})

	async function receive(event: string, args: unknown[], socketId: string, connection: Connection): Promise<void> {
		const acknowledge = args.at(-1)
		// Every message of the protocol wants an answer; without a way to give one nothing is done.
		if (!isFunction(acknowledge)) {
			metrics.acks.inc({ event: 'unacknowledged', code: 'none' })
			return
		}
		const command = isCommand(event, receivers) ? event : null
		const startedMs = monotonicMs()
		let isAnswered = false
		const reply: Reply = (ack) => {
			if (isAnswered) return
			isAnswered = true
			metrics.acks.inc({ event: command ?? 'unknown', code: ack.ok ? 'ok' : ack.code })
			if (!ack.ok && ack.code === 'E_PASSWORD') limits.wrongPassword(socketId)
			if (command === 'intent') metrics.ackSeconds.observe((monotonicMs() - startedMs) / 1000)
			acknowledge(ack)
		}
		try {
			// The last argument is the acknowledgement.
			const code = await answer(command, args.length === 2 ? args[0] : undefined, socketId, connection, reply)
			if (code) reply(failed(code))
		} catch (error) {
			log.error({ err: error, event }, 'a message could not be handled')
			reply(failed('E_BUSY'))
		}
	}

	/** Returns why the message is refused; null: it has been or will be answered. */
	async function answer(
		command: Command | null,
		message: unknown,
		socketId: string,
		connection: Connection,
		reply: Reply,
	): Promise<ErrorCodeName | null> {
		if (isStopping) return 'E_BUSY'
		// Else one socket could sit down as somebody new for each message.
		const player = command && ABOUT_SEATS.has(command) ? null : (lobby.placeOf(connection)?.member.id ?? null)
		const desk = lobby.deskOf(connection)
		// A host's own page clicks fast, and is known by its token.
		if (!(await limits.allow(player, socketId, desk !== null))) return 'E_RATE'
		if (command && OPENS_SESSIONS.has(command) && !(await limits.mayTryPassword(socketId))) return 'E_RATE'
		if (!command) return 'E_UNKNOWN_COMMAND'
		if (isOtherVersion(message)) return 'E_VERSION'
		return receivers[command](message, { connection, place: lobby.placeOf(connection), desk }, reply)
	}

	return {
		async close() {
			isStopping = true
			io.emit('goodbye', 'stopping')
			// Two turns, so that what was just written reaches the lines before they are cut.
			await new Promise((resolve) => setTimeout(resolve, 50))
			await io.close()
		},
	}
}

/** What is about sitting down. */
const ABOUT_SEATS: ReadonlySet<Command> = new Set([
	'createSession',
	'joinSession',
	'resumeSession',
	'createLesson',
	'openLesson',
])
const OPENS_SESSIONS: ReadonlySet<Command> = new Set(['createSession', 'createLesson'])

function receiversOf(lobby: Lobby): { readonly [C in Command]: Receiver } {
	return {
		createSession: receiver(createSessionSchema, (message, _, reply) => lobby.create(message, reply)),
		joinSession: receiver(joinSessionSchema, (message, { connection }, reply) =>
			lobby.join(message, connection, reply),
		),
		resumeSession: receiver(resumeSessionSchema, ({ token }, { connection }, reply) =>
			lobby.resume(token, connection, reply),
		),
		createLesson: receiver(createLessonSchema, (message, _, reply) => lobby.createLesson(message, reply)),
		openLesson: receiver(openLessonSchema, ({ token }, { connection }, reply) =>
			lobby.openLesson(token, connection, reply),
		),
		host: receiver(sendHostCommandSchema, async (message, { desk }, reply) => {
			if (!desk || desk.role === 'projector') reply(failed('E_NOT_HOST'))
			else reply(await desk.lesson.hostCommand(desk.role, message))
		}),
		follow: receiver(followSchema, (message, { desk, connection }, reply) =>
			reply(desk ? desk.lesson.follow(connection, message) : failed('E_NOT_HOST')),
		),
		lesson: receiver(
			sendPlayerCommandSchema,
			seated(({ command }, place, reply) => lobby.playerCommand(command, place, reply)),
		),
		chooseSeat: receiver(chooseSeatSchema, seated(lobby.chooseSeat.bind(lobby))),
		intent: receiver(sendIntentSchema, seated(lobby.intent.bind(lobby))),
		resync: receiver(
			nothingSchema,
			seated((_, place, reply) => lobby.resync(place, reply)),
		),
		again: receiver(againSchema, seated(lobby.again.bind(lobby))),
		leave: receiver(
			nothingSchema,
			seated((_, place, reply) => lobby.leave(place, reply)),
		),
	}
}

function receiver<M>(
	schema: z.ZodType<M>,
	handle: (message: M, page: Page, reply: Reply) => void | Promise<void>,
): Receiver {
	return (message, page, reply) => {
		const parsed = schema.safeParse(message)
		if (!parsed.success) return sizeOf(message) > MAX_MESSAGE_CHARACTERS ? 'E_TOO_LARGE' : 'E_BAD_MESSAGE'
		return handle(parsed.data, page, reply)?.then(() => null) ?? null
	}
}

/** For members of a crew only. */
function seated<M>(
	handle: (message: M, place: Place, reply: Reply) => void | Promise<void>,
): (message: M, page: Page, reply: Reply) => void | Promise<void> {
	return (message, { place }, reply) => (place ? handle(message, place, reply) : reply(failed('E_NOT_SEATED')))
}

function connectionOf(socket: GameSocket, send: Send, monotonicMs: () => number): Connection {
	// The same for as long as the page is connected, whatever carries it.
	const line = socket.conn
	const pingMs = measurePing(socket, monotonicMs)
	return {
		id: socket.id,
		get pingMs() {
			return pingMs()
		},
		get isClosed() {
			return !socket.connected
		},
		events: (packet) => send(line, 'events', packet),
		clock: (packet) => send(line, 'clock', packet),
		crew: (view) => send(line, 'crew', view),
		snapshots: (joined) => send(line, 'snapshots', joined),
		lesson: (view) => send(line, 'lesson', view),
		follow: (packet) => send(line, 'follow', packet),
		goodbye(reason) {
			socket.emit('goodbye', reason)
			// `left` needs no more: the page may join again on the same line.
			if (reason !== 'left') socket.disconnect(true)
		},
	}
}

/** The latest round trip of the line's own sign of life; null: none came back yet. */
function measurePing({ conn }: GameSocket, monotonicMs: () => number): () => number | null {
	let sentMs = 0
	let pingMs: number | null = null
	conn.on('packetCreate', ({ type }) => {
		if (type === 'ping') sentMs = monotonicMs()
	})
	conn.on('heartbeat', () => {
		pingMs = Math.round(monotonicMs() - sentMs)
	})
	return () => pingMs
}

function isCommand(event: string, receivers: object): event is Command {
	return Object.hasOwn(receivers, event)
}

function isFunction(value: unknown): value is (ack: Ack<object>) => void {
	return typeof value === 'function'
}

/** A page of another build may send other shapes: it must hear that it is stale, not that its message is bad. */
function isOtherVersion(message: unknown): boolean {
	if (typeof message !== 'object' || message === null || !('version' in message)) return false
	return typeof message.version === 'number' && message.version !== PROTOCOL_VERSION
}

function sizeOf(message: unknown): number {
	try {
		return JSON.stringify(message)?.length ?? 0
	} catch {
		return 0
	}
}

function failed(code: ErrorCodeName): Failed {
	return { ok: false, code }
}
