// The tabs of a lesson: what each shows, what goes wrong in it, and which secrets the server has told it.
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

export const PHONE: BrowserContextOptions = {
	viewport: { width: 390, height: 844 },
	deviceScaleFactor: 1,
	hasTouch: true,
	isMobile: true,
}
export const LAPTOP: BrowserContextOptions = { viewport: { width: 1366, height: 768 } }
export const PROJECTOR: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } }

/** How often the server has told what nobody but hosts may know at that time. */
export interface Told {
	/** The right answer of a question. */
	keys: number
	whys: number
	splits: number
	rosterIds: number
}

/** One person's tab. */
export interface Tab {
	readonly name: string
	readonly context: BrowserContext
	page: Page
	readonly told: Told
}

export interface Room {
	readonly browser: Browser
	readonly url: string
	/** What went wrong in any tab. */
	readonly errors: string[]
	/** A folder: pictures go there. */
	readonly shots: string | null
}

/** A wait for what a page does at once, on a machine that has other things to do. */
export const SOON_MS = 60_000

/** How the class list's ids begin in this test. */
const ROSTER_ID = /\bS-10\d\b/

/** A browser of its own for a person, and a page in it. */
export async function openTab(room: Room, name: string, options: BrowserContextOptions, path: string): Promise<Tab> {
	// Eleven people's animations on two cores would leave none for the test.
	const context = await room.browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options })
	context.setDefaultTimeout(SOON_MS)
	const told: Told = { keys: 0, whys: 0, splits: 0, rosterIds: 0 }
	const tab: Tab = { name, context, page: await watched(room, name, context, told), told }
	await tab.page.goto(room.url + path)
	return tab
}

/** Another page in the browser of a person whose page is gone. */
export async function reopenTab(room: Room, tab: Tab, path: string): Promise<void> {
	tab.page = await watched(room, tab.name, tab.context, tab.told)
	await tab.page.goto(room.url + path)
}

async function watched({ errors }: Room, name: string, context: BrowserContext, told: Told): Promise<Page> {
	const page = await context.newPage()
	page.on('pageerror', (error) => errors.push(`${name}: ${error.message}`))
	page.on('console', (message) => {
		if (message.type() === 'error') errors.push(`${name}: ${message.text()}`)
	})
	page.on('websocket', (socket) => {
		socket.on('framereceived', ({ payload }) => {
			const text = String(payload)
			if (text.includes('"key":[')) told.keys += 1
			if (text.includes('"whyFacts":{')) told.whys += 1
			if (text.includes('"splits":{')) told.splits += 1
			if (ROSTER_ID.test(text)) told.rosterIds += 1
		})
	})
	return page
}

let pictures = 0

/** A picture on demand. */
export async function shoot({ shots }: Room, tab: Tab, name: string): Promise<void> {
	if (shots === null) return
	await tab.page.waitForTimeout(400)
	pictures += 1
	await tab.page.screenshot({ path: join(shots, `${String(pictures).padStart(2, '0')}-${name}.png`) })
}

/** Waits until something holds. Throws what was waited for, and what `tell` says of it. */
export async function until(
	what: string,
	withinMs: number,
	isTrue: () => boolean | Promise<boolean>,
	tell: () => unknown = () => '',
): Promise<void> {
	const end = performance.now() + withinMs
	while (!(await isTrue())) {
		if (performance.now() > end) throw new Error(`in vain waited for ${what} ${JSON.stringify(tell())}`)
		await new Promise((resolve) => setTimeout(resolve, 50))
	}
}
