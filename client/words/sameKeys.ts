/**
 * The type of a Chinese word list: every key of the English one. Chinese has no plural forms, so
 * `x_one` must not exist; a missing or a stray key is a type error.
 */
export type SameKeys<English> = { readonly [Name in Exclude<keyof English, `${string}_one`>]: string }
