import { PINGS } from '../../shared/game/intent.ts'
import { SEATS } from '../../shared/game/seat.ts'
import { heldSeats } from './seatChoice.ts'
import { advisableRows, adviceRuns, takeRows } from './adviseModel.ts'
import { EMPTY_TOOLS, inboxOf, VERDICTS } from './kernelModel.ts'
import { type KeyAction, keyAction, type KeyPress } from './keys.ts'
import { ASK_STEPS, POLICY_STEPS } from './mallocModel.ts'
import { typeDigit } from './mmuDock.tsx'
import { defaultPlan, type Screen } from './screen.ts'

/** Does what a key says. False: the key means nothing here and stays the browser's. */
export function press(screen: Screen, key: KeyPress): boolean {
	const walking = screen.mmu.peek()?.mode === 'walk'
	const action = keyAction(screen.shown.peek(), key, walking)
	if (!action) return false
	return act(screen, action)
}

function act(screen: Screen, action: KeyAction): boolean {
	const view = screen.view.peek()
	if (!view) return false
	switch (action.kind) {
		case 'confirm':
			if (view.seats[view.seat].holder === 'bot') screen.send({ kind: 'TAKE' })
			else if (view.phase === 'waiting') screen.send({ kind: 'READY' })
			else screen.confirm()
			return true
		case 'cancel':
			if (screen.sheet.peek() !== 'none') screen.sheet.value = 'none'
			else if (screen.notice.peek()) screen.notice.value = null
			else if (screen.table.peek()) screen.table.value = false
			else if (view.seat === 'malloc') screen.plan(null)
			else if (view.seat === 'kernel')
				screen.kernelDraft.value = { ...screen.kernelDraft.peek(), verdict: null, ruling: null, tool: null }
			else screen.mmuDraft.value = { ...screen.mmuDraft.peek(), directory: null, table: null, line: null, page: null }
			return true
		case 'lens':
			screen.lens.value = screen.lens.peek() === 'hex' ? 'lot' : 'hex'
			return true
		case 'help':
			screen.sheet.value = 'keys'
			return true
		case 'table':
			screen.table.value = !screen.table.peek()
			return true
		case 'showSeat':
			screen.showSeat(action.seat)
			return true
		case 'neighbourSeat': {
			const held = heldSeats(screen.bus.peek().views)
			const next = held[(held.indexOf(screen.shown.peek()) + action.step + held.length) % held.length]
			if (next && SEATS.includes(next)) screen.showSeat(next)
			return true
		}
		case 'item':
			return step(tickets(screen), screen.lotModel.peek().selection.ticket ?? null, action.step, (ticket) =>
				screen.pick({ kind: 'ticket', ticket }),
			)
		case 'nth':
			return nth(screen, action.index)
		case 'amount':
			return amount(screen, action.step)
		case 'plan': {
			if (view.seat !== 'malloc') return false
			const held = screen.mallocDraft.peek().plan
			// D once more: the other piece of advice.
			const other = held?.kind === 'advise' && action.plan === 'advise' && held.advice === 'DONTNEED'
			const plan = other
				? ({ kind: 'advise', advice: 'WILLNEED', rows: null } as const)
				: defaultPlan(action.plan, view)
			if (plan) screen.plan(plan)
			return true
		}
		case 'otherEnd': {
			const plan = screen.mallocDraft.peek().plan
			if (plan?.kind !== 'park' || !screen.malloc.peek()?.canSwitchEnd) return true
			screen.plan({ ...plan, end: plan.end === 'low' ? 'high' : 'low' })
			return true
		}
		case 'tool': {
			const draft = screen.kernelDraft.peek()
			const held = draft.tool?.kind === action.tool
			if (action.tool === 'compact' && (view.seat !== 'kernel' || view.info.maxOrder === 0)) return true
			screen.kernelDraft.value = { ...draft, tool: held ? null : EMPTY_TOOLS[action.tool] }
			return true
		}
		case 'order': {
			const { orders = [], order = 0 } = screen.kernel.peek() ?? {}
			const next = orders[(orders.indexOf(order) + 1) % Math.max(1, orders.length)] ?? 0
			screen.kernelDraft.value = { ...screen.kernelDraft.peek(), order: next, frame: null }
			return true
		}
		case 'heat': {
			const page = screen.mmu.peek()?.heatPage ?? null
			if (page !== null) screen.send({ kind: 'HEAT', page, heat: action.heat })
			return true
		}
		case 'sheet':
			screen.sheet.value = screen.sheet.peek() === action.sheet ? 'none' : action.sheet
			return true
		case 'ruling':
			screen.kernelDraft.value = { ...screen.kernelDraft.peek(), ruling: action.ruling }
			return true
		case 'digit':
			typeDigit(screen, action.digit)
			return true
		case 'bit': {
			const draft = screen.mmuDraft.peek()
			screen.mmuDraft.value = { ...draft, bits: { ...draft.bits, [action.bit]: draft.bits[action.bit] !== true } }
			return true
		}
	}
}

function tickets(screen: Screen): number[] {
	const view = screen.view.peek()
	if (view?.seat === 'malloc')
		return view.requests.filter(({ status }) => status !== 'slip').map(({ ticket }) => ticket)
	if (view?.seat === 'kernel') return inboxOf(view).map(({ ticket }) => ticket)
	return view?.seat === 'mmu' ? view.accesses.map(({ ticket }) => ticket) : []
}

/** The neighbour of a value in a list, around the ends. */
function step(list: readonly number[], current: number | null, by: -1 | 1, pick: (value: number) => void): boolean {
	if (list.length === 0) return true
	const at = current === null ? -1 : list.indexOf(current)
	const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]
	if (next !== undefined) pick(next)
	return true
}

function nth(screen: Screen, index: number): boolean {
	const view = screen.view.peek()
	if (screen.sheet.peek() === 'pings') {
		const ping = PINGS[index]
		if (ping) screen.ping(ping)
		return true
	}
	if (view?.seat === 'malloc') {
		const { request, plan } = { ...screen.malloc.peek(), ...screen.mallocDraft.peek() }
		if (plan?.kind === 'advise' && plan.rows && request) {
			const runs = adviceRuns(view, request, plan.advice)
			screen.plan({ ...plan, rows: takeRows(runs, plan.rows.page, index + 1) })
			return true
		}
		const hole = screen.malloc.peek()?.holes[index]
		if (hole) screen.pick({ kind: 'chunk', address: hole.chunk.address })
		return true
	}
	if (view?.seat === 'kernel') {
		const verdict = VERDICTS[index]
		if (verdict && screen.kernel.peek()?.item?.kind === 'fault')
			screen.kernelDraft.value = { ...screen.kernelDraft.peek(), verdict, frame: null }
		return true
	}
	if (view?.seat === 'mmu' && index < view.tlb.length) screen.pick({ kind: 'line', line: index })
	return true
}

function amount(screen: Screen, by: -1 | 1): boolean {
	const { malloc, kernel, mmu } = screen
	const plan = screen.mallocDraft.peek().plan
	const view = screen.view.peek()
	if (malloc.peek()) {
		const request = malloc.peek()?.request
		if (plan?.kind === 'advise' && view?.seat === 'malloc' && request)
			return step(advisableRows(adviceRuns(view, request, plan.advice)), plan.rows?.page ?? null, by, (page) =>
				screen.plan({ ...plan, rows: { page, pages: 1 } }),
			)
		if (plan?.kind === 'policy')
			return step(POLICY_STEPS, plan.rackMaxBytes, by, (rackMaxBytes) => screen.plan({ kind: 'policy', rackMaxBytes }))
		if (plan?.kind === 'ask') return step(ASK_STEPS, plan.pages, by, (pages) => screen.plan({ kind: 'ask', pages }))
		if (plan?.kind === 'trim') {
			screen.plan({ kind: 'trim', pages: Math.max(1, plan.pages + by) })
			return true
		}
		const holes = (malloc.peek()?.holes ?? []).map(({ chunk }) => chunk.address as number)
		return step(holes, plan?.kind === 'park' ? plan.chunk : null, by, (address) =>
			screen.pick({ kind: 'chunk', address }),
		)
	}
	const board = kernel.peek()
	if (board) {
		const { tool } = board
		if (tool?.kind === 'kill')
			return step(
				board.victims.map(({ pid }) => pid),
				tool.pid,
				by,
				(pid) => {
					screen.kernelDraft.value = { ...screen.kernelDraft.peek(), tool: { kind: 'kill', pid } }
				},
			)
		if (tool)
			return step(
				board.toolFrames.map(({ frame }) => frame),
				tool.kind === 'evict' ? tool.frame : tool.kind === 'compact' ? tool.to : null,
				by,
				(frame) => screen.pick({ kind: 'frame', frame }),
			)
		return step(board.frames, board.frame, by, (frame) => screen.pick({ kind: 'frame', frame }))
	}
	const { mode, fetchable = [] } = mmu.peek() ?? {}
	const known = view?.seat === 'mmu' ? view.entries.map(({ page }) => page as number) : []
	return step(mode === 'prefetch' ? fetchable : known, screen.mmuDraft.peek().page, by, (page) =>
		screen.pick({ kind: 'page', page }),
	)
}
