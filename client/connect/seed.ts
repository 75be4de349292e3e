/** The largest seed that may be typed: what the protocol takes. */
export const MAX_SEED = 0xffff_ffff
/** Drawn seeds are shorter: they are read aloud and copied from paper. */
export const MAX_DRAWN_SEED = 999_999

/** The seed after this one. */
export const nextSeed = (seed: number): number => (seed % MAX_SEED) + 1
