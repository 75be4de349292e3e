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
	/** A choice among frames, or of a process to be ended. */
	readonly choosing: 'frame' | 'victim' | null
	/** What the check list of a slip sets beside each other. */
	readonly checks: readonly { readonly value: string; readonly limit: string }[]
	/** The card about a seat is open. */
	readonly card: boolean
	readonly holes: number
	readonly lines: number
	/** How much there is to see at once. */
	readonly crowd: number
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
			card: document.querySelector('.meetSeat') !== null,
			holes: Math.max(1, document.querySelectorAll('.twin .rowButton').length),
			lines: document.querySelectorAll('.tlbLine').length,
			choosing: document.querySelector('.steps.evict')
				? ('frame' as const)
				: document.querySelector('.drawer.two')
					? ('victim' as const)
					: null,
			checks: [...document.querySelectorAll<HTMLElement>('.checks li')].map((line) => ({
				value: line.querySelector('b')?.innerText ?? '',
				limit: line.querySelector<HTMLElement>('.muted')?.innerText ?? '',
			})),
			crowd:
				20 * document.querySelectorAll('.queueItem').length +
				document.querySelectorAll('.twin tbody tr').length +
				document.querySelectorAll('.dock button').length,
		}
	})

/** The page draws what a key did within this time. */
const SEEN_MS = 30
const ANSWER_MS = 400

/** Makes at most one decision. Returns what it confirmed, or null when there was nothing to decide. */
async function decide(page: Page): Promise<string | null> {
	const sight = await look(page)
	if (sight.seat === null) return null
	if (sight.card) {
		// Read, then out of the way of the picture. It may go by itself meanwhile.
		await page
			.locator('.meetSeat button')
			.press('Enter', { timeout: ANSWER_MS })
			.catch(() => {})
		return null
	}
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
			// realloc in place first. Nine holes have keys of their own; the arrow goes through all of them, the top being the last.
			return [
				...(/GROW/.test(sight.primary) ? [['g']] : []),
				['1'],
				...Array.from({ length: sight.holes }, () => ['ArrowRight']),
				['a'],
				['n'],
			]
		case 'kernel': {
			if (sight.choosing) return [['ArrowRight']]
			if (sight.facts === '') return sight.checks.length > 0 ? [[readRuling(sight.checks)]] : []
			return [[readVerdict(sight.facts)], ['ArrowRight'], ['e', 'ArrowRight']]
		}
		case 'mmu':
			return mmuAttempts(sight)
		case null:
			return []
	}
}

/** OK if every figure keeps to its limit, as the card says it. */
function readRuling(checks: Sight['checks']): string {
	const fine = checks.every(({ value, limit }) => {
		const below = /below ([0-9A-F]{2})/.exec(limit)
		if (below?.[1]) return Number.parseInt(value, 16) < Number.parseInt(below[1], 16)
		return Number(value) <= Number(/\d+/.exec(limit)?.[0])
	})
	return fine ? 'o' : 'n'
}

/** The verdict's key, from what the card says of area, entry and error code. */
function readVerdict(facts: string): string {
	const keys = { ZERO: '1', ZPAGE: '2', FILE: '3', SWAPIN: '4', COW: '5', STACK: '6', SPURIOUS: '7', SEGV: '8' }
	const writes = /\bW1\b/.test(facts)
	const area = facts.split(/\barea\b/i).at(-1) ?? ''
	if (/\bnone\b/.test(area)) return /stack may grow/.test(facts) ? keys.STACK : keys.SEGV
	if (writes && /r-/.test(area)) return keys.SEGV
	if (/never touched/.test(facts)) return writes ? keys.ZERO : keys.ZPAGE
	if (/depot/.test(facts)) return keys.SWAPIN
	if (/Entry\s+file/.test(facts)) return keys.FILE
	const forbids = /shared zero page/.test(facts) || /read-only/.test(facts)
	return writes && forbids ? keys.COW : keys.SPURIOUS
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
	return Array.from({ length: Math.max(1, sight.lines) }, (_, line) => [String(line)])
}

/** Decides until `done` says so; remembers what it decided. `shot`: where a picture of the fullest moment is kept. */
export async function playTab(
	page: Page,
	decisions: Decisions,
	done: () => boolean,
	shot: string | null = null,
): Promise<void> {
	let fullest = 0
	while (!done()) {
		if (shot !== null) {
			const { crowd, seat } = await look(page).catch(() => ({ crowd: 0, seat: null }))
			if (seat !== null && crowd > fullest) {
				fullest = crowd
				await page.screenshot({ path: shot }).catch(() => {})
			}
		}
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
