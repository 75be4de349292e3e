import type { JSX } from 'preact'
import type { MallocView } from '../../shared/view/seatView.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import { t } from '../words/words.ts'
import {
	ASK_STEPS,
	askCost,
	canAsk,
	canFail,
	type MallocPlan,
	mmapCost,
	mmapFits,
	POLICY_STEPS,
	rackCost,
	rackFits,
	trimMaxPages,
} from './mallocModel.ts'
import { PRICES } from '../../shared/machine/prices.ts'
import { PrimaryButton } from './primaryButton.tsx'
import { defaultPlan, type Screen } from './screen.ts'
import { speak } from './speak.ts'
import { WaitingCard } from './waitingCard.tsx'

interface Props {
	readonly screen: Screen
	readonly view: MallocView
}

export function MallocDock({ screen, view }: Props): JSX.Element {
	const model = screen.malloc.value
	if (!model) return <div class="dock" />
	const { plan } = screen.mallocDraft.value
	const { request } = model
	const idle = !request && plan?.kind !== 'policy'
	return (
		<div class="dock">
			<div class="dockScroll">
				{idle || view.phase === 'waiting' ? (
					<WaitingCard view={view} />
				) : (
					<div class={`card2 tone-${model.tone}`} aria-live="polite">
						{model.lines.map((line, index) =>
							index === 0 ? <b key={line.key}>{speak(line)}</b> : <p key={line.key}>{speak(line)}</p>,
						)}
						<Amounts screen={screen} view={view} plan={plan} />
						{model.canSwitchEnd ? <Ends screen={screen} plan={plan} /> : null}
					</div>
				)}
			</div>
			<PrimaryButton screen={screen} view={view} />
			<div class="secondary">
				<Choice
					screen={screen}
					view={view}
					kind="ask"
					office
					title={t('seats.button.ask')}
					sub={t('seats.button.askSub', { cost: askCost() })}
					off={!request || !canAsk(view, request)}
				/>
				<Choice
					screen={screen}
					view={view}
					kind="mmap"
					title={t('seats.button.mmap')}
					sub={t('seats.button.mmapSub', { cost: mmapCost(), min: TEACH.pageBytes })}
					off={!request || !mmapFits(view, request)}
				/>
				{request && rackFits(view, request) ? (
					<Choice
						screen={screen}
						view={view}
						kind="rack"
						title={t('seats.button.rack')}
						sub={t('seats.button.rackSub', { cost: rackCost() })}
						off={false}
					/>
				) : (
					<Choice
						screen={screen}
						view={view}
						kind="policy"
						title={t('seats.button.policy')}
						sub={
							view.rackMaxBytes === 0
								? t('seats.button.policyOff')
								: t('seats.button.policySub', { max: view.rackMaxBytes })
						}
						off={false}
					/>
				)}
				{request && canFail(view, request) ? (
					<Choice
						screen={screen}
						view={view}
						kind="fail"
						title={t('seats.button.fail')}
						sub={t('seats.button.failSub', { cost: PRICES.appError.costCycles })}
						off={false}
					/>
				) : (
					<Choice
						screen={screen}
						view={view}
						kind="trim"
						title={t('seats.button.trim')}
						sub={t('seats.button.trimSub', { cost: askCost() })}
						off={!request || trimMaxPages(view) < 1}
					/>
				)}
			</div>
		</div>
	)
}

interface ChoiceProps extends Props {
	readonly kind: MallocPlan['kind']
	readonly title: string
	readonly sub: string
	readonly off: boolean
	readonly office?: boolean
}

/** A second choice: takes the plan in hand (again: lets go of it). The primary button then does it. */
function Choice({ screen, view, kind, title, sub, off, office = false }: ChoiceProps): JSX.Element {
	const held = screen.mallocDraft.value.plan?.kind === kind
	const coached = screen.coach.value?.target === kind
	return (
		<button
			type="button"
			class={`choice${office ? ' office' : ''}${coached ? ' coached' : ''}`}
			aria-pressed={held}
			disabled={off || view.phase !== 'running'}
			onClick={() => screen.plan(held ? null : defaultPlan(kind, view))}
		>
			<b>{title}</b>
			<span class="number">{sub}</span>
		</button>
	)
}

/** The amount of the plan in hand: pages, or the size up to which `free` racks. */
function Amounts({ screen, view, plan }: Props & { readonly plan: MallocPlan | null }): JSX.Element | null {
	if (plan?.kind === 'ask') {
		const room = ASK_STEPS.filter((pages) => pages <= 8)
		const more = plan.pages > 8
		return (
			<div class="steps" role="group" aria-label={t('seats.malloc.askPages')}>
				{(more ? ASK_STEPS.slice(2) : room).map((pages) => (
					<Step
						key={pages}
						label={String(pages)}
						held={plan.pages === pages}
						pick={() => screen.plan({ kind: 'ask', pages })}
					/>
				))}
				<Step
					label={more ? t('seats.malloc.fewer') : t('seats.malloc.more')}
					held={false}
					pick={() => screen.plan({ kind: 'ask', pages: more ? 2 : 16 })}
				/>
			</div>
		)
	}
	if (plan?.kind === 'trim') {
		const most = trimMaxPages(view)
		const steps = [...new Set([1, 2, 4, 8, most])].filter((pages) => pages <= most).toSorted((a, b) => a - b)
		return (
			<div class="steps" role="group" aria-label={t('seats.malloc.trimPages')}>
				{steps.map((pages) => (
					<Step
						key={pages}
						label={String(pages)}
						held={plan.pages === pages}
						pick={() => screen.plan({ kind: 'trim', pages })}
					/>
				))}
			</div>
		)
	}
	if (plan?.kind === 'policy') {
		return (
			<div class="steps" role="group" aria-label={t('seats.malloc.policyUpTo')}>
				{POLICY_STEPS.map((rackMaxBytes) => (
					<Step
						key={rackMaxBytes}
						label={rackMaxBytes === 0 ? t('seats.malloc.policyNone') : `≤ ${rackMaxBytes}`}
						held={plan.rackMaxBytes === rackMaxBytes}
						pick={() => screen.plan({ kind: 'policy', rackMaxBytes })}
					/>
				))}
			</div>
		)
	}
	return null
}

export function Step({
	label,
	held,
	pick,
	name,
}: {
	readonly label: string
	readonly held: boolean
	readonly pick: () => void
	readonly name?: string
}): JSX.Element {
	return (
		<button type="button" class="stepButton number" aria-pressed={held} aria-label={name} onClick={pick}>
			{label}
		</button>
	)
}

function Ends({ screen, plan }: { readonly screen: Screen; readonly plan: MallocPlan | null }): JSX.Element | null {
	if (plan?.kind !== 'park') return null
	return (
		<div class="steps" role="group" aria-label={t('seats.malloc.ends')}>
			<Step
				label={t('seats.malloc.endLow')}
				held={plan.end === 'low'}
				pick={() => screen.plan({ ...plan, end: 'low' })}
			/>
			<Step
				label={t('seats.malloc.endHigh')}
				held={plan.end === 'high'}
				pick={() => screen.plan({ ...plan, end: 'high' })}
			/>
		</div>
	)
}
