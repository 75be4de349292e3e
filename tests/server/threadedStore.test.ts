import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventStore, Write } from '../../server/store/eventStore.ts'
import { openSqliteStore, StoreUnusable } from '../../server/store/sqliteStore.ts'
import { openThreadedStore } from '../../server/store/threadedStore.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { tempFolder } from './testServer.ts'

const folder = tempFolder()
let store: EventStore | null = null

afterEach(async () => {
	await store?.close().catch(() => {})
	store = null
	rmSync(folder, { recursive: true, force: true })
})

const ROUND = {
	id: 1,
	crew: 1,
	number: 1,
	header: roundHeader('steady', 7, 'live'),
	status: 'open',
	result: null,
} as const

const START: readonly Write[] = [
	{
		kind: 'session',
		row: {
			id: 1,
			code: 'ABCD',
			level: 'steady',
			pace: 'live',
			seed: 7,
			bots: TEXTBOOK_BOTS,
			createdMs: 1,
			touchedMs: 1,
		},
	},
	{ kind: 'crew', row: { id: 1, session: 1, number: 1, name: 'Arena' } },
	{ kind: 'round', row: ROUND },
]

const entry = (seq: number): Write => ({
	kind: 'entry',
	round: 1,
	entry: { seq, tick: seq, seat: 'malloc', player: 0, attempt: seq + 1, intent: { kind: 'READY' } },
})

describe('the store in a thread of its own', () => {
	test('S-80 what it says is written is in the file for others to read; a batch with a fault in it rejects and leaves nothing', async () => {
		store = await openThreadedStore(folder)
		await store.write([...START, entry(0)])
		// The second of these is there already: all or nothing.
		await expect(store.write([entry(1), entry(0)])).rejects.toThrow('UNIQUE')
		await Promise.all([store.write([entry(1)]), store.write([entry(2)])])
		const reader = openSqliteStore(folder, 'reader')
		expect((await reader.log(ROUND)).entries.map(({ seq }) => seq)).toEqual([0, 1, 2])
		await reader.close()
		expect(await store.findRound('ABCD', 1, null)).toEqual(ROUND)
	})

	test('S-81 a folder that another server uses, and one that is none, reject with StoreUnusable', async () => {
		store = await openThreadedStore(folder)
		await expect(openThreadedStore(folder)).rejects.toThrow('another server uses this folder')
		writeFileSync(join(folder, 'file'), '')
		await expect(openThreadedStore(join(folder, 'file'))).rejects.toBeInstanceOf(StoreUnusable)
	})

	test('S-82 after it is closed every call rejects, and the folder is free for the next', async () => {
		store = await openThreadedStore(folder)
		await store.close()
		await expect(store.lastIds()).rejects.toThrow('closed')
		store = await openThreadedStore(folder)
		expect(await store.lastIds()).toEqual({ session: 0, crew: 0, player: 0, round: 0 })
	})
})
