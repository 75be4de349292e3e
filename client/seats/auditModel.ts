import type { GameEvent } from '../../shared/game/event.ts'
import { checkSlip } from '../../shared/machine/kernel/addressSpace.ts'
import type { KernelView, MmuView, SeatView } from '../../shared/view/seatView.ts'
import { hex2, hex4 } from './hexText.ts'
import { faultFacts } from './kernelModel.ts'
import { entryOf } from './mmuModel.ts'
import { TEACH, TENANT } from '../../shared/machine/scale.ts'
import { type Say, say } from './say.ts'
import { whoSay } from './who.ts'

type Audited = Extract<GameEvent, { type: 'audited' }>

/** The card about a wrong decision: what was wrong, by the facts of that very item, and what was expected. */
export function auditLines(event: Audited, view: SeatView, costCycles: number): readonly Say[] {
	const cost = say('seats.audit.cost', { cost: costCycles })
	switch (event.reason) {
		case 'verdictWrong':
		case 'wildGranted':
			return view.seat === 'kernel' ? [...faultLines(event, view), cost] : [say('seats.audit.other'), cost]
		case 'slipWrong':
			return view.seat === 'kernel' ? [...slipLines(event, view), cost] : [say('seats.audit.other'), cost]
		case 'codeWrong':
		case 'raisedGoodPage':
			return view.seat === 'mmu' ? [...codeLines(event, view), cost] : [say('seats.audit.other'), cost]
	}
}

function faultLines(event: Audited, view: KernelView): Say[] {
	const fault = view.faults.find(({ ticket }) => ticket === event.ticket)
	if (!fault) return [say('seats.audit.other')]
	const { page, area, zone, state, writable, shared } = faultFacts(view, fault)
	const facts = { address: hex4(fault.address), row: hex2(page), area: area ? say(`seats.area.${area.kind}`) : '' }
	const where = area ? say('seats.audit.area', facts) : say(`seats.zone.${zone}`, facts)
	const why = area
		? fault.code.write && !area.write
			? say('seats.audit.readOnly', facts)
			: state === 'present'
				? say(presentKey(writable, fault.code.write), { count: shared })
				: say(`seats.pageState.${state}`)
		: null
	const did = fault.code.write ? say('seats.audit.wrote', facts) : say('seats.audit.read', facts)
	const whose = fault.pid === 0 ? null : say('seats.audit.whose', { who: whoSay(fault, view.info.tenants) })
	const expected = event.expected === null ? null : say('seats.audit.expected', { verdict: event.expected })
	const wild = event.reason === 'wildGranted' ? say('seats.audit.wild') : null
	return [expected, did, whose, where, why, wild].filter((line): line is Say => line !== null)
}

/** A page with a frame: the entry forbids the write, or it forbids nothing any more. */
const presentKey = (writable: boolean, write: boolean): Say['key'] =>
	write && !writable ? 'seats.pageState.readOnly' : 'seats.pageState.fine'

function slipLines(event: Audited, view: KernelView): Say[] {
	const slip = view.slips.find(({ ticket }) => ticket === event.ticket)
	if (!slip) return [say('seats.audit.other')]
	const books = { ...view, heapLimitPages: view.info.heapLimitPages, commitLimitPages: view.info.commitLimitPages }
	const checks = checkSlip(books, slip.call, slip.pages, slip.pid)
	const facts = {
		pages: slip.pages,
		committed: view.committedPages,
		commit: view.info.commitLimitPages,
		heap: slip.pid === 0 ? view.info.heapLimitPages : TENANT.heapLimitPages,
	}
	const broken = [
		checks.withinHeapLimit ? null : say('seats.audit.slipHeap', facts),
		checks.withinCommitLimit ? null : say('seats.audit.slipCommit', facts),
		checks.roomInAddressSpace ? null : say('seats.audit.slipRoom', facts),
	].filter((line): line is Say => line !== null)
	return broken.length > 0
		? [say('seats.audit.expectedEnomem'), ...broken]
		: [say('seats.audit.expectedOk'), say('seats.audit.slipFine', facts)]
}

function codeLines(event: Audited, view: MmuView): Say[] {
	const access = view.accesses.find(({ ticket }) => ticket === event.ticket)
	if (!access) return [say('seats.audit.other')]
	const page = access.address >> TEACH.pageShift
	const present = access.found?.present ?? entryOf(view, page).present
	const facts = { row: hex2(page), p: present ? '1' : '0', w: access.write ? '1' : '0' }
	if (event.reason === 'raisedGoodPage') return [say('seats.audit.goodPage', facts)]
	return [
		say('seats.audit.expectedBits', facts),
		present ? say('seats.audit.bitPresent', facts) : say('seats.audit.bitAbsent', facts),
		access.write ? say('seats.audit.bitWrite') : say('seats.audit.bitRead'),
		say('seats.audit.bitUser'),
	]
}
