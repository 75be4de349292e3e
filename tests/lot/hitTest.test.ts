import { describe, expect, it } from 'vitest'
import { pickAt } from '../../client/lot/hitTest.ts'
import { layoutLot } from '../../client/lot/layout/layoutLot.ts'
import { clampScroll, maxScroll, revealFocus } from '../../client/lot/scroll.ts'
import type { MallocView } from '../../shared/view/seatView.ts'
import { modelOf, roundAt } from './round.ts'

const world = await roundAt('cc1', 3, 2500)

describe('picking', () => {
	it('the middle of every piece of every chunk picks that chunk', () => {
		const picture = layoutLot(modelOf(world, ['malloc']), 390, 2000)
		for (const node of picture.nodes) {
			if (node.pick?.kind !== 'chunk') continue
			expect(pickAt(picture, node.x + node.w / 2, node.y + node.h / 2, 0)).toEqual(node.pick)
		}
	})
	it('follows the scroll', () => {
		const picture = layoutLot(modelOf(world, ['malloc']), 390, 200)
		const node = picture.nodes.findLast((one) => one.pick?.kind === 'chunk')
		if (node === undefined) throw new Error('no chunk')
		const scroll = node.y - 60
		expect(pickAt(picture, node.x + node.w / 2, 60 + node.h / 2, scroll)).toEqual(node.pick)
	})
	it('a finger that just misses a frame still gets it', () => {
		const picture = layoutLot(modelOf(world, ['malloc', 'kernel']), 1366, 768)
		const plate = picture.nodes.find((node) => node.art.kind === 'framePlate')
		if (plate === undefined) throw new Error('no plate')
		expect(pickAt(picture, plate.x + plate.w / 2, plate.y - 6, 0)).toEqual(plate.pick)
	})
	it('any cell of the ledger names its page', () => {
		const picture = layoutLot(modelOf(world, ['mmu']), 390, 844)
		const ledger = picture.nodes.find((node) => node.id === 'ledger')
		if (ledger?.cells === undefined) throw new Error('no ledger')
		const { x, y, cell } = ledger.cells
		expect(pickAt(picture, ledger.x + x + cell * 12.5, ledger.y + y + cell * 4.5, 0)).toEqual({
			kind: 'page',
			page: 0x4c,
		})
		expect(pickAt(picture, ledger.x + 2, ledger.y + 2, 0)).toBeNull()
	})
})

describe('scroll', () => {
	it('stays within the content', () => {
		const picture = layoutLot(modelOf(world, ['malloc']), 390, 200)
		expect(maxScroll(picture)).toBe(picture.contentHeight - 200)
		expect(clampScroll(picture, -50)).toBe(0)
		expect(clampScroll(picture, 1e6)).toBe(maxScroll(picture))
	})
	it('brings the selected chunk into sight, wherever it is, and moves no more than needed', () => {
		const model = modelOf(world, ['malloc'])
		for (const chunk of (model.views.malloc as MallocView).chunks) {
			const picture = layoutLot({ ...model, selection: { chunk: chunk.address } }, 390, 200)
			for (const start of [0, maxScroll(picture)]) {
				const scroll = revealFocus(picture, start)
				const { focus } = picture
				if (focus === null) throw new Error('no focus')
				const tall = focus.bottom - focus.top + 20 > 200
				expect(focus.top >= scroll && (tall || focus.bottom <= scroll + 200)).toBe(true)
				expect(revealFocus(picture, scroll)).toBe(scroll)
			}
		}
	})
})
