import { CODE_LENGTH, CODE_LETTERS } from '../../shared/protocol/messages.ts'
import type { Surroundings } from '../ops/surroundings.ts'

/** Abbreviations and near-words that vowelless codes can still spell; nobody should have to read them out in class. */
const UNWANTED = [
	'FCK',
	'FKC',
	'KKK',
	'NGR',
	'NGG',
	'CNT',
	'BTCH',
	'DCK',
	'CCK',
	'FGT',
	'WTF',
	'GTFD',
	'KYW',
	'CNM',
	'TMD',
	'WBD',
]

const MAX_TRIES = 1_000

/** A code that no live session has. Throws when nearly all are taken (104,976 there are). */
export function drawCode(surroundings: Surroundings, isTaken: (code: string) => boolean): string {
	for (let tries = 0; tries < MAX_TRIES; tries++) {
		let code = ''
		while (code.length < CODE_LENGTH) code += CODE_LETTERS[surroundings.randomInt(CODE_LETTERS.length)]
		if (isDecent(code) && !isTaken(code)) return code
	}
	throw new Error('no session code is left')
}

function isDecent(code: string): boolean {
	return !UNWANTED.some((unwanted) => code.includes(unwanted))
}
