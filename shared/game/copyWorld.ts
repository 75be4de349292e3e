import { deepCopy } from '../machine/heap/deepCopy.ts'
import type { Company } from './company.ts'
import type { World } from './world.ts'

/** A world that goes on independently. What no round changes (header, level, programs) is shared; events are left out. */
export function copyWorld(world: World): World {
	const { header, info, level, program, injections, company, outbox: _outbox, ...state } = world
	return {
		...deepCopy(state),
		header,
		info,
		level,
		program,
		injections,
		company: company && copyCompany(company),
		outbox: [],
	}
}

/** What it holds is never changed, only replaced. */
const copyCompany = ({ allocator, blocks, areas, call }: Company): Company => ({
	allocator: allocator.clone(),
	blocks: new Map(blocks),
	areas: [...areas],
	call: call && deepCopy(call),
})
