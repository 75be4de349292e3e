import fc from 'fast-check'
import { bytes } from '../../shared/machine/units.ts'
import type { Natural, Trace, TraceOp } from '../../shared/programs/trace.ts'

const served = fc.integer({ min: 0, max: 2 ** 30 }).map(bytes)
const refused = fc.oneof(
	fc.bigInt({ min: 2n ** 47n, max: 2n ** 62n }),
	fc.bigInt({ min: 2n ** 63n, max: 2n ** 64n - 1n }),
)
const size = fc.oneof({ weight: 4, arbitrary: served }, { weight: 1, arbitrary: refused })

/** One step of a program; which id it is about depends on what is bound by then. */
const step = fc.record({
	kind: fc.constantFrom('malloc', 'malloc', 'calloc', 'memalign', 'realloc', 'free', 'write', 'read'),
	pick: fc.nat(),
	size,
	alignmentBytes: fc.constantFrom(16, 32, 64, 4096).map(bytes),
	from: fc.nat({ max: 1000 }),
	length: fc.nat({ max: 1000 }),
})

/** Valid lot traces, as a program that follows the rules of FORMAT.md would leave them. Lines are all 0. */
export const traceArbitrary: fc.Arbitrary<Trace> = fc
	.record({
		name: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
		origin: fc.stringMatching(/^([a-z$'|.é漢]{1,9}( [a-z0-9(){}/]{1,9}){0,4})?$/),
		withIds: fc.boolean(),
		steps: fc.array(step, { maxLength: 80 }),
	})
	.map(({ name, origin, withIds, steps }) => {
		/** Size that each bound id last asked for with success. */
		const asked = new Map<number, number>()
		const ops: TraceOp[] = []
		let nextId = 0
		for (const step of steps) {
			const bound = [...asked.keys()]
			const binds = step.kind === 'malloc' || step.kind === 'calloc' || step.kind === 'memalign'
			const id = binds ? nextId++ : bound[step.pick % bound.length]
			if (id === undefined) continue
			const at = { line: 0, id }
			const reach = asked.get(id) ?? 0
			const offset = Math.min(step.from, reach)
			if (step.kind === 'malloc') ops.push({ ...at, kind: 'malloc', sizeBytes: step.size })
			if (step.kind === 'calloc') ops.push({ ...at, kind: 'calloc', count: bytes(1), sizeBytes: step.size })
			if (step.kind === 'realloc') ops.push({ ...at, kind: 'realloc', sizeBytes: step.size })
			if (step.kind === 'memalign') {
				const sizeBytes = bytes(step.from)
				ops.push({ ...at, kind: 'memalign', alignmentBytes: step.alignmentBytes, sizeBytes })
				asked.set(id, sizeBytes)
			} else if (binds) asked.set(id, servedOr(step.size, 0))
			if (step.kind === 'realloc') asked.set(id, servedOr(step.size, reach))
			if (step.kind === 'free') {
				ops.push({ ...at, kind: 'free' })
				asked.delete(id)
			}
			if (step.kind === 'write' || step.kind === 'read') {
				const lengthBytes = bytes(Math.min(step.length, reach - offset))
				ops.push({ ...at, kind: step.kind, offsetBytes: bytes(offset), lengthBytes })
			}
		}
		return withIds ? { name, origin, ids: nextId, ops } : { name, origin, ops }
	})

const servedOr = (size: Natural, otherwise: number): number => (typeof size === 'number' ? size : otherwise)
