import type { HomeworkError, HomeworkResult } from '../../shared/homework/link.ts'
import type { Store } from '../connect/playerRecord.ts'
import { askHomework } from './api.ts'
import { readNotebook, readWaiting, settleWaiting } from './notebook.ts'

/** Nothing is wrong with the round: it is sent again later. A name can be changed meanwhile. */
const LATER: readonly string[] = ['unreachable', 'E_RATE', 'E_BUSY', 'E_STORE', 'E_FULL', 'E_NAME']

export type Sent =
	| 'nothing'
	| 'all'
	| 'unreachable'
	| Extract<HomeworkError, 'E_RATE' | 'E_BUSY' | 'E_STORE' | 'E_FULL' | 'E_NAME'>

/** Sends what waits, in order, until all is acknowledged or something is in the way. */
export async function sendWaiting(store: Store, origin: string, id: string): Promise<Sent> {
	let sent: Sent = 'nothing'
	for (;;) {
		const notebook = readNotebook(store, id)
		const key = notebook?.waiting[0]
		if (!notebook || key === undefined) return sent
		const waiting = readWaiting(store, id, key)
		if (waiting === null) {
			settleWaiting(store, id, key, null)
			continue
		}
		const { name, rosterId, token } = notebook
		const reply = await askHomework<{ result: HomeworkResult }>(origin, `/${id}/results`, token, {
			name,
			rosterId,
			...waiting,
		})
		if (!reply.ok && LATER.includes(reply.code)) return reply.code as Sent
		if (reply.ok) settleWaiting(store, id, key, reply.result)
		else if (reply.code !== 'unreachable')
			settleWaiting(store, id, key, { item: waiting.item, code: reply.code, line: reply.line ?? 0 })
		sent = 'all'
	}
}
