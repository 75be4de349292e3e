import { VERDICTS } from '../../machine/kernel/fault.ts'
import type { Level } from '../../programs/levels.ts'
import type { Program } from '../../programs/op.ts'
import { between, type RandomStream, randomStream } from '../../programs/random.ts'
import type { Desk, KernelDesk, MallocDesk, MmuDesk } from '../desk.ts'
import { deskOf } from '../deskOf.ts'
import type { Intent } from '../intent.ts'
import { legal } from '../legal.ts'
import { advance, billCyclesOf, drain, MAX_ROUND_TICKS, play, roundHeader } from '../round.ts'
import { SEATS } from '../seat.ts'
import { createWorld } from '../world.ts'

/** Five commands a second. */
const SPAM_TICKS = 4

/** The bill of a crew that presses buttons at random, as fast as anybody can, whatever they do. */
export function spamBill(level: Level, program: Program, seed: number): number {
	const world = createWorld(roundHeader(level.name, seed, 'live'), level, program, null)
	const stream = randomStream(seed, 'spam')
	for (const seat of SEATS) play(world, seat, { kind: 'TAKE' })
	for (const seat of SEATS) play(world, seat, { kind: 'READY' })
	for (let ticks = 0; world.phase === 'running' && ticks < MAX_ROUND_TICKS; ticks += 1) {
		advance(world)
		drain(world)
		if (world.tick % SPAM_TICKS !== 0) continue
		for (const seat of SEATS) {
			const desk = deskOf(world, seat)
			const intent = randomIntent(stream, desk)
			if (intent && legal(desk, intent) === null) play(world, seat, intent)
		}
	}
	return billCyclesOf(world)
}

const pick = <T>(stream: RandomStream, from: readonly T[]): T | undefined => from[between(stream, 0, from.length - 1)]

function randomIntent(stream: RandomStream, desk: Desk): Intent | null {
	switch (desk.seat) {
		case 'malloc':
			return randomMalloc(stream, desk)
		case 'kernel':
			return randomKernel(stream, desk)
		case 'mmu':
			return randomMmu(stream, desk)
	}
}

function randomMalloc(stream: RandomStream, { requests, chunks }: MallocDesk): Intent | null {
	const request = pick(stream, requests)
	if (!request) return null
	const { ticket } = request
	const kinds = ['PARK', 'PARK', 'MOVE', 'GROW', 'RACK', 'ASK', 'TRIM', 'MMAP', 'FAIL', 'FLUSH', 'POL'] as const
	const kind = pick(stream, kinds) ?? 'PARK'
	switch (kind) {
		case 'PARK':
		case 'MOVE': {
			const free = chunks.filter(({ use }) => use === 'free' || use === 'top')
			return { kind, ticket, chunk: pick(stream, free)?.address ?? 0, end: between(stream, 0, 1) ? 'low' : 'high' }
		}
		case 'ASK':
		case 'TRIM':
			return { kind, ticket, pages: between(stream, 1, 8) }
		case 'POL':
			return { kind, rackMaxBytes: 16 * between(stream, 0, 12) }
		default:
			return { kind, ticket }
	}
}

function randomKernel(stream: RandomStream, { slips, faults, frames }: KernelDesk): Intent | null {
	const frame = between(stream, 0, frames.length - 1)
	const kind = pick(stream, ['SYS', 'FAULT', 'FAULT', 'EVICT', 'SCAN', 'COMPACT'] as const) ?? 'SYS'
	switch (kind) {
		case 'SYS': {
			const slip = pick(stream, slips)
			return slip ? { kind, ticket: slip.ticket, verdict: between(stream, 0, 1) ? 'OK' : 'ENOMEM' } : null
		}
		case 'FAULT': {
			const fault = pick(stream, faults)
			const given = between(stream, 0, 1) ? frame : null
			const verdict = pick(stream, VERDICTS) ?? 'ZERO'
			return fault ? { kind, ticket: fault.ticket, verdict, frame: given, order: 0 } : null
		}
		case 'COMPACT':
			return { kind, from: frame, to: between(stream, 0, frames.length - 1) }
		case 'EVICT':
			return { kind, frame }
		case 'SCAN':
			return { kind }
	}
}

function randomMmu(stream: RandomStream, { accesses, tlb, preview }: MmuDesk): Intent | null {
	const access = pick(stream, accesses)
	const line = between(stream, 0, tlb.length - 1)
	const ahead = pick(stream, preview)
	if (ahead && between(stream, 0, 3) === 0) return { kind: 'PREFETCH', page: ahead.page, line }
	if (!access) return null
	const { ticket } = access
	if (between(stream, 0, 1) === 0) return { kind: 'INSERT', ticket, line }
	const bit = () => between(stream, 0, 1) === 1
	return { kind: 'RAISE', ticket, present: bit(), write: bit(), user: bit() }
}
