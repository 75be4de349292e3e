import { io, type Socket } from 'socket.io-client'
import type { HostCommand } from '../../shared/lesson/command.ts'
import type { HostLesson, LessonView, ProjectorLesson } from '../../shared/lesson/view.ts'
import type { CreateLesson, FollowPacket, LessonKeys } from '../../shared/protocol/lessonMessages.ts'
import { type Ack, type ClientToServer, PROTOCOL_VERSION, type ServerToClient } from '../../shared/protocol/messages.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'

const ANSWER_MS = 20_000

/** A console or projector without a screen. */
export class TestHost {
	readonly socket: Socket<ServerToClient, ClientToServer>
	readonly views: LessonView[] = []
	readonly follows: FollowPacket[] = []
	readonly page: string
	attempt = 0

	constructor(url: string, page = `page ${Math.random()}`) {
		this.page = page
		this.socket = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 20 })
		this.socket.on('lesson', (view) => this.views.push(view))
		this.socket.on('follow', (packet) => this.follows.push(packet))
	}

	ask(event: string, message: unknown): Promise<Ack<Record<string, unknown>>> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`no answer: ${event}`)), ANSWER_MS)
			;(this.socket as unknown as { emit(...args: unknown[]): void }).emit(event, message, (ack: never) => {
				clearTimeout(timer)
				resolve(ack)
			})
		})
	}

	async create(options: Partial<CreateLesson> = {}): Promise<LessonKeys> {
		const ack = await this.ask('createLesson', {
			version: PROTOCOL_VERSION,
			title: 'Monday',
			level: 'bash',
			pace: 'live',
			seed: 7,
			bots: TEXTBOOK_BOTS,
			dealing: 'arrival',
			password: '',
			...options,
		})
		if (!ack.ok) throw new Error(JSON.stringify(ack))
		return ack as unknown as LessonKeys
	}

	async open(token: string): Promise<Ack<Record<string, unknown>>> {
		const ack = await this.ask('openLesson', { version: PROTOCOL_VERSION, token })
		if (ack.ok) this.views.push(ack['lesson'] as LessonView)
		return ack
	}

	command(command: HostCommand, attempt = ++this.attempt): Promise<Ack<object>> {
		return this.ask('host', { attempt, page: this.page, command })
	}

	async does(command: HostCommand): Promise<void> {
		const ack = await this.command(command)
		if (!ack.ok) throw new Error(`${command.kind}: ${JSON.stringify(ack)}`)
	}

	get view(): HostLesson {
		const view = this.views.at(-1)
		if (!view || !('role' in view) || view.role === 'projector') throw new Error('no host view yet')
		return view
	}

	get shown(): ProjectorLesson {
		const view = this.views.at(-1)
		if (!view || !('role' in view) || view.role !== 'projector') throw new Error('no projector view yet')
		return view
	}

	close(): void {
		this.socket.disconnect()
	}
}
