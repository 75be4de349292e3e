import { computed, type ReadonlySignal, signal, batch } from '@preact/signals'
import type { Stamped } from '../../shared/game/event.ts'
import type { World } from '../../shared/game/round.ts'
import { type Bill } from '../../shared/machine/buckets.ts'
import { project } from '../../shared/view/project.ts'
import type { KernelView, MallocView, MmuView } from '../../shared/view/seatView.ts'
import { reducedMotion } from '../app/settings.ts'
import type { Cue } from '../connect/bus.ts'
import type { LotModel } from '../lot/model.ts'
import { NO_STORY, type Story, tell } from '../seats/floorsModel.ts'
import type { Say } from '../seats/say.ts'
import { tickerLine } from '../seats/tickerModel.ts'
import { language } from '../words/words.ts'

/** A round that is run again in this page: `shared/game/replayPlayer.ts`, or a ghost. */
export interface ReplaySource {
	world(): World
	/** What happened since it was last asked. */
	drainEvents(): readonly Stamped[]
}

/** All that can be seen of one moment, without the fog. */
export interface ReplayFrame {
	readonly views: { readonly malloc: MallocView; readonly kernel: KernelView; readonly mmu: MmuView }
	readonly tick: number
	readonly step: number
	readonly stepsTotal: number
	readonly billCycles: number
	readonly bill: Readonly<Bill>
	/** The best company's bill for the whole program; null: not measured. */
	readonly parCycles: number | null
}

export interface ReplayLine {
	readonly id: number
	readonly line: Say
	readonly costCycles: number
}

/** What the parts of a replay's page share: one moment, and what has just happened. */
export interface ReplayStage {
	readonly frame: ReadonlySignal<ReplayFrame>
	readonly model: ReadonlySignal<LotModel>
	/** Oldest first. */
	readonly ticker: ReadonlySignal<readonly ReplayLine[]>
	/** The request in hand, by storey. */
	readonly story: ReadonlySignal<Story>
	/** The source went on a little: what happened is shown moving. */
	moved(): void
	/** The source stands somewhere else: nothing moves, the ticker starts anew. */
	jumped(): void
	/** Calls the listener with every batch of events. Returns the undo. */
	onCues(listener: (cues: readonly Cue[]) => void): () => void
}

const MAX_LINES = 30
/** More than this at once is a jump: nobody can follow so many chunks. */
const MAX_MOVING = 120

export function openReplay(source: ReplaySource): ReplayStage {
	source.drainEvents()
	const frame = signal(frameOf(source.world()))
	const ticker = signal<readonly ReplayLine[]>([])
	const story = signal(NO_STORY)
	/** Where the heap was last worked on. */
	const watched = signal<number | null>(null)
	const listeners = new Set<(cues: readonly Cue[]) => void>()
	let nextId = 0

	const model = computed<LotModel>(() => {
		const { views } = frame.value
		const request = views.malloc.requests[0] ?? null
		return {
			views,
			seat: 'malloc',
			lens: 'lot',
			selection: { need: request?.needBytes ?? null, ticket: request?.ticket ?? null },
			watched: watched.value,
			reducedMotion: reducedMotion.value,
			language: language.value,
		}
	})

	const lines = (cues: readonly Cue[]): ReplayLine[] =>
		cues.flatMap((cue): ReplayLine[] => {
			const line = tickerLine(cue)
			return line ? [{ id: nextId++, line, costCycles: cue.costCycles }] : []
		})

	return {
		frame,
		model,
		ticker,
		story,
		moved() {
			// Whoever watches sees all parts: no event is anybody's secret here.
			const cues = source.drainEvents().map(({ event, costCycles }): Cue => ({ seat: 'malloc', event, costCycles }))
			batch(() => {
				frame.value = frameOf(source.world())
				if (cues.length === 0) return
				story.value = cues.reduce(tell, story.peek())
				watched.value = cues.reduce(watchedAfter, watched.peek())
				const said = lines(cues)
				if (said.length > 0) ticker.value = [...ticker.peek(), ...said].slice(-MAX_LINES)
			})
			if (cues.length > 0 && cues.length <= MAX_MOVING) for (const listener of listeners) listener(cues)
		},
		jumped() {
			source.drainEvents()
			batch(() => {
				frame.value = frameOf(source.world())
				story.value = NO_STORY
				ticker.value = []
			})
		},
		onCues(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}

const watchedAfter = (before: number | null, { event }: Cue): number | null =>
	event.type === 'chunkPlaced' || event.type === 'chunkFreed' || event.type === 'chunkResized' ? event.address : before

function frameOf(world: World): ReplayFrame {
	const malloc = project(world, 'malloc')
	return {
		views: { malloc, kernel: project(world, 'kernel'), mmu: project(world, 'mmu') },
		tick: world.tick,
		step: world.step,
		stepsTotal: world.info.stepsTotal,
		billCycles: malloc.billCycles,
		bill: { ...world.bill },
		parCycles: world.info.reference?.parCycles ?? null,
	}
}
