import type { SyscallRecord } from '../../shared/machine/kernel/anonymousMemory.ts'
import type { Moment, Place } from '../../shared/programs/sandboxMoment.ts'
import { t } from '../words/words.ts'
import { addressText, signedSize, sizeText } from './numbers.ts'

/** One thing that an op did; `kind` gives it its mark on the screen. */
export interface Phrase {
	readonly kind: 'plain' | 'bad' | 'fault' | 'call'
	readonly text: string
}

export interface Outcome {
	/** What the call returned; '' if it returns nothing. */
	readonly result: string
	readonly phrases: readonly Phrase[]
}

/** What an op did, in words of the language on screen. */
export function outcomeOf(moment: Moment): Outcome {
	const { answer, now } = moment
	const { p, f = 0, s = [] } = answer
	const phrases = blockPhrases(moment)
	let brk = moment.brkBefore
	for (const call of s) {
		phrases.push({ kind: 'call', text: callText(call, brk) })
		if (call[0] === 'brk' && call[1] !== 'fail') brk = call[1]
	}
	if (f > 0) phrases.push({ kind: 'fault', text: t('sandbox.faults', { count: f }) })
	if (s.length === 0 && f === 0) phrases.push({ kind: 'plain', text: t('sandbox.quiet') })
	return { result: p === undefined ? '' : p === null || now === null ? 'NULL' : placeText(now), phrases }
}

/** What became of the op's block. */
function blockPhrases({ traceOp, answer, was, now, askedBytes }: Moment): Phrase[] {
	const plain = (text: string): Phrase => ({ kind: 'plain', text })
	switch (traceOp.kind) {
		case 'write':
		case 'read':
			return []
		case 'free':
			return [plain(was === null ? t('sandbox.freedNull') : freedText(was))]
		default: {
			if (answer.p === null) {
				// realloc(block, 0) frees, and NULL is its answer.
				const isFree = traceOp.kind === 'realloc' && was !== null && now === null
				return [isFree ? plain(freedText(was)) : { kind: 'bad', text: t('sandbox.null') }]
			}
			const usable = plain(t('sandbox.usable', { asked: askedBytes, usable: now?.usableBytes ?? 0 }))
			if (was === null || now === null) return [usable]
			const stays = was.mapping === now.mapping && was.offset === now.offset
			return [usable, plain(stays ? t('sandbox.stayed') : t('sandbox.moved', { at: placeText(was) }))]
		}
	}
}

const placeText = ({ mapping, offset }: Place): string => addressText(mapping, offset)
const freedText = (was: Place): string => t('sandbox.freed', { usable: was.usableBytes, at: placeText(was) })

/** A system call with what it changed: `brk +132 KiB`. */
function callText(call: SyscallRecord, brkBefore: number): string {
	const [name, first, second] = call
	if (first === 'fail') return t('sandbox.callRefused', { call: name })
	switch (name) {
		case 'brk':
			return `brk ${signedSize(first - brkBefore)}`
		case 'mmap':
			return `mmap ${sizeText(first)}`
		case 'mremap':
			return `mremap m${call[3] ?? ''} ${sizeText(first)} → ${sizeText(second ?? 0)}`
		case 'munmap':
		case 'madvise':
			return `${name} ${second === -1 ? t('sandbox.heap') : `m${second}`} ${sizeText(first)}`
	}
}
