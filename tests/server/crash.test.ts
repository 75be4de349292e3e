import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { verifyLog } from '../../shared/game/log.ts'
import { LEVEL_NAMES } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'
import { project } from '../../shared/view/project.ts'
import { openSqliteStore } from '../../server/store/sqliteStore.ts'
import { seatCrew, type TestPlayer, until, wait } from './client.ts'
import { freePort, runLot, type ServerProcess, startServerProcess } from './serverProcess.ts'
import { roundInStore, tempFolder } from './testServer.ts'

/** `CRASH_RUNS=20` by hand; the suite makes fewer. */
const RUNS = Number(process.env['CRASH_RUNS'] ?? 2)

let server: ServerProcess | null = null
let players: readonly TestPlayer[] = []
const folders: string[] = []

afterEach(async () => {
	for (const player of players) player.close()
	players = []
	await server?.kill('SIGKILL')
	server = null
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('kill -9 in mid-round', () => {
	for (let run = 0; run < RUNS; run++) {
		const level = LEVEL_NAMES[run % LEVEL_NAMES.length] ?? 'steady'
		const pace = run % 2 === 0 ? 'live' : 'calm'
		test(`S-02 run ${run}: ${level}, ${pace}: nothing acknowledged is lost, the round goes on to its end`, async () => {
			const folder = tempFolder()
			folders.push(folder)
			const env = { PORT: String(await freePort()), DATA_DIR: folder, CLOCK_SPEED: '50' }
			server = await startServerProcess(env)
			const crew = await seatCrew(server.url, { level, pace, seed: 100 + run })
			players = crew.players
			const games = Promise.all(players.map((player) => player.play(undefined, () => Math.random() < 0.1)))
			// The round takes five seconds or more; somewhere in it, between two commands or in the middle of one.
			await until('round under way', () => players.some(({ acknowledged }) => acknowledged.length > 3))
			await wait(Math.random() * 3_000)
			const ticksSeen = players.map(({ view }) => view?.tick ?? 0)
			await server.kill('SIGKILL')
			const before = players.map(({ acknowledged }) => acknowledged.length)

			server = await startServerProcess(env)
			await games
			expect(players.every(({ view }) => view?.phase === 'finished')).toBe(true)

			// Beside the running server, as one would by hand.
			await until('result', async () => {
				const store = openSqliteStore(folder, 'reader')
				const row = await store.findRound(crew.code, 1, null)
				await store.close()
				return row?.status === 'finished'
			})
			const exported = runLot(['export', crew.code], { DATA_DIR: folder })
			expect(await exported.ended, exported.output.stderr).toMatchObject({ code: 0 })
			await server.kill('SIGTERM')

			const store = openSqliteStore(folder, 'reader')
			const { world, text, log } = await roundInStore(store, crew.code)
			await store.close()
			expect(exported.output.stdout).toBe(text)
			for (const { seat, player, view, acknowledged } of players) {
				for (const { seq, tick, attempt, intent } of acknowledged) {
					expect(log.entries[seq]).toEqual({ seq, tick, seat, player, attempt, intent })
				}
				if (seat) expect(view).toEqual(project(world, seat))
			}
			// Each attempt once: what was sent again after the crash was not done again.
			const attempts = log.entries
				.filter(({ attempt }) => attempt > 0)
				.map((entry) => `${entry.player}/${entry.attempt}`)
			expect(new Set(attempts).size).toBe(attempts.length)
			const verified = await verifyLog(text, { loadProgram, parseEntry: parseLogEntry })
			expect(verified).toEqual({ ok: true, result: log.round.result })
			const after = players.map(({ acknowledged }) => acknowledged.length)
			expect(after.reduce((sum, count, at) => sum + count - (before[at] ?? 0), 0)).toBeGreaterThan(0)
			console.log(
				`run ${run}: killed at tick ${Math.max(...ticksSeen)} after ${before.join('+')} acknowledged; ended at ${world.tick} with ${log.entries.length} entries`,
			)
		})
	}
})
