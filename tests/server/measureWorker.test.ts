import { describe, expect, test } from 'vitest'
import { changedReference, loadedProgram } from '../../server/room/loadedPrograms.ts'
import { measureReference, measureRegrets, measureRuleGains } from '../../server/room/measureReference.ts'
import { withInjections } from '../../shared/game/inject.ts'
import type { InjectIntent } from '../../shared/game/intent.ts'
import type { LogEntry } from '../../shared/game/log.ts'
import { roundHeader } from '../../shared/game/round.ts'
import { referenceOf } from '../../shared/game/score/reference.ts'
import { ruleGainsOf } from '../../shared/game/score/ruleGain.ts'
import { regretsOf } from '../../shared/game/score/regretsOf.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'

const INJECTIONS: readonly InjectIntent[] = [
	{ kind: 'INJECT', injection: 'burst', lane: 1, at: 12, salt: 5 },
	{ kind: 'INJECT', injection: 'surge', lane: 1, at: 20, salt: 6 },
]

describe('the thread that measures', () => {
	test('S-MW1 finds the bills of a changed program, the same as anybody, and keeps them for a class', async () => {
		const level = levelNamed('wild')
		const loaded = await loadedProgram('wild', 6)
		if (!level || !loaded) throw new Error('no level')
		const due = referenceOf(level, withInjections(loaded.program, INJECTIONS), 6)
		expect(await measureReference('wild', 6, INJECTIONS)).toEqual(due)
		const changed = changedReference(loaded, 6, INJECTIONS)
		expect(await changed).toEqual(due)
		expect(await changedReference(loaded, 6, INJECTIONS)).toBe(await changed)
		expect(await changedReference(loaded, 6, [])).toBe(loaded.reference)
		expect(due).not.toEqual(loaded.reference)
	})

	test('S-MW2 finds the regrets of a log; one that does not play is refused, and the thread goes on', async () => {
		const level = levelNamed('wild')
		if (!level) throw new Error('no level')
		const header = roundHeader('wild', 6, 'live')
		const entries = (['TAKE', 'READY'] as const).map(
			(kind, seq): LogEntry => ({ tick: 0, seq, seat: 'mmu', intent: { kind }, player: 0, attempt: seq + 1 }),
		)
		const due = regretsOf({ header, level, program: await loadProgram('wild', 6), reference: null }, entries)
		expect(due.length).toBeGreaterThan(0)
		const broken = [...entries, { ...(entries[0] as LogEntry), seq: 2 }]
		const [refused, found] = await Promise.allSettled([measureRegrets(header, broken), measureRegrets(header, entries)])
		expect(refused).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/does not fit/) } })
		expect(found).toMatchObject({ status: 'fulfilled', value: due })
	})
	test('S-MW3 finds what the rule cards of a log were worth', async () => {
		const level = levelNamed('wild')
		if (!level) throw new Error('no level')
		const header = roundHeader('wild', 6, 'live')
		const rule = { seat: 'mmu', when: [], do: { act: 'INSERT', choose: 'farthest' } } as const
		const entries = ([{ kind: 'TAKE' }, { kind: 'RULE_SET', slot: 0, rule }, { kind: 'READY' }] as const).map(
			(intent, seq): LogEntry => ({ tick: 0, seq, seat: 'mmu', intent, player: 0, attempt: seq + 1 }),
		)
		const due = ruleGainsOf({ header, level, program: await loadProgram('wild', 6), reference: null }, entries)
		expect(due.mmu.fired).toBeGreaterThan(10)
		expect(await measureRuleGains(header, entries)).toEqual(due)
	})
})
