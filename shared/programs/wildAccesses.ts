import { firstByteOf, LAYOUT, TEACH } from '../machine/scale.ts'
import { address, type PageNumber, page } from '../machine/units.ts'
import type { Draft } from './draft.ts'
import type { Op } from './op.ts'
import { between, type RandomStream } from './random.ts'
import { shuffle } from './shuffle.ts'
import { put } from './timeline.ts'

/** A page of the gap between heap and mmap areas that no round ever reaches. */
const NO_MANS_PAGE = page(LAYOUT.heapLow + 0x50)

/** A field behind NULL. */
export const nearNull = (stream: RandomStream, write: boolean): Op => wild(8 * between(stream, 0, 8), write)
/** Code may be read, never written. */
export const codeWrite = (stream: RandomStream): Op => wild(within(stream, LAYOUT.textLow), true)
export const kernelHalf = (stream: RandomStream, write: boolean): Op =>
	wild(firstByteOf(TEACH, LAYOUT.kernelLow) + between(stream, 0, 0xfff), write)
export const guardGap = (stream: RandomStream, write: boolean): Op => wild(within(stream, LAYOUT.guardLow), write)
/** A pointer that was never set: it points far above the break. */
export const nowhere = (stream: RandomStream, write: boolean): Op => wild(within(stream, NO_MANS_PAGE), write)

const wild = (at: number, write: boolean): Op => ({ kind: 'wild', address: address(at), write })
const within = (stream: RandomStream, number: PageNumber): number =>
	firstByteOf(TEACH, number) + between(stream, 0, TEACH.pageBytes - 1)

/** A field behind NULL is read, code is written, the kernel's half is read: each on another lane. */
export function putWilds(draft: Draft, lowMoment: number, highMoment: number): void {
	const { stream, timeline } = draft
	const wilds = shuffle(stream, [nearNull(stream, false), codeWrite(stream), kernelHalf(stream, false)])
	for (const [lane, op] of wilds.entries()) put(timeline, between(stream, lowMoment, highMoment), lane, [op])
}
