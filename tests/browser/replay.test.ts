import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { botIntent } from '../../shared/game/bots/bot.ts'
import type { Intent } from '../../shared/game/intent.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { createRound } from '../../shared/game/createRound.ts'
import { advance, clockHeld, drain, play, roundHeader } from '../../shared/game/round.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { LEVELS } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { between, randomStream } from '../../shared/programs/random.ts'
import { project } from '../../shared/view/project.ts'
import { launchChromium } from './launch.ts'
import { resultOfLog } from './replayInPage.ts'

let browser: Browser
let page: Page

async function bundle(): Promise<string> {
	const built = await build({
		configFile: false,
		logLevel: 'silent',
		build: {
			write: false,
			minify: false,
			lib: { entry: fileURLToPath(new URL('replayInPage.ts', import.meta.url)), formats: ['iife'], name: 'lotReplay' },
			rolldownOptions: { output: { codeSplitting: false } },
		},
	})
	const [output] = [built].flat()
	const chunk = output && 'output' in output ? output.output.find((one) => one.type === 'chunk') : undefined
	if (!chunk || chunk.type !== 'chunk') throw new Error('nothing was bundled')
	return chunk.code
}

beforeAll(async () => {
	browser = await launchChromium()
	page = await browser.newPage()
	await page.addScriptTag({ content: await bundle() })
})

afterAll(async () => {
	await browser?.close()
})

/** A round in which three humans sit, who mostly play well and now and then misjudge. */
async function playSomehow(levelIndex: number, seed: number): Promise<LogEntry[]> {
	const level = LEVELS[levelIndex]
	if (!level) throw new Error('no such level')
	const world = createRound(roundHeader(level.name, seed, 'calm'), level, await loadProgram(level.name, seed))
	const entries: LogEntry[] = []
	const stream = randomStream(seed, 'player')
	const command = (seat: (typeof SEATS)[number], intent: Intent): void => {
		const { tick } = world
		if (!play(world, seat, intent).ok) return
		entries.push({ tick, seq: entries.length, seat, intent, player: SEATS.indexOf(seat), attempt: entries.length + 1 })
	}
	for (const seat of SEATS) command(seat, { kind: 'TAKE' })
	for (const seat of SEATS) command(seat, { kind: 'READY' })
	while (world.phase === 'running') {
		drain(world)
		if (!clockHeld(world)) {
			advance(world)
			continue
		}
		for (const seat of SEATS) {
			const right = botIntent(project(world, seat))
			if (!right) continue
			if (right.kind === 'FAULT' && between(stream, 0, 9) === 0) {
				command(seat, { ...right, verdict: 'SEGV', frame: null, order: 0 })
			}
			command(seat, right.kind === 'PARK' && between(stream, 0, 3) === 0 ? { ...right, end: 'high' } : right)
			command(seat, right)
		}
	}
	return entries
}

describe('replay on two engines', () => {
	it.each(LEVELS.map((level, index) => [level.name, index] as const))(
		'B-01 a log of %s gives the same hash and bill in Chromium as in Node',
		async (name, index) => {
			for (const seed of [1, 4711]) {
				const entries = await playSomehow(index, seed)
				expect(entries.length).toBeGreaterThan(100)
				const here = await resultOfLog(name, seed, 'calm', entries)
				const there = await page.evaluate(
					([level, from, log]) =>
						(window as unknown as { lotReplay: { resultOfLog: typeof resultOfLog } }).lotReplay.resultOfLog(
							level,
							from,
							'calm',
							log,
						),
					[name, seed, entries] as const,
				)
				expect(there).toEqual(here)
			}
		},
	)
})
