import type { JSX } from 'preact'
import type { Fault, Slip } from '../../shared/game/event.ts'
import { needsFrame } from '../../shared/machine/kernel/fault.ts'
import type { KernelView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { hex2, hex4 } from './hexText.ts'
import {
	evictCost,
	type FaultFacts,
	freeFrames,
	type KernelScreen,
	slipBrk,
	slipChecks,
	VERDICTS,
	verdictCost,
} from './kernelModel.ts'
import { Step } from './mallocDock.tsx'
import { PrimaryButton } from './primaryButton.tsx'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'
import { WaitingCard } from './waitingCard.tsx'

interface Props {
	readonly screen: Screen
	readonly view: KernelView
}

export function KernelDock({ screen, view }: Props): JSX.Element {
	const model = screen.kernel.value
	if (!model) return <div class="dock" />
	const { item, facts } = model
	return (
		<div class="dock">
			<div class="dockScroll">
				{model.evicting ? (
					<EvictCard screen={screen} model={model} />
				) : item?.kind === 'fault' && facts ? (
					<>
						<FaultCard fault={item} facts={facts} />
						<Verdicts screen={screen} />
						<FrameChoice screen={screen} model={model} />
					</>
				) : item?.kind === 'slip' ? (
					<SlipCard screen={screen} view={view} slip={item} />
				) : (
					<>
						<WaitingCard view={view} />
						<Verdicts screen={screen} off />
					</>
				)}
			</div>
			<PrimaryButton screen={screen} view={view} />
			<Meters screen={screen} view={view} />
		</div>
	)
}

function FaultCard({ fault, facts }: { readonly fault: Fault; readonly facts: FaultFacts }): JSX.Element {
	const { code } = fault
	const { area } = facts
	return (
		<dl class="card2 facts">
			<dt>{t('seats.fault.address')}</dt>
			<dd>
				<b class="mono">{hex4(fault.address)}</b>{' '}
				<span class="muted page">{t('seats.fault.page', { page: hex2(facts.page) })}</span>
			</dd>
			<dt>{t('seats.fault.entry')}</dt>
			<dd>
				<b>{t(`seats.entry.${facts.state}`)}</b>
			</dd>
			<dt>{t('seats.fault.code')}</dt>
			<dd class="wide">
				<span class="bits">
					<span class="bit">
						<b class="mono">P{Number(code.present)}</b> {t(code.present ? 'seats.fault.p1' : 'seats.fault.p0')}
					</span>
					<span class="bit">
						<b class="mono">W{Number(code.write)}</b> {t(code.write ? 'seats.fault.w1' : 'seats.fault.w0')}
					</span>
					<span class="bit">
						<b class="mono">U{Number(code.user)}</b> {t(code.user ? 'seats.fault.u1' : 'seats.fault.u0')}
					</span>
				</span>
			</dd>
			<dt>{t('seats.fault.area')}</dt>
			<dd class="wide">
				{area ? (
					<>
						<b>{t(`seats.area.${area.kind}`)}</b>{' '}
						<span class="mono">
							{hex2(area.low)}–{hex2(area.high)}
						</span>{' '}
						<span class="mono perm">
							r{area.write ? 'w' : '-'}
							{area.execute ? 'x' : '-'}
						</span>
					</>
				) : (
					<>
						<b class="noArea">{t('seats.fault.noArea')}</b>{' '}
						<span class="muted">{t(`seats.zoneShort.${facts.zone}`)}</span>
					</>
				)}
			</dd>
		</dl>
	)
}

function Verdicts({ screen, off = false }: { readonly screen: Screen; readonly off?: boolean }): JSX.Element {
	const draft = screen.kernelDraft.value
	const order = screen.kernel.value?.order ?? 0
	return (
		<div
			class={`verdicts${screen.coach.value?.target === 'verdicts' ? ' coached' : ''}`}
			role="group"
			aria-label={t('seats.kernel.pickVerdict')}
		>
			{VERDICTS.map((verdict, index) => (
				<button
					key={verdict}
					type="button"
					class={`verdict v-${verdict}`}
					disabled={off}
					aria-pressed={draft.verdict === verdict}
					onClick={() => {
						screen.notice.value = null
						screen.kernelDraft.value = { ...draft, verdict: draft.verdict === verdict ? null : verdict, frame: null }
					}}
				>
					<b>
						<kbd aria-hidden="true">{index + 1}</kbd>
						{verdict}{' '}
						<span class="verdictCost number">{t('seats.number', { value: verdictCost(verdict, order) })}</span>
					</b>
					<span>{t(`seats.verdict.${verdict}`)}</span>
				</button>
			))}
		</div>
	)
}

function FrameChoice({ screen, model }: { readonly screen: Screen; readonly model: KernelScreen }): JSX.Element | null {
	const draft = screen.kernelDraft.value
	if (!draft.verdict || !needsFrame(draft.verdict) || model.frames.length === 0) return null
	return (
		<div class={`frameChoice${screen.coach.value?.target === 'frames' ? ' coached' : ''}`}>
			{model.canPair && draft.verdict === 'ZERO' ? (
				<div class="steps small" role="group" aria-label={t('seats.kernel.howMany')}>
					<Step
						label={t('seats.kernel.one')}
						held={draft.order === 0}
						pick={() => {
							screen.kernelDraft.value = { ...draft, order: 0, frame: null }
						}}
					/>
					<Step
						label={t('seats.kernel.pair')}
						held={draft.order === 1}
						pick={() => {
							screen.kernelDraft.value = { ...draft, order: 1, frame: null }
						}}
					/>
				</div>
			) : null}
			<div class="steps frames" role="group" aria-label={t('seats.kernel.frame')}>
				<span class="stepsLabel">{t('seats.kernel.frame')}</span>
				{model.frames.map((frame) => (
					<Step
						key={frame}
						label={hex2(frame)}
						held={model.frame === frame}
						pick={() => {
							screen.kernelDraft.value = { ...draft, frame }
						}}
					/>
				))}
			</div>
		</div>
	)
}

function SlipCard({ screen, view, slip }: Props & { readonly slip: Slip }): JSX.Element {
	const draft = screen.kernelDraft.value
	const brk = slip.call === 'brk' ? slipBrk(view, slip) : null
	const rule = (ruling: 'OK' | 'ENOMEM') => () => {
		screen.notice.value = null
		screen.kernelDraft.value = { ...draft, ruling: draft.ruling === ruling ? null : ruling }
	}
	return (
		<>
			<div class="card2">
				<b>
					{brk
						? t('seats.slip.brk', { lane: slip.lane + 1, pages: slip.pages })
						: t('seats.slip.mmap', { lane: slip.lane + 1, pages: slip.pages })}
				</b>
				{brk ? (
					<p class="mono">
						brk {brk.from} → {brk.to}
					</p>
				) : null}
				<ul class="checks">
					{slipChecks(view, slip).map((check) => (
						<li key={check.label.key}>
							<span>{speak(check.label)}</span> <b class="mono">{check.value}</b>{' '}
							<span class="muted">{speak(check.limit)}</span>
						</li>
					))}
				</ul>
				<p class="muted">{t('seats.slip.rule')}</p>
			</div>
			<div
				class={`rulings${screen.coach.value?.target === 'ruling' ? ' coached' : ''}`}
				role="group"
				aria-label={t('seats.kernel.pickRuling')}
			>
				<button type="button" class="verdict v-OK" aria-pressed={draft.ruling === 'OK'} onClick={rule('OK')}>
					<b>OK</b>
					<span>{t('seats.slip.ok')}</span>
				</button>
				<button type="button" class="verdict v-SEGV" aria-pressed={draft.ruling === 'ENOMEM'} onClick={rule('ENOMEM')}>
					<b>ENOMEM</b>
					<span>{t('seats.slip.enomem')}</span>
				</button>
			</div>
		</>
	)
}

function EvictCard({ screen, model }: { readonly screen: Screen; readonly model: KernelScreen }): JSX.Element {
	const draft = screen.kernelDraft.value
	return (
		<div class="card2">
			<b>{model.mustEvict ? t('seats.evict.must') : t('seats.evict.title')}</b>
			<p class="muted">{t('seats.evict.order')}</p>
			<div class="steps frames evict" role="group" aria-label={t('seats.evict.order')}>
				{model.evictList.map(({ frame, page }, index) => (
					<button
						key={frame}
						type="button"
						class="stepButton number tall"
						aria-pressed={draft.evict?.frame === frame}
						aria-label={t('seats.evict.pick', {
							frame: hex2(frame),
							page: page === null ? '' : hex2(page),
							nth: index + 1,
						})}
						onClick={() => {
							screen.kernelDraft.value = { ...draft, evict: { frame } }
						}}
					>
						<b class="mono">{hex2(frame)}</b>
						<span class="mono">{page === null ? '' : hex2(page)}</span>
					</button>
				))}
			</div>
		</div>
	)
}

function Meters({ screen, view }: Props): JSX.Element {
	const draft = screen.kernelDraft.value
	const free = freeFrames(view).length
	return (
		<div class="secondary meters">
			<span class={free <= 1 ? 'meter low' : 'meter'}>
				<b class="number">
					{free}/{view.frames.length}
				</b>
				<span>{t('seats.meter.free')}</span>
			</span>
			<span class="meter">
				<b class="number">
					{view.committedPages}/{view.info.commitLimitPages}
				</b>
				<span>{t('seats.meter.commit')}</span>
			</span>
			<span class="meter">
				<b class="number">{view.depotUsed}</b>
				<span>{t('seats.meter.depot')}</span>
			</span>
			<button
				type="button"
				class="choice"
				aria-pressed={draft.evict !== null}
				disabled={view.phase !== 'running'}
				onClick={() => {
					screen.kernelDraft.value = { ...draft, evict: draft.evict ? null : { frame: null } }
				}}
			>
				<b>{t('seats.button.evict')}</b>
				<span class="number">{t('seats.button.evictSub', { cost: evictCost() })}</span>
			</button>
		</div>
	)
}
