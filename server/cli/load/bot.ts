import { isDeepStrictEqual } from 'node:util'
import type { Socket as LineSocket } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { botIntent } from '../../../shared/game/bots/bot.ts'
import type { Intent } from '../../../shared/game/intent.ts'
import type { Seat } from '../../../shared/game/seat.ts'
import type { LessonToClient, LessonToServer } from '../../../shared/protocol/lessonMessages.ts'
import {
	type Ack,
	type ClientToServer,
	type ClockPacket,
	type EventPacket,
	type Joined,
	PROTOCOL_VERSION,
	type SendIntent,
	type ServerToClient,
} from '../../../shared/protocol/messages.ts'
import { fold } from '../../../shared/view/fold.ts'
import type { SeatView } from '../../../shared/view/seatView.ts'
import type { Meter } from './meter.ts'

/** A seat decides once in so many ms while something waits for it (GAME.md §9.3: one decision per 3–5 s). */
const DECISION_MS = [3_000, 5_000] as const
/** When nothing waited: how soon after news a person looks again. */
const LOOK_MS = [500, 1_500] as const
/** The server allows one each 3 s. */
const PING_MS = [7_000, 13_000] as const
/** As the page does it (client/connect/socketBus.ts). */
const ACK_LIMIT_MS = 4_000
const RETRY_MS = 250
const RECONNECT_MS = { reconnectionDelay: 250, reconnectionDelayMax: 4_000 } as const
const AGAIN_MS = [1_000, 3_000] as const

export interface BotPlan {
	readonly url: string
	readonly code: string
	readonly name: string
	/** Loads the page's files first, as a phone does; on the clock of joining. */
	readonly loadsPage: boolean
	/** A lesson's rounds are begun by its host. */
	readonly isLesson: boolean
	readonly level: string
	/** Of the fleet, at this moment. */
	readonly meter: () => Meter
}

export interface Acknowledged {
	readonly crew: number
	readonly round: number
	readonly attempt: number
	readonly seq: number
	readonly seat: Seat
	readonly kind: Intent['kind']
}

type LoadSocket = Socket<ServerToClient & LessonToClient, ClientToServer & LessonToServer>
type Timer = ReturnType<typeof setTimeout>

/** Whole milliseconds: thousands of timers of different fractions would each have a list of their own. */
const at = (dueMs: number, run: () => void): Timer =>
	setTimeout(run, Math.max(1, Math.floor(dueMs - performance.now())))

const between = ([low, high]: readonly [number, number]): number => low + Math.random() * (high - low)

/**
 * One player without a screen: a real socket, the page's own way to fold packets, and a bot's decisions at a person's
 * pace.
 *
 * "Seen by a partner" is measured by pings, which everyone in the crew is told: each seat has at most one under way, so
 * the `pinged` event of a seat in a partner's packet can only be that one. A ping takes the same way as any other
 * intent (play → log → disk → acknowledgement → packets to all three seats). Partners who are offline at that moment
 * don't count.
 */
export class LoadBot {
	readonly acknowledged: Acknowledged[] = []
	seat: Seat | null = null
	isSeated = false
	/** Speaks for its player just now, with a view that follows. */
	isCurrent = false
	/** Was moved to another seat, or its view went back. */
	seatsLost = 0
	pointsLost = 0
	crewNumber = 0
	round = 0
	view: SeatView | null = null
	token = ''
	readonly #plan: BotPlan
	readonly #onMoved: (bot: LoadBot) => void
	#partners: readonly LoadBot[] = []
	#socket: LoadSocket | null = null
	#line: LineSocket | null = null
	#closedBytes = 0
	#cursor = 0
	#attempt = 0
	#player = 0
	#hasNews = false
	#isSending = false
	#isResyncing = false
	#isClosed = false
	#joinDueMs = 0
	#cutMs = 0
	#decideTimer: Timer | null = null
	#pingTimer: Timer | null = null
	/** The own ping that is under way. */
	#ping: { readonly dueMs: number; readonly awaited: Set<LoadBot> } | null = null
	#isAgainDue = false
	/** From `holdSeat` on the seat of this round must stay. */
	#held: { readonly round: number; readonly seat: Seat | null } | null = null
	#highestBill = 0
	#billRound = 0

	constructor(plan: BotPlan, onMoved: (bot: LoadBot) => void) {
		this.#plan = plan
		this.#onMoved = onMoved
	}

	get player(): number {
		return this.#player
	}

	get code(): string {
		return this.#plan.code
	}

	/** TCP payload both ways so far: handshakes, frames and their headers. */
	get wireBytes(): number {
		return this.#closedBytes + bytesOf(this.#line)
	}

	/** Whether a command is still on its way. */
	get isBusy(): boolean {
		return this.#isSending
	}

	setPartners(crew: readonly LoadBot[]): void {
		this.#partners = crew.filter((bot) => bot !== this)
	}

	async join(dueMs: number): Promise<void> {
		this.#joinDueMs = dueMs
		if (this.#plan.loadsPage) await loadPage(this.#plan.url)
		const socket: LoadSocket = io(this.#plan.url, { transports: ['websocket'], forceNew: true, ...RECONNECT_MS })
		this.#socket = socket
		socket.on('connect', () => {
			this.#openLine()
			if (this.token) void this.#resume()
			else void this.#joinNow()
		})
		socket.on('disconnect', () => this.#lostLine())
		socket.on('events', (packet) => this.#follow(packet, performance.now()))
		socket.on('clock', (packet) => this.#followClock(packet))
		socket.on('snapshots', (joined) => this.#accept(joined))
	}

	/** Cuts the line as a dead access point does: no goodbye. */
	drop(): void {
		if (!this.isCurrent || !this.#line) return
		this.#plan.meter().drops++
		this.#cutMs = performance.now()
		this.#line.destroy()
	}

	/** The seat that it has now is its own for this round. */
	holdSeat(): void {
		this.#held = { round: this.round, seat: this.seat }
	}

	/** What partners have still not seen; only when nothing is under way any more. */
	get unseen(): number {
		return this.#ping?.awaited.size ?? 0
	}

	startPlaying(): void {
		if (this.#decideTimer) return
		this.#decideLater(performance.now() + Math.random() * DECISION_MS[1])
		this.#pingLater(performance.now() + Math.random() * PING_MS[1])
	}

	stopPlaying(): void {
		for (const timer of [this.#decideTimer, this.#pingTimer]) if (timer) clearTimeout(timer)
		this.#decideTimer = this.#pingTimer = null
	}

	/** Sits in a round that waits for it: gets ready. */
	async beReady(): Promise<void> {
		const { view, seat } = this
		if (!view || !seat || view.phase !== 'waiting' || view.seats[seat].ready || this.#isSending) return
		await this.#send({ kind: 'READY' }, performance.now())
	}

	/**
	 * Whether what this page knows is what the server says: asks for a fresh snapshot and compares. Before it answers, the
	 * server sends what is left to tell, so both stand at the same event. Null: no answer.
	 */
	async agreesWithServer(): Promise<boolean | null> {
		let agrees: boolean | null = null
		await this.#ask<Ack<Joined>>(
			(done) => this.#socket?.emit('resync', {}, done),
			(ack) => {
				if (!ack.ok) return
				const fresh = ack.snapshots[0]
				// Without a seat there is nothing to compare; the lost seat is counted apart.
				agrees = !fresh || !this.view || this.#sameAs(fresh.view)
				this.#accept(ack)
			},
		)
		return agrees
	}

	/** Sends an acknowledged command once more under its number: the server must answer as it did. Null: no answer. */
	async isRemembered({ round, seat, attempt, seq }: Acknowledged): Promise<boolean | null> {
		const message: SendIntent = { round, seat, attempt, intent: { kind: 'READY' } }
		const ack = await this.#ask<Ack<{ seq: number }>>((done) => this.#socket?.emit('intent', message, done))
		return ack === null ? null : ack.ok && ack.seq === seq
	}

	close(): void {
		this.#isClosed = true
		this.stopPlaying()
		this.#socket?.removeAllListeners()
		this.#socket?.disconnect()
	}

	// ── the line ──────────────────────────────────────────────────────────────────────────────

	#openLine(): void {
		const { transport } = this.#socket?.io.engine ?? {}
		const line = (transport as unknown as { ws?: { _socket?: LineSocket } } | undefined)?.ws?._socket ?? null
		this.#closedBytes += bytesOf(this.#line)
		this.#line = line
	}

	#lostLine(): void {
		this.isCurrent = false
		if (this.#cutMs === 0) this.#cutMs = performance.now()
		for (const partner of this.#partners) partner.forgive(this)
	}

	/** `bot` is offline: it can't see the ping that is under way. */
	forgive(bot: LoadBot): void {
		this.#ping?.awaited.delete(bot)
	}

	#ask<A>(emit: (done: (ack: A) => void) => void, heard: (ack: A) => void = () => {}): Promise<A | null> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve(null), ACK_LIMIT_MS)
			emit((ack) => {
				clearTimeout(timer)
				heard(ack)
				resolve(ack)
			})
		})
	}

	async #joinNow(): Promise<void> {
		const { code, name } = this.#plan
		const message = { version: PROTOCOL_VERSION, code, name, seat: null }
		const ack = await this.#ask<Ack<Joined>>(
			(done) => this.#socket?.emit('joinSession', message, done),
			(ack) => {
				if (!ack.ok) return
				this.#plan.meter().join.add(performance.now() - this.#joinDueMs)
				this.#accept(ack)
				this.isSeated = true
			},
		)
		if (ack?.ok || this.#isClosed) return
		if (ack) this.#plan.meter().countRefusal(ack.code)
		setTimeout(() => {
			if (!this.isSeated && this.#socket?.connected) void this.#joinNow()
		}, RETRY_MS)
	}

	async #resume(): Promise<void> {
		const { token } = this
		const ack = await this.#ask<Ack<Joined>>(
			(done) => this.#socket?.emit('resumeSession', { version: PROTOCOL_VERSION, token }, done),
			(ack) => {
				if (!ack.ok) return
				if (this.#cutMs > 0) this.#plan.meter().resume.add(performance.now() - this.#cutMs)
				this.#cutMs = 0
				this.#accept(ack)
			},
		)
		if (ack?.ok || this.#isClosed) return
		if (ack) this.#plan.meter().countRefusal(ack.code)
		// Without its player this page has lost everything.
		if (ack?.code === 'E_STALE_TOKEN') this.seatsLost++
		else
			setTimeout(() => {
				if (!this.isCurrent && this.#socket?.connected) void this.#resume()
			}, RETRY_MS)
	}

	// ── what the page knows ───────────────────────────────────────────────────────────────────

	#accept({ you, crew, snapshots }: Joined): void {
		const seat = you.seats[0] ?? null
		if (this.#held?.round === crew.round && this.#held.seat !== seat) this.seatsLost++
		const isMoved = this.crewNumber !== crew.crew
		this.token = you.token
		this.#player = you.player
		this.seat = seat
		this.crewNumber = crew.crew
		this.round = crew.round
		const snapshot = snapshots[0]
		this.view = snapshot?.view ?? null
		this.#cursor = snapshot?.cursor ?? 0
		this.isCurrent = true
		this.#hasNews = true
		if (snapshot) {
			const meter = this.#plan.meter()
			meter.snapshotBytesMax = Math.max(meter.snapshotBytesMax, Buffer.byteLength(JSON.stringify(snapshot)))
			this.#checkPoints()
		}
		// What is under way may be in the snapshot already, and then comes in no packet.
		for (const partner of this.#partners) partner.forgive(this)
		if (isMoved) this.#onMoved(this)
		if (this.#held && this.#held.round !== this.round) this.holdSeat()
		this.#afterNews()
	}

	/** A bill of a round only grows. */
	#checkPoints(): void {
		const { view } = this
		if (!view) return
		if (this.#billRound !== this.round) this.#highestBill = 0
		this.#billRound = this.round
		if (view.billCycles < this.#highestBill) this.pointsLost++
		this.#highestBill = Math.max(this.#highestBill, view.billCycles)
	}

	#follow(packet: EventPacket, nowMs: number): void {
		this.#plan.meter().countPacket(packet)
		const { view } = this
		if (!view || !this.isCurrent || packet.round !== this.round || packet.seat !== this.seat) return
		if (packet.from > this.#cursor) {
			this.#plan.meter().gaps++
			void this.#resync()
			return
		}
		if (packet.to < this.#cursor || (packet.to === this.#cursor && packet.from < packet.to)) return
		this.view = fold(view, packet.events, packet.tick)
		this.#cursor = packet.to
		if (packet.events.length === 0) return
		for (const { event } of packet.events) {
			if (event.type !== 'pinged' || event.seat === this.seat) continue
			this.#partners.find(({ seat }) => seat === event.seat)?.pingSeenBy(this, nowMs)
		}
		this.#hasNews = true
		this.#checkPoints()
		this.#afterNews()
	}

	#followClock(packet: ClockPacket): void {
		this.#plan.meter().countPacket(packet)
		const { view } = this
		if (view && this.isCurrent && packet.round === this.round) this.view = fold(view, [], packet.tick)
	}

	pingSeenBy(bot: LoadBot, nowMs: number): void {
		if (this.#ping?.awaited.delete(bot)) this.#plan.meter().seen.add(nowMs - this.#ping.dueMs)
	}

	async #resync(): Promise<void> {
		if (this.#isResyncing) return
		this.#isResyncing = true
		await this.#ask<Ack<Joined>>(
			(done) => this.#socket?.emit('resync', {}, done),
			(ack) => {
				if (ack.ok) this.#accept(ack)
			},
		)
		this.#isResyncing = false
	}

	/** A casual crew plays on and on. */
	#afterNews(): void {
		const { view, seat } = this
		if (!view || this.#plan.isLesson || this.#decideTimer === null) return
		if (view.phase === 'waiting') void this.beReady()
		else if (view.phase === 'finished' && !this.#isAgainDue && this.#isFirstOfCrew(seat)) {
			this.#isAgainDue = true
			setTimeout(() => this.#again(), between(AGAIN_MS))
		}
	}

	#isFirstOfCrew(seat: Seat | null): boolean {
		return seat === 'malloc' || this.#partners.every((partner) => partner.seat !== 'malloc')
	}

	#again(): void {
		this.#isAgainDue = false
		if (this.view?.phase !== 'finished' || this.#isClosed) return
		const { level } = this.#plan
		this.#socket?.emit('again', { level, pace: 'live', seed: 'next' }, () => {})
	}

	/** The clock may have gone on without news. */
	#sameAs(fresh: SeatView): boolean {
		return isDeepStrictEqual(this.view && { ...this.view, tick: fresh.tick }, fresh)
	}

	// ── play ──────────────────────────────────────────────────────────────────────────────────

	#decideLater(dueMs: number): void {
		this.#decideTimer = at(dueMs, () => void this.#decide(dueMs))
	}

	async #decide(dueMs: number): Promise<void> {
		this.#plan.meter().own.add(performance.now() - dueMs)
		const intent = this.#nextIntent()
		if (!intent) {
			this.#decideLater(performance.now() + between(LOOK_MS))
			return
		}
		const next = dueMs + between(DECISION_MS)
		await this.#send(intent, dueMs)
		if (this.#decideTimer) this.#decideLater(Math.max(next, performance.now()))
	}

	#nextIntent(): Intent | null {
		const { view, seat } = this
		// A desk that hasn't changed holds nothing new.
		if (!view || !seat || !this.isCurrent || this.#isSending || !this.#hasNews) return null
		if (view.phase !== 'running' || view.seats[seat].holder !== 'human') return null
		const intent = botIntent(view)
		if (!intent) this.#hasNews = false
		return intent
	}

	#pingLater(dueMs: number): void {
		this.#pingTimer = at(dueMs, () => void this.#pingNow(dueMs))
	}

	async #pingNow(dueMs: number): Promise<void> {
		this.#pingLater(dueMs + between(PING_MS))
		// A decision is on its way: one thing at a time, as on the page. The ping waits, and its time counts.
		while (this.#isSending) await new Promise((resolve) => setTimeout(resolve, 5))
		if (!this.isCurrent || this.view?.phase !== 'running') return
		this.#plan.meter().unseen += this.#ping?.awaited.size ?? 0
		const awaited = new Set(this.#partners.filter((partner) => partner.isCurrent && partner.round === this.round))
		this.#ping = { dueMs, awaited }
		const ack = await this.#send({ kind: 'PING', ping: 'need4', argument: null }, dueMs)
		if (!ack?.ok) this.#ping = null
	}

	/** Until it is answered, under one number, over reconnections. */
	async #send(intent: Intent, dueMs: number): Promise<Ack<{ seq: number; tick: number }> | null> {
		const { seat, round } = this
		if (!seat) return null
		this.#isSending = true
		const message: SendIntent = { round, seat, attempt: ++this.#attempt, intent }
		try {
			while (!this.#isClosed) {
				if (this.isCurrent) {
					const ack = await this.#ask<Ack<{ seq: number; tick: number }>>((done) =>
						this.#socket?.emit('intent', message, done),
					)
					if (ack?.ok) {
						const meter = this.#plan.meter()
						meter.acknowledged++
						meter.ack.add(performance.now() - dueMs)
						this.acknowledged.push({
							crew: this.crewNumber,
							round,
							attempt: message.attempt,
							seq: ack.seq,
							seat,
							kind: intent.kind,
						})
						return ack
					}
					if (ack && !['E_BUSY', 'E_RATE', 'E_NOT_SEATED'].includes(ack.code)) {
						this.#plan.meter().countRefusal(ack.code)
						return ack
					}
				}
				await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
			}
			return null
		} finally {
			this.#isSending = false
		}
	}
}

const bytesOf = (line: LineSocket | null): number => (line ? line.bytesRead + line.bytesWritten : 0)

/** The files that a browser asks for at once: the page and what it names. */
async function loadPage(url: string): Promise<void> {
	const page = await (await fetch(url)).text()
	const names = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '')
	await Promise.all(names.map(async (name) => (await fetch(new URL(name, url))).arrayBuffer()))
}
