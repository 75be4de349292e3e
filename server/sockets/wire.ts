import type { Socket as NetSocket } from 'node:net'
import type { Socket } from 'socket.io'
import type { ServerToClient } from '../../shared/protocol/messages.ts'

/** Final text frame, unmasked (RFC 6455 §5.2). */
const TEXT_FRAME = 0x81
/** Up to here a frame's length stands in its second byte; up to the next one in two more; else in eight. */
const SHORT_BYTES = 125
const MEDIUM_BYTES = 0xffff
const MEDIUM_LENGTH = 126
const LONG_LENGTH = 127

/** Socket.IO packets (protocol 5), in the namespace `/`, within an Engine.IO message (protocol 4). */
const EVENT = '2'
const ACK = '3'
const MESSAGE = '4'

interface Wire {
	/** As the long-polling transport sends it. */
	readonly text: string
	/** As the WebSocket transport hands it to the socket as it is. */
	readonly options: { readonly compress: boolean; readonly wsPreEncodedFrame: readonly Buffer[] }
}

type Line = Pick<Socket['conn'], 'write'>

/** WebSocket `readyState`. */
const OPEN = 1

/** What engine.io 6 and ws 8 keep to themselves. Whatever isn't there or isn't so: the packet takes the usual way. */
interface LineInsides {
	readonly readyState?: string
	/** Packets that wait for an upgrade, or for the one before them. */
	readonly writeBuffer?: readonly unknown[]
	readonly transport?: {
		readonly name: string
		readonly perMessageDeflate?: unknown
		readonly socket?: { readonly readyState: number; readonly _socket?: Pick<NetSocket, 'write'> | null }
	}
}

/** Sends an event to a page. */
export type Send = <E extends keyof ServerToClient>(
	line: Line,
	event: E,
	message: Parameters<ServerToClient[E]>[0],
) => void

/**
 * `socket.emit` for what carries plain JSON and wants no answer: the same bytes in the same order, but encoded once for a
 * whole crew, in one buffer, and straight to the TCP socket where nothing is in its way. Half of a full server's time is
 * writing; without this it is a tenth more.
 */
export function createSend(): Send {
	let latest: { readonly event: string; readonly message: unknown; readonly wire: Wire } | null = null
	return (line, event, message) => {
		// A crew's pages are told the same one after the other.
		if (latest?.message !== message || latest.event !== event)
			latest = { event, message, wire: wireOf(EVENT + JSON.stringify([event, message])) }
		write(line, latest.wire)
	}
}

/**
 * Lets what a page asks of this socket be answered the same way. If socket.io should no longer make its answers by this
 * method, they go as socket.io sends them.
 */
export function answerDirectly(socket: Pick<Socket, 'conn'>): void {
	const answers = socket as unknown as { ack: (id: number) => (...answer: readonly unknown[]) => void }
	answers.ack = (id) => {
		let isSent = false
		return (...answer) => {
			if (!isSent) write(socket.conn, wireOf(`${ACK}${id}${JSON.stringify(answer)}`))
			isSent = true
		}
	}
}

function write(line: Line, { text, options }: Wire): void {
	const open = openSocketOf(line as LineInsides)
	if (open) for (const part of options.wsPreEncodedFrame) open.write(part)
	else line.write(text, options)
}

/** The TCP socket of a WebSocket that takes a frame now, after all that engine.io has sent; null: not now. */
function openSocketOf({ readyState, writeBuffer, transport }: LineInsides): Pick<NetSocket, 'write'> | null {
	if (readyState !== 'open' || writeBuffer?.length !== 0) return null
	if (transport?.name !== 'websocket' || transport.perMessageDeflate) return null
	const { socket } = transport
	return socket?.readyState === OPEN ? (socket._socket ?? null) : null
}

const wireOf = (text: string): Wire => ({
	text,
	options: { compress: false, wsPreEncodedFrame: [frameOf(MESSAGE + text)] },
})

function frameOf(payload: string): Buffer {
	const bytes = Buffer.byteLength(payload)
	const headerBytes = bytes <= SHORT_BYTES ? 2 : bytes <= MEDIUM_BYTES ? 4 : 10
	const frame = Buffer.allocUnsafe(headerBytes + bytes)
	frame[0] = TEXT_FRAME
	if (headerBytes === 2) frame[1] = bytes
	else if (headerBytes === 4) {
		frame[1] = MEDIUM_LENGTH
		frame.writeUInt16BE(bytes, 2)
	} else {
		frame[1] = LONG_LENGTH
		frame.writeBigUInt64BE(BigInt(bytes), 2)
	}
	frame.write(payload, headerBytes)
	return frame
}
