import { bytes } from '../machine/units.ts'
import type { ObjectId, Op } from './op.ts'
import { between, type RandomStream } from './random.ts'

/** Writes or reads every byte of an object; nothing for an object without bytes. */
export const touchWhole = (object: ObjectId, sizeBytes: number, write: boolean): Op[] =>
	sizeBytes === 0 ? [] : [touch(object, 0, sizeBytes, write)]

/** Touches some part of an object again, reading or writing; nothing for an object without bytes. */
export function touchPart(stream: RandomStream, object: ObjectId, sizeBytes: number): Op[] {
	if (sizeBytes === 0) return []
	const offsetBytes = between(stream, 0, sizeBytes - 1)
	const lengthBytes = between(stream, 1, sizeBytes - offsetBytes)
	return [touch(object, offsetBytes, lengthBytes, between(stream, 0, 1) === 1)]
}

/** One touch of the bytes `offsetBytes … +lengthBytes`. */
export const touch = (
	object: ObjectId,
	offsetBytes: number,
	lengthBytes: number,
	write: boolean,
): Extract<Op, { kind: 'touch' }> => ({
	kind: 'touch',
	object,
	offsetBytes: bytes(offsetBytes),
	lengthBytes: bytes(lengthBytes),
	write,
})
