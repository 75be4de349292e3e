/**
 * What a seat can ask for. An intent is untrusted until `parseIntent` (protocol) has shaped it
 * and `play` has found it legal; then it is a command and goes into the log.
 *
 * A `ticket` names one waiting item (request, slip, fault, access). Tickets are never used twice
 * in a round, so a late click can't hit the item that took its place: it is refused with E_TICKET.
 */
export const FAULT_VERDICTS = ['ZERO', 'ZPAGE', 'STACK', 'SWAPIN', 'COW', 'SEGV'] as const
export type FaultVerdict = (typeof FAULT_VERDICTS)[number]

export const PINGS = ['hot', 'cold', 'burst', 'keep', 'dead', 'lowmem', 'need4'] as const
export type PingKind = (typeof PINGS)[number]

export type MallocIntent =
	/** Put the request into a free chunk (by address) or the top chunk; `high` uses the far end of it. */
	| { readonly kind: 'PARK'; readonly ticket: number; readonly chunk: number; readonly end: 'low' | 'high' }
	/** Take the newest racked chunk of exactly the size needed. */
	| { readonly kind: 'RACK'; readonly ticket: number }
	/** brk: ask the kernel for so many pages at the end of the heap; the request's thread waits. */
	| { readonly kind: 'ASK'; readonly ticket: number; readonly pages: number }
	/** brk down by so many whole pages of the top chunk. */
	| { readonly kind: 'TRIM'; readonly ticket: number; readonly pages: number }
	/** mmap an area of its own for this request. */
	| { readonly kind: 'MMAP'; readonly ticket: number }
	/** Return NULL to the program; legal only after the kernel refused this request. */
	| { readonly kind: 'FAIL'; readonly ticket: number }
	/** From now on `free` racks chunks up to this size (0: always merge). */
	| { readonly kind: 'POL'; readonly rackMaxBytes: number }

export type KernelIntent =
	| { readonly kind: 'SYS'; readonly ticket: number; readonly verdict: 'OK' | 'ENOMEM' }
	/** `frame`: first frame of the run, null where the verdict takes none. `order` k serves 2^k aligned pages. */
	| {
			readonly kind: 'FAULT'
			readonly ticket: number
			readonly verdict: FaultVerdict
			readonly frame: number | null
			readonly order: 0 | 1
	  }
	| { readonly kind: 'EVICT'; readonly frame: number }

export type MmuIntent =
	/** Manual page walk: the two page-table digits of the address. */
	| { readonly kind: 'WALK'; readonly ticket: number; readonly directory: number; readonly table: number }
	| { readonly kind: 'INSERT'; readonly ticket: number; readonly line: number }
	/** Raise a page fault with the three low bits of the x86 error code. */
	| {
			readonly kind: 'RAISE'
			readonly ticket: number
			readonly present: boolean
			readonly write: boolean
			readonly user: boolean
	  }
	| { readonly kind: 'PREFETCH'; readonly page: number; readonly line: number }

export type CommonIntent =
	| { readonly kind: 'READY' }
	/** Hand the seat to the bot. */
	| { readonly kind: 'YIELD' }
	/** Take the seat from the bot. */
	| { readonly kind: 'TAKE' }
	| { readonly kind: 'PING'; readonly ping: PingKind; readonly argument: number | null }

export type Intent = MallocIntent | KernelIntent | MmuIntent | CommonIntent
