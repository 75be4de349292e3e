import { afterEach, describe, expect, test } from 'vitest'
import { mulberry32 } from './mulberry32.ts'
import { fold } from '../../shared/view/fold.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { project } from '../../shared/view/project.ts'
import { type BadLine, startBadLine } from './badLine.ts'
import { TestPlayer, until, wait } from './client.ts'
import { roundInStore, startTestServer, type TestServer } from './testServer.ts'

/** `FUZZ_SEEDS=1,2,3` by hand. */
const SEEDS = (process.env['FUZZ_SEEDS'] ?? '1,2').split(',').map(Number)

/** Then the network gets well, so that rounds end in time. */
const TROUBLE_MS = 8_000

let server: TestServer
let lines: BadLine[] = []
let players: TestPlayer[] = []

afterEach(async () => {
	for (const player of players) player.close()
	for (const line of lines) await line.close()
	await server.close()
	lines = []
	players = []
})

describe('sync over a bad network', () => {
	for (const seed of SEEDS) {
		test(`S-03 seed ${seed}: delays, cuts, lost answers and repeats: every view ends as the log's projection`, async () => {
			const random = mulberry32(seed)
			server = await startTestServer({ clockSpeed: 40 })
			for (let at = 0; at < 3; at++) lines.push(await startBadLine(server.port, random, 25))
			players = lines.map(({ port }) => new TestPlayer(`http://127.0.0.1:${port}`))
			const [first] = players
			if (!first) throw new Error('nobody')
			const code = await first.create('cc1', seed % 2 === 0 ? 'calm' : 'live', seed)
			for (const player of players) {
				const ack = await player.join(code, 'Zoë')
				expect(ack).toMatchObject({ ok: true })
			}

			const over = new AbortController()
			const endMs = performance.now() + TROUBLE_MS
			const trouble = (async () => {
				while (!over.signal.aborted && performance.now() < endMs) {
					await wait(100 + random() * 500)
					const line = lines[Math.floor(random() * lines.length)]
					if (random() < 0.7) line?.cut()
					else {
						line?.stall(true)
						await wait(random() * 400)
						line?.stall(false)
					}
				}
			})()
			let checks = 0
			const checking = (async () => {
				while (!over.signal.aborted) {
					await wait(40)
					if (await isInStep(players[Math.floor(random() * players.length)])) checks++
				}
			})()
			const playing = Promise.all(players.map((player) => player.play(undefined, () => random() < 0.15)))
			await Promise.race([playing, checking])
			over.abort()
			await Promise.all([playing, trouble, checking])

			await until('result', async () => (await roundInStore(server.store, code)).log.round.result !== null)
			const { world, log } = await roundInStore(server.store, code)
			for (const { seat, player, view, acknowledged } of players) {
				if (!seat) throw new Error('lost the seat')
				expect(view).toEqual(project(world, seat))
				for (const { seq, tick, attempt, intent } of acknowledged) {
					expect(log.entries[seq]).toEqual({ seq, tick, seat, player, attempt, intent })
				}
			}
			const attempts = log.entries
				.filter(({ attempt }) => attempt > 0)
				.map((entry) => `${entry.player}/${entry.attempt}`)
			expect(new Set(attempts).size).toBe(attempts.length)
			expect(checks).toBeGreaterThan(5)
			expect(server.errors).toEqual([])
			const resumed = players.map(({ resumes }) => resumes)
			console.log(
				`seed ${seed}: ${log.entries.length} entries, reconnected ${resumed.join('+')}, in step ${checks} times`,
			)
			expect(Math.max(...resumed)).toBeGreaterThan(0)
		})
	}
})

/** Asks for a snapshot and compares it with what was folded up to then; false: the line broke meanwhile. */
async function isInStep(player: TestPlayer | undefined): Promise<boolean> {
	if (!player?.view || !player.isCurrent || player.isResyncing) return false
	let folded: SeatView | null = null
	const ack = await player.askAndLook('resync', {}, (reply) => {
		// With a gap behind it the view waits for another snapshot, and says nothing.
		if (player.isCurrent && !player.isResyncing) folded = player.view
		// As the page does: the server goes on from this snapshot, not from what came before.
		if (reply.ok) player.accept(reply)
	})
	const snapshot = ack?.ok ? ack.snapshots[0] : undefined
	if (!snapshot || !folded) return false
	// The clock alone isn't news that is sent at once.
	expect(fold<SeatView>(folded, [], snapshot.view.tick)).toEqual(snapshot.view)
	return true
}
