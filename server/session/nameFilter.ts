import { MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'

/** A first line of defence for a classroom, not a moderator: the plainest insults in both languages. */
const UNWANTED_WORDS = [
	'fuck',
	'shit',
	'cunt',
	'bitch',
	'asshole',
	'nigger',
	'nigga',
	'faggot',
	'whore',
	'slut',
	'hitler',
	'nazi',
]
const UNWANTED_PARTS = [
	'傻逼',
	'傻屄',
	'煞笔',
	'操你',
	'草泥马',
	'肏',
	'妈的',
	'他妈',
	'尼玛',
	'婊子',
	'贱人',
	'狗屎',
	'混蛋',
	'王八蛋',
	'去死',
	'滚蛋',
	'鸡巴',
	'屌',
	'日你',
]

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
	const letters = plain.replaceAll(/[^\p{L}]/gu, '')
	return UNWANTED_WORDS.some((word) => letters.includes(word)) || UNWANTED_PARTS.some((part) => letters.includes(part))
}
