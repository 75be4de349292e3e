import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { describe, expect, test } from 'vitest'
import type { CrewView } from '../../shared/protocol/messages.ts'
import { answerDirectly, createSend } from '../../server/sockets/wire.ts'

const crewOf = (crewName: string): CrewView => ({
	code: 'ABCDE',
	crew: 1,
	crewName,
	members: [],
	level: 'steady',
	seed: 1,
	pace: 'live',
	round: 1,
})

/** Names so long that the whole payload of the frame has so many bytes. */
const lengthsAround = (bytes: number): string[] => {
	const rest = Buffer.byteLength(`42${JSON.stringify(['crew', crewOf('')])}`)
	return [bytes - 1, bytes, bytes + 1].filter((all) => all >= rest).map((all) => 'x'.repeat(all - rest))
}

const NAMES = [
	'',
	'停车场 🅿️ "quoted" \\ \u0000',
	...[126, 127, 65_535, 65_536].flatMap(lengthsAround),
	'漢'.repeat(30_000),
]

describe('an event that is encoded once', () => {
	test.each(['websocket', 'polling'] as const)(
		'W-01 arrives over %s as if socket.io had sent it, whatever its length, in order with what socket.io sends',
		async (transport) => {
			const http = createServer()
			const server = new Server(http)
			await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
			const send = createSend()
			server.on('connection', (socket) => {
				for (const name of NAMES) {
					const crew = crewOf(name)
					send(socket.conn, 'crew', crew)
					socket.emit('crew', crew)
					// The same object once more: from the one that is kept.
					send(socket.conn, 'crew', crew)
				}
				socket.emit('end')
			})
			const { port } = http.address() as AddressInfo
			const client = io(`http://127.0.0.1:${port}`, { transports: [transport], upgrade: false })
			const got: unknown[] = []
			client.on('crew', (...args: unknown[]) => got.push(args))
			await new Promise<void>((done) => client.once('end', done))
			client.disconnect()
			await server.close()
			expect(got).toEqual(NAMES.flatMap((name) => [[crewOf(name)], [crewOf(name)], [crewOf(name)]]))
		},
	)

	test('W-02 two events with one message, and two messages in turn, are not taken for each other', () => {
		const send = createSend()
		const sent: string[] = []
		const line = { write: (text: string) => (sent.push(text), line) } as unknown as Parameters<typeof send>[0]
		const [one, other] = [crewOf('one'), crewOf('other')]
		for (const crew of [one, other, one]) send(line, 'crew', crew)
		expect(sent.map((text) => (JSON.parse(text.slice(1)) as [string, CrewView])[1].crewName)).toEqual([
			'one',
			'other',
			'one',
		])
		send(line, 'lesson', one as never)
		expect(sent.at(-1)).toContain('"lesson"')
	})

	test('W-03 keeps its place among what socket.io sends while a line moves from polling to a WebSocket', async () => {
		const http = createServer()
		const server = new Server(http, { perMessageDeflate: false })
		await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
		const send = createSend()
		const ways = new Set<string>()
		let sent = 0
		let turn = 0
		server.on('connection', (socket) => {
			const sendSome = (): void => {
				ways.add(socket.conn.transport.name)
				// Each turn begins with the other way: neither may overtake.
				for (let index = turn++; index < turn + 3; index++) {
					if (index % 2 === 0) send(socket.conn, 'crew', crewOf(String(sent++)))
					else socket.emit('crew', crewOf(String(sent++)))
				}
				const isMoved = ways.has('websocket') && sent > 300
				if (isMoved) socket.emit('end')
				else setTimeout(sendSome, 1)
			}
			sendSome()
		})
		const { port } = http.address() as AddressInfo
		const client = io(`http://127.0.0.1:${port}`, { transports: ['polling', 'websocket'] })
		const got: string[] = []
		client.on('crew', ({ crewName }: CrewView) => got.push(crewName))
		await new Promise<void>((done) => client.once('end', done))
		client.disconnect()
		await server.close()
		expect([...ways]).toEqual(['polling', 'websocket'])
		expect(got).toEqual(Array.from({ length: sent }, (_, index) => String(index)))
	})

	test.each(['websocket', 'polling'] as const)(
		'W-04 an answer arrives over %s as if socket.io had sent it, once, for the question that it belongs to',
		async (transport) => {
			const http = createServer()
			const server = new Server(http)
			await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
			server.on('connection', (socket) => {
				answerDirectly(socket)
				// Out of order, and one answer twice.
				const late: (() => void)[] = []
				socket.on('ask', (name: string, answer: (...all: unknown[]) => void) => {
					late.push(() => answer({ name }, null))
					if (late.length < NAMES.length) return
					for (const one of late.toReversed()) one()
					late[0]?.()
					socket.emit('end')
				})
			})
			const { port } = http.address() as AddressInfo
			const client = io(`http://127.0.0.1:${port}`, { transports: [transport], upgrade: false })
			const ended = new Promise<void>((done) => client.once('end', done))
			const got: unknown[][] = []
			for (const name of NAMES) client.emit('ask', name, (...answer: unknown[]) => got.push([name, ...answer]))
			await ended
			client.disconnect()
			await server.close()
			expect(got).toEqual(NAMES.toReversed().map((name) => [name, { name }, null]))
		},
	)
})
