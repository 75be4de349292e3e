import { afterEach, describe, expect, test } from 'vitest'
import { verifyLog } from '../../shared/game/log.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import { project } from '../../shared/view/project.ts'
import { seatCrew, type TestPlayer, until } from './client.ts'
import { roundInStore, startTestServer, type TestServer } from './testServer.ts'

let server: TestServer
let players: readonly TestPlayer[] = []

afterEach(async () => {
	for (const player of players) player.close()
	await server.close()
})

describe('a round over sockets', () => {
	test('S-01 three people play a round to its end; the exported log verifies and every view is its projection', async () => {
		server = await startTestServer({ clockSpeed: 50 })
		const crew = await seatCrew(server.url, { level: 'bash' })
		players = crew.players
		await Promise.all(players.map((player) => player.play()))
		await until('result', async () => (await roundInStore(server.store, crew.code)).log.round.result !== null)
		const { world, text, log } = await roundInStore(server.store, crew.code)
		expect(log.round.status).toBe('finished')
		for (const { seat, view, acknowledged, gaps } of players) {
			expect(gaps).toBe(0)
			expect(acknowledged.length).toBeGreaterThan(3)
			if (seat) expect(view).toEqual(project(world, seat))
		}
		const verified = await verifyLog(text, { loadProgram, parseEntry: parseLogEntry })
		expect(verified).toEqual({ ok: true, result: log.round.result })
		expect(server.errors).toEqual([])
	})
})
