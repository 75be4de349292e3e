import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SoloSave } from '../../client/connect/soloSave.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { play, roundHeader, runToEnd } from '../../shared/game/round.ts'
import { createWorld } from '../../shared/game/world.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { freePort, type ServerProcess, startServerProcess } from '../server/serverProcess.ts'
import { axeFaults } from './axeFaults.ts'
import { lessonFaults } from './axeLesson.ts'
import { launchChromium } from './launch.ts'

const SIZES = [
	{ name: 'phone', viewport: { width: 390, height: 844 } },
	{ name: 'laptop', viewport: { width: 1366, height: 768 } },
] as const
/** Some 10 s on a quiet machine; a lesson has many things to wait for on a busy one. */
const LESSON_MS = 240_000
/** Of the lesson's round: it must have come somewhere before it is ended. */
const CLOCK_SPEED = '3'
const LANGUAGES = ['en-US', 'zh-CN'] as const

let browser: Browser
let server: ServerProcess
let folder: string

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lot-axe-'))
	server = await startServerProcess({ PORT: String(await freePort()), DATA_DIR: folder, CLOCK_SPEED })
	browser = await launchChromium('none')
})

afterAll(async () => {
	await browser?.close()
	await server?.kill('SIGTERM')
	rmSync(folder, { recursive: true, force: true })
})

const soloSeat =
	(seat: string) =>
	async (page: Page): Promise<void> => {
		await page.goto(`${server.url}/solo`)
		await page.locator(`.seat-pick[data-seat=${seat}] input`).focus()
		await page.keyboard.press('Space')
		await page.locator('button[type=submit]').click()
		await page.locator('main.seatScreen').waitFor()
		await page.locator('main.seatScreen canvas').waitFor()
	}

/** A round that bots finished, as the page would have saved it. */
async function finishedRound(): Promise<SoloSave> {
	const header = roundHeader('wild', 6, 'calm')
	const level = levelNamed('wild')
	if (!level) throw new Error('no level')
	const world = createWorld(header, level, await loadProgram('wild', 6), null)
	const entries = (['TAKE', 'READY', 'YIELD'] as const).map((kind, seq): LogEntry => {
		play(world, 'malloc', { kind })
		return { tick: 0, seq, seat: 'malloc', intent: { kind }, player: 0, attempt: seq + 1 }
	})
	runToEnd(world)
	const { tick, step } = world
	return { header, seats: ['malloc'], fleet: null, entries, tick, step, stepsTotal: step, finished: true }
}

async function endOfRound(page: Page): Promise<void> {
	await page.goto(`${server.url}/`)
	await page.evaluate(
		(save) => {
			localStorage.setItem('lot.solo', save)
			sessionStorage.setItem('lot.tab', 'solo')
		},
		JSON.stringify(await finishedRound()),
	)
	await page.goto(`${server.url}/play`)
	await page.locator('.bill-difference').first().waitFor()
	await page.locator('.all-ghosts summary').click()
}

/** A stream of one object, and what three bots pay for it. */
async function fleetVerdict(page: Page): Promise<void> {
	await page.goto(`${server.url}/fleet`)
	await page.locator('.plate-button').first().click()
	await page.locator('.fleet-try .primary').click()
	await page.locator('.verdict').waitFor()
}

/** What a rival sees who was sent a script. */
const RIVAL = `/fleet?play=${Buffer.from('smake 4 GAP 104\n').toString('base64url')}`

const SCREENS: readonly (readonly [name: string, open: (page: Page) => Promise<unknown>])[] = [
	['home', (page) => page.goto(`${server.url}/`)],
	['start a session', (page) => page.goto(`${server.url}/join/new`)],
	['solo menu', (page) => page.goto(`${server.url}/solo`)],
	['fleet manager', fleetVerdict],
	['a rival’s stream', (page) => page.goto(server.url + RIVAL)],
	['end of the round', endOfRound],
	['malloc seat', soloSeat('malloc')],
	['kernel seat', soloSeat('kernel')],
	['MMU seat', soloSeat('mmu')],
]

/** Pages without a round: once on each size, and once in each language. */
const QUIET_SCREENS: typeof SCREENS = [
	['a room that isn’t there', (page) => page.goto(`${server.url}/join/QQQQ`)],
	['a lesson without its key', (page) => page.goto(`${server.url}/host/QQQQ`)],
	['a projector without its key', (page) => page.goto(`${server.url}/projector/QQQQ`)],
	['homework', (page) => page.goto(`${server.url}/homework/new`)],
	['homework that isn’t there', (page) => page.goto(`${server.url}/homework/AAAAAAAAAA`)],
	['the room’s network', (page) => page.goto(`${server.url}/preflight`)],
	['sandbox', (page) => page.goto(`${server.url}/sandbox`)],
]

describe('accessibility', () => {
	for (const { name: size, viewport } of SIZES) {
		for (const locale of LANGUAGES) {
			it(`B-20 axe finds nothing serious on any screen, ${size}, ${locale}`, async () => {
				const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce' })
				const found: string[] = []
				const isOnce = (size === 'phone') === (locale === 'en-US')
				for (const [name, open] of isOnce ? [...SCREENS, ...QUIET_SCREENS] : SCREENS) {
					const page = await context.newPage()
					await open(page)
					await page.locator('main').first().waitFor()
					found.push(...(await axeFaults(page)).map((fault) => `${name}: ${fault}`))
					await page.close()
				}
				expect(found).toEqual([])
				await context.close()
			})
		}
	}

	it(
		'B-22 axe finds nothing serious on any screen of a lesson: host, every dialog, projector, student, paper',
		async () => {
			const { found, screens } = await lessonFaults(browser, server.url)
			expect(found).toEqual([])
			expect(screens).toBe(38)
		},
		LESSON_MS,
	)
})
