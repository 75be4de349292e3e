import type { JSX } from 'preact'
import { LESSONS } from './coachModel.ts'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'

/** The lesson due now; it stands in the flow, covers nothing, and goes when the player acts. */
export function CoachLine({ screen }: { readonly screen: Screen }): JSX.Element | null {
	const step = screen.coach.value
	// One voice at a time: what went wrong speaks first.
	if (!step || screen.notice.value) return null
	const lessons: readonly string[] = LESSONS[screen.shown.value]
	return (
		<p class={`coach to-${step.target}`} role="note">
			<span class="coachStep number" aria-hidden="true">
				{lessons.indexOf(step.lesson) + 1}/{lessons.length}
			</span>
			<span>{speak(step.text)}</span>
		</p>
	)
}
