/** Easing: 0 … 1 in and out. */
export const easeInOut = (t: number): number => (t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2)
export const easeOut = (t: number): number => 1 - (1 - t) ** 3
/** Overshoots a little, as something that drops into its place. */
export const easeBack = (t: number): number => 1 + 2.7 * (t - 1) ** 3 + 1.7 * (t - 1) ** 2
