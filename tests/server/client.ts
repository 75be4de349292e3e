import { io, type Socket } from 'socket.io-client'
import { botIntent } from '../../shared/game/bots/bot.ts'
import type { Intent } from '../../shared/game/intent.ts'
import type { Seat } from '../../shared/game/seat.ts'
import {
	type Ack,
	type ClientToServer,
	type CrewView,
	type EventPacket,
	type Joined,
	PROTOCOL_VERSION,
	type SendIntent,
	type ServerToClient,
} from '../../shared/protocol/messages.ts'
import { fold } from '../../shared/view/fold.ts'
import type { SeatView } from '../../shared/view/seatView.ts'

type Command = keyof ClientToServer
type AckOf<C extends Command> = Parameters<Parameters<ClientToServer[C]>[1]>[0]

/** What was acknowledged: it must be in the log, whatever happens later. */
export interface Acknowledged {
	readonly round: number
	readonly seat: Seat
	readonly attempt: number
	readonly seq: number
	readonly tick: number
	readonly intent: Intent
}

/** Answers slower than this are taken for lost and the message is sent again. */
const ANSWER_MS = 1_500
/** A session waits for the ghosts of its seed. */
const CREATE_MS = 10_000

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function until(what: string, isTrue: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
	const endMs = performance.now() + limitMs
	while (!(await isTrue())) {
		if (performance.now() > endMs) throw new Error(`in vain waited ${limitMs} ms: ${what}`)
		await wait(5)
	}
}

/** A page without a screen: one player on one socket, which folds what it is told and plays like a textbook. */
export class TestPlayer {
	readonly socket: Socket<ServerToClient, ClientToServer>
	readonly packets: EventPacket[] = []
	readonly goodbyes: string[] = []
	readonly acknowledged: Acknowledged[] = []
	/** Packets that didn't follow what was known; each led to a resync. */
	gaps = 0
	snapshotsPushed = 0
	resumes = 0
	/** The view follows what the server sends: false from a disconnect to the next snapshot. */
	isCurrent = false
	crew: CrewView | null = null
	token = ''
	player = -1
	seat: Seat | null = null
	view: SeatView | null = null
	cursor = 0
	attempt = 0
	/** A snapshot is on its way, as packets were missing. */
	isResyncing = false

	constructor(url: string) {
		this.socket = io(url, {
			transports: ['websocket'],
			forceNew: true,
			reconnectionDelay: 20,
			reconnectionDelayMax: 100,
			timeout: 3_000,
		})
		this.socket.on('connect', () => {
			if (this.token) void this.resume()
		})
		this.socket.on('disconnect', (reason) => {
			this.isCurrent = false
			if (reason === 'io server disconnect' && this.goodbyes.at(-1) === 'stopping') this.socket.connect()
		})
		this.socket.on('crew', (crew) => (this.crew = crew))
		this.socket.on('goodbye', (reason) => this.goodbyes.push(reason))
		this.socket.on('snapshots', (joined) => {
			this.snapshotsPushed++
			this.accept(joined)
		})
		this.socket.on('events', (packet) => this.#follow(packet))
		this.socket.on('clock', ({ round, tick }) => {
			if (this.view && round === this.crew?.round) this.view = fold(this.view, [], tick)
		})
	}

	/** One question, sent once; null: no answer came. */
	ask<C extends Command>(command: C, message: unknown, limitMs = ANSWER_MS): Promise<AckOf<C> | null> {
		return this.askAndLook(command, message, () => {}, limitMs)
	}

	/** `look` is called at the very moment of the answer, before anything that follows it is read. */
	askAndLook<C extends Command>(
		command: C,
		message: unknown,
		look: (ack: AckOf<C>) => void,
		limitMs = ANSWER_MS,
	): Promise<AckOf<C> | null> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve(null), limitMs)
			const answer = (ack: AckOf<C>) => {
				clearTimeout(timer)
				look(ack)
				resolve(ack)
			}
			// The tests send things that the types forbid.
			;(this.socket as unknown as { emit(...args: unknown[]): void }).emit(command, message, answer)
		})
	}

	async create(level = 'steady', pace: 'live' | 'calm' = 'live', seed: number | null = 7): Promise<string> {
		const ack = await this.ask('createSession', { version: PROTOCOL_VERSION, level, pace, seed }, CREATE_MS)
		if (!ack?.ok) throw new Error(JSON.stringify(ack))
		return ack.code
	}

	async join(code: string, name = 'Ada', seat: Seat | null = null): Promise<Ack<Joined> | null> {
		return this.#askToBeLetIn('joinSession', { version: PROTOCOL_VERSION, code, name, seat })
	}

	async resume(token = this.token): Promise<Ack<Joined> | null> {
		const ack = await this.#askToBeLetIn('resumeSession', { version: PROTOCOL_VERSION, token })
		if (ack?.ok) this.resumes++
		return ack
	}

	accept({ you, crew, snapshots }: Joined): void {
		this.token = you.token
		this.player = you.player
		this.seat = you.seats[0] ?? null
		this.crew = crew
		const snapshot = snapshots[0]
		this.view = snapshot?.view ?? null
		this.cursor = snapshot?.cursor ?? 0
		this.isCurrent = true
	}

	/** Sends until it is answered, under one number, over reconnections. `loseAck`: as if the first answer got lost. */
	async send(intent: Intent, loseAck = false): Promise<AckOf<'intent'>> {
		const attempt = ++this.attempt
		const { seat } = this
		const round = this.crew?.round ?? 0
		if (!seat) throw new Error('has no seat')
		const message: SendIntent = { round, seat, attempt, intent }
		for (let lost = loseAck; ; ) {
			// Without polling: two hundred of them may wait for a server that starts.
			if (!this.socket.connected) await new Promise<void>((resolve) => this.socket.once('connect', resolve))
			const ack = await this.ask('intent', message)
			if (ack === null || (!ack.ok && ['E_BUSY', 'E_NOT_SEATED', 'E_RATE'].includes(ack.code))) {
				await wait(20)
				continue
			}
			if (lost) {
				lost = false
				if (ack.ok) this.acknowledged.push({ round, seat, attempt, seq: ack.seq, tick: ack.tick, intent })
				continue
			}
			if (ack.ok) this.acknowledged.push({ round, seat, attempt, seq: ack.seq, tick: ack.tick, intent })
			return ack
		}
	}

	/** Plays its seat until the round is over or `stop` says so. `lose`: how often an answer gets lost, 0 … 1. */
	async play(stop: () => boolean = () => false, lose: () => boolean = () => false): Promise<void> {
		while (!stop()) {
			const { view, cursor, seat } = this
			if (view?.phase === 'finished') return
			const intent = view && this.socket.connected ? nextIntent(view) : null
			if (!intent) {
				await wait(2)
				continue
			}
			await this.send(intent, lose())
			// The news follow the answer on the same line.
			const endMs = performance.now() + 100
			while (this.cursor === cursor && this.seat === seat && performance.now() < endMs) await wait(1)
		}
	}

	close(): void {
		this.socket.removeAllListeners()
		this.socket.disconnect()
	}

	#follow(packet: EventPacket): void {
		this.packets.push(packet)
		const { view } = this
		// As the page does: without a view there is nothing to fold into, the snapshot is on its way.
		if (!view || packet.seat !== view.seat || packet.round !== this.crew?.round) return
		if (packet.from > this.cursor) {
			this.gaps++
			void this.#resync()
			return
		}
		if (packet.to < this.cursor || (packet.to === this.cursor && packet.from < packet.to)) return
		this.view = fold(view, packet.events, packet.tick)
		this.cursor = packet.to
	}

	async #resync(): Promise<void> {
		if (this.isResyncing) return
		this.isResyncing = true
		await this.#askToBeLetIn('resync', {})
		this.isResyncing = false
	}

	/** Events may follow on the answer's heels: it must have been read by then, not one promise later. */
	#askToBeLetIn(command: 'joinSession' | 'resumeSession' | 'resync', message: unknown): Promise<Ack<Joined> | null> {
		return this.askAndLook(command, message, (ack) => {
			if (ack.ok) this.accept(ack)
		})
	}
}

/** Textbook play of a human's seat: sits down, gets ready, then what the bot would do. */
function nextIntent(view: SeatView): Intent | null {
	const { holder, ready } = view.seats[view.seat]
	if (view.phase === 'waiting') return holder === 'human' && !ready ? { kind: 'READY' } : null
	if (view.phase !== 'running' || holder !== 'human') return null
	return botIntent(view)
}

/** A session with a crew of so many, everyone seated. */
export async function seatCrew(
	url: string,
	options: {
		readonly players?: number
		readonly level?: string
		readonly pace?: 'live' | 'calm'
		readonly seed?: number
	} = {},
): Promise<{ readonly code: string; readonly players: readonly TestPlayer[] }> {
	const { players: count = 3, level = 'steady', pace = 'live', seed = 7 } = options
	const players = Array.from({ length: count }, () => new TestPlayer(url))
	const code = (await players[0]?.create(level, pace, seed)) ?? ''
	for (const [index, player] of players.entries()) {
		const ack = await player.join(code, `Player ${index}`)
		if (!ack?.ok) throw new Error(JSON.stringify(ack))
	}
	return { code, players }
}
