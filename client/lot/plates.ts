/** How cars of one call site look. The texture tells them apart without colour. */
export const TEXTURES = [
	'dots',
	'stripes',
	'waves',
	'pluses',
	'grid',
	'solid',
	'rings',
	'chevrons',
	'bars',
	'checks',
] as const
export type Texture = (typeof TEXTURES)[number]

export interface PlateStyle {
	readonly base: string
	readonly texture: Texture
}

const BLUE = '#3D84C6'
const GREEN = '#1F9D78'
const ORANGE = '#D2691E'
const PINK = '#C9518F'
const VIOLET = '#7D5BB5'
const TEAL = '#2E8C9E'
const OCHRE = '#B98A1B'
const RED = '#B4463F'
const COLOURS = [BLUE, GREEN, ORANGE, PINK, VIOLET, TEAL, OCHRE, RED] as const

/** Plates of the generators, and the size bands of recorded programs. */
const KNOWN: Readonly<Record<string, PlateStyle>> = {
	TMP: { base: BLUE, texture: 'dots' },
	SES: { base: GREEN, texture: 'stripes' },
	CFG: { base: VIOLET, texture: 'solid' },
	BUF: { base: TEAL, texture: 'grid' },
	PIN: { base: PINK, texture: 'pluses' },
	REQ: { base: ORANGE, texture: 'waves' },
	IMG: { base: OCHRE, texture: 'checks' },
	TNY: { base: PINK, texture: 'pluses' },
	SML: { base: BLUE, texture: 'dots' },
	MID: { base: GREEN, texture: 'stripes' },
	LRG: { base: ORANGE, texture: 'waves' },
	BIG: { base: VIOLET, texture: 'grid' },
}

/** The same plate looks the same in every round and on every machine. */
export function plateStyle(plate: string): PlateStyle {
	const known = KNOWN[plate]
	if (known !== undefined) return known
	let hash = 17
	for (const letter of plate) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 104_729
	return {
		base: COLOURS[hash % COLOURS.length] ?? BLUE,
		texture: TEXTURES[Math.floor(hash / COLOURS.length) % TEXTURES.length] ?? 'solid',
	}
}
