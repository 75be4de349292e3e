import type { Seat } from '../../shared/game/seat.ts'
import type { WordKey } from '../words/words.ts'

/** What a key asks for; the screen does it if it makes sense there. */
export type KeyAction =
	| { readonly kind: 'confirm' }
	| { readonly kind: 'cancel' }
	| { readonly kind: 'lens' }
	| { readonly kind: 'help' }
	| { readonly kind: 'table' }
	| { readonly kind: 'showSeat'; readonly seat: Seat }
	| { readonly kind: 'neighbourSeat'; readonly step: -1 | 1 }
	/** The n-th thing on screen, from 0: a hole, a verdict, a line. */
	| { readonly kind: 'nth'; readonly index: number }
	| { readonly kind: 'item'; readonly step: -1 | 1 }
	| { readonly kind: 'amount'; readonly step: -1 | 1 }
	| { readonly kind: 'plan'; readonly plan: (typeof MALLOC_PLANS)[keyof typeof MALLOC_PLANS] }
	| { readonly kind: 'otherEnd' }
	| { readonly kind: 'tool'; readonly tool: (typeof TOOLS)[keyof typeof TOOLS] }
	| { readonly kind: 'order' }
	| { readonly kind: 'heat'; readonly heat: 'hot' | 'cold' }
	| { readonly kind: 'sheet'; readonly sheet: 'rules' | 'ledger' | 'pings' }
	| { readonly kind: 'ruling'; readonly ruling: 'OK' | 'ENOMEM' }
	| { readonly kind: 'digit'; readonly digit: number }
	| { readonly kind: 'bit'; readonly bit: 'present' | 'write' | 'user' }

export interface KeyPress {
	readonly key: string
	/** The physical key, so that Shift+1 is known on every layout. */
	readonly code: string
	readonly shift: boolean
	/** Ctrl, Alt or Meta: the browser's own. */
	readonly withModifier: boolean
}

const SEAT_DIGITS: Readonly<Record<string, Seat>> = { Digit1: 'malloc', Digit2: 'kernel', Digit3: 'mmu' }

const MALLOC_PLANS = {
	a: 'ask',
	m: 'mmap',
	t: 'trim',
	r: 'rack',
	p: 'policy',
	n: 'fail',
	g: 'grow',
	f: 'flush',
	d: 'advise',
} as const
const TOOLS = { e: 'evict', s: 'scan', c: 'compact', k: 'kill' } as const
const HEAT = { h: 'hot', k: 'cold' } as const
const SHEETS = { q: 'rules', l: 'ledger', '/': 'pings' } as const
const BITS = { p: 'present', w: 'write', u: 'user' } as const

/** The keyboard map (GAME.md §8). `walking`: the MMU seat types the two digits of a page. */
export function keyAction(seat: Seat, press: KeyPress, walking: boolean): KeyAction | null {
	if (press.withModifier) return null
	const seatOfDigit = SEAT_DIGITS[press.code]
	if (press.shift && seatOfDigit) return { kind: 'showSeat', seat: seatOfDigit }
	const key = press.key.toLowerCase()
	switch (key) {
		case 'enter':
			return { kind: 'confirm' }
		case 'escape':
			return { kind: 'cancel' }
		case 'x':
			return { kind: 'lens' }
		case '?':
			return { kind: 'help' }
		case 'v':
			return { kind: 'table' }
		case 'q':
		case 'l':
		case '/':
			return { kind: 'sheet', sheet: SHEETS[key] }
		case '[':
			return { kind: 'neighbourSeat', step: -1 }
		case ']':
			return { kind: 'neighbourSeat', step: 1 }
		case 'arrowup':
			return { kind: 'item', step: -1 }
		case 'arrowdown':
			return { kind: 'item', step: 1 }
		case 'arrowleft':
			return { kind: 'amount', step: -1 }
		case 'arrowright':
			return { kind: 'amount', step: 1 }
	}
	if (seat === 'mmu' && walking && /^[0-9a-f]$/.test(key)) return { kind: 'digit', digit: Number.parseInt(key, 16) }
	// TLB lines count from 0, as on the screen.
	if (seat === 'mmu' && /^[0-9]$/.test(key)) return { kind: 'nth', index: Number(key) }
	if (/^[1-9]$/.test(key)) return { kind: 'nth', index: Number(key) - 1 }
	switch (seat) {
		case 'malloc':
			if (key === 'h') return { kind: 'otherEnd' }
			return key in MALLOC_PLANS ? { kind: 'plan', plan: MALLOC_PLANS[key as keyof typeof MALLOC_PLANS] } : null
		case 'kernel':
			if (key in TOOLS) return { kind: 'tool', tool: TOOLS[key as keyof typeof TOOLS] }
			if (key === 'd') return { kind: 'order' }
			if (key === 'o') return { kind: 'ruling', ruling: 'OK' }
			if (key === 'n') return { kind: 'ruling', ruling: 'ENOMEM' }
			return null
		case 'mmu':
			if (key in HEAT) return { kind: 'heat', heat: HEAT[key as keyof typeof HEAT] }
			return key in BITS ? { kind: 'bit', bit: BITS[key as keyof typeof BITS] } : null
	}
}

/** Every key of a seat, for the help sheet: what is printed on the key, and the words for it. */
export const KEYS_OF: Readonly<Record<Seat, readonly (readonly [string, WordKey])[]>> = {
	malloc: [
		['1–9', 'seats.key.hole'],
		['H', 'seats.key.end'],
		['G', 'seats.key.grow'],
		['R', 'seats.key.rack'],
		['A', 'seats.key.ask'],
		['← →', 'seats.key.pages'],
		['M', 'seats.key.mmap'],
		['T', 'seats.key.trim'],
		['P', 'seats.key.policy'],
		['F', 'seats.key.flush'],
		['D', 'seats.key.advise'],
		['N', 'seats.key.fail'],
		['↑ ↓', 'seats.key.item'],
	],
	kernel: [
		['1–8', 'seats.key.verdict'],
		['← →', 'seats.key.frame'],
		['D', 'seats.key.order'],
		['E', 'seats.key.evict'],
		['S', 'seats.key.scan'],
		['C', 'seats.key.compact'],
		['K', 'seats.key.kill'],
		['O', 'seats.key.ok'],
		['N', 'seats.key.enomem'],
		['↑ ↓', 'seats.key.item'],
	],
	mmu: [
		['0–F', 'seats.key.digits'],
		['0–9', 'seats.key.line'],
		['P W U', 'seats.key.bits'],
		['← →', 'seats.key.prefetch'],
		['H K', 'seats.key.heat'],
		['↑ ↓', 'seats.key.item'],
	],
}

export const COMMON_KEYS: readonly (readonly [string, WordKey])[] = [
	['Enter', 'seats.key.confirm'],
	['Esc', 'seats.key.cancel'],
	['Q', 'seats.key.rules'],
	['L', 'seats.key.ledger'],
	['/ 1–7', 'seats.key.pings'],
	['X', 'seats.key.lens'],
	['V', 'seats.key.table'],
	['[ ]  ⇧1 ⇧2 ⇧3', 'seats.key.seat'],
	['?', 'seats.key.help'],
]
