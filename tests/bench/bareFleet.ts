// The players of the bare server, in a process of their own: nothing but sockets that send and listen.
import { io, type Socket } from 'socket.io-client'
import { collectGarbage } from '../../server/cli/load/fleet.ts'

/** Of each player, as measured at our server. */
export interface BareRates {
	readonly packetBytes: number
	/** Packets a second that come by the clock. */
	readonly packets: number
	/** Intents a second. */
	readonly intents: number
}

export type BareOrder =
	| ({ readonly kind: 'grow'; readonly url: string; readonly players: number } & BareRates)
	| { readonly kind: 'measure'; readonly ms: number }

const INTENT = { round: 1, seat: 'malloc', intent: { kind: 'PING' } } as const

const sockets: Socket[] = []
/** When the intents that are under way were due. */
const sent = new Map<string, number>()
let seen: number[] = []
let own: number[] = []
let number = 0

/** In order: three who follow each other share a room. Everyone plays from then on. */
async function grow({ url, players, intents }: Extract<BareOrder, { kind: 'grow' }>): Promise<void> {
	while (sockets.length < players) {
		const by = sockets.length
		const socket = io(url, { transports: ['websocket'], forceNew: true })
		sockets.push(socket)
		socket.on('events', (packet: { by: number; number: number }) => {
			const dueMs = packet.by < 0 || packet.by === by ? undefined : sent.get(`${packet.by} ${packet.number}`)
			if (dueMs !== undefined) seen.push(performance.now() - dueMs)
		})
		await new Promise<void>((resolve) => socket.once('connect', resolve))
		send(by, socket, intents, performance.now() + (Math.random() * 1000) / intents)
	}
}

/** At drawn times, so often on average. */
function send(by: number, socket: Socket, intents: number, dueMs: number): void {
	const emit = (): void => {
		own.push(performance.now() - dueMs)
		const key = `${by} ${number}`
		sent.set(key, dueMs)
		socket.emit('intent', { by, number, ...INTENT }, () => {})
		number++
		// Both partners have seen it by then, or it is too late to matter.
		setTimeout(() => sent.delete(key), 10_000)
		send(by, socket, intents, dueMs + (2 * Math.random() * 1000) / intents)
	}
	setTimeout(emit, Math.max(1, Math.floor(dueMs - performance.now())))
}

async function measure(ms: number): Promise<{ seen: readonly number[]; own: readonly number[] }> {
	await collectGarbage()
	seen = []
	own = []
	await new Promise((resolve) => setTimeout(resolve, ms))
	return { seen, own }
}

process.on('message', (order: BareOrder) => {
	const done = order.kind === 'grow' ? grow(order).then(() => ({})) : measure(order.ms)
	void done.then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit(0))
