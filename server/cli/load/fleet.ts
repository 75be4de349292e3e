import type { Seat } from '../../../shared/game/seat.ts'
import { MAX_CREWS } from '../../../shared/protocol/messages.ts'
import { type Acknowledged, LoadBot } from './bot.ts'
import { openClassroom, type Classroom } from './classroom.ts'
import { Meter, type MeterReport } from './meter.ts'
import { openSqliteStore } from '../../store/sqliteStore.ts'

const CREW = 3
const CLASSROOM_PLAYERS = MAX_CREWS * CREW
/** Cuts come so often. */
const DROP_MS = 10_000
const SEATED_LIMIT_MS = 60_000
/** Without the data folder: so many of each player's latest commands are asked for again. */
const ASKED_AGAIN = 10
/** At the same time, so that the check itself is no storm. */
const CHECKED_AT_ONCE = 40

export interface FleetOptions {
	readonly url: string
	readonly level: string
	readonly isLesson: boolean
	readonly loadsPage: boolean
	readonly password: string
	/** The server's data folder, to compare with its log; null: the server itself is asked. */
	readonly dataFolder: string | null
	/** Names are `<prefix> <number>`. */
	readonly prefix: string
}

/** What was measured in one stretch. */
export interface Stretch {
	readonly meter: MeterReport
	readonly bytes: number
	readonly seated: number
	readonly seconds: number
}

export interface Lost {
	/** Players that sit elsewhere than they did, or nowhere. */
	readonly seats: number
	/** Views whose bill went back. */
	readonly points: number
	/** Acknowledged commands that the server's log lacks. */
	readonly commands: number
	/** What a connected player was never told, and pages that know something else than the server at the end. */
	readonly news: number
	/** Acknowledged commands that were compared. */
	readonly compared: number
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The players' own, before they measure and not while they do. Needs Node's `--expose-gc` (`npm run bench`). */
export async function collectGarbage(): Promise<void> {
	if (!globalThis.gc) return
	globalThis.gc()
	// What came in meanwhile is answered late, and would be counted.
	await wait(2_000)
}

/** All players of one process. */
export class Fleet {
	readonly #options: FleetOptions
	readonly #bots: LoadBot[] = []
	readonly #classrooms: Classroom[] = []
	readonly #crews = new Map<string, LoadBot[]>()
	#meter = new Meter()

	constructor(options: FleetOptions) {
		this.#options = options
	}

	/** So many more join, evenly within `withinMs`, and play. Tells how joining went. */
	async grow(players: number, withinMs: number): Promise<Stretch> {
		this.#meter = new Meter()
		const newcomers: LoadBot[] = []
		const classrooms: Classroom[] = []
		for (let left = players; left > 0; left -= CLASSROOM_PLAYERS) {
			const room = await openClassroom(this.#options)
			classrooms.push(room)
			for (let index = 0; index < Math.min(left, CLASSROOM_PLAYERS); index++) newcomers.push(this.#newBot(room.code))
		}
		const startMs = performance.now()
		let latestMs = startMs
		await Promise.all(
			newcomers.map(async (bot, index) => {
				const dueMs = startMs + (withinMs * index) / newcomers.length
				await wait(Math.max(0, dueMs - performance.now()))
				await bot.join(dueMs)
				while (!bot.isSeated && performance.now() < dueMs + SEATED_LIMIT_MS) await wait(10)
				latestMs = Math.max(latestMs, performance.now())
			}),
		)
		const seconds = (latestMs - startMs) / 1000
		const meter = this.#meter.report()
		for (const room of classrooms) await room.start()
		this.#classrooms.push(...classrooms)
		this.#bots.push(...newcomers)
		if (!this.#options.isLesson) await Promise.all(newcomers.map((bot) => bot.beReady()))
		for (const bot of newcomers) {
			bot.holdSeat()
			bot.startPlaying()
		}
		return { meter, bytes: 0, seated: this.#seated(), seconds }
	}

	/** Everyone plays on. `dropRate`: this part of the lines is cut every 10 s. */
	async measure(ms: number, dropRate: number): Promise<Stretch> {
		await collectGarbage()
		this.#meter = new Meter()
		const bytesBefore = this.#bytes()
		const startMs = performance.now()
		const dropsUntilMs = dropRate > 0 ? startMs + ms : startMs
		for (let dueMs = startMs + DROP_MS; dueMs < dropsUntilMs; dueMs += DROP_MS) {
			await wait(dueMs - performance.now())
			for (const bot of this.#drawn(dropRate)) bot.drop()
		}
		await wait(startMs + ms - performance.now())
		const seconds = (performance.now() - startMs) / 1000
		return { meter: this.#meter.report(), bytes: this.#bytes() - bytesBefore, seated: this.#seated(), seconds }
	}

	/** Lets all finish what they are at, and compares what they know with what the server knows. */
	async check(): Promise<Lost> {
		for (const bot of this.#bots) bot.stopPlaying()
		const endMs = performance.now() + 30_000
		while (this.#bots.some((bot) => bot.isBusy || !bot.isCurrent) && performance.now() < endMs) await wait(50)
		await wait(1_000)
		let [seats, points, news] = [0, 0, 0]
		for (const bot of this.#bots) {
			seats += bot.seatsLost + (bot.isSeated && bot.seat ? 0 : 1)
			points += bot.pointsLost
			news += bot.unseen
		}
		await this.#inTurns(async (bot) => {
			const seat = bot.seat
			if ((await bot.agreesWithServer()) !== true) news++
			if (bot.seat !== seat) seats++
		})
		return { seats, points, news, ...(await this.#compareCommands()) }
	}

	close(): void {
		for (const bot of this.#bots) bot.close()
		for (const room of this.#classrooms) room.close()
	}

	#newBot(code: string): LoadBot {
		const { url, level, isLesson, loadsPage, prefix } = this.#options
		const name = `${prefix} ${this.#bots.length + 1}`
		const bot = new LoadBot({ url, code, name, isLesson, loadsPage, level, meter: () => this.#meter }, (one) =>
			this.#regroup(one),
		)
		return bot
	}

	/** Crews are known by number once their members sit. */
	#regroup(bot: LoadBot): void {
		for (const [key, crew] of this.#crews) {
			if (!crew.includes(bot)) continue
			this.#crews.set(
				key,
				crew.filter((one) => one !== bot),
			)
		}
		const key = `${bot.code} ${bot.crewNumber}`
		const crew = [...(this.#crews.get(key) ?? []), bot]
		this.#crews.set(key, crew)
		for (const one of crew) one.setPartners(crew)
	}

	#seated(): number {
		return this.#bots.filter(({ isSeated }) => isSeated).length
	}

	#bytes(): number {
		return this.#bots.reduce((sum, bot) => sum + bot.wireBytes, 0)
	}

	#drawn(rate: number): readonly LoadBot[] {
		const pool = [...this.#bots]
		const drawn: LoadBot[] = []
		for (let count = Math.round(rate * pool.length); count > 0; count--)
			drawn.push(...pool.splice(Math.floor(Math.random() * pool.length), 1))
		return drawn
	}

	async #inTurns(work: (bot: LoadBot) => Promise<void>): Promise<void> {
		const left = [...this.#bots]
		const turn = async () => {
			for (let bot = left.pop(); bot; bot = left.pop()) await work(bot)
		}
		await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, turn))
	}

	async #compareCommands(): Promise<Pick<Lost, 'commands' | 'compared'>> {
		const { dataFolder } = this.#options
		let [commands, compared] = [0, 0]
		if (dataFolder === null) {
			await this.#inTurns(async (bot) => {
				for (const one of bot.acknowledged.filter(({ round }) => round === bot.round).slice(-ASKED_AGAIN)) {
					compared++
					if ((await bot.isRemembered(one)) !== true) commands++
				}
			})
			return { commands, compared }
		}
		const store = openSqliteStore(dataFolder, 'reader')
		try {
			const logs = new Map<string, ReadonlyMap<number, LoggedEntry>>()
			for (const bot of this.#bots)
				for (const one of bot.acknowledged) {
					const key = `${bot.code} ${one.crew} ${one.round}`
					const log = logs.get(key) ?? (await entriesOf(bot.code, one))
					logs.set(key, log)
					compared++
					const entry = log.get(one.seq)
					if (entry?.attempt !== one.attempt || entry.seat !== one.seat || entry.kind !== one.kind) commands++
				}
		} finally {
			await store.close()
		}
		return { commands, compared }

		async function entriesOf(code: string, { crew, round }: Acknowledged): Promise<ReadonlyMap<number, LoggedEntry>> {
			const row = await store.findRound(code, crew, round)
			const entries = row ? (await store.log(row)).entries : []
			return new Map(
				entries.map(({ seq, attempt, seat, intent: { kind } }) => [seq, { attempt, seat: seat as Seat, kind }]),
			)
		}
	}
}

interface LoggedEntry {
	readonly attempt: number
	readonly seat: Seat
	readonly kind: string
}
