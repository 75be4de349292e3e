import { describe, expect, test } from 'vitest'
import { billLines, percentAgainst } from '../../client/app/billShare.ts'
import { readCode } from '../../client/app/codeInput.tsx'
import { joinNames } from '../../client/app/joinNames.ts'
import { NAME_WORDS, nameOf } from '../../client/app/playerName.ts'
import { routeOf } from '../../client/app/router.ts'
import { languageOf } from '../../client/app/settings.ts'
import { common as en } from '../../client/words/en/common.ts'
import { debrief as enDebrief } from '../../client/words/en/debrief.ts'
import { lesson as enLesson } from '../../client/words/en/lesson.ts'
import { lot as enLot } from '../../client/words/en/lot.ts'
import { play as enPlay } from '../../client/words/en/play.ts'
import { sandbox as enSandbox } from '../../client/words/en/sandbox.ts'
import { seats as enSeats } from '../../client/words/en/seats.ts'
import { explain } from '../../client/words/explain.ts'
import { LANGUAGES, showLanguage, t } from '../../client/words/words.ts'
import { common as zh } from '../../client/words/zh/common.ts'
import { debrief as zhDebrief } from '../../client/words/zh/debrief.ts'
import { lesson as zhLesson } from '../../client/words/zh/lesson.ts'
import { lot as zhLot } from '../../client/words/zh/lot.ts'
import { play as zhPlay } from '../../client/words/zh/play.ts'
import { sandbox as zhSandbox } from '../../client/words/zh/sandbox.ts'
import { seats as zhSeats } from '../../client/words/zh/seats.ts'
import { REFUSALS } from '../../shared/game/refusal.ts'
import { emptyBill } from '../../shared/machine/buckets.ts'
import { LEVELS } from '../../shared/programs/levels.ts'
import { MAX_NAME_CHARACTERS, SERVER_ERRORS } from '../../shared/protocol/messages.ts'

describe('addresses and fields', () => {
	test.each([
		['/', { page: 'home' }],
		['/join/kqmw', { page: 'join', code: 'KQMW' }],
		['/join/KQMW/', { page: 'join', code: 'KQMW' }],
		['/join/KQ', { page: 'home' }],
		['/join/new', { page: 'host' }],
		['/solo', { page: 'solo' }],
		['/play', { page: 'play' }],
		['/sandbox', { page: 'sandbox' }],
		['/fleet', { page: 'fleet' }],
		['/nowhere', { page: 'unknown' }],
	])('A1 %s', (path, route) => {
		expect(routeOf(path)).toEqual(route)
	})

	test.each([
		['kqmw', 'KQMW', ''],
		['  k-q m_w ', 'KQMW', ''],
		['http://192.168.1.20:3000/join/KQMW', 'KQMW', ''],
		['KQMWXX', 'KQMW', ''],
		['k0qo', 'KQ', '0 O'],
		['停kq', 'KQ', '停'],
		['', '', ''],
	])('A2 a code is read from %j', (text, code, wrong) => {
		expect(readCode(text)).toEqual({ code, wrong })
	})

	test('A3 the language that the browser asks for first, of those that there are', () => {
		expect(languageOf(['de-DE', 'zh-TW', 'en'])).toBe('zh')
		expect(languageOf(['en-GB', 'zh'])).toBe('en')
		expect(languageOf(['fr'])).toBe('en')
		expect(languageOf([])).toBe('en')
	})
})

describe('the bill', () => {
	test('B1 lines are sorted by cost, shares are of the whole, bars against the longest', () => {
		const lines = billLines({ ...emptyBill(), rent: 600, fault: 300, malloc: 100 })
		expect(lines.slice(0, 3)).toEqual([
			{ bucket: 'rent', cycles: 600, percent: 60, length: 1 },
			{ bucket: 'fault', cycles: 300, percent: 30, length: 0.5 },
			{ bucket: 'malloc', cycles: 100, percent: 10, length: 100 / 600 },
		])
		expect(lines.length).toBe(Object.keys(emptyBill()).length)
		expect(billLines(emptyBill()).every(({ percent, length }) => percent === 0 && length === 0)).toBe(true)
	})

	test.each([
		[100, 100, 0],
		[90, 100, -10],
		[150, 100, 50],
		[100_001, 100_000, 1],
		[99_999, 100_000, -1],
		[5, 0, 0],
	])('B2 %i against %i is %i %%', (bill, ghost, percent) => {
		expect(percentAgainst(bill, ghost)).toBe(percent)
	})
})

describe('words', () => {
	const facts = (text: string): string[] => [...new Set(text.match(/\{\{\w+/g) ?? [])].toSorted()
	const PAIRS: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>])[] = [
		['common', en, zh],
		['seats', enSeats, zhSeats],
		['lot', enLot, zhLot],
		['play', enPlay, zhPlay],
		['sandbox', enSandbox, zhSandbox],
		['lesson', enLesson, zhLesson],
		['debrief', enDebrief, zhDebrief],
	]

	test.each(PAIRS)('W1 %s: both languages fill in the same facts', (_name, english, chinese) => {
		for (const [key, text] of Object.entries(chinese))
			expect([key, facts(text)]).toEqual([key, facts(english[key] ?? '')])
	})

	test.each(PAIRS)('W2 %s: nothing is left untranslated or empty', (_name, _english, chinese) => {
		for (const [key, text] of Object.entries(chinese)) expect(text.trim(), key).not.toBe('')
	})

	test.each(LANGUAGES)('W3 %s: every refusal and every error of the server is a sentence', (language) => {
		showLanguage(language)
		for (const code of [...REFUSALS, ...SERVER_ERRORS]) {
			const text = explain({ ok: false, code, facts: { needBytes: 64, haveBytes: 48 } })
			expect(text, code).toMatch(/[.。？?！!]$/)
			expect(text, code).not.toMatch(/E_|\{\{/)
		}
	})

	test('W4 live numbers stand in the sentence, frames and digits as hex', () => {
		showLanguage('en')
		expect(explain({ ok: false, code: 'E_FIT', facts: { haveBytes: 48, needBytes: 1064 } })).toContain('needs 1,064')
		expect(explain({ ok: false, code: 'E_FRAME_TAKEN', facts: { frame: 13 } })).toContain('Frame 0D')
		expect(explain({ ok: false, code: 'E_DIGIT', facts: { directory: 1, table: 12 } })).toContain('1 and C')
		expect(explain({ ok: false, code: 'E_PAGES' })).toBe('… pages won’t do: 1 to … are possible.')
		expect(explain({ ok: false, code: 'E_BUSY', facts: { waitedSeconds: 30 } })).toContain('30 s')
		showLanguage('zh')
		expect(explain({ ok: false, code: 'E_FRAME_TAKEN', facts: { frame: 13 } })).toContain('0D')
	})

	test.each(LANGUAGES)('W5 %s: every drawn name is there, short enough, and no two are alike', (language) => {
		showLanguage(language)
		const names = Array.from({ length: NAME_WORDS ** 2 }, (_, n) =>
			nameOf({ colour: Math.floor(n / NAME_WORDS), vehicle: n % NAME_WORDS }),
		)
		expect(new Set(names).size).toBe(NAME_WORDS ** 2)
		expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(MAX_NAME_CHARACTERS)
		expect(t('name.colours').split(',').length).toBe(NAME_WORDS)
		expect(t('name.vehicles').split(',').length).toBe(NAME_WORDS)
	})

	test.each(LANGUAGES)('W6 %s: every level has a name and a line', (language) => {
		showLanguage(language)
		for (const { name } of LEVELS)
			expect([t(`level.${name}.title`), t(`level.${name}.line`)].join()).not.toContain('level.')
	})

	test('W7 plural forms and lists of names', () => {
		showLanguage('en')
		expect([t('join.codeShort', { count: 1 }), t('join.codeShort', { count: 2 })]).toEqual([
			'One letter is still missing.',
			'2 letters are still missing.',
		])
		expect(joinNames(['Lin', 'Bo', 'Ada'])).toBe('Lin, Bo and Ada')
		showLanguage('zh')
		expect(t('join.codeShort', { count: 1 })).toBe('还差 1 个字母。')
		expect(joinNames(['Lin', 'Bo', 'Ada'])).toBe('Lin、Bo和Ada')
		expect(joinNames([])).toBe('')
	})
})
