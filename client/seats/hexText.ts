/** Two hex digits of a page, a frame or an offset: `1C`. */
export const hex2 = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0')

/** An address as the lot shows it everywhere: `0x1C3A`. */
export const hex4 = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(4, '0')}`

/** One hex digit. */
export const hex1 = (value: number): string => value.toString(16).toUpperCase()
