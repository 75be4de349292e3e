import { connect, createServer, type Server, type Socket } from 'node:net'

export interface BadLine {
	readonly port: number
	/** Breaks all connections at once, in the middle of whatever they carry. */
	cut(): void
	/** Nothing comes through any more, but nobody is told. */
	stall(isStalled: boolean): void
	close(): Promise<void>
}

/** A TCP proxy that behaves like a school's network: every piece is delayed by chance, in order, both ways. */
export async function startBadLine(targetPort: number, random: () => number, maxDelayMs: number): Promise<BadLine> {
	const sockets = new Set<Socket>()
	let isStalled = false
	const server: Server = createServer((near) => {
		const far = connect(targetPort, '127.0.0.1')
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(from)
			let queue = Promise.resolve()
			from.on('data', (piece) => {
				const delayMs = random() * maxDelayMs
				queue = queue.then(
					() =>
						new Promise((resolve) => {
							setTimeout(() => {
								if (!to.destroyed && !isStalled) to.write(piece)
								resolve()
							}, delayMs)
						}),
				)
			})
			from.on('error', () => to.destroy())
			from.on('close', () => {
				sockets.delete(from)
				to.destroy()
			})
		}
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const address = server.address()
	const cut = () => {
		for (const socket of sockets) socket.destroy()
	}
	return {
		port: typeof address === 'object' && address ? address.port : 0,
		cut,
		stall(stalled) {
			isStalled = stalled
			// A stream with a hole in it can't go on.
			if (!stalled) cut()
		},
		close() {
			cut()
			return new Promise((resolve) => server.close(() => resolve()))
		},
	}
}
