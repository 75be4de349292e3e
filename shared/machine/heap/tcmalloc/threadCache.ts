import { type CentralLists, returnBatch, takeBatch } from './centralList.ts'
import type { SizeClass } from './sizeClasses.ts'

/**
 * The cache of one thread (thread_cache.cc): a list of free objects for each class. How long a list may
 * become starts at 1 and rises with use (slow start), first by one, from a batch on by whole batches:
 *
 *     misses:         1st  2nd  3rd  …  32nd   33rd   34th
 *     objects fetched   1    2    3  …    32     32     32
 *     longest list      2    3    4  …    64     96    128
 *
 * (for a batch of 32). So a program that wants one object of a class does not get a batch of them.
 */
interface CachedList {
	readonly number: number
	readonly sizeClass: SizeClass
	/** Handles, the newest last. */
	objects: number[]
	maxLength: number
	/** Shortest since the last scavenge. */
	lowWater: number
	/** Times that it was too long since its limit changed. */
	overages: number
}

export interface ThreadCache {
	readonly central: CentralLists
	readonly lists: readonly CachedList[]
	/** Bytes of all objects in it, and how many may be. */
	bytes: number
	maxBytes: number
}

/** kMaxDynamicFreeListLength */
const LONGEST_LIST = 8192
/** kMaxOverages */
const MAX_OVERAGES = 3
/** kStealAmount: by so much a cache's limit rises at a time. */
const CLAIM_BYTES = 65_536
export function createThreadCache(central: CentralLists): ThreadCache {
	central.unclaimedBytes -= CLAIM_BYTES
	const lists = central.heap.sizes.classes.map((sizeClass, number) => ({
		number,
		sizeClass,
		objects: [],
		maxLength: 1,
		lowWater: 0,
		overages: 0,
	}))
	return { central, lists, bytes: 0, maxBytes: CLAIM_BYTES }
}

/** An object of a class; -1: refused. */
export function takeObject(cache: ThreadCache, number: number): number {
	const list = cache.lists[number] as CachedList
	if (list.objects.length === 0 && !fetch(cache, list)) return -1
	const object = list.objects.pop() as number
	cache.central.heap.work.cached += 1
	list.lowWater = Math.min(list.lowWater, list.objects.length)
	cache.bytes -= list.sizeClass.bytes
	return object
}

/** Fetches as many objects as the list may hold, up to a batch. False: refused. */
function fetch(cache: ThreadCache, list: CachedList): boolean {
	const { batch, bytes } = list.sizeClass
	list.objects = takeBatch(cache.central, list.number, Math.min(list.maxLength, batch))
	if (list.objects.length === 0) return false
	cache.bytes += list.objects.length * bytes
	if (list.maxLength < batch) {
		list.maxLength += 1
	} else {
		const longer = Math.min(list.maxLength + batch, LONGEST_LIST)
		list.maxLength = longer - (longer % batch)
	}
	return true
}

export function putObject(cache: ThreadCache, number: number, object: number): void {
	const list = cache.lists[number] as CachedList
	list.objects.push(object)
	cache.central.heap.work.cached += 1
	cache.bytes += list.sizeClass.bytes
	if (list.objects.length > list.maxLength) shorten(cache, list)
	if (cache.bytes > cache.maxBytes) scavenge(cache)
}

/** A list that is too long gives a batch back, and its limit moves towards a batch (ListTooLong). */
function shorten(cache: ThreadCache, list: CachedList): void {
	const { batch } = list.sizeClass
	release(cache, list, batch)
	if (list.maxLength < batch) {
		list.maxLength += 1
	} else if (list.maxLength > batch) {
		list.overages += 1
		if (list.overages <= MAX_OVERAGES) return
		list.maxLength -= batch
		list.overages = 0
	}
}

/** Gives the newest `count` objects back, by batches. */
function release(cache: ThreadCache, list: CachedList, count: number): void {
	const { batch, bytes } = list.sizeClass
	let left = Math.min(count, list.objects.length)
	cache.bytes -= left * bytes
	while (left > 0) {
		const piece = Math.min(left, batch)
		returnBatch(cache.central, list.number, list.objects.splice(-piece))
		left -= piece
	}
	list.lowWater = Math.min(list.lowWater, list.objects.length)
}

/** The cache is too large: each list gives half of what it did not need since the last time, and the limit rises. */
function scavenge(cache: ThreadCache): void {
	for (const list of cache.lists) {
		const { batch } = list.sizeClass
		if (list.lowWater > 0) {
			release(cache, list, list.lowWater > 1 ? Math.floor(list.lowWater / 2) : 1)
			if (list.maxLength > batch) list.maxLength = Math.max(list.maxLength - batch, batch)
		}
		list.lowWater = list.objects.length
	}
	if (cache.central.unclaimedBytes <= 0) return
	cache.central.unclaimedBytes -= CLAIM_BYTES
	cache.maxBytes += CLAIM_BYTES
}
