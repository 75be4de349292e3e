/** The number of the highest bit set in a whole number ≥ 1, up to 2^63; more counts as 2^63. */
export const floorLog2 = (value: number): number =>
	value < 2 ** 32 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.min(value / 2 ** 32, 2 ** 31))
