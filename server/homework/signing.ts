import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatResultCode, MAC_BYTES, parseResultCode } from '../../shared/homework/resultCode.ts'
import type { ResultRow, StudentRow } from './homeworkStore.ts'

const FILE = 'homework.key'
const KEY_BYTES = 32

/** The key of this data folder, made the first time. Only its owner may read the file. Throws if it can't be used. */
export function readOrMakeKey(folder: string, randomBytes: (length: number) => Uint8Array): Uint8Array {
	try {
		writeFileSync(join(folder, FILE), Buffer.from(randomBytes(KEY_BYTES)), { mode: 0o600, flag: 'wx' })
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
	}
	return readKey(folder)
}

/** Throws if there is none, or a damaged one. */
export function readKey(folder: string): Uint8Array {
	const key = readFileSync(join(folder, FILE))
	if (key.length !== KEY_BYTES) throw new Error(`${join(folder, FILE)} is damaged: ${key.length} bytes`)
	return key
}

/** A signature over everything that is kept of a result and of whose it is, so that a changed database shows, too. */
function macOf(key: Uint8Array, result: ResultRow, student: Pick<StudentRow, 'name' | 'rosterId'>): Buffer {
	const signed = [
		result.id,
		result.homework,
		result.student,
		student.name,
		student.rosterId,
		result.item,
		result.attempt,
		result.score,
		result.medal,
		result.billCycles,
		result.botSharePercent,
		result.playedAtMs,
		result.uploadedMs,
		result.late,
		result.digest,
	]
	return createHmac('sha256', key).update(JSON.stringify(signed)).digest().subarray(0, MAC_BYTES)
}

export const signResult = (key: Uint8Array, result: ResultRow, student: StudentRow): string =>
	formatResultCode(result.id, [...macOf(key, result, student)])

/** Whether a code that was typed is the signature of what is kept. `find`: the result under a number. */
export function checkResultCode(
	key: Uint8Array,
	typed: string,
	find: (id: number) => { readonly result: ResultRow; readonly student: StudentRow } | null,
): { readonly result: ResultRow; readonly student: StudentRow } | null {
	const code = parseResultCode(typed)
	const found = code && find(code.id)
	if (!code || !found) return null
	return timingSafeEqual(Buffer.from(code.mac), macOf(key, found.result, found.student)) ? found : null
}
