import { describe, expect, it } from 'vitest'
import {
	areaBytes,
	areaOf,
	brk,
	createAnonymousMemory,
	madvise,
	mmap,
	munmap,
	pageStateOf,
	touch,
} from '../../shared/machine/kernel/anonymousMemory.ts'

describe('pages of anonymous memory', () => {
	it('H-95 a page is absent until it is read (zero) or written (own), and again when it is given back', () => {
		const memory = createAnonymousMemory(12)
		brk(memory, 8 * 4096)
		const mapping = mmap(memory, 2 ** 22)
		const statesOf = (area: number): string[] => [0, 1, 2, 1023].map((page) => pageStateOf(memory, area, page))
		for (const area of [-1, mapping]) {
			expect(statesOf(area)).toEqual(['absent', 'absent', 'absent', 'absent'])
			touch(memory, areaOf(memory, area), 4095, 4097, false)
			touch(memory, areaOf(memory, area), 4096, 8193, true)
			expect(statesOf(area)).toEqual(['zero', 'own', 'own', 'absent'])
			madvise(memory, area, 4096, 8192)
			expect(statesOf(area)).toEqual(['zero', 'absent', 'own', 'absent'])
		}
		expect([areaBytes(memory, -1), areaBytes(memory, mapping)]).toEqual([8 * 4096, 2 ** 22])
		munmap(memory, mapping)
		expect([areaBytes(memory, mapping), pageStateOf(memory, mapping, 0)]).toEqual([0, 'absent'])
		brk(memory, 4096)
		expect(statesOf(-1)).toEqual(['zero', 'absent', 'absent', 'absent'])
	})

	it('H-99 an overseer rules on what grows, and is told of system calls and touches in order', () => {
		const memory = createAnonymousMemory(8)
		const told: unknown[] = []
		memory.overseer = {
			grants: (call, bytes) => told.push(`${call} ${bytes}?`) > 0 && bytes < 5000,
			called: (record) => told.push(record),
			touched: (mapping, low, high, write) => told.push([mapping, low, high, write]),
		}
		expect(brk(memory, 4096)).toBe(true)
		touch(memory, memory.heap, 8, 16, true)
		expect(brk(memory, 10_240)).toBe(false)
		expect(mmap(memory, 8192)).toBe(-1)
		const mapping = mmap(memory, 512)
		touch(memory, areaOf(memory, mapping), 0, 300, false)
		expect(brk(memory, 1024)).toBe(true)
		munmap(memory, mapping)
		expect(told).toEqual([
			'brk 4096?',
			['brk', 4096],
			[-1, 8, 16, true],
			'brk 6144?',
			['brk', 'fail'],
			'mmap 8192?',
			['mmap', 'fail'],
			'mmap 512?',
			['mmap', 512],
			[0, 0, 300, false],
			['brk', 1024],
			['munmap', 512, 0],
		])
		expect([memory.brk, memory.mappings.length]).toEqual([1024, 1])
	})
})
