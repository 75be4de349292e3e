import type { Intent } from '../../shared/game/intent.ts'
import type { World } from '../../shared/game/round.ts'
import type { Regret } from '../../shared/game/score/regret.ts'
import type { Seat } from '../../shared/game/seat.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { project } from '../../shared/view/project.ts'
import { hex2, hex4 } from '../seats/hexText.ts'
import { type Say, say } from '../seats/say.ts'
import { ownedPage } from '../seats/who.ts'

/** What was decided, said before the fact by whoever did it; `would`: by whoever would have. */
type Mood = 'did' | 'would'
type Facts = NonNullable<Say['facts']>

/** What a regret says: what was done, with the numbers of that moment, and what would have been better. */
export interface RegretTold {
	readonly did: Say
	readonly instead: Say
}

/** `before`: the world just before the decision. */
export function tellRegret(regret: Regret, before: World): RegretTold {
	const { seat, step, intent, instead, cause, seq } = regret
	const isWaiting = cause === 'waiting'
	return {
		did: say('debrief.regret', {
			step,
			who: whoSays(seat, seq === null && !isWaiting),
			did: isWaiting ? say('debrief.did.waiting') : intentSays('did', seat, intent, before),
		}),
		instead: say('debrief.instead', {
			by: say(`debrief.by.${instead.by}`),
			would: isWaiting ? say('debrief.would.waiting') : intentSays('would', seat, instead.intent, before),
		}),
	}
}

/** What a seat decided, as a sentence without any judgement. */
export const tellDecision = (seat: Seat, intent: Intent, step: number, before: World): Say =>
	say('debrief.regret', { step, who: whoSays(seat, false), did: intentSays('did', seat, intent, before) })

const whoSays = (seat: Seat, isBot: boolean): Say =>
	say(isBot ? 'debrief.who.bot' : 'debrief.who.human', { seat: say(`lesson.seat.${seat}`) })

function intentSays(mood: Mood, seat: Seat, intent: Intent, world: World): Say {
	switch (seat) {
		case 'malloc':
			return mallocSays(mood, intent, world)
		case 'kernel':
			return kernelSays(mood, intent, world)
		case 'mmu':
			return mmuSays(mood, intent, world)
	}
}

const pageOf = (address: number): number => address >> TEACH.pageShift
const rowsText = (page: number, pages: number): string =>
	pages === 1 ? hex2(page) : `${hex2(page)}–${hex2(page + pages - 1)}`

function mallocSays(mood: Mood, intent: Intent, world: World): Say {
	const view = project(world, 'malloc')
	const ticket = 'ticket' in intent ? intent.ticket : -1
	const request = view.requests.find((one) => one.ticket === ticket)
	const whose: Facts = { plate: request?.plate ?? '?', bytes: request?.requestBytes ?? 0 }
	switch (intent.kind) {
		case 'PARK':
		case 'MOVE': {
			const chunk = view.chunks.find(({ address }) => address === intent.chunk)
			const facts = { ...whose, hole: chunk?.sizeBytes ?? 0, address: hex4(intent.chunk) }
			if (intent.kind === 'MOVE') return say(`debrief.${mood}.MOVE`, facts)
			if (chunk?.use === 'top') return say(`debrief.${mood}.PARKtop`, facts)
			return say(intent.end === 'high' ? `debrief.${mood}.PARKhigh` : `debrief.${mood}.PARK`, facts)
		}
		case 'RACK':
			return say(`debrief.${mood}.RACK`, { bytes: request?.needBytes ?? 0 })
		case 'ASK':
			return say(`debrief.${mood}.ASK`, { count: intent.pages })
		case 'TRIM':
			return say(`debrief.${mood}.TRIM`, { count: intent.pages })
		case 'MMAP':
			return say(`debrief.${mood}.MMAP`, whose)
		case 'FAIL':
			return say(`debrief.${mood}.FAIL`)
		case 'GROW':
			return say(`debrief.${mood}.GROW`, whose)
		case 'FLUSH':
			return say(`debrief.${mood}.FLUSH`)
		case 'ADVISE':
			return say(`debrief.${mood}.${intent.advice}`, { rows: rowsText(intent.page, intent.pages) })
		case 'POL':
			return say(`debrief.${mood}.POL`, { bytes: intent.rackMaxBytes })
		default:
			return say(`debrief.${mood}.other`)
	}
}

function kernelSays(mood: Mood, intent: Intent, world: World): Say {
	const view = project(world, 'kernel')
	const left = say('debrief.framesLeft', { count: view.frames.filter(({ pid }) => pid === null).length })
	switch (intent.kind) {
		case 'SYS': {
			const slip = view.slips.find(({ ticket }) => ticket === intent.ticket)
			const facts = { call: slip?.call ?? 'brk', pages: slip?.pages ?? 0 }
			return say(intent.verdict === 'OK' ? `debrief.${mood}.SYSok` : `debrief.${mood}.SYSno`, facts)
		}
		case 'FAULT': {
			const fault = view.faults.find(({ ticket }) => ticket === intent.ticket)
			const row = fault ? ownedPage(fault.pid, hex2(pageOf(fault.address))) : '?'
			return intent.verdict === 'ZERO' || intent.verdict === 'STACK'
				? say(`debrief.${mood}.GRANT`, { count: 1 << intent.order, row, left })
				: say(`debrief.${mood}.RULE`, { verdict: intent.verdict, row })
		}
		case 'EVICT': {
			const frame = view.frames[intent.frame]
			const page = frame?.page ?? null
			const row = page === null ? '?' : ownedPage(frame?.pid ?? null, hex2(page))
			return say(`debrief.${mood}.EVICT`, { row, frame: hex2(intent.frame), left })
		}
		case 'COMPACT':
			return say(`debrief.${mood}.COMPACT`, { from: hex2(intent.from), to: hex2(intent.to) })
		case 'SCAN':
		case 'OOMKILL':
			return say(`debrief.${mood}.${intent.kind}`)
		default:
			return say(`debrief.${mood}.other`)
	}
}

function mmuSays(mood: Mood, intent: Intent, world: World): Say {
	const view = project(world, 'mmu')
	const access = 'ticket' in intent ? view.accesses.find(({ ticket }) => ticket === intent.ticket) : undefined
	const row = access ? hex2(pageOf(access.address)) : '?'
	switch (intent.kind) {
		case 'INSERT': {
			const old = view.tlb[intent.line]
			const facts = { row, line: intent.line }
			return old
				? say(`debrief.${mood}.INSERT`, { ...facts, old: hex2(old.page) })
				: say(`debrief.${mood}.INSERTfree`, facts)
		}
		case 'RAISE':
			return say(`debrief.${mood}.RAISE`, { row, p: bit(intent.present), w: bit(intent.write), u: bit(intent.user) })
		case 'PREFETCH':
			return say(`debrief.${mood}.PREFETCH`, { row: hex2(intent.page), line: intent.line })
		case 'WALK':
			return say(`debrief.${mood}.WALK`)
		default:
			return say(`debrief.${mood}.other`)
	}
}

const bit = (set: boolean): number => (set ? 1 : 0)
