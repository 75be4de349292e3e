import { describe, expect, test } from 'vitest'
import type { GameEvent } from '../../shared/game/event.ts'
import { drain, play } from '../../shared/game/round.ts'
import { evictCost, faultFacts, kernelScreen, EMPTY_KERNEL_DRAFT, verdictCost } from '../../client/seats/kernelModel.ts'
import {
	askCost,
	EMPTY_MALLOC_DRAFT,
	fits,
	holesOf,
	mallocScreen,
	mmapPages,
	parkCost,
} from '../../client/seats/mallocModel.ts'
import { LAYOUT } from '../../shared/machine/scale.ts'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { roundForThree, walkThrough } from './playing.ts'

const LEVELS = ['steady', 'sqlite3', 'cc1'] as const

describe('the price on the button is the price on the bill', () => {
	test.each(LEVELS)('PARK in every hole that fits, at either end (%s)', async (level) => {
		const world = await roundForThree(level, 5)
		let parked = 0
		let turn = 0
		walkThrough(world, 400, (view) => {
			if (view.seat !== 'malloc') return null
			const request = view.requests.find(({ status }) => status === 'waiting')
			if (!request) return null
			const open = holesOf(view, request.needBytes).filter((hole) => fits(view, request, hole))
			const hole = open[turn++ % Math.max(1, open.length)]
			if (!hole) return null
			const high =
				mallocScreen(view, { ticket: null, plan: { kind: 'park', chunk: hole.chunk.address, end: 'low' } })
					.canSwitchEnd && turn % 2 === 0
			const screen = mallocScreen(view, {
				ticket: request.ticket,
				plan: { kind: 'park', chunk: hole.chunk.address, end: high ? 'high' : 'low' },
			})
			if (screen.primary.act?.kind !== 'send') throw new Error('a hole that fits can be taken')
			drain(world)
			expect(play(world, 'malloc', screen.primary.act.intent)).toEqual({ ok: true })
			const placed = drain(world).find(({ event }) => event.type === 'chunkPlaced')
			expect(placed?.costCycles).toBe(parkCost(request, hole))
			expect(screen.primary.label.facts?.['cost']).toBe(placed?.costCycles)
			parked += 1
			return 'played'
		})
		expect(parked).toBeGreaterThan(30)
	})

	test('ASK, granted, costs the two halves of a brk; so does the pages of an mmap', async () => {
		const world = await roundForThree('steady', 2)
		let asked = 0
		walkThrough(world, 120, (view) => {
			const intent = botIntent(view)
			if (view.seat !== 'kernel' || intent?.kind !== 'SYS') return null
			const slip = view.slips.find(({ ticket }) => ticket === intent.ticket)
			const entered = drain(world).find(({ event }) => event.type === 'syscallEntered')?.costCycles ?? 0
			play(world, 'kernel', intent)
			const returned = drain(world).find(({ event }) => event.type === 'syscallReturned')?.costCycles ?? 0
			if (slip?.call === 'brk' && intent.verdict === 'OK') {
				expect(entered + returned).toBe(askCost())
				asked += 1
			}
			return 'played'
		})
		expect(asked).toBeGreaterThan(0)
	})

	test('an mmap of a request takes the pages that the card says', async () => {
		const world = await roundForThree('git-log', 3)
		let mapped = 0
		walkThrough(world, 300, (view, round) => {
			if (view.seat !== 'malloc') return null
			const request = view.requests.find(
				({ status, requestBytes }) => status === 'waiting' && requestBytes >= view.info.pageBytes,
			)
			if (!request || view.requests.some(({ status }) => status === 'slip')) return null
			drain(round)
			if (!play(round, 'malloc', { kind: 'MMAP', ticket: request.ticket }).ok) return null
			const slip = drain(round)
				.map(({ event }) => event)
				.find((event): event is Extract<GameEvent, { type: 'slipQueued' }> => event.type === 'slipQueued')
			expect(slip?.slip.pages).toBe(mmapPages(view, request))
			mapped += 1
			return 'played'
		})
		expect(mapped).toBeGreaterThan(0)
	})

	test.each(LEVELS)('verdicts and evictions (%s)', async (level) => {
		const world = await roundForThree(level, 9)
		const seen = new Set<string>()
		walkThrough(world, 500, (view) => {
			const intent = botIntent(view)
			if (view.seat !== 'kernel' || !intent) return null
			drain(world)
			if (intent.kind === 'EVICT') {
				const frame = view.frames[intent.frame]
				play(world, 'kernel', intent)
				const evicted = drain(world).find(({ event }) => event.type === 'pageEvicted')
				// Data that was written since the latest scan looks clean to the kernel.
				if (frame?.page !== LAYOUT.data) expect(evicted?.costCycles).toBe(evictCost(frame))
				return 'played'
			}
			if (intent.kind !== 'FAULT') return null
			const screen = kernelScreen(view, { ...EMPTY_KERNEL_DRAFT, ticket: intent.ticket, verdict: intent.verdict })
			if (screen.primary.act?.kind !== 'send') return null
			expect(screen.facts).toEqual(
				faultFacts(view, view.faults.find(({ ticket }) => ticket === intent.ticket) ?? (view.faults[0] as never)),
			)
			play(world, 'kernel', screen.primary.act.intent)
			const resolved = drain(world).find(({ event }) => event.type === 'faultResolved')
			expect(resolved?.costCycles).toBe(verdictCost(intent.verdict, 0, intent.frame === null))
			seen.add(intent.verdict)
			return 'played'
		})
		expect(seen.has('ZERO')).toBe(true)
	})

	test('with nothing in hand no hole is picked for the player', async () => {
		const world = await roundForThree('steady', 4)
		walkThrough(world, 200, (view) => {
			if (view.seat === 'malloc') {
				const { hole, primary } = mallocScreen(view, EMPTY_MALLOC_DRAFT)
				expect(hole).toBeNull()
				expect(primary.act?.kind).not.toBe('send')
			}
			return null
		})
	})
})
