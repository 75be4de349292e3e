import type { Desk } from '../desk.ts'
import type { Intent } from '../intent.ts'
import { kernelBot } from './kernelBot.ts'
import { mallocBot } from './mallocBot.ts'
import { mmuBot } from './mmuBot.ts'

/** Ticks for which a textbook (L2) bot looks at an item before it acts (GAME.md §3.6). */
export const BOT_DELAY_TICKS = 30

/**
 * What a textbook player would do now; null: nothing. A pure function of the seat's desk, so a bot
 * can't see through the fog. Only items that have waited `delayTicks` are looked at, the oldest first.
 * Every intent it returns is legal and rightly judged: bots must not teach errors.
 */
export function botIntent(desk: Desk, delayTicks = 0): Intent | null {
	switch (desk.seat) {
		case 'malloc':
			return mallocBot(desk, delayTicks)
		case 'kernel':
			return kernelBot(desk, delayTicks)
		case 'mmu':
			return mmuBot(desk, delayTicks)
	}
}
