import type { HomeworkReply } from '../../shared/homework/link.ts'

/** No answer at all, or not from our server (a gateway's page). */
export type Unreachable = { readonly ok: false; readonly code: 'unreachable' }

const ANSWER_MS = 60_000

/** Asks the server; never rejects. `path` begins behind `/api/homework`. `body` given: it is posted. */
export async function askHomework<T extends object>(
	origin: string,
	path: string,
	token: string | null = null,
	body: object | null = null,
): Promise<HomeworkReply<T> | Unreachable> {
	try {
		const reply = await fetch(`${origin}/api/homework${path}`, {
			method: body === null ? 'GET' : 'POST',
			headers: {
				...(token === null ? {} : { Authorization: `Bearer ${token}` }),
				...(body === null ? {} : { 'Content-Type': 'application/json' }),
			},
			...(body === null ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(ANSWER_MS),
		})
		const value: unknown = await reply.json()
		const isOurs = typeof value === 'object' && value !== null && 'ok' in value
		return isOurs ? (value as HomeworkReply<T>) : { ok: false, code: 'unreachable' }
	} catch {
		return { ok: false, code: 'unreachable' }
	}
}
