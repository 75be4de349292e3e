/** The largest seed that may be typed: what the protocol takes. */
export const MAX_SEED = 0xffff_ffff
/** Drawn seeds are shorter: they are read aloud and copied from paper. */
export const MAX_DRAWN_SEED = 999_999
