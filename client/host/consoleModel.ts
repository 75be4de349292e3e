import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { HostCommand } from '../../shared/lesson/command.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import type { LessonBus, LessonBusState } from '../connect/lessonBus.ts'
import type { LessonRecord } from '../connect/lessonRecord.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'
import type { ConsoleAct } from './consoleKeys.ts'
import { nextSpotlight } from './crewOrder.ts'

/** What lies over the console. */
export type OpenDialog =
	| { readonly kind: 'invite' | 'inject' | 'ask' | 'help' | 'roster' | 'setup' | 'share' | 'endRound' | 'endLesson' }
	| { readonly kind: 'crew'; readonly crew: number }

/** What came of a command, for a few seconds. */
export interface Said {
	readonly kind: 'good' | 'bad'
	readonly text: string
}

/** State and acts of one console page. */
export interface Console {
	readonly state: ReadonlySignal<LessonBusState>
	readonly record: LessonRecord
	readonly open: Signal<OpenDialog | null>
	readonly said: ReadonlySignal<Said | null>
	/** The step that the projector's demo should stand at, as long as the server hasn't said so. */
	readonly demoWish: ReadonlySignal<number | null>
	/** Resolves to whether it was done; a refusal is said. */
	send(command: HostCommand): Promise<boolean>
	say(said: Said): void
	act(act: ConsoleAct): void
	/** The projector shows that step of the spotlight crew's round. */
	rewindTo(step: number): void
	/** The server's clock. */
	nowMs(): number
}

const SAID_MS = 6_000
const EXTEND_SECONDS = 60

export function openConsole(
	bus: LessonBus,
	state: ReadonlySignal<LessonBusState>,
	record: LessonRecord,
	nowMs: () => number,
): Console {
	const open = signal<OpenDialog | null>(null)
	const said = signal<Said | null>(null)
	const demoWish = signal<number | null>(null)
	let saidTimer: ReturnType<typeof setTimeout> | undefined
	let rewinding = false

	const lessonNow = (): HostLesson | null => {
		const { lesson } = state.peek()
		return lesson !== null && lesson.role !== 'projector' ? lesson : null
	}

	function say(next: Said): void {
		clearTimeout(saidTimer)
		said.value = next
		saidTimer = setTimeout(() => (said.value = null), SAID_MS)
	}

	async function send(command: HostCommand): Promise<boolean> {
		const done = await bus.command(command)
		if (!done.ok) say({ kind: 'bad', text: explainLesson(done) })
		return done.ok
	}

	/** One at a time: a slider asks faster than a network answers, and only the latest wish counts. */
	async function rewindTo(step: number): Promise<void> {
		demoWish.value = step
		if (rewinding) return
		rewinding = true
		let isDone = false
		for (let wish = demoWish.peek(); wish !== null; wish = demoWish.peek()) {
			const lesson = lessonNow()
			const crew = lesson?.demo?.crew ?? lesson?.spotlight?.crew
			if (!lesson || crew === undefined) break
			isDone = await send({ kind: 'DEMO', at: { crew, round: lesson.demo?.round ?? lesson.round, step: wish } })
			if (!isDone || demoWish.peek() === wish) break
		}
		rewinding = false
		if (isDone) forgetWish()
		else demoWish.value = null
	}

	/** Done is told at once, the lesson a beat later: until then the next press counts from the wish. */
	function forgetWish(): void {
		const before = lessonNow()
		if (before?.demo?.step === demoWish.peek()) {
			demoWish.value = null
			return
		}
		const undo = state.subscribe(() => {
			if (lessonNow() === before) return
			undo()
			if (!rewinding) demoWish.value = null
		})
	}

	function rewindBy(steps: number): void {
		const lesson = lessonNow()
		if (!lesson) return
		const crew = lesson.table.find(({ crew: number }) => number === (lesson.demo?.crew ?? lesson.spotlight?.crew))
		if (!crew) {
			say({ kind: 'bad', text: t('console.rewindFirst') })
			return
		}
		const at = demoWish.peek() ?? lesson.demo?.step ?? crew.step
		const next = at + steps
		// Forward over the end is the present.
		if (next > crew.step) live(lesson)
		else void rewindTo(Math.max(0, next))
	}

	function live(lesson: HostLesson): void {
		const isWished = demoWish.peek() !== null
		demoWish.value = null
		if (lesson.demo !== null || isWished) void send({ kind: 'DEMO', at: null })
	}

	function spotlightNext(lesson: HostLesson): void {
		const crew = nextSpotlight(lesson.table, lesson.spotlight?.crew ?? null)
		if (crew === null) say({ kind: 'bad', text: t('console.noConsent') })
		else void send({ kind: 'SPOTLIGHT', crew })
	}

	function toPoll(lesson: HostLesson, to: 'locked' | 'revealed'): void {
		if (lesson.poll === null) say({ kind: 'bad', text: t('console.noQuestion') })
		else void send({ kind: 'POLL', poll: lesson.poll.id, to })
	}

	function act(what: ConsoleAct): void {
		const lesson = lessonNow()
		if (lesson === null) return
		const running = lesson.stage === 'running'
		switch (what) {
			case 'pause':
				if (running) void send({ kind: 'PAUSE', paused: lesson.paused === null })
				return
			case 'step':
				if (!running) return
				// STEP is for a class that stands still: the first press makes it so.
				void send(lesson.paused === null ? { kind: 'PAUSE', paused: true } : { kind: 'STEP' })
				return
			case 'rewind':
				rewindBy(-1)
				return
			case 'forward':
				rewindBy(1)
				return
			case 'inject':
				if (running) open.value = { kind: 'inject' }
				return
			case 'spotlight':
				spotlightNext(lesson)
				return
			case 'ask':
				if (lesson.stage !== 'ended') open.value = { kind: 'ask' }
				return
			case 'lock':
				toPoll(lesson, 'locked')
				return
			case 'reveal':
				// "A host may reveal once it is locked": one key does what is due.
				toPoll(lesson, lesson.poll?.stage === 'locked' ? 'revealed' : 'locked')
				return
			case 'rotate':
				if (lesson.stage === 'lobby') void send({ kind: 'ROTATE' })
				else if (lesson.stage === 'debrief') void send({ kind: 'NEXT_ROUND', rotate: true })
				return
			case 'end':
				if (running) open.value = { kind: 'endRound' }
				else if (lesson.stage !== 'ended') open.value = { kind: 'endLesson' }
				return
			case 'extend':
				if (running)
					void send({ kind: 'EXTEND', seconds: EXTEND_SECONDS }).then((done) => {
						if (done) say({ kind: 'good', text: t('console.extended', { seconds: EXTEND_SECONDS }) })
					})
				return
			case 'ghost':
				void send({ kind: 'GHOST', shown: !lesson.ghost })
				return
			case 'live':
				live(lesson)
				return
			case 'invite':
				open.value = { kind: 'invite' }
				return
			case 'help':
				open.value = { kind: 'help' }
		}
	}

	return {
		state,
		record,
		open,
		said,
		demoWish,
		send,
		say,
		act,
		rewindTo: (step) => void rewindTo(step),
		nowMs: () => nowMs() + state.peek().clockAheadMs,
	}
}
