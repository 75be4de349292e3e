import { playFieldGhost } from '../../game/score/ghosts.ts'
import type { World } from '../../game/round.ts'
import { TEXTBOOK_BOTS } from '../../game/seat.ts'
import { BOT_POLICIES } from '../../game/bots/policy.ts'
import { MIN_CHUNK_BYTES } from '../../machine/heap/chunk.ts'
import { cutOf, rackedChunk, topOf } from '../../machine/heap/chunkList.ts'
import { TEACH } from '../../machine/scale.ts'
import { between } from '../../programs/random.ts'
import { bench } from './bench.ts'
import type { Binder } from './draft.ts'
import { drawsOf, momentOf } from './observe.ts'

const { pageBytes } = TEACH
/** The unit in which chunks are measured. */
const SLOT_BYTES = 16

/** Q3: two requests that differ by a byte. */
export const slotsOfTwoRequests: Binder = (context) => {
	// 24, 40, 56 …: each fills its chunk to the last byte.
	const small = 24 + SLOT_BYTES * between(drawsOf(context, 'Q3'), 0, 5)
	const { machine, place } = bench(8, ([first]) => first as never)
	const [a, b] = [small, small + 1].map((requestBytes, object) => {
		const at = place(object, requestBytes)
		return (machine.heap.chunks.find((chunk) => chunk.address === at)?.sizeBytes ?? 0) / SLOT_BYTES
	}) as [number, number]
	const pair = (x: number, y: number): string => `${x}/${y}`
	const naive = [small / SLOT_BYTES, (small + 1) / SLOT_BYTES].map((slots) => String(Number(slots.toFixed(2))))
	return {
		form: 'one',
		facts: {
			small,
			large: small + 1,
			a: floorPlus(small),
			b: floorPlus(small) + 1,
			x: naive[0] ?? '',
			y: naive[1] ?? '',
		},
		whyFacts: { bytesA: a * SLOT_BYTES, bytesB: b * SLOT_BYTES },
		claims: [
			pair(floorPlus(small), floorPlus(small) + 1),
			pair(floorPlus(small), floorPlus(small)),
			naive.join('/'),
			pair(floorPlus(small) + 1, floorPlus(small) + 1),
		],
		truth: pair(a, b),
	}
}

/** Slots of a request that fills its chunk exactly: its bytes and 8 of header. */
const floorPlus = (requestBytes: number): number => (requestBytes + 8) / SLOT_BYTES

/** Free bytes in holes: top and racked chunks are none. */
function holesOf({ machine: { heap } }: World) {
	const holes = heap.chunks.filter(({ use }) => use === 'free').map(({ sizeBytes }) => sizeBytes as number)
	return {
		count: holes.length,
		free: holes.reduce((sum, size) => sum + size, 0),
		largest: Math.max(0, ...holes),
		top: topOf(heap)?.sizeBytes ?? 0,
	}
}

/** Q4: free bytes enough in all, but no hole of that size. */
export const requestThatFitsNoHole: Binder = (context) => {
	interface Stuck {
		readonly holes: ReturnType<typeof holesOf>
		readonly needBytes: number
		readonly outcome: string
		readonly pages: number
	}
	const largeBytes = (BOT_POLICIES[TEXTBOOK_BOTS.malloc].malloc.mmapPages ?? Number.MAX_SAFE_INTEGER) * pageBytes
	const moment = momentOf<Stuck>(context, 'Q4', (_start, found) => {
		interface Open {
			readonly lane: number
			readonly object: number
			holes: ReturnType<typeof holesOf>
			readonly needBytes: number
			places: ReadonlyMap<number, number>
			pages: number
		}
		const open = new Map<number, Open>()
		const isStuck = (world: World, needBytes: number): boolean => {
			const { count, free, largest, top } = holesOf(world)
			const fitsTop = top > 0 && cutOf({ sizeBytes: top as never, use: 'top' }, needBytes).fits
			return count >= 2 && largest < needBytes && needBytes <= free && !fitsTop
		}
		return (world, events) => {
			const { heap } = world.machine
			for (const { event } of events) {
				const mine = 'lane' in event ? open.get(event.lane) : undefined
				if (!mine) continue
				if (event.type === 'syscallEntered' && event.call === 'brk' && !event.down) {
					mine.pages = event.pages
				} else if (event.type === 'chunkPlaced' && event.object === mine.object) {
					open.delete(event.lane)
					const parts = heap.chunks.filter((chunk) => chunk.object === mine.object)
					const moved = heap.chunks.some(
						({ use, object, address }) =>
							use === 'used' && object !== null && (mine.places.get(object) ?? address) !== address,
					)
					const { holes, needBytes, pages } = mine
					const outcome = moved ? 'slides' : parts.length > 1 ? 'splits' : pages > 0 ? 'grows' : 'fits'
					// In the meantime another thread may have freed what was missing.
					if (outcome !== 'fits') found({ holes, needBytes, pages, outcome })
				} else if (event.type === 'allocationFailed') {
					open.delete(event.lane)
					found({ holes: mine.holes, needBytes: mine.needBytes, pages: 0, outcome: 'null' })
				}
			}
			for (const { lane, request } of world.lanes) {
				if (!request || request.kind !== 'malloc' || request.requestBytes >= largeBytes) continue
				if (request.status !== 'waiting') continue
				const known = open.get(lane)
				const stuck = isStuck(world, request.needBytes) && rackedChunk(heap, request.needBytes) === undefined
				if (!stuck) {
					if (known && known.pages === 0) open.delete(lane)
				} else if (known?.object !== request.object) {
					open.set(lane, {
						lane,
						object: request.object,
						holes: holesOf(world),
						needBytes: request.needBytes,
						places: new Map(heap.chunks.map(({ object, address }) => [object ?? -1, address])),
						pages: 0,
					})
				} else if (known.pages === 0) {
					// It waits, and others free: the picture is the one at which malloc decides.
					known.holes = holesOf(world)
				}
			}
		}
	})
	if (!moment) return null
	const { holes, needBytes, outcome, pages } = moment
	return {
		form: 'one',
		facts: { free: holes.free, holes: holes.count, largest: holes.largest, top: holes.top, need: needBytes },
		whyFacts: { pages },
		claims: ['grows', 'slides', 'splits', 'null'],
		truth: outcome,
	}
}

/** Bills that differ by no more than this are alike; by more than the other, far apart. In percent of the lower. */
const ALIKE_PERCENT = 5
const FAR_PERCENT = 20

/** Q4b: whether the fit moves the bill. */
export const billsOfTwoFits: Binder = ({ level, program, header, world }) => {
	const known = world?.info.reference?.ghosts
	const billOf = (name: 'best-fit' | 'address-first-fit'): number =>
		known?.find((ghost) => ghost.name === name)?.billCycles ??
		playFieldGhost(name, level, program, header.seed).billCycles
	const [best, first] = [billOf('best-fit'), billOf('address-first-fit')]
	const percent = (100 * Math.abs(best - first)) / Math.min(best, first)
	return {
		form: 'one',
		facts: { alike: ALIKE_PERCENT, far: FAR_PERCENT },
		whyFacts: { best, first, percent: percent.toFixed(1) },
		claims: ['alike', 'best', 'first'],
		truth: percent <= ALIKE_PERCENT ? 'alike' : percent <= FAR_PERCENT ? 'between' : best < first ? 'best' : 'first',
	}
}

/** Q6: what brk can give back while a chunk in use is the last one. */
export const pagesBelowLastChunk: Binder = (context) => {
	interface Freed {
		readonly freeBytes: number
		readonly wholePages: number
		readonly plate: string
		readonly topBytes: number
		readonly sparePages: number
		readonly brkMoved: boolean
	}
	const moment = momentOf<Freed>(context, 'Q6', (start, found) => {
		let brk = start.machine.heap.brk as number
		return ({ machine: { heap } }, events) => {
			const brkMoved = heap.brk !== brk
			brk = heap.brk
			if (!events.some(({ event }) => event.type === 'chunkFreed')) return
			const last = heap.chunks.filter(({ use }) => use !== 'top').at(-1)
			const topBytes = topOf(heap)?.sizeBytes ?? 0
			if (last?.use !== 'used' || last.plate === null || brkMoved) return
			const holes = heap.chunks.filter(({ use }) => use === 'free')
			const freeBytes = holes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
			const wholePages = holes.reduce((sum, { address, sizeBytes }) => sum + wholePagesIn(address, sizeBytes), 0)
			// The heap may end anywhere above its last chunk in use, if top keeps room for a header.
			const end = last.address + last.sizeBytes + MIN_CHUNK_BYTES
			const sparePages = Math.max(0, Math.floor((brk - end) / pageBytes))
			// Else two options say the same.
			if (wholePages === 0 || Math.floor(freeBytes / pageBytes) <= wholePages || sparePages > 0) return
			found({ freeBytes, wholePages, plate: last.plate, topBytes, sparePages, brkMoved })
		}
	})
	if (!moment) return null
	const { freeBytes, wholePages, plate, topBytes, sparePages } = moment
	const total = Math.floor(freeBytes / pageBytes)
	return {
		form: 'one',
		facts: { free: freeBytes, plate, top: topBytes, total, whole: wholePages },
		whyFacts: {},
		claims: [0, total, wholePages, 'byFree'],
		truth: moment.brkMoved ? 'byFree' : sparePages,
	}
}

/** Pages that lie inside a range as a whole. */
const wholePagesIn = (at: number, lengthBytes: number): number =>
	Math.max(0, Math.floor((at + lengthBytes) / pageBytes) - Math.ceil(at / pageBytes))

/** Q12: four plans for many objects of one size that end together. */
export const plansForEqualObjects: Binder = (context) => {
	const draws = drawsOf(context, 'Q12')
	const objects = between(draws, 8, 12) * 10
	const sizeBytes = 24 + 8 * between(draws, 0, 6)
	const each = Array.from({ length: objects }, (_, object) => object)
	const roomy = () => bench(240, ([first]) => first as never)

	const pool = roomy()
	pool.free(pool.place(0, objects * sizeBytes))

	// All of them are live before the first is freed: no fit ever finds a hole, best fit included.
	const heap = roomy()
	for (const at of each.map((object) => heap.place(object, sizeBytes))) heap.free(at)

	const areas = roomy()
	for (const page of each.map((object) => areas.map(object, sizeBytes))) areas.unmap(page)

	const trimmed = roomy()
	for (const at of each.map((object) => trimmed.place(object, sizeBytes)).toReversed()) {
		trimmed.free(at)
		trimmed.trim()
	}

	const bills = [pool, heap, areas, trimmed].map(({ cycles }) => cycles())
	return {
		form: 'one',
		facts: { objects, size: sizeBytes },
		whyFacts: { pool: bills[0] ?? 0, malloc: bills[1] ?? 0, mmap: bills[2] ?? 0, trim: bills[3] ?? 0 },
		claims: bills,
		truth: Math.min(...bills),
	}
}
