import { RateLimiterMemory } from 'rate-limiter-flexible'

/** A fast player with a keyboard makes 5 decisions a second at most; the rest is room for resends after a bad line. */
const PLAYER_MESSAGES = 60
const PLAYER_SECONDS = 3
/** Before one sits down there is little to say; guessing codes or tokens is not among it. */
const STRANGER_MESSAGES = 30
const STRANGER_SECONDS = 10

/** A host who mistypes; whoever guesses needs years. */
const WRONG_PASSWORDS = 5
const WRONG_PASSWORDS_SECONDS = 60

/** Limits by player, never by address: a whole class comes from one. */
export interface Limits {
	/** Whether one more message is all right. `player` null: it is about sitting down, or the socket speaks for nobody. */
	allow(player: number | null, socketId: string, isHost?: boolean): Promise<boolean>
	/** A wrong password was given. */
	wrongPassword(socketId: string): void
	/** Whether that socket may try another password. */
	mayTryPassword(socketId: string): Promise<boolean>
}

export function createLimits(): Limits {
	const players = new RateLimiterMemory({ points: PLAYER_MESSAGES, duration: PLAYER_SECONDS })
	const strangers = new RateLimiterMemory({ points: STRANGER_MESSAGES, duration: STRANGER_SECONDS })
	const passwords = new RateLimiterMemory({ points: WRONG_PASSWORDS, duration: WRONG_PASSWORDS_SECONDS })
	return {
		wrongPassword(socketId) {
			void passwords.penalty(socketId)
		},
		async mayTryPassword(socketId) {
			return ((await passwords.get(socketId))?.consumedPoints ?? 0) < WRONG_PASSWORDS
		},
		async allow(player, socketId, isHost = false) {
			try {
				if (isHost) await players.consume(`host ${socketId}`)
				else await (player === null ? strangers.consume(socketId) : players.consume(String(player)))
				return true
			} catch {
				return false
			}
		},
	}
}
