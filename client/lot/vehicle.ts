import type { Cut } from './node.ts'

/** Outline of a vehicle's body within its chunk's rectangle; layout and painter agree on it. */
export interface Body {
	readonly x: number
	readonly y: number
	readonly w: number
	readonly h: number
	readonly nose: boolean
	readonly rear: boolean
}

/** From this length on a chunk is a truck; so is every one that goes on in another row. */
const TRUCK_SLOTS = 9
/** Depth of the pleats at a row's end. */
export const BELLOWS = 11

export const isTruck = (cut: Cut, slots: number): boolean => cut !== 'whole' || slots >= TRUCK_SLOTS

/** The first half slot is the chunk's 8-byte header. Small chunks are small cars, not only short ones. */
export function bodyOf(cut: Cut, slot: number, slots: number, w: number, h: number): Body {
	const nose = cut === 'whole' || cut === 'head'
	const rear = cut === 'whole' || cut === 'tail'
	const share = cut !== 'whole' ? 0.78 : slots <= 2 ? 0.66 : slots <= 4 ? 0.72 : 0.78
	const height = Math.round(h * share)
	const x = rear ? slot / 2 + 1 : 0
	return { x, y: (h - height) / 2, w: w - x - (nose ? 3 : 0), h: height, nose, rear }
}

export const cabLength = (body: Body): number => Math.min(body.h * 0.86, body.w * 0.7)

/** Left and right end of the place for the number plate. */
export function labelRoom(cut: Cut, slot: number, slots: number, w: number, h: number): readonly [number, number] {
	const body = bodyOf(cut, slot, slots, w, h)
	const end = body.x + body.w
	if (isTruck(cut, slots)) {
		return [body.x + (body.rear ? 2 : BELLOWS + 1), body.nose ? end - cabLength(body) - 4 : w - BELLOWS - 1]
	}
	return slots <= 3 ? [body.x, end - 2] : [body.x + body.h * 0.22, end - body.h * 0.5]
}

/** Letters on number plates grow with the rows. */
export const platePx = (rowHeight: number): number => (rowHeight >= 56 ? 15 : 13)
