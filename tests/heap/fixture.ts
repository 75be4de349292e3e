import { readFileSync } from 'node:fs'

const FIXTURES = new URL('../fixtures/', import.meta.url)

export const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'))

export interface ClassesFile {
	readonly classes: readonly number[]
	readonly usable_of_malloc_0: number
	readonly limit: number
	readonly slab_bins?: readonly (readonly [number, number, number])[]
	readonly large_classes?: readonly number[]
	readonly spans?: readonly (readonly [number, number])[]
	readonly pages?: readonly (readonly [number, number])[]
}
export const readClasses = (name: string): ClassesFile => readJson(`classes/${name}.json`) as ClassesFile

/** peak_full_kib of each workload and allocator. */
export type Footprints = Readonly<Record<string, Readonly<Record<string, { readonly peak_full_kib: number }>>>>
export const readFootprints = (): Footprints => readJson('classes/footprint.json') as Footprints

/** A call of a trace; w and d lines are left out. Sizes from 2^40 on are Infinity, from 2^63 on NaN. */
export interface Call {
	readonly kind: 'a' | 'c' | 'm' | 'r' | 'f'
	readonly id: number
	readonly size: number
	readonly alignment: number
	/** calloc whose product overflows 64 bits. */
	readonly overflows: boolean
}

const sizeOf = (bytes: bigint): number => {
	if (bytes >= 2n ** 63n) return Number.NaN
	return bytes >= 2n ** 40n ? Infinity : Number(bytes)
}

/** Calls of a valid .lot file. */
export function readCalls(trace: string): Call[] {
	const text = readFileSync(new URL(`traces/${trace}.lot`, FIXTURES), 'utf8')
	return text.split('\n').flatMap((line): Call[] => {
		const [kind, id, first, second] = (line.split('#')[0] as string).trim().split(/\s+/)
		if (!kind || !'acmrf'.includes(kind) || kind.length > 1) return []
		const a = BigInt(first ?? 0)
		const b = BigInt(second ?? 0)
		const bytes = kind === 'c' ? a * b : kind === 'm' ? b : a
		const alignment = kind === 'm' ? Number(a) : 0
		return [
			{ kind: kind as Call['kind'], id: Number(id), size: sizeOf(bytes), alignment, overflows: bytes >= 2n ** 64n },
		]
	})
}
