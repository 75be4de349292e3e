import { allVmas, committedPages, heapPages, type Machine, residentPages, vmasOf } from './machine.ts'
import { vmaOf } from './kernel/fault.ts'
import { ALIGNMENT_BYTES, MIN_CHUNK_BYTES } from './heap/chunk.ts'
import { LAYOUT } from './scale.ts'

/** Every statement that must hold of a machine between two steps; the broken ones, in words. Empty: all is well. */
export function brokenInvariants(machine: Machine): string[] {
	return [...heapInvariants(machine), ...memoryInvariants(machine), ...tlbInvariants(machine)]
}

function heapInvariants({ heap }: Machine): string[] {
	const broken: string[] = []
	let at: number = heap.start
	heap.chunks.forEach((chunk, index) => {
		if (chunk.address !== at) broken.push(`chunk at ${chunk.address} where ${at} is due: chunks must tile the heap`)
		if (chunk.sizeBytes % ALIGNMENT_BYTES !== 0)
			broken.push(`chunk at ${chunk.address}: size ${chunk.sizeBytes} is not aligned`)
		if (chunk.sizeBytes < MIN_CHUNK_BYTES) broken.push(`chunk at ${chunk.address} is smaller than a chunk can be`)
		const previous = heap.chunks[index - 1]
		if (chunk.use === 'free' && previous?.use === 'free')
			broken.push(`free neighbours at ${chunk.address} are not joined`)
		if (chunk.use === 'top' && previous?.use === 'free')
			broken.push('a free chunk in front of top is not joined with it')
		if (chunk.use === 'top' && index !== heap.chunks.length - 1) broken.push('top is not last')
		if (chunk.use === 'used' && (chunk.requestBytes ?? Number.NaN) + 8 > chunk.sizeBytes) {
			broken.push(`chunk at ${chunk.address} is too small for its request`)
		}
		at = chunk.address + chunk.sizeBytes
	})
	if (at !== heap.brk) broken.push(`chunks end at ${at}, the break is ${heap.brk}`)
	const listed = (use: string): string =>
		heap.chunks
			.filter((chunk) => chunk.use === use)
			.map((chunk) => chunk.address)
			.join()
	const sorted = (list: readonly number[]): string => [...list].sort((a, b) => a - b).join()
	if (listed('free') !== sorted(heap.freeList)) broken.push('the free list does not hold exactly the free chunks')
	if (listed('racked') !== sorted(heap.rack)) broken.push('the rack does not hold exactly the racked chunks')
	return broken
}

function memoryInvariants(machine: Machine): string[] {
	const broken: string[] = []
	const vmas = vmasOf(machine)
	vmas.forEach((vma, index) => {
		const next = vmas[index + 1]
		if (vma.high < vma.low) broken.push(`area ${vma.kind} is upside down`)
		if (next && next.low <= vma.high) broken.push(`areas ${vma.kind} and ${next.kind} overlap`)
	})
	const areas = allVmas(machine)
	const users = new Map<number, string[]>()
	let swapped = 0
	for (const [pid, entries] of [[0, machine.entries] as const, ...machine.processes.map(tableByPid)]) {
		for (const entry of entries) {
			if (!entry || entry.page >= LAYOUT.kernelLow) continue
			const name = `page ${entry.page} of process ${pid}`
			const vma = vmaOf(areas, entry.page, pid)
			if (!vma) broken.push(`${name} has an entry but no area`)
			if (entry.state === 'swapped') swapped += 1
			if ((entry.state === 'present') !== (entry.frame !== null)) broken.push(`${name}: state and frame disagree`)
			if (entry.writable && (entry.state !== 'present' || !vma?.write)) broken.push(`${name} must not be writable`)
			if (entry.frame === null) continue
			users.set(entry.frame, [...(users.get(entry.frame) ?? []), `${pid}/${entry.page}`])
			if (entry.writable && machine.frames[entry.frame]?.shared !== 1) broken.push(`${name} is shared and writable`)
		}
	}
	for (const { frame, pid, page, shared } of machine.frames) {
		const mapped = users.get(frame) ?? []
		const owned = page === null ? mapped.length === 0 : mapped.includes(`${pid}/${page}`)
		if (!owned || mapped.length !== shared || mapped.some((one) => !one.endsWith(`/${page}`)))
			broken.push(`frame ${frame}: the pool says ${pid}/${page} × ${shared}, the page tables say ${mapped.join()}`)
	}
	if (swapped !== machine.depotUsed) broken.push(`${swapped} pages are swapped, the depot counts ${machine.depotUsed}`)
	const vsz = vmas.reduce((sum, vma) => sum + vma.high - vma.low + 1, 0)
	const resident = machine.entries.filter((entry) => entry !== null && entry.frame !== null).length
	if (resident > vsz) broken.push('RSS exceeds VSZ')
	if (residentPages(machine) > machine.config.frames) broken.push('RSS exceeds RAM')
	if (heapPages(machine) > machine.config.heapLimitPages) broken.push('the heap is past its limit')
	// Stack growth is not refused by the commit limit, so only the other areas are bounded by it.
	if (committedPages(areas.filter((vma) => vma.kind !== 'stack')) > machine.config.commitLimitPages)
		broken.push('more is promised than the limit')
	return broken
}

const tableByPid = ({ pid, entries }: Machine['processes'][number]) => [pid, entries] as const

function tlbInvariants(machine: Machine): string[] {
	const broken: string[] = []
	const seen = new Set<number>()
	for (const line of machine.tlb.filter((one) => one !== null)) {
		for (let offset = 0; offset < line.span; offset += 1) {
			const number = line.page + offset
			if (seen.has(number)) broken.push(`page ${number} is cached twice`)
			seen.add(number)
			const entry = machine.entries[number]
			const frame = line.frame === null ? null : line.frame + offset
			if (!entry || entry.frame !== frame || entry.writable !== line.writable)
				broken.push(`TLB line of page ${number} is stale`)
		}
	}
	return broken
}
