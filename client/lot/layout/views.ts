import type { KernelView, MallocView, MmuView, SeatView } from '../../../shared/view/seatView.ts'
import type { LotModel } from '../model.ts'

export const mallocView = (model: LotModel): MallocView | null =>
	model.views.malloc?.seat === 'malloc' ? model.views.malloc : null
export const kernelView = (model: LotModel): KernelView | null =>
	model.views.kernel?.seat === 'kernel' ? model.views.kernel : null
export const mmuView = (model: LotModel): MmuView | null => (model.views.mmu?.seat === 'mmu' ? model.views.mmu : null)

/** Any of the views, for what everyone in the crew may know. */
export const commonView = (model: LotModel): SeatView | null =>
	model.views[model.seat] ?? model.views.malloc ?? model.views.kernel ?? model.views.mmu ?? null
