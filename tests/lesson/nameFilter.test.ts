import { describe, expect, test } from 'vitest'
import { cleanName } from '../../server/session/nameFilter.ts'

describe('names that a class gets to see', () => {
	test.each([
		['fuck', 'F.u.c.k', 'fuuuck you', 'sh1t', 'bullshit', 'cunt', 'N4zi', 'a nazi', 'hitler 88', 'Wanker', 'kys'],
		['傻逼', '傻 B', '傻-叉', '我操你', '草泥马', '他妈的', '去 死', '日你', '脑残粉', 'SB', 'cnm', '纳粹'],
	])('N-01 insults are refused, also when they are spelled with gaps and signs: %s …', (...names) => {
		for (const name of names) expect(cleanName(name), name).toBeNull()
	})

	test.each([
		['Matsushita', 'Kinoshita Aki', 'Scunthorpe', 'Nazir', 'Nazia', 'Hancock', 'Peacock', 'Pornchai', 'Dickson'],
		['Draper', 'Essex', 'Cassandra', 'Shitake', 'Fukuda', 'Assia', 'Grape', 'Heidi', 'Kike'],
		['尼玛次仁', '妈妈的好孩子', '生日你好', '体操你好', '小明', '日向', '草莓', 'L’Aş', 'محمد', '👩‍💻'],
	])('N-02 what people are called passes: %s …', (...names) => {
		for (const name of names) expect(cleanName(name), name).toBe(name)
	})

	test.each([['', '   ', '\u200b', 'a\u202eb', 'a\nb', '\u0301'.repeat(40), 'x'.repeat(200)]])(
		'N-03 what is empty, too long, or hides, breaks or reorders text is refused',
		(...names) => {
			for (const name of names) expect(cleanName(name), JSON.stringify(name)).toBeNull()
		},
	)
})
