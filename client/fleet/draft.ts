import { FLEET_BUDGET, type Fleet, fleetDebt } from '../../shared/programs/fleet.ts'
import type { Program } from '../../shared/programs/op.ts'
import { type FleetStep, type FleetStream, formatFleetStream, parseFleetStream } from '../connect/fleetStream.ts'
import type { Store } from '../connect/playerRecord.ts'

/** What the writer has on the desk: both ways of writing are kept, one is in use. */
export interface Draft {
	readonly mode: FleetStream['kind']
	readonly steps: readonly FleetStep[]
	readonly text: string
}

/** Shown where nothing has been written yet. */
export const EXAMPLES = {
	saw: 'repeat 3\nmake 8 NOD 200-300\nwrite all NOD\nfree all NOD\nend\n',
	pins: 'make 12 GAP 104 PIN 24\nwrite every 2 GAP\nfree all GAP\nmake 3 BIG 180\nwrite all BIG\nfree all BIG\nwrite all PIN\n',
	big: 'repeat 4\nmake 2 IMG 900\nwrite all IMG\nfree first 1 IMG\nmake 1 PIN 24\nwrite last 1 PIN\nfree all IMG\nend\n',
} as const
export type Example = keyof typeof EXAMPLES

const KEYS = { steps: 'lot.fleet.steps', script: 'lot.fleet.script', mode: 'lot.fleet.mode' } as const

export function readDraft(store: Store): Draft {
	const steps = parseFleetStream(store.getItem(KEYS.steps) ?? '')
	return {
		mode: store.getItem(KEYS.mode) === 'script' ? 'script' : 'steps',
		steps: steps?.kind === 'steps' ? steps.steps : [],
		text: store.getItem(KEYS.script) ?? EXAMPLES.saw,
	}
}

export function keepDraft(store: Store, { mode, steps, text }: Draft): void {
	try {
		store.setItem(KEYS.mode, mode)
		store.setItem(KEYS.steps, formatFleetStream({ kind: 'steps', steps }))
		store.setItem(KEYS.script, text)
	} catch {
		// A full or forbidden store: the stream stays on the page, and in the link.
	}
}

export const streamOf = ({ mode, steps, text }: Draft): FleetStream =>
	mode === 'script' ? { kind: 'script', text } : { kind: 'steps', steps }

/** How much of the budget is spent: parts of 1, and the figures. */
export interface Meters {
	readonly steps: number
	readonly liveBytes: number
	readonly touchedPercent: number
	readonly leakPercent: number
	readonly debt: ReturnType<typeof fleetDebt>
}

export function metersOf(fleet: Fleet): Meters {
	const { objects, lanes } = fleet
	const percent = (count: number): number => (objects.length === 0 ? 0 : Math.round((100 * count) / objects.length))
	return {
		steps: lanes.reduce((sum, lane) => sum + lane.length, 0),
		liveBytes: objects.reduce((sum, one) => sum + (one.isLive ? one.sizeBytes : 0), 0),
		touchedPercent: percent(objects.filter((one) => one.isTouched).length),
		leakPercent: percent(objects.filter((one) => one.isLive).length),
		debt: fleetDebt(fleet),
	}
}

/** One step as the timeline draws it. `coat`: which of the palette's colours. */
export interface Mark {
	readonly kind: 'malloc' | 'write' | 'read' | 'free'
	readonly plate: string
	readonly coat: number
	readonly sizeBytes: number
}

/** The stream thread by thread. */
export function marksOf({ lanes }: Pick<Program, 'lanes'>): readonly (readonly Mark[])[] {
	const made = new Map<number, { readonly plate: string; readonly sizeBytes: number }>()
	for (const op of lanes.flat()) if (op.kind === 'malloc') made.set(op.object, op)
	const plates = [...new Set([...made].toSorted(([a], [b]) => a - b).map(([, { plate }]) => plate))]
	return lanes.map((lane) =>
		lane.flatMap((op): Mark[] => {
			if (op.kind !== 'malloc' && op.kind !== 'free' && op.kind !== 'touch') return []
			const { plate = '', sizeBytes = 0 } = made.get(op.object) ?? {}
			const kind = op.kind === 'touch' ? (op.write ? 'write' : 'read') : op.kind
			return [{ kind, plate, coat: plates.indexOf(plate) % FLEET_BUDGET.plates, sizeBytes }]
		}),
	)
}

export const countObjects = ({ lanes }: Program): number => lanes.flat().filter(({ kind }) => kind === 'malloc').length
export const countSteps = ({ lanes }: Program): number => lanes.reduce((sum, lane) => sum + lane.length, 0)
