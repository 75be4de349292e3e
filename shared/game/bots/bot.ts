import type { Desk } from '../desk.ts'
import type { Intent } from '../intent.ts'
import type { BotLevel } from '../seat.ts'
import { kernelBot } from './kernelBot.ts'
import { mallocBot } from './mallocBot.ts'
import { mmuBot } from './mmuBot.ts'
import { BOT_POLICIES } from './policy.ts'

/** Ticks for which a bot of each level looks at an item before it acts (GAME.md §3.6). */
export const BOT_DELAY_TICKS: Readonly<Record<BotLevel, number>> = { 1: 60, 2: 30, 3: 20 }

/**
 * What a player of that level would do now; null: nothing. A pure function of the seat's desk, so a bot
 * can't see through the fog. Only items that have waited `delayTicks` are looked at, the oldest first.
 * Every intent it returns is legal and rightly judged: bots must not teach errors.
 */
export function botIntent(desk: Desk, level: BotLevel = 2, delayTicks = 0): Intent | null {
	const policy = BOT_POLICIES[level]
	switch (desk.seat) {
		case 'malloc':
			return mallocBot(desk, policy.malloc, delayTicks)
		case 'kernel':
			return kernelBot(desk, policy.kernel, delayTicks)
		case 'mmu':
			return mmuBot(desk, policy.mmu, delayTicks)
	}
}
