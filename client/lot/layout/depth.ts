/** Drawing order, from the ground up. */
export const DEPTH = {
	ground: 0,
	light: 4,
	row: 10,
	sign: 12,
	hole: 15,
	preview: 18,
	disc: 19,
	car: 20,
	arrow: 24,
	barrier: 30,
	/** Panels that cover what scrolls below them. */
	cover: 40,
	onCover: 44,
	token: 47,
	gate: 50,
	moving: 60,
	tag: 70,
	cost: 80,
} as const
