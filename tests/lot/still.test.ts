import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Layer, stillLayers } from '../../client/lot/still.ts'

const layer = (z: number, x: number, moves = false): Layer => ({ z, x, y: 0, w: 10, h: 10, moves })

describe('what lies on the backdrop', () => {
	it('is all that stands still where nothing moves', () => {
		const ground = layer(0, 0)
		const row = layer(10, 0)
		expect(stillLayers([row, ground])).toEqual([ground, row])
	})

	it('is not what moves, nor what lies over its way', () => {
		const ground = layer(0, 0)
		const roller = layer(18, 0, true)
		const carOnTheWay = layer(20, 5)
		const carElsewhere = layer(20, 30)
		expect(stillLayers([ground, roller, carOnTheWay, carElsewhere])).toEqual([ground, carElsewhere])
	})

	it('is not what lies over something that had to stay off it', () => {
		const roller = layer(18, 0, true)
		const car = layer(20, 5)
		const signOnTheCar = layer(30, 12)
		expect(stillLayers([signOnTheCar, car, roller])).toEqual([])
	})

	it('keeps the drawing order: nothing still ever overlaps a lower layer that is off the backdrop', () => {
		const some = fc.array(
			fc.record({
				z: fc.integer({ min: 0, max: 5 }),
				x: fc.integer({ min: 0, max: 60 }),
				y: fc.integer({ min: 0, max: 60 }),
				w: fc.integer({ min: 1, max: 20 }),
				h: fc.integer({ min: 1, max: 20 }),
				moves: fc.boolean(),
			}),
			{ maxLength: 30 },
		)
		fc.assert(
			fc.property(some, (layers) => {
				const still = stillLayers(layers)
				const off = layers.filter((one) => !still.includes(one))
				const wrong = still.filter((a) =>
					off.some((b) => b.z < a.z && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
				)
				expect(wrong).toEqual([])
				expect(layers.filter((one) => one.moves && still.includes(one))).toEqual([])
			}),
		)
	})
})
