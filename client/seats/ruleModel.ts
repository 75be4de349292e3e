import { FAULT_VERDICTS } from '../../shared/game/intent.ts'
import type { Seat } from '../../shared/game/seat.ts'
import {
	AREA_KINDS,
	type Comparison,
	COMPARISONS,
	HOLE_CHOICES,
	KERNEL_ITEMS,
	LINE_CHOICES,
	type Rule,
	STAGES,
	VICTIMS,
} from '../../shared/game/standingOrder.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { WordKey } from '../words/words.ts'
import { type Say, say } from './say.ts'

type Condition = Rule['when'][number]
type Action = Rule['do']
type Value = string | number | boolean

/** One thing to choose from a list; `value` is its name in the form. */
export interface Choice {
	readonly value: string
	readonly label: Say
}

/** What a condition can be about: a measure is compared with numbers, a quality is one of a few. */
interface FactKind {
	readonly fact: Condition['fact']
	readonly measures: boolean
	readonly values: readonly Value[]
}

const quality = (fact: Condition['fact'], values: readonly Value[]): FactKind => ({ fact, measures: false, values })
const measure = (fact: Condition['fact'], values: readonly number[]): FactKind => ({ fact, measures: true, values })

const YES_NO = [true, false] as const
const SIZES = [16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024, 2048]

/** Plates that this round has shown so far: what stands in the lot, what waits, what an order is about already. */
function platesIn(view: SeatView): string[] {
	if (view.seat !== 'malloc') return []
	const seen = [
		...view.requests.map(({ plate }) => plate),
		...view.chunks.flatMap(({ plate }) => (plate === null ? [] : [plate])),
		...view.mappings.map(({ plate }) => plate),
		...view.rules.flatMap((card) => card?.rule.when.flatMap((one) => (one.fact === 'plate' ? [one.is] : [])) ?? []),
	]
	return [...new Set(seen)].toSorted()
}

function factsOf(view: SeatView): readonly FactKind[] {
	const plates = platesIn(view)
	switch (view.seat) {
		case 'malloc':
			return [
				measure('size', SIZES),
				...(plates.length > 0 ? [quality('plate', plates)] : []),
				quality('kind', ['malloc', 'realloc']),
				measure('slack', [0, 16, 32, 64, 128]),
				measure('position', [1, 2, 3, 4, 6, 8]),
				measure('topPages', [0, 1, 2, 4, 8]),
			]
		case 'kernel':
			return [
				quality('item', KERNEL_ITEMS),
				quality('area', AREA_KINDS),
				quality('write', YES_NO),
				quality('present', YES_NO),
				quality('program', YES_NO),
				measure('freeFrames', [0, 1, 2, 3, 4, 6, 8]),
				...(view.info.maxOrder > 0 ? [measure('run', [0, 1, 2].slice(0, view.info.maxOrder + 1))] : []),
				measure('depotFree', [0, 1, 2, 4, 8]),
			]
		case 'mmu':
			return [
				quality('stage', STAGES),
				quality('write', YES_NO),
				quality('present', YES_NO),
				measure('ahead', [1, 2, 3, 4]),
				measure('lane', [0, 1, 2]),
				measure('trips', [1, 16]),
			]
	}
}

interface ActKind {
	readonly act: Action['act']
	/** Names of further choices, with their values; the first one is set. */
	readonly options: readonly (readonly [name: string, values: readonly (string | number)[]])[]
}

function actsOf(view: SeatView): readonly ActKind[] {
	switch (view.seat) {
		case 'malloc':
			return [
				{
					act: 'PARK',
					options: [
						['choose', HOLE_CHOICES],
						['end', ['low', 'high']],
					],
				},
				{ act: 'RACK', options: [] },
				{ act: 'GROW', options: [] },
				{ act: 'ASK', options: [['pages', [1, 2, 3, 4, 6, 8, 12, 16, 32]]] },
				{ act: 'MMAP', options: [] },
			]
		case 'kernel':
			return [
				{
					act: 'FAULT',
					options: [
						['verdict', FAULT_VERDICTS],
						['order', [0, 1, 2].slice(0, view.info.maxOrder + 1)],
					],
				},
				{ act: 'SYS', options: [['verdict', ['OK', 'ENOMEM']]] },
				{ act: 'EVICT', options: [['choose', VICTIMS]] },
			]
		case 'mmu':
			return [
				{ act: 'INSERT', options: [['choose', LINE_CHOICES]] },
				{ act: 'RAISE', options: [] },
				{ act: 'WALK', options: [] },
			]
	}
}

/** A rule while it is being composed: everything by name, so that form fields can hold it. */
export interface RuleDraft {
	readonly when: readonly ConditionDraft[]
	readonly act: string
	readonly options: Readonly<Record<string, string>>
}
export interface ConditionDraft {
	/** Empty: no condition here. */
	readonly fact: string
	readonly is: string
	readonly value: string
}

const NO_CONDITION: ConditionDraft = { fact: '', is: '', value: '' }

const kindOf = (view: SeatView, fact: string): FactKind | undefined => factsOf(view).find((one) => one.fact === fact)

/** A condition about that fact, with its first comparison and value. */
export function conditionAbout(view: SeatView, fact: string): ConditionDraft {
	const kind = kindOf(view, fact)
	if (!kind) return NO_CONDITION
	return { fact, is: kind.measures ? 'atMost' : '', value: String(kind.values[0] ?? '') }
}

/** An action with its first options. A verdict of several pages is for ZERO only; the rules see to it. */
export function actionOf(view: SeatView, act: string): Pick<RuleDraft, 'act' | 'options'> {
	const kind = actsOf(view).find((one) => one.act === act) ?? actsOf(view)[0]
	if (!kind) return { act, options: {} }
	return { act: kind.act, options: Object.fromEntries(kind.options.map(([name, [first]]) => [name, String(first)])) }
}

/** What a new card begins with. */
export const newDraft = (view: SeatView): RuleDraft => ({
	when: [FIRST_CONDITION[view.seat], NO_CONDITION],
	...actionOf(view, String(actsOf(view)[0]?.act)),
})
const FIRST_CONDITION: Readonly<Record<Seat, ConditionDraft>> = {
	malloc: { fact: 'size', is: 'atMost', value: '64' },
	kernel: { fact: 'area', is: '', value: 'heap' },
	mmu: { fact: 'stage', is: '', value: 'insert' },
}

/** A card as a draft, to be changed. */
export function draftOf(view: SeatView, rule: Rule): RuleDraft {
	const when = rule.when.map((condition): ConditionDraft => {
		if ('value' in condition) return { fact: condition.fact, is: condition.is, value: String(condition.value) }
		return { fact: condition.fact, is: '', value: String(condition.is) }
	})
	const { act, ...options } = rule.do
	const base = actionOf(view, act)
	const set = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]))
	return {
		when: [when[0] ?? NO_CONDITION, when[1] ?? NO_CONDITION],
		act,
		options: { ...base.options, ...set },
	}
}

/** Named values are of the list that was offered, so what comes back is what the rules know. */
const typed = (values: readonly (Value | undefined)[], name: string): Value | undefined =>
	values.find((value) => String(value) === name)

/** The rule that a draft stands for; null: something is missing. */
export function ruleOf(view: SeatView, draft: RuleDraft): Rule | null {
	const when: object[] = []
	for (const { fact, is, value } of draft.when) {
		if (fact === '') continue
		const kind = kindOf(view, fact)
		const held = kind && typed(kind.values, value)
		if (!kind || held === undefined) return null
		when.push(kind.measures ? { fact, is: is as Comparison, value: held } : { fact, is: held })
	}
	const kind = actsOf(view).find(({ act }) => act === draft.act)
	if (!kind) return null
	const options: Record<string, Value> = {}
	for (const [name, values] of kind.options) {
		const held = typed(values, draft.options[name] ?? '')
		if (held === undefined) return null
		options[name] = held
	}
	return { seat: view.seat, when, do: { act: kind.act, ...options } } as unknown as Rule
}

// ── words ────────────────────────────────────────────────────────────────────────────────────

const word = (...parts: readonly (string | number | boolean)[]): WordKey => `seats.rule.${parts.join('.')}` as WordKey

const WORDED: ReadonlySet<string> = new Set([
	'kind',
	'item',
	'area',
	'present',
	'write',
	'program',
	'stage',
	'choose',
	'end',
])

/** A value in words, or as the number that it is. */
const valueSay = (seat: Seat, name: string, value: Value): Say => {
	if (WORDED.has(name)) return say(word(name, value))
	if (name === 'lane') return say('seats.who.lane', { lane: Number(value) + 1 })
	if (name === 'order') return say('seats.kernel.runOf', { pages: 1 << Number(value) })
	if (name === 'run') return say('seats.rule.rows', { count: 1 << Number(value) })
	if (name === 'pages') return say('seats.rule.pages', { count: Number(value) })
	return say('seats.rule.plain', { value: String(value), seat })
}

const factSay = (fact: string): Say => say(word('fact', fact))
const comparisonSay = (is: string): Say => say(word('is', is))

/** The second condition may be left out; without the first one the order acts on everything. */
export const factChoices = (view: SeatView, place: number): Choice[] => [
	{ value: '', label: say(place === 0 ? 'seats.rule.always' : 'seats.rule.noMore') },
	...factsOf(view).map(({ fact }) => ({ value: fact, label: factSay(fact) })),
]

export const comparisonChoices = (view: SeatView, fact: string): Choice[] =>
	kindOf(view, fact)?.measures ? COMPARISONS.map((is) => ({ value: is, label: comparisonSay(is) })) : []

export const valueChoices = (view: SeatView, { fact }: ConditionDraft): Choice[] =>
	(kindOf(view, fact)?.values ?? []).map((value) => ({ value: String(value), label: valueSay(view.seat, fact, value) }))

export const actChoices = (view: SeatView): Choice[] =>
	actsOf(view).map(({ act }) => ({ value: act, label: say(word('act', act)) }))

export const optionChoices = (view: SeatView, act: string): (readonly [name: string, choices: Choice[]])[] =>
	(actsOf(view).find((one) => one.act === act)?.options ?? [])
		.filter(([, values]) => values.length > 1)
		.map(([name, values]) => [
			name,
			values.map((value) => ({ value: String(value), label: valueSay(view.seat, name, value) })),
		])

/** A card read aloud: its conditions and its action. */
export function ruleSays({ seat, when, do: action }: Rule): {
	readonly when: readonly Say[]
	readonly action: Say
	readonly options: readonly Say[]
} {
	const { act, ...options } = action
	return {
		when: when.map((condition) =>
			'value' in condition
				? say('seats.rule.measure', {
						fact: factSay(condition.fact),
						is: comparisonSay(condition.is),
						value: valueSay(seat, condition.fact, condition.value),
					})
				: say('seats.rule.quality', {
						fact: factSay(condition.fact),
						value: valueSay(seat, condition.fact, condition.is),
					}),
		),
		action: say(word('act', act)),
		options: Object.entries<Value>(options)
			.filter(([name, value]) => name !== 'order' || value !== 0)
			.map(([name, value]) => valueSay(seat, name, value)),
	}
}
