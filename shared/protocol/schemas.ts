import { z } from 'zod'
import type { LogEntry } from '../game/log.ts'
import { ADVICES } from '../machine/event.ts'
import { end, order, ruleSchema } from './ruleSchema.ts'
import { RULE_SLOTS } from '../game/standingOrder.ts'
import { FAULT_VERDICTS, type Intent, PINGS } from '../game/intent.ts'
import { BOT_LEVELS, PACES, SEATS } from '../game/seat.ts'
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
/** 32 random bytes in base64url. */
const TOKEN_CHARACTERS = 43

const count = z.int().min(0).max(0xffff_ffff)
const seat = z.enum(SEATS)
const pace = z.enum(PACES)
const bot = z.literal(BOT_LEVELS)
const level = z.string().min(1).max(MAX_LEVEL_CHARACTERS)
const version = z.int().min(0)
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
	bots: z.strictObject({ malloc: bot, kernel: bot, mmu: bot }).exactOptional(),
})
export const joinSessionSchema: z.ZodType<JoinSession> = z.strictObject({
	version,
	code,
	name: z.string().max(MAX_RAW_NAME_CHARACTERS),
	seat: seat.nullable(),
})
export const resumeSessionSchema: z.ZodType<ResumeSession> = z.strictObject({
	version,
	token: z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${TOKEN_CHARACTERS}}$`)),
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

const logEntrySchema: z.ZodType<LogEntry> = z.strictObject({
	tick: count,
	seq: count,
	seat,
	player: count,
	attempt: count,
	intent: intentSchema,
})

/** A line of a log file, or a row of the store; null if it isn't an entry. */
export function parseLogEntry(value: unknown): LogEntry | null {
	const parsed = logEntrySchema.safeParse(value)
	return parsed.success ? parsed.data : null
}
