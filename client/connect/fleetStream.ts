import { levelNamed, type Level } from '../../shared/programs/levels.ts'
import { bytes } from '../../shared/machine/units.ts'
import {
	addToFleet,
	closeFleet,
	emptyFleet,
	type Fleet,
	type FleetOp,
	type FleetRefusal,
} from '../../shared/programs/fleet.ts'
import { runFleetScript, type ScriptError } from '../../shared/programs/fleetScript.ts'
import type { Program } from '../../shared/programs/op.ts'
import { touch } from '../../shared/programs/touches.ts'

/** A stream as its writer wrote it: tapped step by step, or a script. This is what a link carries. */
export type FleetStream =
	| { readonly kind: 'steps'; readonly steps: readonly FleetStep[] }
	| { readonly kind: 'script'; readonly text: string }

/** Objects are named 0, 1, 2 … in the order of their mallocs; a touch is of all bytes. */
export type FleetStep =
	| { readonly kind: 'malloc'; readonly plate: string; readonly sizeBytes: number }
	| { readonly kind: 'write' | 'read' | 'free'; readonly object: number }

/** Whoever plays a stream plays it with the same gaps and the same sizes. */
export const FLEET_SEED = 1
/** A link longer than this isn't one of ours. */
const MAX_TEXT = 4_000

/** Few frames and one tenant: a stream of 3 KiB still has to be careful with them. */
export function fleetLevel(): Level {
	const steady = levelNamed('steady')
	if (!steady) throw new Error('no level steady')
	return { ...steady, frames: 20, tenants: 1 }
}

/** The step as the machine's op. */
export function opOf(fleet: Fleet, step: FleetStep): FleetOp {
	switch (step.kind) {
		case 'malloc':
			return { kind: 'malloc', object: fleet.objects.length, sizeBytes: bytes(step.sizeBytes), plate: step.plate }
		case 'free':
			return { kind: 'free', object: step.object }
		default: {
			const { object, kind } = step
			return touch(object, 0, fleet.objects[object]?.sizeBytes ?? 1, kind === 'write')
		}
	}
}

/** The steps so far; a refusal of the first that can't be. */
export function fleetOf(
	steps: readonly FleetStep[],
): { readonly ok: true; readonly fleet: Fleet } | { readonly ok: false; readonly refusal: FleetRefusal } {
	const fleet = emptyFleet()
	for (const step of steps) {
		const refusal = addToFleet(fleet, opOf(fleet, step))
		if (refusal) return { ok: false, refusal }
	}
	return { ok: true, fleet }
}

export type FleetProgram =
	| { readonly ok: true; readonly program: Program }
	| { readonly ok: false; readonly refusal: FleetRefusal }
	| { readonly ok: false; readonly error: ScriptError }

/** The program that a stream is, what is still due at its end added. */
export function programOf(stream: FleetStream): FleetProgram {
	if (stream.kind === 'script') return runFleetScript('script', stream.text, FLEET_SEED)
	const made = fleetOf(stream.steps)
	if (!made.ok) return made
	const program = closeFleet(made.fleet, 'fleet')
	return 'lanes' in program ? { ok: true, program } : { ok: false, refusal: program }
}

/** For an address: `t` and steps, or `s` and the script, as base64url so that a rival doesn't read it in passing. */
export function formatFleetStream(stream: FleetStream): string {
	const text = stream.kind === 'script' ? `s${stream.text}` : `t${stream.steps.map(formatStep).join(' ')}`
	const binary = String.fromCodePoint(...new TextEncoder().encode(text))
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Null: no stream of ours. */
export function parseFleetStream(text: string): FleetStream | null {
	if (text.length > MAX_TEXT) return null
	let plain: string
	try {
		const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
		plain = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (one) => one.codePointAt(0) ?? 0))
	} catch {
		return null
	}
	const rest = plain.slice(1)
	if (plain.startsWith('s')) return { kind: 'script', text: rest }
	if (!plain.startsWith('t')) return null
	const steps = rest.split(' ').filter(Boolean).map(parseStep)
	return steps.every((step) => step !== null) ? { kind: 'steps', steps } : null
}

const LETTERS = { write: 'w', read: 'r', free: 'f' } as const

const formatStep = (step: FleetStep): string =>
	step.kind === 'malloc' ? `${step.plate}${step.sizeBytes}` : `${LETTERS[step.kind]}${step.object}`

function parseStep(word: string): FleetStep | null {
	const made = /^([A-Z]{3})(\d{1,4})$/.exec(word)
	if (made) return { kind: 'malloc', plate: made[1] ?? '', sizeBytes: Number(made[2]) }
	const used = /^([wrf])(\d{1,2})$/.exec(word)
	const kind = (['write', 'read', 'free'] as const).find((one) => LETTERS[one] === used?.[1])
	return kind ? { kind, object: Number(used?.[2]) } : null
}
