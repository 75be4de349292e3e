import { z } from 'zod'
import { FAULT_VERDICTS } from '../game/intent.ts'
import {
	AREA_KINDS,
	COMPARISONS,
	HOLE_CHOICES,
	KERNEL_ITEMS,
	KERNEL_MEASURES,
	LINE_CHOICES,
	MALLOC_MEASURES,
	MAX_CONDITIONS,
	MMU_MEASURES,
	type Rule,
	STAGES,
	VICTIMS,
} from '../game/standingOrder.ts'

/** A plate as `op.ts` has it: three letters, or three dashes where the call site is not known. */
const plate = z.string().regex(/^[A-Z-]{3}$/)
const number = z.int().min(0).max(0xffff_ffff)
export const end = z.enum(['low', 'high'])
export const order = z.union([z.literal(0), z.literal(1), z.literal(2)])

const measure = <const Facts extends readonly [string, ...string[]]>(facts: Facts) =>
	z.strictObject({ fact: z.enum(facts), is: z.enum(COMPARISONS), value: number })
const when = <Condition extends z.ZodType>(condition: Condition) => z.array(condition).max(MAX_CONDITIONS)

const mallocRule = z.strictObject({
	seat: z.literal('malloc'),
	when: when(
		z.union([
			z.strictObject({ fact: z.literal('plate'), is: plate }),
			z.strictObject({ fact: z.literal('kind'), is: z.enum(['malloc', 'realloc']) }),
			measure(MALLOC_MEASURES),
		]),
	),
	do: z.discriminatedUnion('act', [
		z.strictObject({ act: z.literal('PARK'), choose: z.enum(HOLE_CHOICES), end }),
		z.strictObject({ act: z.literal('RACK') }),
		z.strictObject({ act: z.literal('GROW') }),
		z.strictObject({ act: z.literal('ASK'), pages: number }),
		z.strictObject({ act: z.literal('MMAP') }),
	]),
})

const kernelRule = z.strictObject({
	seat: z.literal('kernel'),
	when: when(
		z.union([
			z.strictObject({ fact: z.literal('item'), is: z.enum(KERNEL_ITEMS) }),
			z.strictObject({ fact: z.literal('area'), is: z.enum(AREA_KINDS) }),
			z.strictObject({ fact: z.enum(['present', 'write', 'program']), is: z.boolean() }),
			measure(KERNEL_MEASURES),
		]),
	),
	do: z.discriminatedUnion('act', [
		z.strictObject({ act: z.literal('SYS'), verdict: z.enum(['OK', 'ENOMEM']) }),
		z.strictObject({ act: z.literal('FAULT'), verdict: z.enum(FAULT_VERDICTS), order }),
		z.strictObject({ act: z.literal('EVICT'), choose: z.enum(VICTIMS) }),
	]),
})

const mmuRule = z.strictObject({
	seat: z.literal('mmu'),
	when: when(
		z.union([
			z.strictObject({ fact: z.literal('stage'), is: z.enum(STAGES) }),
			z.strictObject({ fact: z.enum(['present', 'write']), is: z.boolean() }),
			measure(MMU_MEASURES),
		]),
	),
	do: z.discriminatedUnion('act', [
		z.strictObject({ act: z.literal('INSERT'), choose: z.enum(LINE_CHOICES) }),
		z.strictObject({ act: z.literal('RAISE') }),
		z.strictObject({ act: z.literal('WALK') }),
	]),
})

/** A standing order, shaped for one seat. */
export const ruleSchema: z.ZodType<Rule> = z.discriminatedUnion('seat', [mallocRule, kernelRule, mmuRule])
