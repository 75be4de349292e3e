import { afterEach, describe, expect, test } from 'vitest'
import { replay } from '../../shared/game/log.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { advance, drain, play } from '../../shared/game/round.ts'
import type { Stamped } from '../../shared/game/event.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { reveal } from '../../shared/view/reveal.ts'
import { seatCrew, type TestPlayer, until } from './client.ts'
import { roundInStore, startTestServer, type TestServer } from './testServer.ts'

let server: TestServer
let players: readonly TestPlayer[] = []

afterEach(async () => {
	for (const player of players) player.close()
	await server.close()
})

describe('fog over sockets', () => {
	test("S-60 a socket gets its own seat's packets only, and exactly what `reveal` lets that seat notice", async () => {
		server = await startTestServer({ clockSpeed: 50 })
		const crew = await seatCrew(server.url, { level: 'bash' })
		players = crew.players
		const heard = players.map((player) => {
			const messages: unknown[][] = []
			player.socket.onAny((...message: unknown[]) => messages.push(message))
			return messages
		})
		await Promise.all(players.map((player) => player.play()))
		await until('result', async () => (await roundInStore(server.store, crew.code)).log.round.result !== null)
		const { log } = await roundInStore(server.store, crew.code)

		// All events of the round, from the log alone.
		const level = levelNamed('bash')
		if (!level) throw new Error('no level')
		const program = await loadProgram('bash', log.round.header.seed)
		const world = createRound(log.round.header, level, program)
		const events: Stamped[] = []
		for (const { tick, seat, intent } of log.entries) {
			while (world.tick < tick) advance(world)
			play(world, seat, intent)
			events.push(...drain(world))
		}
		while (world.phase === 'running') advance(world)
		events.push(...drain(world))
		expect(replay(log.round.header, level, program, log.entries)).toMatchObject({ ok: true })

		for (const [at, { seat, token }] of players.entries()) {
			if (!seat) throw new Error('no seat')
			const text = JSON.stringify(heard[at])
			for (const other of players) if (other.token !== token) expect(text).not.toContain(other.token)
			expect(heard[at]?.filter(([event]) => !['events', 'clock', 'crew'].includes(String(event)))).toEqual([])
			// The clock's packets are the same for all.
			for (const [event, packet] of heard[at] ?? [])
				if (event === 'clock') expect(Object.keys(packet as object).sort()).toEqual(['round', 'tick'])
			const packets = players[at]?.packets ?? []
			expect(packets.every((packet) => packet.seat === seat)).toBe(true)
			// Without a gap, and neither more nor less than the seat may notice.
			const first = packets[0]?.from ?? -1
			expect(first).toBe(at + 1)
			let next = first
			for (const { from, to } of packets) {
				expect(from).toBe(next)
				next = to
			}
			const due = events
				.filter(({ index }) => index >= first)
				.map((stamped) => reveal(stamped, seat))
				.filter((event) => event !== null)
			expect(packets.flatMap((packet) => packet.events)).toEqual(due)
		}
		expect(SEATS.length).toBe(players.length)
	})
})
