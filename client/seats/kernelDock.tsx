import type { JSX } from 'preact'
import type { Fault, Slip } from '../../shared/game/event.ts'
import type { FrameView } from '../../shared/machine/memory.ts'
import { PRICES } from '../../shared/machine/prices.ts'
import type { KernelView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { hex2, hex4 } from './hexText.ts'
import {
	canKill,
	compactCost,
	EMPTY_TOOLS,
	evictCost,
	type FaultFacts,
	freeFrames,
	type KernelScreen,
	type KernelTool,
	killCost,
	type Order,
	runText,
	scanAge,
	scanCost,
	slipBrk,
	slipChecks,
	VERDICTS,
	verdictCost,
} from './kernelModel.ts'
import { Step } from './mallocDock.tsx'
import { PrimaryButton } from './primaryButton.tsx'
import { say } from './say.ts'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'
import { ownedPage, processSay, whoSay } from './who.ts'
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
				{model.tool ? (
					<ToolCard screen={screen} view={view} model={model} tool={model.tool} />
				) : item?.kind === 'fault' && facts ? (
					<>
						<FaultCard view={view} fault={item} facts={facts} />
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
			<Tools screen={screen} view={view} model={model} />
		</div>
	)
}

interface FaultProps {
	readonly view: KernelView
	readonly fault: Fault
	readonly facts: FaultFacts
}

function FaultCard({ view, fault, facts }: FaultProps): JSX.Element {
	const { code } = fault
	const { area } = facts
	return (
		<dl class="card2 facts">
			<dt>{t('seats.fault.address')}</dt>
			<dd>
				<b class="mono">{hex4(fault.address)}</b>{' '}
				<span class="muted pageNote">{t('seats.fault.page', { page: hex2(facts.page) })}</span>
				{fault.pid === 0 ? null : <span class="whoChip">{speak(processSay(fault.pid, view.info.tenants))}</span>}
				{facts.hinted ? (
					<span class="whoChip hint" title={t('seats.fault.hintedTitle')}>
						{t('seats.fault.hinted')}
					</span>
				) : null}
			</dd>
			<dt>{t('seats.fault.entry')}</dt>
			<dd>
				<b>{t(`seats.entry.${facts.state}`)}</b>
				{facts.state === 'present' ? (
					<span class="muted entryMore">
						{t(facts.writable ? 'seats.entry.writable' : 'seats.entry.readOnly')}
						{facts.shared > 1 ? ` · ${t('seats.entry.shared', { count: facts.shared })}` : ''}
					</span>
				) : null}
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
						<span class="mono">{area.low === area.high ? hex2(area.low) : `${hex2(area.low)}–${hex2(area.high)}`}</span>{' '}
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
	if (!draft.verdict || model.frames.length === 0) return null
	return (
		<div class={`frameChoice${screen.coach.value?.target === 'frames' ? ' coached' : ''}`}>
			{model.orders.length > 1 && draft.verdict === 'ZERO' ? (
				<div class="steps small" role="group" aria-label={t('seats.kernel.howMany')}>
					<span class="stepsLabel">{t('seats.kernel.run')}</span>
					{model.orders.map((order) => (
						<Step
							key={order}
							label={String(1 << order)}
							name={t('seats.kernel.runRows', { rows: pagesText(model, order) })}
							held={model.order === order}
							pick={() => {
								screen.kernelDraft.value = { ...draft, order, frame: null }
							}}
						/>
					))}
				</div>
			) : null}
			<div class="steps frames" role="group" aria-label={t('seats.kernel.frame')}>
				<span class="stepsLabel">{t('seats.kernel.frame')}</span>
				{model.frames.map((frame) => (
					<Step
						key={frame}
						label={runText(frame, model.order)}
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

/** The aligned rows around the fault that an order would serve. */
const pagesText = ({ facts }: KernelScreen, order: Order): string =>
	runText((facts?.page ?? 0) & ~((1 << order) - 1), order)

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
					{speak(
						say(brk ? 'seats.slip.brk' : 'seats.slip.mmap', {
							who: whoSay(slip, view.info.tenants),
							count: slip.pages,
						}),
					)}
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

interface ToolProps extends Props {
	readonly model: KernelScreen
	readonly tool: KernelTool
}

/** What is done about the frames. */
function ToolCard({ screen, view, model, tool }: ToolProps): JSX.Element {
	const hold = (next: KernelTool): void => {
		screen.notice.value = null
		screen.kernelDraft.value = { ...screen.kernelDraft.peek(), tool: next }
	}
	const age = scanAge(view)
	const asOf = age === null ? t('seats.scan.never') : t('seats.scan.age', { count: age })
	switch (tool.kind) {
		case 'evict':
			return (
				<div class="card2">
					<b>{model.mustEvict ? t('seats.evict.must') : t('seats.evict.title')}</b>
					<p class="muted">
						{model.toolFrames.length === 0 ? t('seats.evict.none') : `${t('seats.evict.order')} ${asOf}`}
					</p>
					<FrameTiles
						label={t('seats.evict.order')}
						frames={model.toolFrames}
						held={tool.frame}
						pick={(frame) => hold({ kind: 'evict', frame })}
					/>
				</div>
			)
		case 'scan':
			return (
				<div class="card2">
					<b>{t('seats.scan.title')}</b>
					<p>{t('seats.scan.why', { each: PRICES.scanPage.costCycles })}</p>
					<p class="muted">{asOf}</p>
					<p class="muted">{t('seats.scan.legend')}</p>
				</div>
			)
		case 'compact':
			return (
				<div class="card2">
					<b>{tool.from === null ? t('seats.compact.from') : t('seats.compact.to', { from: hex2(tool.from) })}</b>
					<p class="muted">{t('seats.compact.why')}</p>
					<FrameTiles
						label={t('seats.compact.from')}
						frames={model.toolFrames}
						held={tool.from === null ? null : tool.to}
						pick={(frame) =>
							hold(tool.from === null ? { kind: 'compact', from: frame, to: null } : { ...tool, to: frame })
						}
					/>
				</div>
			)
		case 'kill':
			return (
				<div class="card2">
					<b>{t('seats.kill.title')}</b>
					<p class="muted">{t('seats.kill.why')}</p>
					<div class="drawer two" role="group" aria-label={t('seats.kernel.pickVictim')}>
						{model.victims.map(({ pid, frames, swapped }) => (
							<button
								key={pid}
								type="button"
								class="choice"
								aria-pressed={tool.pid === pid}
								onClick={() => hold({ kind: 'kill', pid })}
							>
								<b>{speak(processSay(pid, view.info.tenants))}</b>
								<span class="number">{t('seats.kill.holds', { frames, swapped })}</span>
							</button>
						))}
					</div>
				</div>
			)
	}
}

interface TilesProps {
	readonly label: string
	readonly frames: readonly FrameView[]
	readonly held: number | null
	readonly pick: (frame: number) => void
}

/** Frames with what the kernel's books say of each: owner and page, A and D as last scanned, file, users. */
function FrameTiles({ label, frames, held, pick }: TilesProps): JSX.Element {
	return (
		<div class="steps frames evict" role="group" aria-label={label}>
			{frames.map((one, index) => (
				<button
					key={one.frame}
					type="button"
					class={`stepButton number tall${one.pid === null ? '' : one.pid === 0 ? '' : ' foreign'}`}
					aria-pressed={held === one.frame}
					aria-label={t('seats.evict.pick', {
						frame: hex2(one.frame),
						page: one.page === null ? '–' : ownedPage(one.pid, hex2(one.page)),
						nth: index + 1,
						marks: marksOf(one).join(' '),
					})}
					onClick={() => pick(one.frame)}
				>
					<b class="mono">{hex2(one.frame)}</b>
					<span class="mono">
						{one.page === null ? t('seats.table.freeFrame') : ownedPage(one.pid, hex2(one.page))}
					</span>
					{marksOf(one).length === 0 ? null : <span class="mono marks">{marksOf(one).join(' ')}</span>}
				</button>
			))}
		</div>
	)
}

/** As of the latest scan: `A` used since the scan before, `a` not; `D` written, `f` also in a file, `×2` shared. */
function marksOf({ scannedStep, accessedScan, dirtyKnown, file, shared }: FrameView): string[] {
	return [
		scannedStep === null ? '' : accessedScan ? 'A' : 'a',
		dirtyKnown ? 'D' : '',
		file ? 'f' : '',
		shared > 1 ? `×${shared}` : '',
	].filter((mark) => mark !== '')
}

interface ToolsProps extends Props {
	readonly model: KernelScreen
}

/** What there is and what is promised, and what can be done about it. */
function Tools({ screen, view, model }: ToolsProps): JSX.Element {
	const draft = screen.kernelDraft.value
	const free = freeFrames(view).length
	const { depotPages, maxOrder, commitLimitPages } = view.info
	const full = view.depotUsed >= depotPages
	const tool = (kind: KernelTool['kind'], title: string, cost: string, on: boolean): JSX.Element => (
		<button
			type="button"
			class={`choice tool-${kind}`}
			aria-pressed={model.tool?.kind === kind}
			disabled={!on || view.phase !== 'running'}
			onClick={() => {
				screen.notice.value = null
				// Putting away what was forced by a verdict puts the verdict away too.
				screen.kernelDraft.value =
					model.tool?.kind === kind
						? { ...draft, tool: null, verdict: model.mustEvict ? null : draft.verdict }
						: { ...draft, tool: EMPTY_TOOLS[kind] }
			}}
		>
			<b>{title}</b>
			<span class="number">{cost}</span>
		</button>
	)
	const price = (value: number): string => t('seats.number', { value })
	return (
		<>
			<div class="meters">
				<Meter low={free <= 1} value={`${free}/${view.frames.length}`} label={t('seats.meter.free')} />
				<Meter
					low={view.committedPages >= commitLimitPages}
					value={`${view.committedPages}/${commitLimitPages}`}
					label={t('seats.meter.commit')}
				/>
				<Meter low={full} value={`${view.depotUsed}/${depotPages}`} label={t('seats.meter.depot')} />
			</div>
			<div class={`secondary tools${maxOrder > 0 ? '' : ' three'}`}>
				{tool('evict', t('seats.button.evict'), price(evictCost()), true)}
				{tool('scan', t('seats.button.scan'), price(scanCost(view)), true)}
				{maxOrder > 0 ? tool('compact', t('seats.button.compact'), price(compactCost()), free > 0) : null}
				{tool('kill', t('seats.button.kill'), price(killCost()), canKill(view))}
			</div>
		</>
	)
}

function Meter({
	low,
	value,
	label,
}: {
	readonly low: boolean
	readonly value: string
	readonly label: string
}): JSX.Element {
	return (
		<span class={low ? 'meter low' : 'meter'}>
			<b class="number">{value}</b> <span>{label}</span>
		</span>
	)
}
