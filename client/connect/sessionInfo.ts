import { DEALINGS, type Dealing } from '../../shared/lesson/command.ts'

/** What may be known of a room before joining it. */
export interface SessionInfo {
	readonly isLesson: boolean
	readonly dealing: Dealing
	/** Only who is on the list may join. */
	readonly rosterOnly: boolean
	readonly title: string
}

const NOT_FOUND = 404

/** `none`: no such room. Null: the server doesn't say; then nothing more is asked for. Never rejects. */
export async function fetchSessionInfo(origin: string, code: string): Promise<SessionInfo | 'none' | null> {
	try {
		const reply = await fetch(`${origin}/api/session/${code}`)
		if (reply.status === NOT_FOUND) return 'none'
		return reply.ok ? readSessionInfo(await reply.json()) : null
	} catch {
		return null
	}
}

export function readSessionInfo(value: unknown): SessionInfo | null {
	if (typeof value !== 'object' || value === null) return null
	const { isLesson, dealing, rosterOnly, title } = value as Record<string, unknown>
	return {
		isLesson: isLesson === true,
		dealing: DEALINGS.find((one) => one === dealing) ?? 'arrival',
		rosterOnly: rosterOnly === true,
		title: typeof title === 'string' ? title : '',
	}
}
