import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type Rule, RULE_DELAY_TICKS, RULE_SLOTS, type RuleCard } from '../../shared/game/standingOrder.ts'
import { TICK_MS } from '../../shared/game/seat.ts'
import type { SeatView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import {
	actChoices,
	actionOf,
	type Choice,
	comparisonChoices,
	conditionAbout,
	type ConditionDraft,
	draftOf,
	factChoices,
	newDraft,
	optionChoices,
	type RuleDraft,
	ruleOf,
	ruleSays,
	valueChoices,
} from './ruleModel.ts'
import type { Screen } from './screen.ts'
import { Sheet } from './sheet.tsx'
import { speak } from './speak.ts'

const SLOTS = Array.from({ length: RULE_SLOTS }, (_, slot) => slot)

interface Props {
	readonly screen: Screen
	readonly view: SeatView
}

/** The seat's three standing orders; one at a time is opened and composed. */
export function RulesSheet({ screen, view }: Props): JSX.Element | null {
	if (screen.sheet.value !== 'rules') return null
	return (
		<Sheet
			title={t('seats.rules.title', { seat: t(`role.${view.seat}`) })}
			kind={`rulesSheet seat-${view.seat}`}
			onClose={() => {
				screen.sheet.value = 'none'
			}}
		>
			<RuleCards screen={screen} view={view} />
		</Sheet>
	)
}

/** Forgets what was being written when the sheet is closed. */
function RuleCards({ screen, view }: Props): JSX.Element {
	const editing = useSignal<number | null>(null)
	return (
		<>
			<p class="muted">{t('seats.rules.line', { seconds: (RULE_DELAY_TICKS * TICK_MS) / 1000 })}</p>
			<ol class="ruleCards">
				{SLOTS.map((slot) => {
					const card = view.rules[slot] ?? null
					return (
						<li key={slot} class={`ruleCard${card ? '' : ' blank'}${editing.value === slot ? ' open' : ''}`}>
							{editing.value === slot ? (
								<Composer
									view={view}
									slot={slot}
									rule={card?.rule ?? null}
									done={(rule) => {
										if (rule) screen.send({ kind: 'RULE_SET', slot, rule })
										editing.value = null
									}}
								/>
							) : card ? (
								<Card
									card={card}
									slot={slot}
									change={() => {
										editing.value = slot
									}}
									remove={() => screen.send({ kind: 'RULE_CLEAR', slot })}
								/>
							) : (
								<button
									type="button"
									class="newRule"
									onClick={() => {
										editing.value = slot
									}}
								>
									<b aria-hidden="true">+</b> {t('seats.rules.write', { slot: slot + 1 })}
								</button>
							)}
						</li>
					)
				})}
			</ol>
		</>
	)
}

interface CardProps {
	readonly card: RuleCard
	readonly slot: number
	readonly change: () => void
	readonly remove: () => void
}

function Card({ card, slot, change, remove }: CardProps): JSX.Element {
	return (
		<>
			<div class="ruleHead">
				<b class="ruleNumber number">{slot + 1}</b>
				<span class={card.fired > 0 ? 'fired number' : 'fired number never'}>
					{card.fired > 0 ? t('seats.rules.fired', { count: card.fired }) : t('seats.rules.never')}
				</span>
				<button type="button" class="choice small" onClick={change}>
					<b>{t('seats.rules.change')}</b>
				</button>
				<button type="button" class="choice small" onClick={remove}>
					<b>{t('seats.rules.remove')}</b>
				</button>
			</div>
			<RuleText rule={card.rule} />
		</>
	)
}

/** A card in plain words. */
export function RuleText({ rule }: { readonly rule: Rule }): JSX.Element {
	const { when, action, options } = ruleSays(rule)
	return (
		<p class="ruleText">
			<em>{t('seats.rules.when')}</em> {when.length === 0 ? t('seats.rule.always') : null}
			{when.map((one, index) => (
				<span key={index}>
					{index > 0 ? <em> {t('seats.rules.and')} </em> : null}
					<b>{speak(one)}</b>
				</span>
			))}{' '}
			<em>{t('seats.rules.do')}</em> <b>{[action, ...options].map(speak).join(' · ')}</b>
		</p>
	)
}

interface ComposerProps {
	readonly view: SeatView
	readonly slot: number
	readonly rule: Rule | null
	/** With the rule to be kept, or null: nothing changes. */
	readonly done: (rule: Rule | null) => void
}

/** WHEN … AND … DO …, every part a list to choose from. */
function Composer({ view, slot, rule, done }: ComposerProps): JSX.Element {
	const draft = useSignal<RuleDraft>(rule ? draftOf(view, rule) : newDraft(view))
	const { when, act, options } = draft.value
	const ready = ruleOf(view, draft.value)
	const setCondition = (at: number, next: ConditionDraft): void => {
		draft.value = { ...draft.value, when: when.map((one, index) => (index === at ? next : one)) }
	}
	return (
		<form
			class="composer"
			aria-label={t('seats.rules.write', { slot: slot + 1 })}
			onSubmit={(event) => {
				event.preventDefault()
				if (ready) done(ready)
			}}
		>
			{when.map((condition, index) => (
				<div key={index} class="ruleLine">
					<em>{t(index === 0 ? 'seats.rules.when' : 'seats.rules.and')}</em>
					<Pick
						name={t('seats.rules.about')}
						value={condition.fact}
						choices={factChoices(view, index)}
						pick={(fact) => setCondition(index, conditionAbout(view, fact))}
					/>
					{comparisonChoices(view, condition.fact).length > 0 ? (
						<Pick
							name={t('seats.rules.compare')}
							value={condition.is}
							choices={comparisonChoices(view, condition.fact)}
							pick={(is) => setCondition(index, { ...condition, is })}
						/>
					) : null}
					{condition.fact === '' ? null : (
						<Pick
							name={t('seats.rules.value')}
							value={condition.value}
							choices={valueChoices(view, condition)}
							pick={(value) => setCondition(index, { ...condition, value })}
						/>
					)}
				</div>
			))}
			<div class="ruleLine">
				<em>{t('seats.rules.do')}</em>
				<Pick
					name={t('seats.rules.do')}
					value={act}
					choices={actChoices(view)}
					pick={(next) => {
						draft.value = { ...draft.value, ...actionOf(view, next) }
					}}
				/>
				{optionChoices(view, act).map(([name, choices]) => (
					<Pick
						key={name}
						name={t('seats.rules.how')}
						value={options[name] ?? ''}
						choices={choices}
						pick={(value) => {
							draft.value = { ...draft.value, options: { ...options, [name]: value } }
						}}
					/>
				))}
			</div>
			<div class="ruleGo">
				<button type="submit" class="button primary" disabled={ready === null}>
					{t('seats.rules.keep')}
				</button>
				<button type="button" class="button" onClick={() => done(null)}>
					{t('seats.rules.leave')}
				</button>
			</div>
		</form>
	)
}

interface PickProps {
	readonly name: string
	readonly value: string
	readonly choices: readonly Choice[]
	readonly pick: (value: string) => void
}

/** The browser's own list: it opens under the thumb, and the keyboard knows it. */
function Pick({ name, value, choices, pick }: PickProps): JSX.Element {
	return (
		<select class="rulePick" aria-label={name} value={value} onChange={(event) => pick(event.currentTarget.value)}>
			{choices.map((choice) => (
				<option key={choice.value} value={choice.value}>
					{speak(choice.label)}
				</option>
			))}
		</select>
	)
}
