import { type Level, type LevelName, levelNamed } from '../programs/levels.ts'
import type { Program } from '../programs/op.ts'
import { fnv1a64 } from './canonical.ts'
import type { HostIntent, Intent } from './intent.ts'
import { referenceOf } from './score/reference.ts'
import {
	advance,
	billCyclesOf,
	drain,
	hashWorld,
	MAX_ROUND_TICKS,
	play,
	type RoundHeader,
	RULES_VERSION,
	setReference,
	type World,
} from './round.ts'
import { BOT_LEVELS, PACES, type Seat, SEATS } from './seat.ts'
import { createWorld } from './world.ts'

/**
 * One accepted command. `seq` counts from 0 in the round. `player` is a number within the crew
 * (no name, no token) and `attempt` the player's own running number of the intent, by which a
 * repeated message is recognised, also after a restart. Both are 0 for the host of a lesson.
 */
export type LogEntry = EntryStamp &
	({ readonly seat: Seat; readonly intent: Intent } | { readonly seat: 'host'; readonly intent: HostIntent })

interface EntryStamp {
	readonly tick: number
	readonly seq: number
	readonly player: number
	readonly attempt: number
}

export interface RoundResult {
	readonly tick: number
	readonly steps: number
	readonly hash: string
	readonly billCycles: number
}

const LOG_FORMAT = 2
/** A log longer than this is not one of ours. */
const MAX_LOG_LINES = 100_000

export const resultOf = (world: World): RoundResult => ({
	tick: world.tick,
	steps: world.step,
	hash: hashWorld(world),
	billCycles: billCyclesOf(world),
})

/**
 * The text of a finished round's log: JSON lines, one canonical form, so that any changed byte shows.
 * The last line holds the outcome and a digest of the lines before it.
 */
export function formatLog(header: RoundHeader, entries: readonly LogEntry[], result: RoundResult): string {
	const { rules, level, seed, pace, bots } = header
	const { malloc, kernel, mmu } = bots
	const lines = [
		{ log: 'parking-lot-0x1000', format: LOG_FORMAT, rules, level, seed, pace, bots: { malloc, kernel, mmu } },
		...entries.map(entryFields),
	]
	const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
	const { tick, steps, hash, billCycles } = result
	return `${body}${JSON.stringify({ end: true, tick, steps, hash, billCycles, digest: fnv1a64(body) })}\n`
}

const entryFields = ({ tick, seq, seat, player, attempt, intent }: LogEntry) => ({
	tick,
	seq,
	seat,
	player,
	attempt,
	intent,
})

/** Advances to a tick; false if the round ended before it. */
function advanceTo(world: World, tick: number): boolean {
	while (world.tick < tick && world.phase === 'running') {
		advance(world)
		drain(world)
	}
	return world.tick === tick
}

export type Replayed =
	| { readonly ok: true; readonly world: World }
	| { readonly ok: false; readonly seq: number; readonly message: string }

/**
 * Runs a log again from the start. If an entry doesn't fit: its index and why.
 * `untilTick`: how far the clock goes after the last entry (default: to the end of the round).
 */
export const replay = (
	header: RoundHeader,
	level: Level,
	program: Program,
	entries: readonly LogEntry[],
	untilTick = MAX_ROUND_TICKS,
): Replayed => {
	const replayed = replayOn(createWorld(header, level, program, null), entries, untilTick)
	// Of the program as hosts have left it.
	if (replayed.ok) setReference(replayed.world, referenceOf(level, replayed.world.program, header.seed))
	return replayed
}

/** The same on a fresh world, which it changes; what it is measured by stays as it is there. */
export function replayOn(world: World, entries: readonly LogEntry[], untilTick: number): Replayed {
	for (const [index, entry] of entries.entries()) {
		const fail = (message: string) => ({ ok: false, seq: index, message }) as const
		if (entry.seq !== index) return fail(`seq ${entry.seq} where ${index} is due`)
		if (entry.tick > MAX_ROUND_TICKS || !advanceTo(world, entry.tick))
			return fail(`tick ${entry.tick} can't be reached: the clock stands at ${world.tick}`)
		const played = play(world, entry.seat, entry.intent)
		if (!played.ok)
			return fail(`${entry.intent.kind} of ${entry.seat} is refused at tick ${entry.tick}: ${played.code}`)
		drain(world)
	}
	advanceTo(world, untilTick)
	return { ok: true, world }
}

export type Verification =
	| { readonly ok: true; readonly result: RoundResult }
	/** `line` counts from 1; 0: the file as a whole. */
	| { readonly ok: false; readonly line: number; readonly message: string }

export interface Verifier {
	readonly loadProgram: (level: LevelName, seed: number) => Promise<Program>
	/** Shapes an untrusted value into an entry; null if it isn't one. */
	readonly parseEntry: (value: unknown) => LogEntry | null
}

/** Re-simulates an exported log and compares it byte for byte with what it should say. */
export async function verifyLog(text: string, { loadProgram, parseEntry }: Verifier): Promise<Verification> {
	const wrong = (line: number, message: string): Verification => ({ ok: false, line, message })
	const lines = text.split('\n')
	if (lines.length > MAX_LOG_LINES) return wrong(0, `more than ${MAX_LOG_LINES} lines`)
	const header = parseHeader(parseJson(lines[0]))
	if (!header) return wrong(1, 'not the header of a log')
	if (header.rules !== RULES_VERSION) return wrong(1, `rules ${header.rules}, this program has ${RULES_VERSION}`)
	const level = levelNamed(header.level)
	if (!level) return wrong(1, `no level ${header.level}`)
	const entries: LogEntry[] = []
	// Behind the last newline there is an empty string, before it the outcome.
	for (let index = 1; index < lines.length - 2; index += 1) {
		const entry = parseEntry(parseJson(lines[index]))
		if (!entry) return wrong(index + 1, 'not an entry')
		entries.push(entry)
	}
	const replayed = replay(header, level, await loadProgram(level.name, header.seed), entries)
	if (!replayed.ok) return wrong(replayed.seq + 2, replayed.message)
	if (replayed.world.phase !== 'finished') return wrong(lines.length - 1, 'the round is not finished')
	const result = resultOf(replayed.world)
	const due = formatLog(header, entries, result).split('\n')
	const different = due.findIndex((line, index) => line !== lines[index])
	if (different >= 0) return wrong(different + 1, `should be ${due[different]}`)
	return { ok: true, result }
}

function parseJson(line: string | undefined): unknown {
	try {
		return JSON.parse(line ?? '')
	} catch {
		return undefined
	}
}

function parseHeader(value: unknown): RoundHeader | null {
	if (typeof value !== 'object' || value === null) return null
	const { log, format, rules, level, seed, pace, bots } = value as Record<string, unknown>
	const known = PACES.find((one) => one === pace)
	if (log !== 'parking-lot-0x1000' || format !== LOG_FORMAT || !known) return null
	if (typeof rules !== 'number' || typeof level !== 'string' || typeof seed !== 'number') return null
	const levels = parseBots(bots)
	return levels && { rules, level, seed, pace: known, bots: levels }
}

function parseBots(value: unknown): RoundHeader['bots'] | null {
	if (typeof value !== 'object' || value === null) return null
	const levelOf = (seat: Seat) => BOT_LEVELS.find((one) => one === (value as Record<string, unknown>)[seat])
	const [malloc, kernel, mmu] = SEATS.map(levelOf)
	return malloc && kernel && mmu ? { malloc, kernel, mmu } : null
}
