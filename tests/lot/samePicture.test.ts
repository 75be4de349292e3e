import { describe, expect, it } from 'vitest'
import { layoutLot } from '../../client/lot/layout/layoutLot.ts'
import type { LotModel } from '../../client/lot/model.ts'
import { samePicture } from '../../client/lot/samePicture.ts'
import { advance } from '../../shared/game/round.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { modelOf, roundAt } from './round.ts'

const draw = (model: LotModel) => layoutLot(model, 390, 844)

describe('two pictures of a lot', () => {
	it.each([...SEATS])('are the same when time passes and %s sees nothing happen, else not', async (seat) => {
		const world = await roundAt('steady', 7, 2500)
		const said = { same: 0, other: 0 }
		let before = draw(modelOf(world, [seat]))
		for (let tick = 0; tick < 300; tick += 1) {
			advance(world)
			const now = draw(modelOf(world, [seat]))
			const texts = (one: typeof now): string => JSON.stringify(one.nodes)
			expect(samePicture(before, now)).toBe(texts(before) === texts(now))
			said[samePicture(before, now) ? 'same' : 'other'] += 1
			before = now
		}
		expect(said.same).toBeGreaterThan(50)
		expect(said.other).toBeGreaterThan(0)
	})

	it('are others when only the selection, the pulse or the size is another', async () => {
		const world = await roundAt('steady', 7, 2500)
		const model = modelOf(world, ['malloc'])
		const picture = draw(model)
		expect(samePicture(picture, draw(model))).toBe(true)
		expect(samePicture(picture, layoutLot(model, 391, 844))).toBe(false)
		const [first, ...rest] = picture.nodes
		if (first === undefined) throw new Error('an empty picture')
		const changes = [{ pulse: true }, { x: first.x + 1 }, { alpha: 0.5 }, { hint: 'other' }, { z: -9 }] as const
		for (const change of changes)
			expect(
				samePicture(picture, { ...picture, nodes: [{ ...first, ...change }, ...rest] }),
				JSON.stringify(change),
			).toBe(false)
		expect(samePicture(picture, { ...picture, nodes: rest })).toBe(false)
	})
})
