import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	fleetLevel,
	type FleetStep,
	type FleetStream,
	FLEET_SEED,
	formatFleetStream,
	parseFleetStream,
	programOf,
} from '../../client/connect/fleetStream.ts'
import { EXAMPLES, keepDraft, marksOf, readDraft } from '../../client/fleet/draft.ts'
import { measureHere } from '../../client/connect/measureHere.ts'
import { managerPercent } from '../../client/app/result.ts'
import { TEXTBOOK_BOTS } from '../../shared/game/seat.ts'
import { memoryStore } from './memoryStore.ts'

const steps: fc.Arbitrary<FleetStep> = fc.oneof(
	fc.record({
		kind: fc.constant('malloc' as const),
		plate: fc.constantFrom('TMP', 'SES', 'PIN'),
		sizeBytes: fc.integer({ min: 1, max: 1024 }),
	}),
	fc.record({ kind: fc.constantFrom('write' as const, 'read' as const, 'free' as const), object: fc.nat(79) }),
)
const streams: fc.Arbitrary<FleetStream> = fc.oneof(
	fc.record({ kind: fc.constant('steps' as const), steps: fc.array(steps, { maxLength: 80 }) }),
	fc.record({ kind: fc.constant('script' as const), text: fc.string({ unit: 'grapheme', maxLength: 300 }) }),
)

describe('a manager’s stream', () => {
	test('F1 a link carries it whole, in letters that an address may have', () => {
		fc.assert(
			fc.property(streams, (stream) => {
				const text = formatFleetStream(stream)
				expect(text).toMatch(/^[\w-]*$/)
				expect(parseFleetStream(text)).toEqual(stream)
			}),
		)
	})

	test.each(['', '!!', 'dGVzdA', formatFleetStream({ kind: 'script', text: 'x'.repeat(4000) })])(
		'F2 another text is none: %.20s',
		(text) => {
			expect(parseFleetStream(text)).toBeNull()
		},
	)

	test.each(Object.entries(EXAMPLES))(
		'F3 the example %s runs, and three bots play it to a score',
		async (_name, text) => {
			const made = programOf({ kind: 'script', text })
			if (!made.ok) throw new Error(JSON.stringify(made))
			const measured = { level: fleetLevel(), program: made.program, seed: FLEET_SEED }
			const reference = await measureHere.reference(measured)
			const percent = managerPercent(reference, await measureHere.botCycles(measured, TEXTBOOK_BOTS))
			expect(percent).toBeGreaterThanOrEqual(90)
			expect(percent).toBeLessThan(1000)
		},
	)

	test('F4 steps that can’t be are told with their reason', () => {
		const made = programOf({ kind: 'steps', steps: [{ kind: 'free', object: 0 }] })
		expect(made).toMatchObject({ ok: false, refusal: { code: 'E_FLEET_OBJECT' } })
		expect(programOf({ kind: 'steps', steps: [] })).toMatchObject({ ok: false, refusal: { code: 'E_FLEET_EMPTY' } })
	})

	test('F5 the timeline shows each step with its plate’s coat, what is added at the end too', () => {
		const made = programOf({
			kind: 'steps',
			steps: [
				{ kind: 'malloc', plate: 'TMP', sizeBytes: 24 },
				{ kind: 'malloc', plate: 'PIN', sizeBytes: 100 },
				{ kind: 'write', object: 1 },
			],
		})
		if (!made.ok) throw new Error('it should run')
		expect(marksOf(made.program)).toEqual([
			[
				{ kind: 'malloc', plate: 'TMP', coat: 0, sizeBytes: 24 },
				{ kind: 'write', plate: 'TMP', coat: 0, sizeBytes: 24 },
				{ kind: 'free', plate: 'TMP', coat: 0, sizeBytes: 24 },
			],
			[
				{ kind: 'malloc', plate: 'PIN', coat: 1, sizeBytes: 100 },
				{ kind: 'write', plate: 'PIN', coat: 1, sizeBytes: 100 },
				{ kind: 'free', plate: 'PIN', coat: 1, sizeBytes: 100 },
			],
			[],
		])
	})

	test('F6 both ways of writing are kept across a visit', () => {
		const store = memoryStore()
		const draft = {
			mode: 'script',
			steps: [{ kind: 'malloc', plate: 'TMP', sizeBytes: 24 }],
			text: 'make 1 TMP 24\n',
		} as const
		keepDraft(store, draft)
		expect(readDraft(store)).toEqual(draft)
	})
})
