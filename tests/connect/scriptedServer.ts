import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { createWorld } from '../../shared/game/world.ts'
import { play, roundHeader, type World } from '../../shared/game/round.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import type { PlayerCommand } from '../../shared/lesson/command.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import type { ClientToServer, Joined, SendIntent, ServerToClient } from '../../shared/protocol/messages.ts'
import { project } from '../../shared/view/project.ts'

export type IntentAckOf = Parameters<ClientToServer['intent']>[1]

/**
 * A server that does what a test says, over a real socket: the real one never loses an
 * acknowledgement when a test wants it to.
 */
export async function scriptedServer() {
	const level = levelNamed('steady')
	if (level === undefined) throw new Error('no level')
	const header = roundHeader('steady', 1, 'live')
	// Nobody asks here what a round is measured by.
	const world: World = createWorld(header, level, await loadProgram('steady', 1), null)
	play(world, 'malloc', { kind: 'TAKE' })
	const http = createServer()
	const io = new Server<ClientToServer, ServerToClient>(http)
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

	const script = {
		cursor: 7,
		round: 1,
		seats: ['malloc'] as Seat[],
		intents: [] as SendIntent[],
		resyncs: 0,
		/** Null: a casual session. */
		lesson: null as PlayerLesson | null,
		said: [] as PlayerCommand[],
		/** What to do with what a student says; default: done. */
		onLesson: (_command: PlayerCommand, ack: Parameters<ClientToServer['lesson']>[1]): void => ack({ ok: true }),
		resumes: [] as string[],
		/** What to do with an intent; default: done. */
		onIntent: (_message: SendIntent, ack: IntentAckOf): void => ack({ ok: true, seq: 0, tick: 0 }),
		onResume: (ack: Parameters<ClientToServer['resumeSession']>[1]): void => ack({ ok: true, ...joined() }),
	}
	const joined = (): Joined => ({
		you: { player: 0, token: 'T'.repeat(43), seats: script.seats },
		crew: {
			code: 'KQMW',
			crew: 1,
			crewName: 'Teal Tram',
			members: [{ player: 0, name: 'Lin', online: true, seats: script.seats }],
			level: 'steady',
			seed: 1,
			pace: 'live',
			round: script.round,
		},
		lesson: script.lesson,
		snapshots: script.seats.map((seat) => ({ round: script.round, view: project(world, seat), cursor: script.cursor })),
	})
	io.on('connection', (socket) => {
		socket.on('joinSession', (_message, ack) => ack({ ok: true, ...joined() }))
		socket.on('resumeSession', ({ token }, ack) => {
			script.resumes.push(token)
			script.onResume(ack)
		})
		socket.on('resync', (_message, ack) => {
			script.resyncs += 1
			ack({ ok: true, ...joined() })
		})
		socket.on('lesson', ({ command }, ack) => {
			script.said.push(command)
			script.onLesson(command, ack)
		})
		socket.on('intent', (message, ack) => {
			script.intents.push(message)
			script.onIntent(message, ack)
		})
	})
	return {
		script,
		io,
		world,
		joined,
		url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
		/** The line breaks; nobody said goodbye. */
		cut: () => {
			for (const socket of io.sockets.sockets.values()) socket.conn.close()
		},
		close: () => io.close(),
	}
}
