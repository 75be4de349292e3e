import { fillLine, setBits } from '../machine/mmu/tlb.ts'
import { pageOf, TEACH } from '../machine/scale.ts'
import { page } from '../machine/units.ts'
import { audit } from './audit.ts'
import type { MmuIntent } from './intent.ts'
import { tellPing } from './ping.ts'
import { accessDone, closeAccess, walkFor } from './translate.ts'
import { emitInto, type Lane, record, setLaneState, setRing, takeTicket, type World } from './world.ts'

/** Does a legal command of the MMU seat. */
export function performMmu(world: World, intent: MmuIntent): void {
	switch (intent.kind) {
		case 'PREFETCH':
			return fillLine(world.machine, emitInto(world), intent.line, page(intent.page), true)
		case 'HEAT':
			return tellPing(world, 'mmu', intent.heat, intent.page)
		default: {
			const lane = world.lanes.find((one) => one.access?.ticket === intent.ticket)
			if (!lane) throw new Error(`no access ${intent.ticket}`)
			return translateByHand(world, lane, intent)
		}
	}
}

function translateByHand(world: World, lane: Lane, intent: Exclude<MmuIntent, { kind: 'PREFETCH' | 'HEAT' }>): void {
	const { machine } = world
	const { access } = lane
	const head = lane.queue[0]
	if (!access || !head) throw new Error('no access')
	const number = pageOf(TEACH, access.address)
	switch (intent.kind) {
		case 'WALK':
			world.manualWalksLeft = Math.max(0, world.manualWalksLeft - 1)
			record(world, { type: 'walksLeftChanged', manualWalksLeft: world.manualWalksLeft })
			closeAccess(world, lane)
			walkFor(world, lane, head)
			return
		case 'INSERT':
			closeAccess(world, lane)
			fillLine(machine, emitInto(world), intent.line, number)
			setBits(machine, emitInto(world), number, access.write)
			accessDone(world, lane)
			return
		case 'RAISE': {
			const code = { present: intent.present, write: intent.write, user: intent.user }
			const present = access.found?.present ?? false
			if (access.stage === 'insert') {
				audit(world, 'mmu', 'raisedGoodPage', access.ticket)
			} else if (code.present !== present || code.write !== access.write || !code.user) {
				audit(world, 'mmu', 'codeWrong', access.ticket, `P${Number(present)} W${Number(access.write)} U1`)
			} else {
				closeAccess(world, lane)
				setRing(world, lane, 0)
				setLaneState(world, lane, 'kernel')
				const where = { lane: lane.lane, pid: 0, address: access.address }
				lane.fault = { ticket: takeTicket(world), ...where, code, sinceTick: world.tick }
				lane.impatientTicks = 0
				record(world, { type: 'faultQueued', fault: lane.fault })
			}
			return
		}
	}
}
