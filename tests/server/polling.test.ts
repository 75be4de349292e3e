import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { PlayerRecord, PlayerRecords } from '../../client/connect/playerRecord.ts'
import { SocketBus } from '../../client/connect/socketBus.ts'
import { until } from './client.ts'
import { startTestServer, type TestServer } from './testServer.ts'

/** What some schools have: plain requests pass, whatever wants to be a WebSocket is refused. */
function startOldProxy(
	targetPort: number,
): Promise<{ readonly url: string; readonly refused: () => number; close(): void }> {
	const sockets = new Set<Socket>()
	let refused = 0
	const server: Server = createServer((near) => {
		const far = connect(targetPort, '127.0.0.1')
		for (const socket of [near, far]) {
			sockets.add(socket)
			socket.on('error', () => socket.destroy())
			socket.on('close', () => {
				near.destroy()
				far.destroy()
			})
		}
		near.on('data', (piece) => {
			if (/\r\nupgrade: websocket/i.test(piece.toString('latin1'))) {
				refused++
				near.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
			} else far.write(piece)
		})
		far.on('data', (piece) => near.write(piece))
	})
	return new Promise((resolve) =>
		server.listen(0, '127.0.0.1', () => {
			const address = server.address()
			resolve({
				url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
				refused: () => refused,
				close() {
					for (const socket of sockets) socket.destroy()
					server.close()
				},
			})
		}),
	)
}

const undo: (() => void | Promise<void>)[] = []
afterEach(async () => {
	for (const one of undo.splice(0).toReversed()) await one()
})

function busAt(url: string): SocketBus {
	const records = { save: () => {}, forget: () => {}, all: () => [] as PlayerRecord[] } as unknown as PlayerRecords
	const bus = new SocketBus({ url, records, nowMs: () => Date.now(), onTrouble: () => {} })
	undo.push(() => bus.disconnect())
	return bus
}

describe('a network that breaks WebSockets', () => {
	test('S-90 the page plays by polling alone: joins, is acknowledged, and sees the round go on', async () => {
		const server: TestServer = await startTestServer({ clockSpeed: 5 })
		undo.push(() => server.close())
		const proxy = await startOldProxy(server.port)
		undo.push(() => proxy.close())
		const bus = busAt(proxy.url)
		await until('the page is online', () => bus.state().status === 'online')
		// The first session waits for the ghosts of its seed, on a slow machine longer than for an answer.
		let made = await bus.create({ level: 'steady', pace: 'live', seed: 7 })
		for (let tries = 0; !made.ok && tries < 5; tries++)
			made = await bus.create({ level: 'steady', pace: 'live', seed: 7 })
		if (!made.ok) throw new Error(`${made.code} ${server.errors.join('\n')}`)
		expect((await bus.join({ code: made.code, name: 'Ada', seat: 'malloc' })).ok).toBe(true)
		expect(await bus.send('malloc', { kind: 'READY' })).toMatchObject({ ok: true })
		await until('steps', () => (bus.state().views.malloc?.step ?? 0) > 0, 30_000)
		expect(proxy.refused()).toBeGreaterThan(0)
	})
})
