import type { SeatView } from '../../shared/view/seatView.ts'
import type { KernelScreen } from './kernelModel.ts'
import type { MallocPlan, MallocScreen } from './mallocModel.ts'
import { fits } from './mallocModel.ts'
import type { MmuScreen } from './mmuModel.ts'
import { type Say, say } from './say.ts'

/** The lessons of a seat's first minute; each is given at the first item that calls for it and gone once acted upon. */
export const LESSONS = {
	malloc: ['hole', 'price', 'ask'],
	kernel: ['slip', 'fault', 'frame'],
	mmu: ['walk', 'insert', 'raise'],
} as const
export type Lesson = (typeof LESSONS)[keyof typeof LESSONS][number]

/** The control that a lesson points at. */
export type CoachTarget = 'lot' | 'primary' | 'ask' | 'verdicts' | 'ruling' | 'frames' | 'digits' | 'lines' | 'bits'

export interface CoachStep {
	readonly lesson: Lesson
	readonly target: CoachTarget
	readonly text: Say
}

export type Panel =
	| {
			readonly seat: 'malloc'
			readonly view: Extract<SeatView, { seat: 'malloc' }>
			readonly screen: MallocScreen
			readonly plan: MallocPlan | null
	  }
	| { readonly seat: 'kernel'; readonly screen: KernelScreen; readonly verdictChosen: boolean }
	| { readonly seat: 'mmu'; readonly screen: MmuScreen }

/** What to teach now, if anything. `learned` holds the lessons that the player has acted upon. */
export function coachStep(panel: Panel, learned: ReadonlySet<Lesson>): CoachStep | null {
	const step = due(panel)
	return step && !learned.has(step.lesson) ? step : null
}

function due(panel: Panel): CoachStep | null {
	switch (panel.seat) {
		case 'malloc': {
			const { view, screen, plan } = panel
			const { request } = screen
			if (!request || request.status !== 'waiting' || request.kind === 'realloc') return null
			const facts = { request: request.requestBytes, need: request.needBytes }
			if (plan?.kind === 'park') return { lesson: 'price', target: 'primary', text: say('seats.coach.price', facts) }
			if (plan) return null
			return screen.holes.some((hole) => fits(view, request, hole))
				? { lesson: 'hole', target: 'lot', text: say('seats.coach.hole', facts) }
				: { lesson: 'ask', target: 'ask', text: say('seats.coach.ask', facts) }
		}
		case 'kernel': {
			const { screen, verdictChosen } = panel
			if (screen.item?.kind === 'slip') return { lesson: 'slip', target: 'ruling', text: say('seats.coach.slip') }
			if (screen.item?.kind !== 'fault') return null
			if (!verdictChosen) return { lesson: 'fault', target: 'verdicts', text: say('seats.coach.fault') }
			return screen.frames.length > 0 ? { lesson: 'frame', target: 'frames', text: say('seats.coach.frame') } : null
		}
		case 'mmu':
			switch (panel.screen.mode) {
				case 'walk':
					return { lesson: 'walk', target: 'digits', text: say('seats.coach.walk') }
				case 'insert':
					return { lesson: 'insert', target: 'lines', text: say('seats.coach.insert') }
				case 'raise':
					return { lesson: 'raise', target: 'bits', text: say('seats.coach.raise') }
				case 'prefetch':
				case 'idle':
					return null
			}
	}
}

/** The lesson that an accepted command shows to be learned. */
export function learnedBy(kind: string, verdictHadFrame: boolean): readonly Lesson[] {
	switch (kind) {
		case 'PARK':
			return ['hole', 'price']
		case 'ASK':
			return ['ask']
		case 'SYS':
			return ['slip']
		case 'FAULT':
			return verdictHadFrame ? ['fault', 'frame'] : ['fault']
		case 'WALK':
			return ['walk']
		case 'INSERT':
			return ['insert']
		case 'RAISE':
			return ['raise']
		default:
			return []
	}
}
