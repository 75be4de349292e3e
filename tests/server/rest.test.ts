import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { loadedProgram } from '../../server/room/loadedPrograms.ts'
import { Room, type RoomHost, type Watcher } from '../../server/room/room.ts'
import type { RoundRow } from '../../server/store/eventStore.ts'
import { GroupCommit } from '../../server/store/groupCommit.ts'
import { openSqliteStore } from '../../server/store/sqliteStore.ts'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import type { Intent } from '../../shared/game/intent.ts'
import { hashWorld, roundHeader } from '../../shared/game/round.ts'
import { type Seat, TEXTBOOK_BOTS, TICK_MS } from '../../shared/game/seat.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import type { EventPacket } from '../../shared/protocol/messages.ts'
import { tempFolder } from './testServer.ts'

const HUMANS: readonly Seat[] = ['malloc', 'mmu']
/** No room needs that many. */
const MAX_BEATS = 12_000

const folders: string[] = []
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A room with two people, who write down what they are told and at which beat. */
class Crew implements RoomHost {
	room: Room | null = null
	beats = 0
	asked = 0
	readonly told = new Map<Seat, string[]>(HUMANS.map((seat) => [seat, []]))
	/** Of each event, by seat. */
	readonly atBeat = new Map<Seat, number[]>(HUMANS.map((seat) => [seat, []]))
	/** The longest time without a packet while the clock ran. */
	longestSilence = 0
	#toldAtBeat = 0
	readonly #watchers = new Map<Seat, Watcher>(HUMANS.map((seat) => [seat, this.#watcherOf(seat)]))

	#watcherOf(seat: Seat): Watcher {
		const hear = () => {
			this.longestSilence = Math.max(this.longestSilence, this.beats - this.#toldAtBeat)
			this.#toldAtBeat = this.beats
		}
		return {
			id: seat,
			events: ({ events }: EventPacket) => {
				hear()
				for (const event of events) {
					this.told.get(seat)?.push(JSON.stringify(event))
					this.atBeat.get(seat)?.push(this.beats)
				}
			},
			clock: hear,
		}
	}

	watcher(seat: Seat): Watcher | null {
		return this.#watchers.get(seat) ?? null
	}

	ticks(): number {
		this.asked++
		return 1
	}

	resnapshot(): void {}

	wentDown(error: unknown): void {
		throw error
	}
}

describe('a room that rests', () => {
	test.each(['steady', 'fork'])(
		'S-91 while nothing happens it only counts: the same events in time, the same round as one that never rests (%s)',
		async (level) => {
			const folder = tempFolder()
			folders.push(folder)
			const store = openSqliteStore(folder)
			let nowMs = 0
			const surroundings = {
				wallMs: () => nowMs,
				monotonicMs: () => nowMs,
				randomBytes: () => new Uint8Array(),
				randomInt: () => 0,
			}
			const fail = (error: unknown) => {
				throw error
			}
			const commit = new GroupCommit(store, surroundings, fail, () => {})
			const loaded = await loadedProgram(level, 1)
			if (!loaded) throw new Error(level)
			const header = roundHeader(level, 1, 'live')
			const session = {
				id: 1,
				code: 'AAAA',
				level,
				pace: 'live',
				seed: 1,
				bots: TEXTBOOK_BOTS,
				createdMs: 0,
				touchedMs: 0,
			} as const
			await store.write([{ kind: 'session', row: session }])
			const [resting, restless] = await Promise.all(
				[1, 2].map(async (id) => {
					const round: RoundRow = { id, crew: id, number: 1, header, status: 'open', result: null }
					await store.write([
						{ kind: 'crew', row: { id, session: 1, number: id, name: '' } },
						{ kind: 'round', row: round },
					])
					const crew = new Crew()
					const services = { store, commit }
					crew.room = new Room(services, crew, loaded, { round, entries: [], tick: 0 })
					return crew
				}),
			)
			const [one, other] = [resting?.room, restless?.room]
			if (!resting || !restless || !one || !other) throw new Error('nobody')
			other.follow({ entry: () => {}, clock: () => {} })
			const both = async (seat: Seat, intent: Intent) => {
				for (const room of [one, other]) expect(room.command(HUMANS.indexOf(seat), seat, intent)).toBe(true)
				await commit.flush()
			}
			for (const seat of HUMANS) await both(seat, { kind: 'TAKE' })
			for (const crew of [resting, restless])
				for (const seat of HUMANS) crew.room?.snapshot(seat, crew.watcher(seat) as Watcher)
			for (const seat of HUMANS) await both(seat, { kind: 'READY' })

			const stream = randomStream(7, 'decisions')
			const decidesAt = new Map<Seat, number>()
			for (let beat = 1; other.phase !== 'finished'; beat++) {
				if (beat > MAX_BEATS) throw new Error('the round does not end')
				nowMs += TICK_MS
				for (const crew of [resting, restless]) {
					crew.beats = beat
					crew.room?.beat()
				}
				for (const seat of HUMANS) {
					const intent = botIntent(deskOf(other.world, seat), 2, 0)
					if (!intent) decidesAt.delete(seat)
					else if (!decidesAt.has(seat)) decidesAt.set(seat, beat + between(stream, 5, 90))
					else if (beat >= (decidesAt.get(seat) ?? 0)) {
						decidesAt.delete(seat)
						await both(seat, intent)
					}
				}
			}
			for (let beat = 0; beat < 30; beat++) {
				nowMs += TICK_MS
				one.beat()
				other.beat()
			}
			await commit.flush()
			expect([one.phase, one.world.tick]).toEqual([other.phase, other.world.tick])
			expect(hashWorld(one.world)).toBe(hashWorld(other.world))
			for (const seat of HUMANS) {
				expect(resting.told.get(seat)).toEqual(restless.told.get(seat))
				const lateness = (resting.atBeat.get(seat) ?? []).map(
					(at, index) => at - (restless.atBeat.get(seat)?.[index] ?? 0),
				)
				expect(Math.max(...lateness.map(Math.abs))).toBeLessThanOrEqual(1)
			}
			expect(resting.longestSilence).toBeLessThanOrEqual(22)
			// It did rest.
			expect(resting.asked).toBeLessThan(restless.asked / 2)
			await store.close()
		},
	)
})
