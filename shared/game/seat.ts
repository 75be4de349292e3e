/** The three parts of one machine that people (or bots) play. */
export const SEATS = ['malloc', 'kernel', 'mmu'] as const
export type Seat = (typeof SEATS)[number]
/** Whose commands a round's log holds: the seats' and those of the lesson's host. */
export type LogSeat = Seat | 'host'

/** 1 trainee, 2 textbook, 3 expert (GAME.md §3.6). */
export const BOT_LEVELS = [1, 2, 3] as const
export type BotLevel = (typeof BOT_LEVELS)[number]
/** Bots of a round that says nothing else. */
export const TEXTBOOK_BOTS: Readonly<Record<Seat, BotLevel>> = { malloc: 2, kernel: 2, mmu: 2 }

/** LIVE: the clock runs. CALM: it runs only while no human owes a decision. */
export const PACES = ['live', 'calm'] as const
export type Pace = (typeof PACES)[number]

/** Ticks of the wall clock: 20 a second, each 100 cycles of animation (GAME.md §1.4). */
export const TICK_MS = 50
export const CYCLES_PER_TICK = 100
