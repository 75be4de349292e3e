import type { JSX } from 'preact'
import type { Request } from '../../shared/game/event.ts'
import { ADVICES } from '../../shared/machine/event.ts'
import { TEACH } from '../../shared/machine/scale.ts'
import type { MallocView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { adviceRuns, advisableRows, tapRow } from './adviseModel.ts'
import { hex2 } from './hexText.ts'
import {
	ASK_STEPS,
	adviseCost,
	askCost,
	canAsk,
	canFail,
	canFlush,
	copyCost,
	flushCost,
	growCost,
	growFits,
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

/** A second choice, and whether it can be taken now. */
interface Option {
	readonly kind: MallocPlan['kind']
	readonly title: string
	readonly sub: string
	readonly on: boolean
}

/** Three choices stand below the big button, the others in the drawer; what can be done now comes first. */
const SHOWN = 3

function optionsOf(view: MallocView, request: Request | null): readonly Option[] {
	const copy = request ? copyCost(view, request) : 0
	const ask: Option = {
		kind: 'ask',
		title: t('seats.button.ask'),
		sub: t('seats.button.askSub', { cost: askCost() }),
		on: request !== null && canAsk(view, request),
	}
	const now: Option[] = [
		{
			kind: 'fail',
			title: t('seats.button.fail'),
			sub: t('seats.button.failSub', { cost: PRICES.appError.costCycles }),
			on: request !== null && canFail(view, request),
		},
		{
			kind: 'grow',
			title: t('seats.button.grow'),
			sub: t('seats.button.growSub', { cost: growCost() }),
			on: request !== null && growFits(view, request),
		},
		{
			kind: 'rack',
			title: t('seats.button.rack'),
			sub: t('seats.button.rackSub', { cost: rackCost() + copy }),
			on: request !== null && rackFits(view, request),
		},
	]
	const always: Option[] = [
		{
			kind: 'mmap',
			title: t('seats.button.mmap'),
			sub: t('seats.button.mmapSub', { cost: mmapCost() + copy, min: TEACH.pageBytes }),
			on: request !== null && mmapFits(view, request),
		},
		{
			kind: 'policy',
			title: t('seats.button.policy'),
			sub:
				view.rackMaxBytes === 0 ? t('seats.button.policyOff') : t('seats.button.policySub', { max: view.rackMaxBytes }),
			on: true,
		},
		{
			kind: 'trim',
			title: t('seats.button.trim'),
			sub: t('seats.button.trimSub', { cost: askCost() }),
			on: request !== null && trimMaxPages(view) >= 1,
		},
		{
			kind: 'flush',
			title: t('seats.button.flush'),
			sub:
				view.rack.length === 0
					? t('seats.button.flushNone')
					: t('seats.button.flushSub', { cost: flushCost(view), count: view.rack.length }),
			on: request !== null && canFlush(view, request),
		},
		{
			kind: 'advise',
			title: t('seats.button.advise'),
			sub: t('seats.button.adviseSub', { cost: adviseCost('WILLNEED') }),
			on: request !== null,
		},
	]
	return [ask, ...now.filter(({ on }) => on), ...always]
}

export function MallocDock({ screen, view }: Props): JSX.Element {
	const model = screen.malloc.value
	if (!model) return <div class="dock" />
	const { plan } = screen.mallocDraft.value
	const { request } = model
	const idle = !request && plan?.kind !== 'policy' && plan?.kind !== 'more'
	const options = optionsOf(view, request)
	const drawer = options.slice(SHOWN)
	const inDrawer = plan?.kind === 'more' || drawer.some(({ kind }) => kind === plan?.kind)
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
						<Amounts screen={screen} view={view} request={request} plan={plan} />
						{model.canSwitchEnd ? <Ends screen={screen} plan={plan} /> : null}
						{plan?.kind === 'more' ? (
							<div class="drawer">
								{drawer.map((option) => (
									<Choice key={option.kind} screen={screen} view={view} option={option} />
								))}
							</div>
						) : null}
					</div>
				)}
			</div>
			<PrimaryButton screen={screen} view={view} />
			<div class="secondary">
				{options.slice(0, SHOWN).map((option) => (
					<Choice key={option.kind} screen={screen} view={view} option={option} />
				))}
				<button
					type="button"
					class="choice"
					aria-pressed={inDrawer}
					aria-expanded={plan?.kind === 'more'}
					disabled={view.phase !== 'running'}
					onClick={() => screen.plan(plan?.kind === 'more' ? null : { kind: 'more' })}
				>
					<b>{t('seats.button.more')}</b>
					<span>{t('seats.button.moreSub')}</span>
				</button>
			</div>
		</div>
	)
}

/** Takes the plan in hand (again: lets go of it). The primary button then does it. */
function Choice({ screen, view, option }: Props & { readonly option: Option }): JSX.Element {
	const { kind, title, sub, on } = option
	const held = screen.mallocDraft.value.plan?.kind === kind
	const coached = screen.coach.value?.target === kind
	return (
		<button
			type="button"
			class={`choice${kind === 'ask' ? ' office' : ''}${coached ? ' coached' : ''}`}
			aria-pressed={held}
			disabled={!on || view.phase !== 'running'}
			onClick={() => screen.plan(held ? null : defaultPlan(kind, view))}
		>
			<b>{title}</b>
			<span class="number">{sub}</span>
		</button>
	)
}

const ADVICE_NAMES = { DONTNEED: 'seats.malloc.dontneed', WILLNEED: 'seats.malloc.willneed' } as const

/** Which advice, and about which rows: tap the first one, then the last one. */
function Rows({
	screen,
	view,
	request,
	plan,
}: Props & { readonly request: Request; readonly plan: Extract<MallocPlan, { kind: 'advise' }> }): JSX.Element {
	const runs = adviceRuns(view, request, plan.advice)
	const { rows } = plan
	return (
		<>
			<div class="steps small" role="group" aria-label={t('seats.button.advise')}>
				{ADVICES.map((advice) => (
					<Step
						key={advice}
						label={t(ADVICE_NAMES[advice])}
						held={plan.advice === advice}
						pick={() => screen.plan({ kind: 'advise', advice, rows: null })}
					/>
				))}
			</div>
			<div class="steps frames" role="group" aria-label={t('seats.malloc.rows')}>
				{advisableRows(runs).map((row) => (
					<Step
						key={row}
						label={hex2(row)}
						held={rows !== null && row >= rows.page && row < rows.page + rows.pages}
						pick={() => screen.plan({ ...plan, rows: tapRow(runs, rows, row) })}
					/>
				))}
			</div>
		</>
	)
}

/** The amount of the plan in hand: pages, or the size up to which `free` racks. */
function Amounts({
	screen,
	view,
	request,
	plan,
}: Props & { readonly request: Request | null; readonly plan: MallocPlan | null }): JSX.Element | null {
	if (plan?.kind === 'advise' && request) return <Rows screen={screen} view={view} request={request} plan={plan} />
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
			<div class="steps tight" role="group" aria-label={t('seats.malloc.policyUpTo')}>
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
