import { io, type Socket } from 'socket.io-client'
import { TEXTBOOK_BOTS } from '../../../shared/game/seat.ts'
import type { HostCommand } from '../../../shared/lesson/command.ts'
import type { HostLesson } from '../../../shared/lesson/view.ts'
import type { LessonKeys, LessonToClient, LessonToServer } from '../../../shared/protocol/lessonMessages.ts'
import {
	type Ack,
	type ClientToServer,
	PROTOCOL_VERSION,
	type ServerToClient,
} from '../../../shared/protocol/messages.ts'

/** A session waits for the ghosts of its seed. */
const CREATE_LIMIT_MS = 20_000

/** A session that players can join; with a host's console open if it is a lesson. */
export interface Classroom {
	readonly code: string
	/** A lesson's first round begins. */
	start(): Promise<void>
	close(): void
}

export interface ClassroomOptions {
	readonly url: string
	readonly level: string
	readonly isLesson: boolean
	readonly password: string
}

type HostSocket = Socket<ServerToClient & LessonToClient, ClientToServer & LessonToServer>

/** Rejects with the server's code if it refuses. */
export async function openClassroom(options: ClassroomOptions): Promise<Classroom> {
	const { url, level, isLesson, password } = options
	const socket: HostSocket = io(url, { transports: ['websocket'], forceNew: true })
	if (!isLesson) {
		const secret = password === '' ? {} : { password }
		const session = { version: PROTOCOL_VERSION, level, pace: 'live', seed: null, ...secret } as const
		const { code } = await ask<{ code: string }>((done) => socket.emit('createSession', session, done))
		socket.disconnect()
		return { code, start: () => Promise.resolve(), close: () => {} }
	}
	const lesson = {
		version: PROTOCOL_VERSION,
		title: 'lot load',
		level,
		pace: 'live',
		seed: null,
		bots: TEXTBOOK_BOTS,
		dealing: 'arrival',
		password,
	} as const
	const keys = await ask<LessonKeys>((done) => socket.emit('createLesson', lesson, done))
	const open = { version: PROTOCOL_VERSION, token: keys.host }
	await ask<object>((done) => socket.emit('openLesson', open, done))
	// A console that reloads, and a projector: both cost what they cost in a class.
	socket.io.on('reconnect', () => socket.emit('openLesson', open, () => {}))
	const projector: HostSocket = io(url, { transports: ['websocket'], forceNew: true })
	await ask<object>((done) => projector.emit('openLesson', { version: PROTOCOL_VERSION, token: keys.projector }, done))
	let view: HostLesson | null = null
	socket.on('lesson', (lesson) => {
		if ('role' in lesson && lesson.role !== 'projector') view = lesson
	})
	let attempt = 0
	let isBusy = false
	const command = (one: HostCommand) =>
		ask<object>((done) => socket.emit('host', { attempt: ++attempt, page: 'load', command: one }, done))
	// Round after round.
	const timer = setInterval(() => {
		if (view?.stage !== 'debrief' || isBusy) return
		isBusy = true
		void command({ kind: 'NEXT_ROUND', rotate: true })
			.then(() => command({ kind: 'START' }))
			.catch(() => {})
			.finally(() => (isBusy = false))
	}, 2_000)
	return {
		code: keys.code,
		start: async () => void (await command({ kind: 'START' })),
		close() {
			clearInterval(timer)
			socket.disconnect()
			projector.disconnect()
		},
	}
}

function ask<T extends object>(emit: (done: (ack: Ack<T>) => void) => void): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('no answer')), CREATE_LIMIT_MS)
		emit((ack) => {
			clearTimeout(timer)
			if (ack.ok) resolve(ack)
			else reject(new Error(ack.code))
		})
	})
}
