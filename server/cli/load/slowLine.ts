import { connect, createServer, type Socket } from 'node:net'

export interface SlowLine {
	readonly url: string
	close(): void
}

/** A line to the server on which every piece takes `latencyMs` for the way there and back together, in order. */
export function openSlowLine(targetUrl: string, latencyMs: number): Promise<SlowLine> {
	const { hostname, port } = new URL(targetUrl)
	const sockets = new Set<Socket>()
	const server = createServer({ noDelay: true }, (near) => {
		const far = connect({ host: hostname, port: Number(port), noDelay: true })
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(from)
			// Timers of one length fire in order.
			from.on('data', (piece) => setTimeout(() => to.destroyed || to.write(piece), latencyMs / 2))
			from.on('error', () => to.destroy())
			from.on('close', () => {
				sockets.delete(from)
				to.destroy()
			})
		}
	})
	return new Promise((resolve, reject) => {
		server.once('error', reject)
		server.listen(0, '127.0.0.1', () => {
			const address = server.address()
			if (typeof address !== 'object' || address === null) return reject(new Error('no address'))
			resolve({
				url: `http://127.0.0.1:${address.port}`,
				close() {
					for (const socket of sockets) socket.destroy()
					server.close()
				},
			})
		})
	})
}
