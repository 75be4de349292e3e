import type { PlayerCommand } from '../../shared/lesson/command.ts'
import type { Answer } from '../../shared/lesson/poll.ts'
import type { Confidence } from '../../shared/lesson/question.ts'
import type { PlayerLesson } from '../../shared/lesson/view.ts'
import { type Ack, type Joined, type JoinSession, PROTOCOL_VERSION } from '../../shared/protocol/messages.ts'
import { TestPlayer } from './client.ts'

/** Two hundred at once on a small machine: some wait for their seat. */
const ENTER_MS = 15_000

/** A player of a lesson, who also hears what is told of the lesson. */
export class Student extends TestPlayer {
	readonly name: string
	readonly lessons: PlayerLesson[] = []

	constructor(url: string, name: string) {
		super(url)
		this.name = name
		this.socket.on('lesson', (view) => {
			if ('you' in view) this.lessons.push(view)
		})
	}

	/** What the page knows of the lesson. */
	get lesson(): PlayerLesson {
		const view = this.lessons.at(-1)
		if (!view) throw new Error(`${this.name} knows of no lesson`)
		return view
	}

	get id(): number {
		return this.lesson.you.id
	}

	override accept(joined: Joined): void {
		super.accept(joined)
		if (joined.lesson) this.lessons.push(joined.lesson)
	}

	enter(code: string, more: Partial<JoinSession> = {}): Promise<Ack<Joined> | null> {
		const message = { version: PROTOCOL_VERSION, code, name: this.name, seat: null, ...more }
		return this.askAndLook(
			'joinSession',
			message,
			(ack) => {
				if (ack.ok) this.accept(ack)
			},
			ENTER_MS,
		)
	}

	/** Null: no answer came. */
	says(command: PlayerCommand, limitMs?: number): Promise<Ack<object> | null> {
		return this.ask('lesson', { command }, limitMs)
	}

	vote(poll: number, answer: Answer, confidence: Confidence = 70): Promise<Ack<object> | null> {
		return this.says({ kind: 'VOTE', poll, answer, confidence })
	}
}

/** Sits down in the lesson; throws if it isn't let in. */
export async function seatStudent(
	url: string,
	code: string,
	name: string,
	more: Partial<JoinSession> = {},
): Promise<Student> {
	const student = new Student(url, name)
	const ack = await student.enter(code, more)
	if (ack?.ok) return student
	student.close()
	throw new Error(`${name}: ${ack ? ack.code : 'no answer'}`)
}
