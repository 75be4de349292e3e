/** Why a command can't be done; the client has a sentence for each in both languages, with `facts` filled in. */
export const REFUSALS = [
	'E_PHASE', // the round has not begun or is over
	'E_SEAT', // the command belongs to another seat
	'E_HELD', // the bot holds the seat: TAKE it first; or TAKE of a seat that a human has
	'E_TICKET', // that item is no longer waiting
	'E_FIT', // facts: needBytes, haveBytes
	'E_USED', // no free chunk starts at that address
	'E_SPLIT', // the high end is only for free chunks which leave a remainder of 32 bytes or more
	'E_RACK', // no racked chunk of that size; facts: needBytes
	'E_KIND', // PARK of a realloc, GROW or MOVE of a malloc
	'E_ROWS', // ADVISE: DONTNEED needs pages wholly inside free space, WILLNEED mapped pages; facts: page
	'E_EMPTY', // FLUSH of an empty rack
	'E_PENDING', // a slip is already with the kernel
	'E_PAGES', // page count out of range; facts: pages, maxPages
	'E_SMALL', // mmap is for requests of a page or more; facts: needBytes, minBytes
	'E_NOT_REFUSED', // FAIL before the kernel refused
	'E_READY', // already ready, or the round runs
	'E_FRAME', // no such frame, or the verdict needs one, or takes none
	'E_FRAME_TAKEN', // facts: frame
	'E_FRAME_FREE', // EVICT of a frame that nobody uses; facts: frame
	'E_FRAME_LOCKED', // what a thread is about to use stays; facts: frame
	'E_DEPOT_FULL', // no depot slot: OOMKILL, or a clean file page; facts: depotUsed, depotPages
	'E_NO_OOM', // OOMKILL while a frame or a depot slot is free; facts: freeFrames, depotUsed, depotPages
	'E_PID', // no such tenant or child; facts: pid
	'E_ORDER', // 2^k pages need an aligned run of free frames and of pages never touched; facts: order, maxOrder
	'E_STAGE', // the access isn't at that stage
	'E_DIGIT', // facts: directory, table (what was given)
	'E_LINE', // no such TLB line
	'E_NOT_PRESENT', // PREFETCH of a page that has no valid entry
	'E_NOT_PREVIEWED', // PREFETCH of a page that no previewed access needs
	'E_CACHED', // PREFETCH of a page that the TLB already holds
	'E_PING_RATE', // one ping each 3 seconds
	'E_TOO_LATE', // a host's ops belong ahead of all threads; or the night shift can't begin any later
	'E_SLOT', // no such rule card; or nothing to clear; facts: slot
] as const
export type RefusalCode = (typeof REFUSALS)[number]

export interface Refusal {
	readonly ok: false
	readonly code: RefusalCode
	/** Live numbers for the explanation, e.g. `{needBytes: 64, haveBytes: 48}`. */
	readonly facts: Readonly<Record<string, number>>
}

export const refuse = (code: RefusalCode, facts: Readonly<Record<string, number>> = {}): Refusal => ({
	ok: false,
	code,
	facts,
})
