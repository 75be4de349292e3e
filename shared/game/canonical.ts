const OFFSET_LOW = 0x84222325
const OFFSET_HIGH = 0xcbf29ce4
const PRIME_LOW = 0x1b3

/** JSON with sorted keys: one text for one value, whatever order the fields were set in. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
	if (typeof value === 'object' && value !== null) {
		const fields = Object.entries(value)
			.filter(([, field]) => field !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`)
		return `{${fields.join(',')}}`
	}
	return JSON.stringify(value)
}

/** FNV-1a, 64 bits in two halves, over UTF-16 code units; 16 hex digits. Detects accidents, not forgery. */
export function fnv1a64(text: string): string {
	let low = OFFSET_LOW
	let high = OFFSET_HIGH
	for (let index = 0; index < text.length; index += 1) {
		low = (low ^ text.charCodeAt(index)) >>> 0
		// times 2^40 + 0x1b3, modulo 2^64
		const lowProduct = low * PRIME_LOW
		const carry = Math.floor(lowProduct / 0x1_0000_0000)
		high = (Math.imul(high, PRIME_LOW) + carry + (low << 8)) >>> 0
		low = lowProduct >>> 0
	}
	return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}

export const canonicalHash = (value: unknown): string => fnv1a64(canonicalJson(value))
