import type { Socket } from 'socket.io'
import type { ServerToClient } from '../../shared/protocol/messages.ts'

/** Final text frame, unmasked (RFC 6455 §5.2). */
const TEXT_FRAME = 0x81
/** Up to here a frame's length stands in its second byte; up to the next one in two more; else in eight. */
const SHORT_BYTES = 125
const MEDIUM_BYTES = 0xffff
const MEDIUM_LENGTH = 126
const LONG_LENGTH = 127

/** Socket.IO event (protocol 5) within an Engine.IO message (protocol 4). */
const EVENT = '2'
const MESSAGE = '4'

interface Wire {
	/** As the long-polling transport sends it. */
	readonly text: string
	/** As the WebSocket transport hands it to the socket as it is. */
	readonly options: { readonly compress: boolean; readonly wsPreEncodedFrame: readonly Buffer[] }
}

type Line = Pick<Socket['conn'], 'write'>

/** Sends an event to a page. */
export type Send = <E extends keyof ServerToClient>(
	line: Line,
	event: E,
	message: Parameters<ServerToClient[E]>[0],
) => void

/**
 * `socket.emit` for what carries plain JSON and wants no answer: the same bytes, but encoded once for a whole crew, and
 * in one buffer, so that the system is called with one and not with two. Half of a full server's time is writing.
 */
export function createSend(): Send {
	let latest: { readonly event: string; readonly message: unknown; readonly wire: Wire } | null = null
	return (line, event, message) => {
		// A crew's pages are told the same one after the other.
		if (latest?.message !== message || latest.event !== event) latest = { event, message, wire: encode(event, message) }
		line.write(latest.wire.text, latest.wire.options)
	}
}

function encode(event: string, message: unknown): Wire {
	const text = EVENT + JSON.stringify([event, message])
	return { text, options: { compress: false, wsPreEncodedFrame: [frameOf(MESSAGE + text)] } }
}

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
