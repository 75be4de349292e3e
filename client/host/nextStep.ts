import type { PollView } from '../../shared/lesson/poll.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'

/** The one thing that a lecturer would do next; the large button of the console. */
export type NextStep =
	| 'invite'
	| 'start'
	| 'pause'
	| 'resume'
	| 'talk'
	| 'revote'
	| 'lock'
	| 'reveal'
	| 'closePoll'
	| 'nextRound'
	| 'export'

export function nextStep({ stage, poll, paused, players }: HostLesson): NextStep {
	if (stage === 'ended') return 'export'
	if (poll !== null) return nextOfPoll(poll)
	switch (stage) {
		case 'lobby':
			return players === 0 ? 'invite' : 'start'
		case 'running':
			return paused === 'host' ? 'resume' : 'pause'
		case 'debrief':
			return 'nextRound'
	}
}

/** predict → vote → talk → revote → lock → reveal; an opinion has nothing to talk each other into. */
function nextOfPoll({ stage, key }: PollView): NextStep {
	switch (stage) {
		case 'first':
			return key === null ? 'lock' : 'talk'
		case 'talk':
			return 'revote'
		case 'revote':
			return 'lock'
		case 'locked':
			return 'reveal'
		case 'revealed':
			return 'closePoll'
	}
}
