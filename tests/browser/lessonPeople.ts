// What the people of a lesson do at their tabs.
import type { Page } from 'playwright-core'
import type { NextStep } from '../../client/host/nextStep.ts'
import { t } from '../../client/words/words.ts'
import { LAPTOP, openTab, PHONE, type Room, type Tab, until } from './lessonTabs.ts'
import { type Decisions, playTab } from './tabPlayer.ts'

/** Nobody plays longer than it takes to decide something, even if the whole class has two cores. */
const PLAY_MS = 90_000

export const today = (): string => new Date().toLocaleDateString('sv')

/** The console's large button, once it offers that. */
export async function next({ page }: Tab, what: NextStep): Promise<void> {
	await page.locator(`.next-card[data-next=${what}] button`).click()
}

/** The end of a round or of the lesson, which is asked twice. */
export async function confirmEnd({ page }: Tab, answer: 'confirm.yesRound' | 'confirm.yesLesson'): Promise<void> {
	await page.keyboard.press('e')
	await page.getByRole('button', { name: t(answer) }).click()
}

/** A lesson, opened as the page offers it. Returns the host's tab and the code. */
export async function openLesson(room: Room, seed: number): Promise<{ readonly host: Tab; readonly code: string }> {
	const host = await openTab(room, 'host', { ...LAPTOP, acceptDownloads: true }, '/')
	await host.context.grantPermissions(['clipboard-read', 'clipboard-write'])
	const { page } = host
	await page.locator('a[href="/join/new"]').first().click()
	await page.getByLabel(t('create.name')).fill('OS 101')
	await page.getByRole('radio', { name: t('pace.calm') }).check({ force: true })
	await page.getByLabel(t('solo.seed')).fill(String(seed))
	await page.getByRole('button', { name: t('create.open') }).click()
	await page.waitForURL(/\/host\/[A-Z]{4}$/)
	return { host, code: page.url().slice(-4) }
}

/** Who comes in, as they type it. */
export interface Newcomer {
	readonly name: string
	readonly rosterId: string
}

/** Phones of their own for all, who join one after the other. */
export async function joinAll(room: Room, code: string, people: readonly Newcomer[]): Promise<readonly Tab[]> {
	const tabs: Tab[] = []
	for (const { name } of people) tabs.push(await openTab(room, name, PHONE, '/'))
	for (const [index, { name, page }] of tabs.entries()) {
		await page.locator('#code').fill(code)
		await page.locator('#roster-id').fill(people[index]?.rosterId ?? '')
		await page.locator('#name').fill(name)
		await page.getByRole('button', { name: t('join.button'), exact: true }).tap()
		await page.locator('.own-seat').waitFor()
	}
	return tabs
}

export async function consent({ page }: Tab, yes: boolean): Promise<void> {
	await page.getByRole('button', { name: t(yes ? 'lesson.consent.yes' : 'lesson.consent.no'), exact: true }).tap()
	await page.locator('.consent-line').waitFor()
}

/** All decide what waits for them, until told to stop. */
export class Play {
	readonly #made: readonly Decisions[]
	readonly #games: readonly Promise<void>[]
	#isOver = false

	constructor(tabs: readonly Tab[]) {
		this.#made = tabs.map((): Decisions => new Map())
		this.#games = tabs.map(({ page }, index) => playTab(page, this.#made[index] ?? new Map(), () => this.#isOver))
	}

	/** How many decisions each has made. */
	counts(): readonly number[] {
		return this.#made.map((kinds) => [...kinds.values()].reduce((a, b) => a + b, 0))
	}

	async until(what: string, isTrue: (counts: readonly number[]) => boolean): Promise<void> {
		await until(
			what,
			PLAY_MS,
			() => isTrue(this.counts()),
			() => this.#made.map((kinds) => [...kinds]),
		)
	}

	async stop(): Promise<void> {
		this.#isOver = true
		await Promise.all(this.#games)
	}
}

export const textsOf = (page: Page, selector: string): Promise<string[]> =>
	page.locator(selector).evaluateAll((all) => all.map((one) => (one.textContent ?? '').trim()))
