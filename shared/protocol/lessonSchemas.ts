import { z } from 'zod'
import { INJECTIONS } from '../game/intent.ts'
import { REGRET_CAUSES } from '../game/score/regret.ts'
import {
	DEALINGS,
	type HostCommand,
	MAX_ROSTER_ID_CHARACTERS,
	MAX_ROSTER_ROWS,
	MAX_TITLE_CHARACTERS,
	type PlayerCommand,
	SPEEDS,
} from '../lesson/command.ts'
import { MAX_CUSTOM_OPTIONS, MAX_OPTION_CHARACTERS, MAX_QUESTION_CHARACTERS } from '../lesson/poll.ts'
import { CONFIDENCES, QUESTION_IDS } from '../lesson/question.ts'
import { REASONS } from '../lesson/reasons.ts'
import type { CreateLesson, FollowRequest, OpenLesson, SendHostCommand, SendPlayerCommand } from './lessonMessages.ts'
import { MAX_CREWS } from './messages.ts'
import { bots, count, level, pace, password, seat, token, version } from './schemas.ts'

/** Wider than any legal name: the name's own check says what is wrong with it. */
const MAX_RAW_NAME_CHARACTERS = 256
const MAX_GROUP_CHARACTERS = 32
const MAX_PAGE_CHARACTERS = 64
/** Of a class hour. */
const MAX_EXTEND_SECONDS = 3_600
const MAX_ORDERED_OPTIONS = 12

const title = z.string().trim().max(MAX_TITLE_CHARACTERS)
const seed = count.nullable()
const name = z.string().max(MAX_RAW_NAME_CHARACTERS)
const player = count
const poll = count
const round = count.min(1)
const crew = count.min(1).max(MAX_CREWS)
const group = z.string().trim().max(MAX_GROUP_CHARACTERS)

const rosterRow = z.strictObject({
	id: z.string().trim().max(MAX_ROSTER_ID_CHARACTERS),
	name,
	crew: group,
	row: group,
})

const custom = z
	.strictObject({
		text: z.string().trim().min(1).max(MAX_QUESTION_CHARACTERS),
		options: z.array(z.string().trim().min(1).max(MAX_OPTION_CHARACTERS)).min(2).max(MAX_CUSTOM_OPTIONS),
		correct: count.nullable(),
	})
	.refine(({ options, correct }) => correct === null || correct < options.length)

const hostCommandSchema: z.ZodType<HostCommand> = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('SETUP'), level, pace, seed, bots }),
	z.strictObject({ kind: z.literal('DEAL'), dealing: z.enum(DEALINGS) }),
	z.strictObject({ kind: z.literal('ROSTER'), rows: z.array(rosterRow).max(MAX_ROSTER_ROWS) }),
	z.strictObject({ kind: z.literal('START') }),
	z.strictObject({ kind: z.literal('PAUSE'), paused: z.boolean() }),
	z.strictObject({ kind: z.literal('SPEED'), speed: z.literal(SPEEDS) }),
	z.strictObject({ kind: z.literal('STEP') }),
	z.strictObject({ kind: z.literal('INJECT'), injection: z.enum(INJECTIONS) }),
	z.strictObject({ kind: z.literal('EXTEND'), seconds: count.min(1).max(MAX_EXTEND_SECONDS) }),
	z.strictObject({ kind: z.literal('END_ROUND') }),
	z.strictObject({ kind: z.literal('NEXT_ROUND'), rotate: z.boolean() }),
	z.strictObject({ kind: z.literal('ROTATE') }),
	z.strictObject({ kind: z.literal('END') }),
	z.strictObject({ kind: z.literal('SPOTLIGHT'), crew: crew.nullable() }),
	z.strictObject({ kind: z.literal('DEMO'), at: z.strictObject({ crew, round, step: count }).nullable() }),
	z.strictObject({ kind: z.literal('GHOST'), shown: z.boolean() }),
	z.strictObject({
		kind: z.literal('ASK'),
		question: z.union([z.strictObject({ bank: z.enum(QUESTION_IDS) }), z.strictObject({ custom })]),
	}),
	z.strictObject({
		kind: z.literal('POLL'),
		poll,
		to: z.enum(['talk', 'revote', 'locked', 'revealed', 'closed']),
	}),
	z.strictObject({ kind: z.literal('RESEAT'), player, crew: count.max(MAX_CREWS), seat }),
	z.strictObject({ kind: z.literal('RENAME'), player, name }),
	z.strictObject({ kind: z.literal('RENAME_CREW'), crew, name }),
	z.strictObject({ kind: z.literal('MUTE'), player, muted: z.boolean() }),
	z.strictObject({ kind: z.literal('KICK'), player, ban: z.boolean() }),
])

const playerCommandSchema: z.ZodType<PlayerCommand> = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('VOTE'),
		poll,
		answer: z.array(count).min(1).max(MAX_ORDERED_OPTIONS),
		confidence: z.literal(CONFIDENCES),
	}),
	z.strictObject({ kind: z.literal('CONSENT'), yes: z.boolean() }),
	z.strictObject({ kind: z.literal('DIAGNOSE'), round, step: count, cause: z.enum(REGRET_CAUSES) }),
	z.strictObject({ kind: z.literal('REASON'), round, choice: count.max(REASONS.length - 1) }),
	z.strictObject({ kind: z.literal('CAUGHT_UP') }),
])

export const createLessonSchema: z.ZodType<CreateLesson> = z.strictObject({
	version,
	title,
	level,
	pace,
	seed,
	bots,
	dealing: z.enum(DEALINGS),
	password,
})
export const openLessonSchema: z.ZodType<OpenLesson> = z.strictObject({ version, token })
export const sendHostCommandSchema: z.ZodType<SendHostCommand> = z.strictObject({
	attempt: count.min(1),
	page: z.string().min(1).max(MAX_PAGE_CHARACTERS),
	command: hostCommandSchema,
})
export const sendPlayerCommandSchema: z.ZodType<SendPlayerCommand> = z.strictObject({ command: playerCommandSchema })
export const followSchema: z.ZodType<FollowRequest> = z.strictObject({ crew: crew.nullable() })
