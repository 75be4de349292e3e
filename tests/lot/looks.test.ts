import { describe, expect, it } from 'vitest'
import { plateStyle } from '../../client/lot/plates.ts'
import { sayIn } from '../../client/lot/words.ts'
import { lot as english } from '../../client/words/en/lot.ts'
import { lot as chinese } from '../../client/words/zh/lot.ts'

describe('plates', () => {
	it.each([
		['the generated program', ['TMP', 'SES', 'CFG', 'BUF', 'PIN', 'REQ', 'IMG']],
		['recorded programs', ['TNY', 'SML', 'MID', 'LRG', 'BIG']],
	])('of %s are told apart by texture alone', (_, plates) => {
		expect(new Set(plates.map((plate) => plateStyle(plate).texture)).size).toBe(plates.length)
	})
	it('an unknown plate always looks the same', () => {
		expect(plateStyle('QQQ')).toEqual(plateStyle('QQQ'))
	})
})

describe('words on the lot', () => {
	const facts = (text: string): string[] =>
		[...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()
	it('ask for the same facts in both languages', () => {
		for (const key of Object.keys(english) as (keyof typeof english)[])
			expect([key, facts(chinese[key])]).toEqual([key, facts(english[key])])
	})
	it('are filled in', () => {
		expect(sayIn('en')('lot.framesFree', { free: 3, all: 18 })).toBe('3 of 18 free')
		expect(sayIn('zh')('lot.framesFree', { free: 3, all: 18 })).toBe('空闲 3 / 18')
	})
})
