import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { botIntent } from '../../shared/game/bots/bot.ts'
import { deskOf } from '../../shared/game/deskOf.ts'
import { legal, seatOf } from '../../shared/game/legal.ts'
import { replay } from '../../shared/game/log.ts'
import { REFUSALS } from '../../shared/game/refusal.ts'
import { advance, beginWithBots, billCyclesOf, drain, hashWorld, play, roundHeader } from '../../shared/game/round.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { createWorld } from '../../shared/game/world.ts'
import { BUCKETS } from '../../shared/machine/buckets.ts'
import { brokenInvariants } from '../../shared/machine/invariants.ts'
import { LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { playRandomly, randomRound } from './randomPlay.ts'
import { fault, free, malloc, must, request, roundOf, slip, ticketOf, typesIn, until, wild } from './table.ts'

const ROUNDS = 500
const SLICES = 10

describe('rounds of random commands, legal and not, from random seats', () => {
	const codes = new Set<string>()
	const kinds = new Set<string>()
	const happened = new Set<string>()

	test.each(Array.from({ length: SLICES }, (_, slice) => slice))(
		'G-70 each ends, throws nothing, keeps every invariant and bills what its events cost: slice %i',
		(slice) => {
			for (let seed = slice; seed < ROUNDS; seed += SLICES) {
				const round = randomRound(seed)
				let billed = 0
				let index = 0
				let lastTick = 0
				try {
					playRandomly(round, (world, events, played) => {
						if (played && !played.reply.ok) {
							codes.add(played.reply.code)
							if (events.length > 0) throw new Error(`a refusal (${played.reply.code}) left events`)
						} else if (played) kinds.add(played.intent.kind)
						for (const one of events) {
							happened.add(one.event.type === 'faultResolved' ? one.event.verdict : one.event.type)
							if (one.event.type === 'audited') happened.add(one.event.reason)
							billed += one.costCycles
							if (one.index !== index || one.costCycles < 0) throw new Error(`event ${one.index} is out of order`)
							if (one.tick < lastTick) throw new Error(`event ${one.index} goes back in time`)
							lastTick = one.tick
							index += 1
						}
						if (events.length === 0) return
						const broken = brokenInvariants(world.machine)
						if (broken.length > 0) throw new Error(broken.join('; '))
						if (billCyclesOf(world) !== billed) throw new Error(`bill ${billCyclesOf(world)}, events cost ${billed}`)
						expectOneItemALane(world.lanes)
					})
				} catch (error) {
					throw new Error(`seed ${seed}, tick ${round.world.tick}: ${String(error)}`, { cause: error })
				}
				const { world } = round
				expect(world.step).toBe(world.program.lanes.reduce((sum, ops) => sum + ops.length, 0))
				expect(BUCKETS.every((bucket) => world.bill[bucket] >= 0)).toBe(true)
			}
		},
	)

	test('G-71 they went everywhere: every command, refusal, verdict and audit was met', () => {
		const commands =
			'PARK MOVE GROW RACK ASK TRIM MMAP FAIL FLUSH ADVISE POL SYS FAULT EVICT SCAN COMPACT OOMKILL ' +
			'WALK INSERT RAISE PREFETCH HEAT READY YIELD TAKE PING RULE_SET RULE_CLEAR INJECT PATIENCE EXTEND FINISH'
		expect(commands.split(' ').filter((kind) => !kinds.has(kind))).toEqual([])
		expect(REFUSALS.filter((code) => !codes.has(code))).toEqual([])
		const rare = 'ZERO ZPAGE STACK SWAPIN COW SEGV SPURIOUS verdictWrong wildGranted slipWrong codeWrong raisedGoodPage'
		const others =
			'FILE silentBug ruleFired processStarted processEnded bytesCopied chunkResized allocationFailed nightShiftBegan patienceLost signalHandled mappingMade mappingRemoved pinged'
		expect(`${rare} ${others}`.split(' ').filter((what) => !happened.has(what))).toEqual([])
	})
})

/** A thread waits for one thing at a time, and the thing names its lane. */
function expectOneItemALane(lanes: ReturnType<typeof randomRound>['world']['lanes']): void {
	const tickets: number[] = []
	for (const { lane, request, slip, access, fault, status } of lanes) {
		const items = [slip, access, fault].filter((item) => item !== null)
		if (items.length > 1) throw new Error(`lane ${lane} waits for ${items.length} seats at once`)
		for (const item of request ? [request, ...items] : items) {
			if (item.lane !== lane) throw new Error(`lane ${lane} holds an item of lane ${item.lane}`)
			tickets.push(item.ticket)
		}
		const inKernel = slip !== null || fault !== null
		if (inKernel && status.ring !== 0) throw new Error(`lane ${lane} waits for the kernel in ring 3`)
		if (access !== null && status.state !== 'mmu') throw new Error(`lane ${lane} waits for the MMU as ${status.state}`)
	}
	if (new Set(tickets).size !== tickets.length) throw new Error('two items have one ticket')
}

describe('replay', () => {
	test('G-72 the recorded commands of a random round lead to the same hash, at its end and half way', () => {
		for (let seed = 1000; seed < 1020; seed += 1) {
			const round = randomRound(seed)
			const { world, level, program, entries } = round
			const halfWay: { tick: number; commands: number; hash: string }[] = []
			playRandomly(round, (at) => {
				if (at.tick === 500 && at.phase === 'running') {
					halfWay[0] = { tick: 500, commands: entries.length, hash: hashOf(at) }
				}
			})
			const again = replay(world.header, level, program, entries)
			expect(again).toMatchObject({ ok: true })
			if (!again.ok) return
			expect([seed, hashOf(again.world), again.world.tick]).toEqual([seed, hashOf(world), world.tick])
			for (const { tick, commands, hash } of halfWay) {
				const part = replay(world.header, level, program, entries.slice(0, commands), tick)
				expect(part.ok && hashOf(part.world)).toBe(hash)
			}
		}
	})

	test('G-73 a command less, or a tick later, leads elsewhere or is refused', () => {
		let tried = 0
		for (let seed = 1100; seed < 1110; seed += 1) {
			const round = randomRound(seed)
			playRandomly(round, () => undefined)
			const { world, level, program, entries } = round
			const middle = entries.findIndex(
				({ tick, intent }) => tick > 50 && seatOf(intent) !== null && intent.kind !== 'POL',
			)
			if (middle < 0) continue
			tried += 1
			const without = entries.filter((_, index) => index !== middle).map((entry, seq) => ({ ...entry, seq }))
			const replayed = replay(world.header, level, program, without)
			expect(replayed.ok && hashOf(replayed.world)).not.toBe(hashOf(world))
		}
		expect(tried).toBeGreaterThan(3)
	})
})

describe('quiet ticks', () => {
	test.each([0, 1, 2, 3, 4])(
		'G-74 what the clock skips is empty: with every tick worked through, the same events and the same state: slice %i',
		(slice) => {
			let ticks = 0
			let skipped = 0
			for (let seed = 1200 + slice; seed < 1320; seed += 5) {
				const { world: drawn, level, program, ...rest } = randomRound(seed)
				const bot = seed % 2 === 0 ? 3 : 2
				const header = { ...drawn.header, bots: { malloc: bot, kernel: bot, mmu: bot } } as const
				const [world, slow] = [createWorld(header, level, program, null), createWorld(header, level, program, null)]
				// Else the night shift hardly ever comes.
				if (seed % 3 === 0) world.nightShiftTick = slow.nightShiftTick = 500 + seed
				playRandomly({ world, level, program, ...rest }, (at, events, played) => {
					if (played) play(slow, played.seat, played.intent)
					else {
						ticks += 1
						if (events.length === 0 && at.tick < at.quietUntil) skipped += 1
						slow.quietUntil = 0
						advance(slow)
					}
					const theirs = drain(slow)
					if (!isDeepStrictEqual(theirs, events)) throw new Error(`seed ${seed}, tick ${at.tick}: other events`)
					if (at.tick % 50 === 0 && hashWorld(slow) !== hashWorld(at)) throw new Error(`seed ${seed}, tick ${at.tick}`)
				})
				expect([seed, hashWorld(slow)]).toEqual([seed, hashWorld(world)])
			}
			expect(skipped / ticks).toBeGreaterThan(0.4)
		},
	)
})

/** The rounds here are made without the ghost's figure, which `replay` draws anew. */
function hashOf(world: Parameters<typeof hashWorld>[0]): string {
	return hashWorld({ ...world, info: { ...world.info, reference: null } })
}

describe('bots at a table that others left in any state', () => {
	test('G-80 what a bot would do is always legal and depends on nothing but its desk', () => {
		let asked = 0
		for (let seed = 2000; seed < 2060; seed += 1) {
			const round = randomRound(seed)
			playRandomly(round, (world, events) => {
				if (events.length === 0 || world.phase !== 'running') return
				for (const seat of SEATS) {
					const desk = deskOf(world, seat)
					const intent = botIntent(desk)
					if (!intent) continue
					asked += 1
					const refusal = legal(desk, intent)
					const again = botIntent(JSON.parse(JSON.stringify(desk)) as typeof desk)
					// `expect` is slow: it speaks only where there is something to say.
					if (refusal || !isDeepStrictEqual(again, intent)) expect([seed, again, refusal]).toEqual([seed, intent, null])
				}
			})
		}
		expect(asked).toBeGreaterThan(5000)
	})
})

describe('bots among themselves', () => {
	test.each(LEVELS)(
		'G-81 twelve rounds of $name: no audit, no wait, every operation done, the same bill twice',
		async (level) => {
			for (let seed = 1; seed <= 12; seed += 1) {
				const program = await loadProgram(level.name, seed)
				const bills = [0, 1].slice(0, seed === 1 ? 2 : 1).map(() => {
					const world = createWorld(roundHeader(level.name, seed, 'live'), level, program, null)
					beginWithBots(world)
					while (world.phase === 'running') {
						advance(world)
						if (typesIn(drain(world)).includes('audited')) throw new Error(`seed ${seed}, tick ${world.tick}: audited`)
					}
					expect(world).toMatchObject({ step: world.info.stepsTotal, bill: { audit: 0, patience: 0 } })
					return hashWorld(world)
				})
				expect(new Set(bills).size).toBe(1)
			}
		},
	)
})

describe('what random rounds found', () => {
	test('G-85 TRIM while another thread has header writes to make: these do not run past the break', () => {
		// Seed 549: a free waits at a swapped page; meanwhile its chunk becomes top and is given back.
		const lanes = [[malloc(0, 600), free(0)], [malloc(1, 24), wild(0xa00), wild(0xa00), free(1)], [malloc(2, 24)]]
		const world = roundOf(lanes, { humans: ['malloc', 'kernel'], pace: 'calm' })
		const serveFaults = (): void => {
			for (const lane of [0, 1, 2]) {
				const waiting = fault(world, lane)
				const state = world.machine.entries[(waiting?.address ?? 0) >> 8]?.state
				const verdict = state === 'swapped' ? 'SWAPIN' : 'ZERO'
				const frame = world.machine.frames.findIndex(({ page }) => page === null)
				if (waiting) must(world, 'kernel', { kind: 'FAULT', ticket: waiting.ticket, verdict, frame, order: 0 })
			}
		}
		const park = (lane: number, chunk: number): void => {
			must(world, 'malloc', { kind: 'PARK', ticket: ticketOf(request(world, lane)), chunk, end: 'low' })
		}
		until(world, () => [0, 1, 2].every((lane) => request(world, lane)))
		must(world, 'malloc', { kind: 'ASK', ticket: ticketOf(request(world, 0)), pages: 4 })
		must(world, 'kernel', { kind: 'SYS', ticket: ticketOf(slip(world, 0)), verdict: 'OK' })
		until(world, () => (serveFaults(), request(world, 0)?.status === 'waiting'))
		park(0, 0x1000)
		park(1, 0x1260)
		until(world, () => (serveFaults(), world.lanes[0]?.next === 1))
		must(world, 'kernel', { kind: 'EVICT', frame: world.machine.entries[0x10]?.frame ?? 0 })
		until(world, () => fault(world, 0) !== undefined && fault(world, 1) !== undefined)
		expect(world.machine.heap.chunks.map(({ use, sizeBytes }) => `${use} ${sizeBytes}`)).toEqual(['top 1024'])
		must(world, 'malloc', { kind: 'TRIM', ticket: ticketOf(request(world, 2)), pages: 3 })
		serveFaults()
		until(world, () => fault(world, 0) !== undefined || world.lanes[0]?.status.state === 'done')
		expect(fault(world, 0)?.address).toBeUndefined()
	})
})
