// Plays a tab as a person would: reads what the page says and presses keys. Knows nothing that isn't on the screen.
import type { Page } from 'playwright-core'

/** How many decisions a tab made by hand, by what the big button said. */
export type Decisions = Map<string, number>

/** One look at the page. */
interface Sight {
	readonly seat: 'malloc' | 'kernel' | 'mmu' | null
	readonly primary: string
	readonly canConfirm: boolean
	readonly facts: string
	readonly access: string
	readonly found: string
	readonly keypad: boolean
	readonly bits: boolean
	readonly evicting: boolean
	readonly notice: string
	readonly holes: number
}

const look = (page: Page): Promise<Sight> =>
	page.evaluate(() => {
		const text = (selector: string): string => document.querySelector<HTMLElement>(selector)?.innerText ?? ''
		const screen = document.querySelector('main.seatScreen')
		const seat = (['malloc', 'kernel', 'mmu'] as const).find((one) => screen?.classList.contains(`seat-${one}`)) ?? null
		const primary = document.querySelector<HTMLElement>('main.seatScreen button.primary.wide')
		return {
			seat,
			primary: primary?.innerText.trim() ?? '',
			canConfirm: primary !== null && primary.getAttribute('aria-disabled') !== 'true',
			facts: text('.card2.facts'),
			access: document.querySelector('.digits[role=img]')?.getAttribute('aria-label') ?? '',
			found: text('.accessCard'),
			keypad: document.querySelector('.keypad') !== null,
			bits: document.querySelector('.bitRows') !== null,
			notice: text('.noticeCard'),
			holes: Math.max(1, document.querySelectorAll('.twin .rowButton').length),
			evicting: document.querySelector('.steps.evict') !== null,
		}
	})

/** The page draws what a key did within this time. */
const SEEN_MS = 30
const ANSWER_MS = 400

/** Makes at most one decision. Returns what it confirmed, or null when there was nothing to decide. */
async function decide(page: Page): Promise<string | null> {
	const sight = await look(page)
	if (sight.seat === null) return null
	if (await confirm(page, sight)) return sight.primary
	for (const keys of attempts(sight)) {
		for (const key of keys) await page.keyboard.press(key)
		const after = await seen(page, sight)
		if (after.seat === sight.seat && (await confirm(page, after))) return after.primary
	}
	return null
}

/** The page after it has drawn what keys did: as soon as the big button works, or changed its mind. */
async function seen(page: Page, before: Sight): Promise<Sight> {
	for (let waited = 0; ; waited += SEEN_MS) {
		await page.waitForTimeout(SEEN_MS)
		const now = await look(page)
		if (now.canConfirm || waited >= ANSWER_MS || (before.seat === 'malloc' && now.primary !== before.primary))
			return now
	}
}

/** Presses the big button by keyboard if it does anything. */
async function confirm(page: Page, { canConfirm }: Sight): Promise<boolean> {
	if (!canConfirm) return false
	const before = await look(page)
	await page.keyboard.press('Enter')
	// The answer comes from the server: until it does, the button still says what was asked for.
	for (let waited = 0; waited < ANSWER_MS; waited += SEEN_MS) {
		await page.waitForTimeout(SEEN_MS)
		const now = await look(page)
		if (now.primary !== before.primary || now.facts !== before.facts || now.access !== before.access) break
	}
	return true
}

/** Key sequences worth trying, the likeliest first. */
function attempts(sight: Sight): string[][] {
	switch (sight.seat) {
		case 'malloc':
			// Nine holes have keys of their own; the arrow goes through all of them, the top being the last.
			return [['1'], ...Array.from({ length: sight.holes }, () => ['ArrowRight']), ['a'], ['n']]
		case 'kernel': {
			if (sight.facts === '') return sight.evicting ? [['ArrowRight']] : [[/ENOMEM/.test(sight.notice) ? 'n' : 'o']]
			const verdict = readVerdict(sight.facts)
			return [[verdict], ['e', 'ArrowRight']]
		}
		case 'mmu':
			return mmuAttempts(sight)
		case null:
			return []
	}
}

/** The verdict's key, from what the card says of area, entry and error code. */
function readVerdict(facts: string): string {
	const keys = { ZERO: '1', ZPAGE: '2', STACK: '3', SWAPIN: '4', COW: '5', SEGV: '6' }
	const writes = /\bW1\b/.test(facts)
	const area = facts.split(/\barea\b/i).at(-1) ?? ''
	if (/\bnone\b/.test(area)) return /stack may grow/.test(facts) ? keys.STACK : keys.SEGV
	if (writes && /r-/.test(area)) return keys.SEGV
	if (/never touched/.test(facts)) return writes ? keys.ZERO : keys.ZPAGE
	if (/depot/.test(facts)) return keys.SWAPIN
	return keys.COW
}

function mmuAttempts(sight: Sight): string[][] {
	const digits = /directory ([0-9A-F]), table ([0-9A-F])/.exec(sight.access)
	if (sight.access === '') return []
	// Escape first: a digit typed a moment too early would count as the first one.
	if (sight.keypad && digits?.[1] && digits[2]) {
		return [['Escape', 'Escape', digits[1].toLowerCase(), digits[2].toLowerCase()]]
	}
	if (sight.bits) {
		const present = /P1/.test(sight.found)
		const writes = /writes/.test(sight.found)
		return [[...(present ? ['p'] : ['p', 'p']), ...(writes ? ['w'] : ['w', 'w']), 'u']]
	}
	return [['1'], ['2'], ['3'], ['4']]
}

/** Decides until `done` says so; remembers what it decided. */
export async function playTab(page: Page, decisions: Decisions, done: () => boolean): Promise<void> {
	while (!done()) {
		const made = await decide(page).catch((error: unknown) => {
			// A reload or the end of the round takes the screen away in the middle of a look.
			if (/navigation|context was destroyed|has been closed|Target closed/i.test(String(error))) return null
			throw error
		})
		if (made !== null) decisions.set(made.split(' ')[0] ?? '', (decisions.get(made.split(' ')[0] ?? '') ?? 0) + 1)
		if (page.isClosed()) return
		await page.waitForTimeout(made === null ? 60 : 10).catch(() => {})
	}
}
