// What socket.io alone can do, to hold our server's limit against: rooms of three, no game, no log, no fog. Run as a
// process of its own: `bareSocketIo.ts PORT PACKET_BYTES PACKETS_PER_SECOND`. Each room gets so many packets a second of
// that size, spread evenly; an intent is acknowledged and told to its room at once, as one more packet.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const ROOM = 3
const SLICES_PER_SECOND = 200

const [port = 0, packetBytes = 0, packetsPerSecond = 0] = process.argv.slice(2).map(Number)
const http = createServer((_, response) => {
	response.setHeader('Content-Type', 'text/plain')
	response.end(`process_cpu_seconds_total ${(process.cpuUsage().user + process.cpuUsage().system) / 1e6}\n`)
})
// With our server's heartbeat (server/sockets/gateway.ts).
const io = new Server(http, { serveClient: false, perMessageDeflate: false, pingInterval: 8_000, pingTimeout: 8_000 })
const padding = 'x'.repeat(Math.max(0, packetBytes - 40))

let players = 0
io.on('connection', (socket) => {
	const room = `r${Math.floor(players++ / ROOM)}`
	void socket.join(room)
	socket.on('intent', (message: { readonly by: number; readonly number: number }, ack: (reply: object) => void) => {
		ack({ ok: true, seq: message.number, tick: message.number })
		io.to(room).emit('events', { by: message.by, number: message.number, padding })
	})
})

/** Rooms whose packet of the clock is due. */
let due = 0
let slice = 0
const startMs = performance.now()
setInterval(() => {
	for (const nowMs = performance.now() - startMs; (slice * 1000) / SLICES_PER_SECOND < nowMs; slice++) {
		const rooms = Math.ceil(players / ROOM)
		due += (rooms * packetsPerSecond) / SLICES_PER_SECOND
		if (rooms === 0) continue
		for (; due >= 1; due--)
			io.to(`r${(slice * 7919 + Math.floor(due)) % rooms}`).emit('events', { by: -1, number: 0, padding })
	}
}, 5)
http.listen(port, '127.0.0.1')
