import { z } from 'zod'
import type { LogEntry } from '../game/log.ts'
import { ADVICES } from '../machine/event.ts'
import { end, order, ruleSchema } from './ruleSchema.ts'
import { RULE_SLOTS } from '../game/standingOrder.ts'
import { FAULT_VERDICTS, type HostIntent, INJECTIONS, type Intent, PINGS } from '../game/intent.ts'
import { BOT_LEVELS, PACES, SEATS } from '../game/seat.ts'
import { LANES } from '../programs/op.ts'
import {
	type AgainRequest,
	type ChooseSeat,
	CODE_LENGTH,
	CODE_LETTERS,
	type CreateSession,
	type JoinSession,
	type ResumeSession,
	type SendIntent,
} from './messages.ts'

/**
 * What a message must look like before anyone reads it. Every value is bounded and no unknown key is let through, so
 * that whatever fits is small; whether it makes sense in the round is for `play` to say.
 */
const MAX_LEVEL_CHARACTERS = 32
/** Wider than any legal name: the name's own check says what is wrong with it (E_NAME), not the schema. */
const MAX_RAW_NAME_CHARACTERS = 256
/** A word typed at joining: row, friends' word, roster id, the browser's own name. */
const MAX_JOIN_WORD_CHARACTERS = 64

export const count = z.int().min(0).max(0xffff_ffff)
export const seat = z.enum(SEATS)
export const pace = z.enum(PACES)
const bot = z.literal(BOT_LEVELS)
export const bots = z.strictObject({ malloc: bot, kernel: bot, mmu: bot })
export const level = z.string().min(1).max(MAX_LEVEL_CHARACTERS)
export const version = z.int().min(0)
/** 32 random bytes in base64url. */
export const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
export const password = z.string().max(128)
/** Typed by hand on phones: case and surrounding blanks don't matter. */
const code = z
	.string()
	.trim()
	.toUpperCase()
	.regex(new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`))

const ticket = count

const slot = count.max(RULE_SLOTS - 1)

const intentSchema: z.ZodType<Intent> = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('PARK'), ticket, chunk: count, end }),
	z.strictObject({ kind: z.literal('RACK'), ticket }),
	z.strictObject({ kind: z.literal('ASK'), ticket, pages: count }),
	z.strictObject({ kind: z.literal('TRIM'), ticket, pages: count }),
	z.strictObject({ kind: z.literal('MMAP'), ticket }),
	z.strictObject({ kind: z.literal('FAIL'), ticket }),
	z.strictObject({ kind: z.literal('GROW'), ticket }),
	z.strictObject({ kind: z.literal('MOVE'), ticket, chunk: count, end }),
	z.strictObject({ kind: z.literal('FLUSH'), ticket }),
	z.strictObject({ kind: z.literal('ADVISE'), ticket, advice: z.enum(ADVICES), page: count, pages: count }),
	z.strictObject({ kind: z.literal('POL'), rackMaxBytes: count }),
	z.strictObject({ kind: z.literal('SYS'), ticket, verdict: z.enum(['OK', 'ENOMEM']) }),
	z.strictObject({
		kind: z.literal('FAULT'),
		ticket,
		verdict: z.enum(FAULT_VERDICTS),
		frame: count.nullable(),
		order,
	}),
	z.strictObject({ kind: z.literal('EVICT'), frame: count }),
	z.strictObject({ kind: z.literal('SCAN') }),
	z.strictObject({ kind: z.literal('COMPACT'), from: count, to: count }),
	z.strictObject({ kind: z.literal('OOMKILL'), pid: count }),
	z.strictObject({ kind: z.literal('WALK'), ticket, directory: count, table: count }),
	z.strictObject({ kind: z.literal('INSERT'), ticket, line: count }),
	z.strictObject({ kind: z.literal('RAISE'), ticket, present: z.boolean(), write: z.boolean(), user: z.boolean() }),
	z.strictObject({ kind: z.literal('PREFETCH'), page: count, line: count }),
	z.strictObject({ kind: z.literal('HEAT'), page: count, heat: z.enum(['hot', 'cold']) }),
	z.strictObject({ kind: z.literal('RULE_SET'), slot, rule: ruleSchema }),
	z.strictObject({ kind: z.literal('RULE_CLEAR'), slot }),
	z.strictObject({ kind: z.literal('READY') }),
	z.strictObject({ kind: z.literal('YIELD') }),
	z.strictObject({ kind: z.literal('TAKE') }),
	z.strictObject({ kind: z.literal('PING'), ping: z.enum(PINGS), argument: count.nullable() }),
])

export const createSessionSchema: z.ZodType<CreateSession> = z.strictObject({
	version,
	level,
	pace,
	seed: count.nullable(),
	bots: bots.exactOptional(),
	password: password.exactOptional(),
})
const joinWord = z.string().trim().max(MAX_JOIN_WORD_CHARACTERS)
export const joinSessionSchema: z.ZodType<JoinSession> = z.strictObject({
	version,
	code,
	name: z.string().max(MAX_RAW_NAME_CHARACTERS),
	seat: seat.nullable(),
	rosterId: joinWord.exactOptional(),
	row: joinWord.exactOptional(),
	friends: joinWord.exactOptional(),
	browser: joinWord.exactOptional(),
})
export const resumeSessionSchema: z.ZodType<ResumeSession> = z.strictObject({
	version,
	token,
})
export const chooseSeatSchema: z.ZodType<ChooseSeat> = z.strictObject({ seat })
export const sendIntentSchema: z.ZodType<SendIntent> = z.strictObject({
	round: count,
	seat,
	attempt: count.min(1),
	intent: intentSchema,
})
export const againSchema: z.ZodType<AgainRequest> = z.strictObject({ level, pace, seed: z.enum(['same', 'next']) })
/** `resync` and `leave` carry nothing. */
export const nothingSchema: z.ZodType<Record<string, never>> = z.strictObject({})

const hostIntentSchema: z.ZodType<HostIntent> = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('INJECT'),
		injection: z.enum(INJECTIONS),
		lane: count.max(LANES - 1),
		at: count,
		salt: count,
	}),
	z.strictObject({ kind: z.literal('PATIENCE'), on: z.boolean() }),
	z.strictObject({ kind: z.literal('EXTEND'), ticks: count }),
	z.strictObject({ kind: z.literal('FINISH') }),
])

const entryStamp = { tick: count, seq: count, player: count, attempt: count }
const logEntrySchema: z.ZodType<LogEntry> = z.union([
	z.strictObject({ ...entryStamp, seat, intent: intentSchema }),
	z.strictObject({ ...entryStamp, seat: z.literal('host'), intent: hostIntentSchema }),
])

/** A line of a log file, or a row of the store; null if it isn't an entry. */
export function parseLogEntry(value: unknown): LogEntry | null {
	const parsed = logEntrySchema.safeParse(value)
	return parsed.success ? parsed.data : null
}
