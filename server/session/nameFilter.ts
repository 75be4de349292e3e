import { MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'

/**
 * A first line of defence for a classroom, not a moderator (a host can rename and ban): the plainest insults in both
 * languages. What real people are called must pass: Matsushita, Scunthorpe, Nazir, Hancock, Pornchai, 尼玛次仁.
 */
const UNWANTED_PARTS = [
	/fu+ck/,
	/f[^aeiou]?cking/,
	/shit(?!a)/,
	/(?<!s)cunt/,
	/bitch/,
	/a(ss|rse)hole/,
	/nigg(er|a)/,
	/faggot/,
	/whore/,
	/slut/,
	/hitler/,
	/heil/,
	/motherf/,
	/傻[逼屄比叉b]/,
	/煞笔/,
	/(?<!体)操(你|他|妈)/,
	/草(你妈|泥马)/,
	/[肏屌]/,
	/(?<!妈)妈的/,
	/你妈/,
	/婊/,
	/[贱骚]([人货])/,
	/狗(屎|日|杂)/,
	/混蛋|王八|滚蛋|杂种|畜生/,
	/去死|死全家/,
	/[鸡几]巴/,
	/(?<!生)日你/,
	/脑残|智障|弱智/,
	/强奸|轮奸|嫖娼|妓女|卖淫/,
	/纳粹|希特勒|支那|黑鬼/,
]
/** Harmless inside longer words. */
const UNWANTED_WORDS: ReadonlySet<string> = new Set(
	[
		['nazi', 'nazis', 'kkk', 'cock', 'cocks', 'dickhead', 'pussy', 'twat', 'wank', 'wanker', 'penis', 'vagina', 'porn'],
		['rape', 'rapist', 'retard', 'retarded', 'fag', 'coon', 'tits', 'bastard', 'killyourself', 'kys'],
		['sb', 'cnm', 'nmsl', 'tmd', 'wdnmd', 'wbd', '艹'],
	].flat(),
)

/** Digits and signs that stand for letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
	'0': 'o',
	'1': 'i',
	'3': 'e',
	'4': 'a',
	'5': 's',
	'7': 't',
	'@': 'a',
	$: 's',
	'!': 'i',
}

/** A name may hold letters of any script, but nothing that breaks lines, hides or reorders text. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
/** Joins emoji (👩‍💻) and letters of some scripts; alone it is invisible. */
const JOINER = '\u200d'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The name as it will be shown; null: empty, too long, unprintable or rude (E_NAME). */
export function cleanName(raw: string): string | null {
	const name = raw
		.normalize('NFC')
		.trim()
		.replaceAll(/\p{Zs}+/gu, ' ')
	const length = [...graphemes.segment(name)].length
	if (length < 1 || length > MAX_NAME_CHARACTERS) return null
	// Stacked accents: few graphemes, but a tower of marks.
	if (name.length > MAX_NAME_CHARACTERS * 8) return null
	if (!VISIBLE.test(name)) return null
	if (FORBIDDEN.test(name.replaceAll(JOINER, ''))) return null
	return isRude(name) ? null : name
}

function isRude(name: string): boolean {
	const plain = name
		.normalize('NFKD')
		.toLowerCase()
		.replaceAll(/\p{M}/gu, '')
		.replaceAll(/[013457@$!]/g, (sign) => LOOKALIKES[sign] ?? sign)
	// Spaces and dots between the letters hide nothing.
	const letters = plain.replaceAll(/[^\p{L}]/gu, '')
	if (UNWANTED_PARTS.some((part) => part.test(letters))) return true
	return [letters, ...plain.split(/[^\p{L}]+/u)].some((word) => UNWANTED_WORDS.has(word))
}
