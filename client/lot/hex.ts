/** Upper-case hexadecimal with at least `digits` digits, as on every plate of the lot. */
export const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')
