import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEVEL_GROUPS } from '../../client/app/levelGroups.ts'
import { LEVEL_NAMES, type LevelName } from '../../shared/programs/levels.ts'
import { freePort, type ServerProcess, startServerProcess } from '../server/serverProcess.ts'
import { launchChromium } from './launch.ts'
import { type Decisions, playTab } from './tabPlayer.ts'

/** `ROUND_LEVELS=all`, or names with commas between: these levels by hand; the suite plays one. */
const WANTED = process.env['ROUND_LEVELS']
const CHOSEN = WANTED && LEVEL_NAMES.filter((name) => WANTED === 'all' || WANTED.split(',').includes(name))
const CREW_LEVELS: readonly LevelName[] = CHOSEN || ['sqlite3']
const SOLO_LEVELS: readonly LevelName[] = CHOSEN || ['bash']
/** A folder: each solo round leaves a picture of its fullest moment there. */
const SHOTS = process.env['SHOTS'] ?? null
const PHONE = {
	viewport: { width: 390, height: 844 },
	// Without a GPU every pixel is work, and only pictures need them all.
	deviceScaleFactor: SHOTS ? 2 : 1,
	hasTouch: true,
	isMobile: true,
	locale: 'en-US',
}
const ROUND_MS = Number(process.env['ROUND_MS'] ?? 240_000)
/** As the menus list them. */
const LISTED: readonly LevelName[] = LEVEL_GROUPS.flatMap(({ levels }) => levels)
/** One of the four ways to sit for each level in turn, so that every seat plays several families. */
const SEAT_CHOICES = ['malloc', 'kernel', 'mmu', 'all'] as const
/** Times real time: a round of six minutes takes well under one. CALM, so that no decision is missed. */
const CLOCK_SPEED = '20'

/** Draws on canvas 2D, as where there is no GPU: three tabs fit two cores. */
let plain: Browser
/** With WebGL. */
let browser: Browser
let server: ServerProcess
let folder: string
const errors: string[] = []

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lot-browser-'))
	server = await startServerProcess({ PORT: String(await freePort()), DATA_DIR: folder, CLOCK_SPEED })
	plain = await launchChromium('none')
	browser = await launchChromium()
})

afterAll(async () => {
	await plain?.close()
	await browser?.close()
	await server?.kill('SIGTERM')
	rmSync(folder, { recursive: true, force: true })
})

/** A tab that reports what goes wrong in it. */
async function openTab(context: BrowserContext, path: string): Promise<Page> {
	const page = await context.newPage()
	page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`))
	page.on('console', (message) => {
		if (message.type() === 'error') errors.push(`${path}: ${message.text()}`)
	})
	await page.goto(server.url + path)
	return page
}

async function join4(page: Page, code: string): Promise<void> {
	await page.locator('#code').fill(code)
	await page.getByRole('button', { name: 'JOIN', exact: true }).click()
	await page.getByRole('button', { name: /ready/i }).first().waitFor()
}

/** The n-th of a group of choices, by keyboard. */
async function choose(page: Page, name: string, index: number): Promise<void> {
	const radio = page.locator(`input[name=${name}]`).nth(index)
	await radio.focus()
	await radio.press('Space')
	expect(await radio.isChecked()).toBe(true)
}

const atEnd = (page: Page): Promise<boolean> =>
	page
		.locator('main.round-end')
		.isVisible()
		.catch(() => false)

/** `lot verify` accepts the log, and refuses it with any one byte changed. */
function expectVerified(log: string): void {
	const file = join(folder, 'round.lotlog')
	const verify = (text: string): number => {
		writeFileSync(file, text)
		try {
			execFileSync(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', 'verify', file], { stdio: 'pipe' })
			return 0
		} catch (error) {
			return (error as { status: number }).status
		}
	}
	expect(verify(log)).toBe(0)
	const middle = Math.floor(log.length / 2)
	const changed = log[middle] === '1' ? '2' : '1'
	expect(verify(log.slice(0, middle) + changed + log.slice(middle + 1))).toBe(1)
}

describe('a round in the browser', () => {
	it.each(CREW_LEVELS)(
		'B-10 three tabs join %s by code and play it to its end; one reloads, one closes and a bot takes over',
		async (level) => {
			const context = await plain.newContext(PHONE)
			const host = await openTab(context, '/join/new')
			// The other purpose is a lesson with a host.
			await choose(host, 'purpose', 1)
			await choose(host, 'level', LISTED.indexOf(level))
			await choose(host, 'pace', 0)
			await host.locator('button[type=submit]').click()
			await host.waitForURL(/\/join\/[A-Z]{4}$/)
			const code = host.url().slice(-4)
			expect(code).toMatch(/^[A-Z]{4}$/)

			const tabs = await Promise.all(['/', '/', '/'].map((path) => openTab(context, path)))
			for (const tab of tabs) await join4(tab, code)
			for (const tab of tabs) await tab.getByRole('button', { name: /ready/i }).first().click()
			for (const tab of tabs) await tab.locator('main.seatScreen').waitFor()

			const decisions = tabs.map((): Decisions => new Map())
			let isOver = false
			let closed: Page | null = null
			const games = tabs.map((tab, index) =>
				playTab(tab, decisions[index] as Decisions, () => isOver || tab === closed),
			)
			const made = (index: number): number => [...(decisions[index] ?? new Map()).values()].reduce((a, b) => a + b, 0)
			const until = async (what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> => {
				const end = Date.now() + ROUND_MS
				while (!(await isTrue())) {
					if (Date.now() > end) {
						throw new Error(`in vain waited for ${what}: ${JSON.stringify(decisions.map((d) => [...d]))}`)
					}
					await new Promise((resolve) => setTimeout(resolve, 200))
				}
			}
			await until('decisions in every tab', () => [0, 1, 2].every((index) => made(index) >= 3))

			const [first, second, third] = tabs as [Page, Page, Page]
			const before = made(1)
			await second.reload()
			await second.locator('main.seatScreen').waitFor()
			await until('the reloaded tab to go on', () => made(1) > before)

			closed = third
			await third.close()
			await until('the bot in the closed tab’s seat', async () =>
				/bot/i.test(
					await first
						.locator('main.seatScreen')
						.innerText()
						.catch(() => ''),
				),
			)
			await until('the end', async () => (await atEnd(first)) && (await atEnd(second)))
			isOver = true
			await Promise.all(games)

			const log = execFileSync(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', 'export', code], {
				env: { ...process.env, DATA_DIR: folder },
				encoding: 'utf8',
			})
			expectVerified(log)
			expect(errors.splice(0)).toEqual([])
			await context.close()
		},
		ROUND_MS * 1.5,
	)

	it.each(SOLO_LEVELS)(
		'B-11 one tab plays %s alone with bots, without a message to the server, and the log verifies',
		async (level) => {
			const context = await browser.newContext({ ...PHONE, acceptDownloads: true })
			const page = await openTab(context, '/solo')
			await page.evaluate((speed) => sessionStorage.setItem('lot.clockSpeed', speed), CLOCK_SPEED)
			await page.reload()
			await choose(page, 'level', LISTED.indexOf(level))
			const seat = SOLO_LEVELS.indexOf(level) % SEAT_CHOICES.length
			await choose(page, 'seat', seat)
			await page.locator('#seed').fill('4711')
			const sent: string[] = []
			page.on('request', (request) => {
				if (request.url().includes('socket.io')) sent.push(request.url())
			})
			await page.locator('button[type=submit]').click()
			await page.locator('main.seatScreen').waitFor()
			const decisions: Decisions = new Map()
			let isOver = false
			const shot = SHOTS && join(SHOTS, `${level}-${SEAT_CHOICES[seat] ?? ''}.png`)
			const game = playTab(page, decisions, () => isOver, shot)
			const end = Date.now() + ROUND_MS
			while (!(await atEnd(page))) {
				if (Date.now() > end) throw new Error(`the round does not end: ${JSON.stringify([...decisions])}`)
				await page.waitForTimeout(200)
			}
			isOver = true
			await game
			expect([...decisions.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(30)
			const [download] = await Promise.all([
				page.waitForEvent('download'),
				page.getByRole('button', { name: /download/i }).click(),
			])
			expectVerified(readFileSync(await download.path(), 'utf8'))
			expect(sent).toEqual([])
			expect(errors.splice(0)).toEqual([])
			await context.close()
		},
		ROUND_MS * 1.5,
	)
})
