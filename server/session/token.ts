import { createHash } from 'node:crypto'
import type { Surroundings } from '../ops/surroundings.ts'

const TOKEN_BYTES = 32

/** What a player proves to be themselves with: 256 random bits, base64url. */
export function drawToken(surroundings: Surroundings): string {
	return Buffer.from(surroundings.randomBytes(TOKEN_BYTES)).toString('base64url')
}

/** The only form in which the server keeps a token. Plain SHA-256 will do: nobody guesses 256 random bits. */
export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('hex')
}
