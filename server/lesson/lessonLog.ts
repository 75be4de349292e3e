import type { LessonAct, LessonEntry } from '../../shared/lesson/act.ts'
import { applyLesson, foldLesson } from '../../shared/lesson/applyLesson.ts'
import type { LessonState } from '../../shared/lesson/lessonState.ts'
import type { Write } from '../store/eventStore.ts'
import type { GroupCommit, Lane } from '../store/groupCommit.ts'

export interface LessonLogServices {
	readonly commit: GroupCommit
	wallMs(): number
}

/** A lesson's log and what it folds to: `state` with all that is on its way, `told` with what is on the disk. */
export class LessonLog {
	readonly #services: LessonLogServices
	readonly #session: number
	#state: LessonState
	#told: LessonState
	#seq: number
	#toldSeq: number
	#pending = 0
	#lane: Lane = { broken: false }

	constructor(services: LessonLogServices, session: number, entries: readonly LessonEntry[]) {
		this.#services = services
		this.#session = session
		this.#state = foldLesson(entries)
		this.#told = this.#state
		this.#seq = entries.length
		this.#toldSeq = entries.length
	}

	/** Decisions are made by this one. */
	get state(): LessonState {
		return this.#state
	}

	/** People are told of this one. */
	get told(): LessonState {
		return this.#told
	}

	/** Resolves when it is on the disk, or false: it isn't, and never happened. `writes` go along with it. */
	append(
		by: LessonEntry['by'],
		act: LessonAct,
		sent: LessonEntry['sent'] = null,
		writes: readonly Write[] = [],
	): Promise<boolean> {
		const entry: LessonEntry = { seq: this.#seq, atMs: this.#services.wallMs(), by, sent, act }
		const state = applyLesson(this.#state, entry)
		this.#state = state
		this.#seq++
		this.#pending++
		const write: Write = { kind: 'lessonEntry', session: this.#session, entry }
		return new Promise((resolve) => {
			this.#services.commit.submit([...writes, write], this.#lane, (durable) => {
				this.#pending--
				if (durable) {
					this.#told = state
					this.#toldSeq = entry.seq + 1
				} else if (this.#pending === 0) this.#fallBack()
				resolve(durable)
			})
		})
	}

	/** All that was lost never happened. */
	#fallBack(): void {
		this.#state = this.#told
		this.#seq = this.#toldSeq
		this.#lane = { broken: false }
	}
}
