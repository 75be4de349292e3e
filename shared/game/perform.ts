import type { KernelIntent, MallocIntent, MmuIntent } from './intent.ts'
import { performKernel } from './performKernel.ts'
import { performMalloc } from './performMalloc.ts'
import { performMmu } from './performMmu.ts'
import { seatOf } from './legal.ts'
import type { World } from './world.ts'

/** Does a command that `legal` has let through. */
export function perform(world: World, intent: MallocIntent | KernelIntent | MmuIntent): void {
	switch (seatOf(intent)) {
		case 'malloc':
			return performMalloc(world, intent as MallocIntent)
		case 'kernel':
			return performKernel(world, intent as KernelIntent)
		default:
			return performMmu(world, intent as MmuIntent)
	}
}
