import { type ReadonlySignal, type Signal, signal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { useGame } from '../app/game.ts'
import { LessonBus, type LessonBusState } from '../connect/lessonBus.ts'

export interface LessonLine {
	readonly bus: LessonBus
	readonly state: ReadonlySignal<LessonBusState>
}

const PAGE_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const PAGE_LENGTH = 12

/** The line to a lesson for as long as the page is there. Null until the first render is over. */
export function useLesson(token: string): ReadonlySignal<LessonLine | null> {
	const { env } = useGame()
	const line = useSignal<LessonLine | null>(null)
	useEffect(() => {
		let page = ''
		while (page.length < PAGE_LENGTH) page += PAGE_LETTERS[env.random(PAGE_LETTERS.length)] ?? 'a'
		const bus = new LessonBus({ url: env.origin, token, page, nowMs: env.nowMs })
		const state: Signal<LessonBusState> = signal(bus.state())
		const undo = bus.subscribe((now) => (state.value = now))
		line.value = { bus, state }
		const wake = (): void => {
			if (document.visibilityState === 'visible') bus.wake()
		}
		document.addEventListener('visibilitychange', wake)
		return () => {
			document.removeEventListener('visibilitychange', wake)
			undo()
			bus.close()
			line.value = null
		}
	}, [env, token])
	return line
}

/** Our clock, once a second: for "since". */
export function useSeconds(): ReadonlySignal<number> {
	const { env } = useGame()
	const now = useMemo(() => signal(env.nowMs()), [env])
	useEffect(() => env.every(1_000, () => (now.value = env.nowMs())), [env, now])
	return now
}

/** Minutes and seconds: `3:12`. */
export function clockText(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000))
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
