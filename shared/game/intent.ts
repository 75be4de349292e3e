import type { Advice } from '../machine/event.ts'
import { type Verdict, VERDICTS } from '../machine/kernel/fault.ts'
import type { Rule } from './standingOrder.ts'

/**
 * What a seat can ask for. An intent is untrusted until `parseIntent` (protocol) has shaped it
 * and `play` has found it legal; then it is a command and goes into the log.
 *
 * A `ticket` names one waiting item (request, slip, fault, access). Tickets are never used twice
 * in a round, so a late click can't hit the item that took its place: it is refused with E_TICKET.
 */
export const FAULT_VERDICTS = VERDICTS
export type FaultVerdict = Verdict

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
	/** realloc in place: shrink, or take the free space behind. */
	| { readonly kind: 'GROW'; readonly ticket: number }
	/** realloc into another free chunk or top: as PARK, then the bytes are copied and the old place is freed. */
	| { readonly kind: 'MOVE'; readonly ticket: number; readonly chunk: number; readonly end: 'low' | 'high' }
	/** Merge all racked chunks, in the thread of this request. */
	| { readonly kind: 'FLUSH'; readonly ticket: number }
	/** madvise of `pages` from page `page` on, in the thread of this request. */
	| {
			readonly kind: 'ADVISE'
			readonly ticket: number
			readonly advice: Advice
			readonly page: number
			readonly pages: number
	  }
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
			readonly order: 0 | 1 | 2
	  }
	| { readonly kind: 'EVICT'; readonly frame: number }
	/** Reads and clears the A bits of all frames in use. */
	| { readonly kind: 'SCAN' }
	/** Moves the page on `from` to the free frame `to`. */
	| { readonly kind: 'COMPACT'; readonly from: number; readonly to: number }
	/** Ends a tenant or a child when neither a frame nor a depot slot is free. */
	| { readonly kind: 'OOMKILL'; readonly pid: number }

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
	/** Tells the others that a page is much or little used. */
	| { readonly kind: 'HEAT'; readonly page: number; readonly heat: 'hot' | 'cold' }

export type CommonIntent =
	| { readonly kind: 'READY' }
	/** Hand the seat to the bot. */
	| { readonly kind: 'YIELD' }
	/** Take the seat from the bot. */
	| { readonly kind: 'TAKE' }
	| { readonly kind: 'PING'; readonly ping: PingKind; readonly argument: number | null }
	/** A standing order into one of the seat's slots (0 … 2), in place of what was there. */
	| { readonly kind: 'RULE_SET'; readonly slot: number; readonly rule: Rule }
	| { readonly kind: 'RULE_CLEAR'; readonly slot: number }

/** What a host throws into a running program. Ops at a place that no crew has reached, so that all play the same stream. */
export const INJECTIONS = ['pin', 'burst', 'wild', 'surge', 'fork', 'untouched'] as const
export type Injection = (typeof INJECTIONS)[number]

/** What the host of a lesson does to a round; in its log under the seat `host`. */
export type HostIntent =
	/** Ops in lane `lane` before the one with index `at` of the program as it is so far. `salt`: of its draws. */
	| {
			readonly kind: 'INJECT'
			readonly injection: Injection
			readonly lane: number
			readonly at: number
			readonly salt: number
	  }
	/** LIVE: whether waiting costs patience and the autopilot comes (off while the clock doesn't run at life's speed). */
	| { readonly kind: 'PATIENCE'; readonly on: boolean }
	/** The night shift begins so many ticks later. */
	| { readonly kind: 'EXTEND'; readonly ticks: number }
	/** The night shift begins now. */
	| { readonly kind: 'FINISH' }

/** Ops that a host has put into the program. */
export type InjectIntent = Extract<HostIntent, { kind: 'INJECT' }>

export type Intent = MallocIntent | KernelIntent | MmuIntent | CommonIntent
