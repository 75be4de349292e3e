// Every screen of a lesson in front of axe, in the order in which a class comes to them.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { en } from '../../client/words/en/all.ts'
import { axeFaults } from './axeFaults.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const LAPTOP: BrowserContextOptions = { viewport: { width: 1366, height: 768 } }
const PROJECTOR: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } }
/** Three pages with a canvas each, on cores that others use, too; and the emulator looks for the dearest moments. */
const PATIENCE_MS = 120_000

const word = (key: keyof typeof en, facts: Readonly<Record<string, string | number>> = {}): string =>
	Object.entries(facts).reduce((text, [name, value]) => text.replaceAll(`{{${name}}}`, String(value)), en[key])

/** All serious faults, each after the name of its screen; and how many screens were looked at. */
export async function lessonFaults(
	browser: Browser,
	url: string,
): Promise<{ readonly found: readonly string[]; readonly screens: number }> {
	const found: string[] = []
	let screens = 0
	const open = async (options: BrowserContextOptions, path: string): Promise<Page> => {
		const context = await browser.newContext({ ...options, locale: 'en-US', reducedMotion: 'reduce' })
		context.setDefaultTimeout(PATIENCE_MS)
		const page = await context.newPage()
		await page.goto(url + path)
		return page
	}
	const look = async (page: Page, name: string, only?: string): Promise<void> => {
		screens += 1
		found.push(...(await axeFaults(page, only)).map((fault) => `${name}: ${fault}`))
	}

	const host = await open(LAPTOP, '/join/new')
	await host.locator('button[type=submit]').click()
	await host.waitForURL(/\/host\/[A-Z]{4}$/)
	const code = host.url().slice(-4)
	const button = (name: string) => host.getByRole('button', { name }).first()
	const dialog = async (name: string, opens: () => Promise<void>): Promise<void> => {
		await opens()
		await host.getByRole('dialog').waitFor()
		await look(host, name, '.console-dialog')
		await host.keyboard.press('Escape')
		// Not by its role: closed, it is a moment longer on the page, and keys are not free yet.
		await host.locator('.console-dialog').waitFor({ state: 'detached' })
	}
	const press = (key: string) => () => host.keyboard.press(key)

	// ── lobby ──
	await host.locator('.console-empty .qr').waitFor()
	await look(host, 'host, nobody yet')
	const links = await host.evaluate(() => localStorage.getItem('lot.lessons') ?? '')
	const tokenOf = (role: string): string => new RegExp(`"${role}":"([\\w-]{20,})"`).exec(links)?.[1] ?? ''
	const projector = await open(PROJECTOR, `/projector/${code}#${tokenOf('projector')}`)
	await projector.locator('.projector-lobby').waitFor()
	await look(projector, 'projector, lobby')
	const cohost = await open(LAPTOP, `/cohost/${code}#${tokenOf('cohost')}`)
	await cohost.locator('.console[data-stage=lobby]').waitFor()
	await look(cohost, 'co-host')
	await cohost.context().close()
	const student = await open(PHONE, `/join/${code}`)
	await student.locator('main form button[type=submit]').waitFor()
	await look(student, 'student, join')
	await student.locator('main form button[type=submit]').click()
	await student.locator('.consent').waitFor()
	await look(student, 'student, lobby')
	await student.getByRole('button', { name: word('lesson.consent.yes') }).click()
	await host.locator('.crew-table tbody tr').waitFor()
	await look(host, 'host, lobby')
	await dialog('host, invite', press('q'))
	await dialog('host, keys', press('?'))
	await dialog('host, end', press('e'))
	await dialog('host, roster', () => button(word('lobbyPanel.roster')).click())
	await dialog('host, setup', () => button(word('lobbyPanel.change')).click())
	await dialog('host, crew', () => host.locator('.crew-name').first().click())
	await dialog('host, share', () => button(word('console.more')).click())

	// ── a question ──
	await button(word('console.ask')).click()
	await host.locator('.bank-choice').first().waitFor()
	await look(host, 'host, ask', '.console-dialog')
	await host.getByRole('button', { name: /^Q2 / }).click()
	await student.locator('.poll-ballot').waitFor()
	await look(student, 'student, question')
	await projector.locator('.big-question').waitFor()
	await look(projector, 'projector, question')
	await student.locator('.poll-choice').first().click()
	await student.locator('.poll-sure label').first().click()
	await student.locator('.poll-ballot button[type=submit]').click()
	await button(word('next.talk')).click()
	await student.locator('.poll[data-stage=talk]').waitFor()
	await look(student, 'student, talk')
	await host.keyboard.press('l')
	await student.locator('.poll[data-stage=locked]').waitFor()
	await look(student, 'student, locked')
	await look(host, 'host, locked')
	await host.keyboard.press('r')
	await student.locator('.poll[data-stage=revealed]').waitFor()
	await look(student, 'student, answer')
	await look(projector, 'projector, answer')
	await button(word('next.closePoll')).click()
	await student.locator('.poll').waitFor({ state: 'detached' })

	// ── a round ──
	await button(word('next.start', { round: 1 })).click()
	await student.locator('main.seatScreen').waitFor()
	await projector.locator('.class-road[data-size=full]').waitFor()
	await look(projector, 'projector, class road')
	await host.keyboard.press('s')
	await projector.locator('.spotlight .replay-lot canvas').waitFor()
	await look(projector, 'projector, spotlight')
	await look(host, 'host, running')
	await dialog('host, inject', press('i'))
	await host.keyboard.press('Space')
	await projector.locator('.projector-strip').waitFor()
	await look(projector, 'projector, paused')
	await look(student, 'student, paused')
	const late = await open(PHONE, `/join/${code}`)
	await late.locator('main form button[type=submit]').click()
	await late.locator('.catch-up').waitFor()
	await look(late, 'student, late')
	await late.context().close()
	await host.keyboard.press('Space')
	// Nobody served the student's seat: that is what the debrief finds.
	await host
		.locator('.crew-bar b')
		.filter({ hasNotText: /^[01]%$/ })
		.first()
		.waitFor()

	// ── debrief ──
	await host.keyboard.press('e')
	await button(word('confirm.yesRound')).click()
	await projector.locator('.podium').waitFor()
	await look(projector, 'projector, debrief')
	await look(host, 'host, debrief')
	const diagnosis = student.locator('.debrief-moments form')
	await diagnosis.waitFor()
	await look(student, 'student, diagnosis')
	for (const name of new Set(
		await diagnosis.locator('input[type=radio]').evaluateAll((all) => all.map((one) => one.getAttribute('name'))),
	))
		await diagnosis.locator(`input[name="${name}"]`).first().check({ force: true })
	await diagnosis.locator('button[type=submit]').click()
	await student.locator('.replay-open').click()
	await student.locator('.replay-panel canvas').waitFor()
	await look(student, 'student, debrief')
	await host.emulateMedia({ media: 'print' })
	await look(host, 'printed debrief', '.printed')
	await host.emulateMedia({ media: 'screen' })
	await student
		.getByRole('button', { name: word('debrief.tryHere') })
		.first()
		.click()
	await student.locator('main.seatScreen').waitFor()
	await look(student, 'student, practice')

	// ── the end ──
	await student
		.getByRole('button', { name: word('lesson.practiceBack') })
		.first()
		.click()
	await button(word('next.nextRound', { round: 2 })).click()
	await student.locator('.own-seat-moved').waitFor()
	await look(student, 'student, second lobby')
	await host.keyboard.press('e')
	await button(word('confirm.yesLesson')).click()
	await student.locator('.lesson-over').waitFor()
	await look(student, 'student, ended')
	await projector.locator('.projector-words').waitFor()
	await look(projector, 'projector, ended')
	await host.locator('.console[data-stage=ended]').waitFor()
	await look(host, 'host, ended')
	for (const page of [host, projector, student]) await page.context().close()
	return { found, screens }
}
