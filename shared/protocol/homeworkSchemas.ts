import { z } from 'zod'
import { BOT_LEVELS } from '../game/seat.ts'
import {
	type Assignment,
	HOMEWORK_SEATS,
	type HomeworkUpload,
	MAX_ATTEMPTS,
	MAX_ITEMS,
	MAX_ROSTER_CHARACTERS,
	MAX_TITLE_CHARACTERS,
} from '../homework/link.ts'
import { LEVEL_NAMES } from '../programs/levels.ts'

/** Wider than any legal name: the name's own check says what is wrong with it (E_NAME), not the schema. */
const MAX_RAW_NAME_CHARACTERS = 256
const MAX_PASSWORD_CHARACTERS = 200

const count = z.int().min(0).max(0xffff_ffff)
/** Milliseconds since 1970, up to the year 2286. */
const wallMs = z.int().min(0).max(9_999_999_999_999)
const bot = z.literal(BOT_LEVELS)
const line = z.string().trim().max(MAX_TITLE_CHARACTERS)

export interface CreateHomework extends Assignment {
	readonly password?: string
}

const createSchema: z.ZodType<CreateHomework> = z.strictObject({
	title: line.min(1),
	owner: line,
	items: z
		.array(
			z.strictObject({
				level: z.enum(LEVEL_NAMES),
				seed: count.min(1),
				seat: z.enum(HOMEWORK_SEATS),
			}),
		)
		.min(1)
		.max(MAX_ITEMS),
	bots: z.strictObject({ malloc: bot, kernel: bot, mmu: bot }),
	attempts: z.int().min(1).max(MAX_ATTEMPTS),
	deadlineMs: wallMs,
	password: z.string().max(MAX_PASSWORD_CHARACTERS).exactOptional(),
})

const uploadSchema: z.ZodType<HomeworkUpload> = z.strictObject({
	name: z.string().max(MAX_RAW_NAME_CHARACTERS),
	rosterId: z.string().trim().max(MAX_ROSTER_CHARACTERS),
	item: z
		.int()
		.min(0)
		.max(MAX_ITEMS - 1),
	playedAtMs: wallMs,
	log: z.string(),
})

/** Null: not what is asked for. */
export function parseCreateHomework(value: unknown): CreateHomework | null {
	const parsed = createSchema.safeParse(value)
	return parsed.success ? parsed.data : null
}

export function parseHomeworkUpload(value: unknown): HomeworkUpload | null {
	const parsed = uploadSchema.safeParse(value)
	return parsed.success ? parsed.data : null
}
