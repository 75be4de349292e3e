import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in a time that tells nothing about where they differ, nor how long the right one is. */
export function isPassword(told: string, right: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest()
	return timingSafeEqual(digest(told), digest(right))
}
