/** What a key of the console does (GAME.md §7). */
export const CONSOLE_ACTS = [
	'pause',
	'step',
	'rewind',
	'forward',
	'inject',
	'spotlight',
	'ask',
	'lock',
	'reveal',
	'rotate',
	'end',
	'extend',
	'ghost',
	'live',
	'invite',
	'help',
] as const
export type ConsoleAct = (typeof CONSOLE_ACTS)[number]

/** As they stand on the buttons. */
export const KEY_SIGNS: Readonly<Record<ConsoleAct, string>> = {
	pause: 'Space',
	step: '→',
	rewind: 'Shift ←',
	forward: 'Shift →',
	inject: 'I',
	spotlight: 'S',
	ask: 'P',
	lock: 'L',
	reveal: 'R',
	rotate: 'T',
	end: 'E',
	extend: 'X',
	ghost: 'G',
	live: 'B',
	invite: 'Q',
	help: '?',
}

const LETTERS: Readonly<Record<string, ConsoleAct>> = {
	KeyI: 'inject',
	KeyS: 'spotlight',
	KeyP: 'ask',
	KeyL: 'lock',
	KeyR: 'reveal',
	KeyT: 'rotate',
	KeyE: 'end',
	KeyX: 'extend',
	KeyG: 'ghost',
	KeyB: 'live',
	KeyQ: 'invite',
}

export interface KeyPress {
	readonly key: string
	/** Place on the keyboard: letters work whatever the layout or input method. */
	readonly code: string
	readonly shift: boolean
	/** Ctrl, Alt or Meta: the browser's. */
	readonly withModifier: boolean
	/** Held down. */
	readonly repeat: boolean
}

/** Null: not one of ours. Only STEP, rewind and forward repeat while held. */
export function actOf({ key, code, shift, withModifier, repeat }: KeyPress): ConsoleAct | null {
	if (withModifier) return null
	if (key === 'ArrowRight') return shift ? 'forward' : 'step'
	if (key === 'ArrowLeft') return shift ? 'rewind' : null
	if (repeat) return null
	if (key === '?') return 'help'
	if (shift) return null
	return key === ' ' ? 'pause' : (LETTERS[code] ?? null)
}

/** Whether the page may take a key that was pressed there: fields, and open dialogs, keep theirs. */
export function isFree(target: Element | null, key: string): boolean {
	if (target === null) return true
	if (target.closest('input, textarea, select, dialog, [contenteditable="true"]') !== null) return false
	// Space on a button presses that button.
	return key !== ' ' || target.closest('button, a, summary, [role="switch"]') === null
}
