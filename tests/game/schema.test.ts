import { expect, test } from 'vitest'
import type { Intent } from '../../shared/game/intent.ts'
import { parseLogEntry } from '../../shared/protocol/schemas.ts'

const parse = (intent: unknown) =>
	parseLogEntry({ tick: 1, seq: 0, seat: 'malloc', player: 0, attempt: 1, intent })?.intent ?? null

const plate = { fact: 'plate', is: 'TMP' } as const
const order = { kind: 'RULE_SET', slot: 2 } as const

const GOOD: readonly Intent[] = [
	{ kind: 'GROW', ticket: 1 },
	{ kind: 'MOVE', ticket: 1, chunk: 4096, end: 'high' },
	{ kind: 'FLUSH', ticket: 1 },
	{ kind: 'ADVISE', ticket: 1, advice: 'DONTNEED', page: 17, pages: 2 },
	{ kind: 'FAULT', ticket: 1, verdict: 'SPURIOUS', frame: null, order: 2 },
	{ kind: 'SCAN' },
	{ kind: 'COMPACT', from: 1, to: 2 },
	{ kind: 'OOMKILL', pid: 1 },
	{ kind: 'HEAT', page: 16, heat: 'cold' },
	{ kind: 'RULE_CLEAR', slot: 0 },
	{ ...order, rule: { seat: 'malloc', when: [], do: { act: 'RACK' } } },
	{
		...order,
		rule: { seat: 'malloc', when: [plate, { fact: 'size', is: 'atMost', value: 64 }], do: { act: 'ASK', pages: 4 } },
	},
	{
		...order,
		rule: { seat: 'kernel', when: [{ fact: 'area', is: 'heap' }], do: { act: 'FAULT', verdict: 'ZERO', order: 1 } },
	},
	{ ...order, rule: { seat: 'kernel', when: [{ fact: 'program', is: true }], do: { act: 'EVICT', choose: 'cold' } } },
	{
		...order,
		rule: { seat: 'mmu', when: [{ fact: 'ahead', is: 'equal', value: 1 }], do: { act: 'INSERT', choose: 'farthest' } },
	},
]

test.each(GOOD)('P-01 %j is a command, and comes out as it went in', (intent) => {
	expect(parse(JSON.parse(JSON.stringify(intent)))).toEqual(intent)
})

test.each([
	['a fourth rule card', { ...order, slot: 3, rule: { seat: 'malloc', when: [], do: { act: 'RACK' } } }],
	['a third condition', { ...order, rule: { seat: 'malloc', when: [plate, plate, plate], do: { act: 'RACK' } } }],
	["another seat's condition", { ...order, rule: { seat: 'mmu', when: [plate], do: { act: 'RAISE' } } }],
	["another seat's action", { ...order, rule: { seat: 'malloc', when: [], do: { act: 'RAISE' } } }],
	['a long plate', { ...order, rule: { seat: 'malloc', when: [{ fact: 'plate', is: 'TEMP' }], do: { act: 'RACK' } } }],
	['a field more', { ...order, rule: { seat: 'malloc', when: [], do: { act: 'RACK', more: 1 } } }],
	['a fraction', { kind: 'OOMKILL', pid: 0.5 }],
	['order 3', { kind: 'FAULT', ticket: 1, verdict: 'ZERO', frame: 0, order: 3 }],
	['an unknown advice', { kind: 'ADVISE', ticket: 1, advice: 'SEQUENTIAL', page: 17, pages: 2 }],
	['SCAN with something', { kind: 'SCAN', frame: 1 }],
])('P-02 %s is none', (_what, intent) => {
	expect(parse(intent)).toBeNull()
})
