import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HomeworkReply, HomeworkStudent } from '../../shared/homework/link.ts'
import { freePort, type ServerProcess, startServerProcess } from '../server/serverProcess.ts'
import { axeFaults } from './axeFaults.ts'
import { launchChromium } from './launch.ts'
import { type Decisions, playTab } from './tabPlayer.ts'

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true }
const LAPTOP = { viewport: { width: 1366, height: 768 } }
const ROUND_MS = Number(process.env['ROUND_MS'] ?? 240_000)
const CLOCK_SPEED = '20'
/** A folder: pictures of all pages go there. */
const SHOTS = process.env['SHOTS'] ?? null

let browser: Browser
let server: ServerProcess
let folder: string

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lot-homework-'))
	server = await startServerProcess({ PORT: String(await freePort()), DATA_DIR: folder })
	browser = await launchChromium('none')
})

afterAll(async () => {
	await browser?.close()
	await server?.kill('SIGTERM')
	rmSync(folder, { recursive: true, force: true })
})

/** A picture on demand, and no serious fault on the page. */
async function look(page: Page, name: string): Promise<void> {
	if (SHOTS !== null) {
		await page.waitForTimeout(400)
		await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
	}
	expect(await axeFaults(page), name).toEqual([])
}

describe('homework in the browser', () => {
	it(
		'B-60 given, played to its end without a network, kept across a reload, handed in by itself, seen by its owner',
		async () => {
			const lecturer = await browser.newContext({ ...LAPTOP, locale: 'en-US' })
			const desk = await lecturer.newPage()
			await desk.goto(`${server.url}/homework/new`)
			await desk.getByLabel('Program').selectOption('bash')
			await desk.getByLabel('Your seat').selectOption('kernel')
			await look(desk, 'new-laptop')
			await desk.getByRole('button', { name: 'MAKE THE LINK' }).click()
			const url = await desk.locator('.homework-url').innerText()
			await desk.locator('svg.qr').waitFor()
			await look(desk, 'made-laptop')
			const path = new URL(url).pathname
			expect(path).toMatch(/^\/homework\/[A-Z2-9]{10}$/)
			await desk.getByRole('link', { name: 'Open the results' }).click()
			await desk.getByText('Nobody has handed anything in yet.').waitFor()

			const context = await browser.newContext({ ...PHONE, locale: 'en-US' })
			const errors: string[] = []
			const page = await context.newPage()
			page.on('pageerror', (error) => errors.push(error.message))
			await page.goto(server.url)
			await page.evaluate((speed) => sessionStorage.setItem('lot.clockSpeed', speed), CLOCK_SPEED)
			await page.goto(server.url + path)
			await look(page, 'who-phone')
			await page.getByLabel('Your name').fill('Amber Tram')
			await page.getByLabel('Student ID').fill('S-1')
			await page.getByRole('button', { name: 'Show the rounds' }).click()
			await page.locator('.homework-ready[data-state=ready]').waitFor()
			await look(page, 'list-phone')

			await context.setOffline(true)
			await page.getByRole('button', { name: 'PLAY' }).click()
			await page.locator('main.seatScreen').waitFor()
			let isOver = false
			const decisions: Decisions = new Map()
			const game = playTab(page, decisions, () => isOver)
			await page.locator('main.round-end .score-figure').waitFor({ timeout: ROUND_MS })
			isOver = true
			await game
			expect([...decisions.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(20)
			await page.getByText('One finished round is not handed in yet.').waitFor()
			await look(page, 'end-phone')
			await page.getByRole('button', { name: 'Back to the homework' }).click()
			await page.getByText('2 of 3 attempts left').waitFor()
			await look(page, 'waiting-phone')
			const waiting = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('.log.')))
			expect(waiting).toHaveLength(1)

			// A reload while the server can't be asked, but the page can be had: nothing is lost.
			await page.route('**/api/homework/**', (route) => route.abort())
			await context.setOffline(false)
			await page.reload()
			await page.getByText('One finished round is not handed in yet.').waitFor()
			await page.unroute('**/api/homework/**')
			await page.locator('.result-code').waitFor({ timeout: 30_000 })
			expect(await page.getByText('not handed in yet').count()).toBe(0)
			await page.getByText('2 of 3 attempts left').waitFor()
			await page.locator('.result-code summary').click()
			await page.locator('.result-code svg.qr').waitFor()
			await look(page, 'done-phone')
			const code = await page.locator('.result-code .mono').innerText()

			await desk.reload()
			await desk.getByRole('rowheader', { name: 'Amber Tram' }).waitFor()
			await desk.getByRole('textbox', { name: 'Result code' }).fill(code.toLowerCase())
			await desk.getByRole('button', { name: 'Check', exact: true }).click()
			await desk.getByText('Genuine: signed by this server.').waitFor()
			await look(desk, 'owner-laptop')
			const [download] = await Promise.all([
				desk.waitForEvent('download'),
				desk.getByRole('button', { name: 'Download as CSV' }).click(),
			])
			expect(download.suggestedFilename()).toBe(`homework-${path.slice(-10)}.csv`)
			const token = new URL(desk.url()).hash.slice(1)
			const table = (await (
				await fetch(`${server.url}/api${path}/table`, { headers: { Authorization: `Bearer ${token}` } })
			).json()) as HomeworkReply<{ students: readonly HomeworkStudent[] }>
			expect(table).toMatchObject({
				ok: true,
				students: [{ name: 'Amber Tram', rosterId: 'S-1', results: [{ attempt: 1, late: false, botSharePercent: 0 }] }],
			})

			const scan = await context.newPage()
			await scan.goto(`${server.url}/homework/check/${code}`)
			await scan.getByText('Genuine: signed by this server.').waitFor()
			await look(scan, 'check-phone')
			await scan.goto(`${server.url}/homework/BBBBBBBBBB`)
			await scan.getByText('There is no such homework. Check the link.').waitFor()
			if (SHOTS !== null) {
				for (const [one, name] of [
					[page, 'done-phone-zh'],
					[desk, 'owner-laptop-zh'],
				] as const) {
					await one.getByRole('button', { name: '中文' }).first().click()
					await look(one, name)
				}
				await desk.goto(`${server.url}/homework/new`)
				await look(desk, 'new-laptop-zh')
				await desk.setViewportSize(PHONE.viewport)
				await look(desk, 'new-phone-zh')
				await desk.goto(server.url + path)
				await desk.setViewportSize(LAPTOP.viewport)
				await desk.locator('#main input').first().fill('林')
				await desk.locator('#main form button').click()
				await look(desk, 'list-laptop-zh')
			}
			expect(errors).toEqual([])
			await lecturer.close()
			await context.close()
		},
		ROUND_MS * 1.5,
	)
})
