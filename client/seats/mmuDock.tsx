import type { JSX } from 'preact'
import type { Access } from '../../shared/game/event.ts'
import type { MmuView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { hex1, hex2 } from './hexText.ts'
import { digitsOf, heatCost, lineText, type MmuDraft, type MmuScreen, type TlbRow } from './mmuModel.ts'
import { PrimaryButton } from './primaryButton.tsx'
import type { Screen } from './screen.ts'
import { WaitingCard } from './waitingCard.tsx'

interface Props {
	readonly screen: Screen
	readonly view: MmuView
}

const HEATS = ['hot', 'cold'] as const
const DIGITS = Array.from({ length: 16 }, (_, digit) => digit)

export function MmuDock({ screen, view }: Props): JSX.Element {
	const model = screen.mmu.value
	if (!model) return <div class="dock" />
	const { access, mode } = model
	return (
		<div class="dock">
			<div class="dockScroll">
				{access ? <AccessCard access={access} draft={screen.mmuDraft.value} /> : null}
				{mode === 'walk' ? <Keypad screen={screen} /> : null}
				{mode === 'raise' && access ? <Bits screen={screen} access={access} /> : null}
				{mode === 'idle' || view.phase === 'waiting' ? <WaitingCard view={view} /> : null}
				{mode === 'prefetch' ? <FetchChoice screen={screen} model={model} /> : null}
				{mode === 'insert' || mode === 'prefetch' ? <Lines screen={screen} rows={model.rows} pickable /> : null}
				{mode === 'idle' ? <Lines screen={screen} rows={model.rows} pickable={false} /> : null}
			</div>
			<PrimaryButton screen={screen} view={view} />
			<div class="secondary heatBar">
				<Preview view={view} />
				<Heat screen={screen} view={view} page={model.heatPage} />
			</div>
		</div>
	)
}

function AccessCard({ access, draft }: { readonly access: Access; readonly draft: MmuDraft }): JSX.Element {
	const { directory, table, offset } = digitsOf(access.address)
	const walking = access.stage === 'walk'
	const box = (value: number, which: 'directory' | 'table'): JSX.Element => {
		const typed = draft[which]
		const current = walking && typed === null && (which === 'directory' || draft.directory !== null)
		return (
			<span class={`digit ${which}${current ? ' current' : ''}${typed !== null ? ' typed' : ''}`}>
				<b class="mono">{hex1(value)}</b>
				<small>{t(which === 'directory' ? 'seats.mmu.dir' : 'seats.mmu.tab')}</small>
			</span>
		)
	}
	return (
		<div class="card2 accessCard">
			<div class="accessHead">
				<b>
					{access.write
						? t('seats.mmu.write', { lane: access.lane + 1 })
						: t('seats.mmu.read', { lane: access.lane + 1 })}
				</b>
				<span class="chip number" title={t('seats.mmu.tripsTitle')}>
					×{access.trips}
				</span>
			</div>
			<div
				class="digits"
				role="img"
				aria-label={t('seats.mmu.address', { directory: hex1(directory), table: hex1(table), offset })}
			>
				<span class="mono zeroX">0x</span>
				{box(directory, 'directory')}
				{box(table, 'table')}
				<span class="digit offset">
					<b class="mono">{offset}</b>
					<small>{t('seats.mmu.off')}</small>
				</span>
				{access.found ? <Found access={access} /> : null}
			</div>
		</div>
	)
}

function Found({ access }: { readonly access: Access }): JSX.Element | null {
	const { found } = access
	if (!found) return null
	return (
		<span class="found">
			<small>{t('seats.mmu.found')}</small>
			<b class="mono">
				P{Number(found.present)} {found.present ? `W${Number(found.writable)} U${Number(found.user)}` : '––'}
			</b>
		</span>
	)
}

/** Sixteen keys for the two digits, one after the other. */
function Keypad({ screen }: { readonly screen: Screen }): JSX.Element {
	const draft = screen.mmuDraft.value
	const next = draft.directory === null ? 'directory' : 'table'
	return (
		<div
			class={`keypad${screen.coach.value?.target === 'digits' ? ' coached' : ''}`}
			role="group"
			aria-label={t(next === 'directory' ? 'seats.mmu.pickDirectory' : 'seats.mmu.pickTable')}
		>
			{DIGITS.map((digit) => (
				<button
					key={digit}
					type="button"
					class="keyButton mono"
					aria-pressed={(draft.directory === digit && draft.table === null) || draft.table === digit}
					onClick={() => typeDigit(screen, digit)}
				>
					{hex1(digit)}
				</button>
			))}
		</div>
	)
}

/** The first digit, then the second; a third begins anew. */
export function typeDigit(screen: Screen, digit: number): void {
	const draft = screen.mmuDraft.peek()
	screen.notice.value = null
	screen.mmuDraft.value =
		draft.directory === null || draft.table !== null
			? { ...draft, directory: digit, table: null }
			: { ...draft, table: digit }
}

const BIT_NAMES = ['present', 'write', 'user'] as const

function Bits({ screen, access }: { readonly screen: Screen; readonly access: Access }): JSX.Element {
	const draft = screen.mmuDraft.value
	return (
		<>
			<p class="dockHint wideOnly">
				{access.found?.present ? t('seats.mmu.whyRaiseProtected') : t('seats.mmu.whyRaiseAbsent')}
			</p>
			<div class={`bitRows${screen.coach.value?.target === 'bits' ? ' coached' : ''}`}>
				{BIT_NAMES.map((name) => (
					<div key={name} class="bitRow" role="group" aria-label={t(`seats.bit.${name}`)}>
						<b class="bitName">
							<span class="mono">{t(`seats.bitLetter.${name}`)}</span> <small>{t(`seats.bitShort.${name}`)}</small>
						</b>
						{[false, true].map((value) => (
							<button
								key={String(value)}
								type="button"
								class="stepButton"
								aria-pressed={draft.bits[name] === value}
								onClick={() => {
									screen.notice.value = null
									screen.mmuDraft.value = { ...draft, bits: { ...draft.bits, [name]: value } }
								}}
							>
								<b class="mono">{Number(value)}</b> {t(value ? `seats.bitOn.${name}` : `seats.bitOff.${name}`)}
							</button>
						))}
					</div>
				))}
			</div>
		</>
	)
}

function FetchChoice({ screen, model }: { readonly screen: Screen; readonly model: MmuScreen }): JSX.Element {
	const draft = screen.mmuDraft.value
	return (
		<div class="card2">
			<b>{t('seats.mmu.prefetchTitle')}</b>
			<p>{t('seats.mmu.prefetchWhy')}</p>
			<div class="steps" role="group" aria-label={t('seats.mmu.pickPrefetch')}>
				{model.fetchable.map((page) => (
					<button
						key={page}
						type="button"
						class="stepButton mono"
						aria-pressed={draft.page === page}
						onClick={() => screen.pick({ kind: 'page', page })}
					>
						{hex2(page)}
					</button>
				))}
			</div>
		</div>
	)
}

function Lines({
	screen,
	rows,
	pickable,
}: {
	readonly screen: Screen
	readonly rows: readonly TlbRow[]
	readonly pickable: boolean
}): JSX.Element {
	const held = screen.mmuDraft.value.line
	return (
		<ul
			class={`tlbLines${screen.coach.value?.target === 'lines' ? ' coached' : ''}`}
			aria-label={t('seats.mmu.notebook')}
		>
			{rows.map((row) => (
				<li key={row.line}>
					<button
						type="button"
						class={row.entry ? `tlbLine${row.entry.span > 1 ? ' span' : ''}` : 'tlbLine empty'}
						aria-pressed={held === row.line}
						disabled={!pickable}
						onClick={() => screen.pick({ kind: 'line', line: row.line })}
					>
						<span class="lineNumber number">{row.line}</span>
						{row.entry ? (
							<>
								<b class="mono">
									{lineText(row.entry).pages}→{lineText(row.entry).frames}
									{row.entry.writable ? ' W' : ''}
								</b>
								<span class="lineUse">
									{row.recency === 1
										? t('seats.mmu.usedLast')
										: row.recency === rows.filter(({ entry }) => entry).length
											? t('seats.mmu.usedLongAgo')
											: t('seats.mmu.usedNth', { nth: row.recency ?? 0 })}
								</span>
								{row.neededIn !== null ? (
									<span class="needed number">{t('seats.mmu.neededIn', { n: row.neededIn })}</span>
								) : null}
							</>
						) : (
							<span class="lineUse">{t('seats.mmu.emptyLine')}</span>
						)}
					</button>
				</li>
			))}
		</ul>
	)
}

/** What the others can't see: how much a page is used. Tap a page in the ledger to speak of another one. */
function Heat({ screen, view, page }: Props & { readonly page: number | null }): JSX.Element {
	return (
		<>
			{HEATS.map((heat) => (
				<button
					key={heat}
					type="button"
					class={`choice heat-${heat}`}
					disabled={page === null || view.phase !== 'running'}
					title={t('seats.mmu.heatTitle')}
					onClick={() => {
						if (page !== null) screen.send({ kind: 'HEAT', page, heat })
					}}
				>
					<b>
						{t(`seats.ping.${heat}`)} <span class="mono heatPage">{page === null ? '–' : hex2(page)}</span>
					</b>
					<span class="number">{t('seats.mmu.heatSub', { cost: heatCost() })}</span>
				</button>
			))}
		</>
	)
}

/** The picture shows them too; on a phone that is enough for the eye. */
function Preview({ view }: { readonly view: MmuView }): JSX.Element {
	return (
		<div class="preview">
			<span class="previewTitle">{t('seats.mmu.next')}</span>
			<ol class="previewList">
				{view.preview.length === 0 ? <li class="muted">–</li> : null}
				{view.preview.map(({ page, write, lane }, index) => (
					// The same page may be needed twice: the place is the identity.
					<li key={index} class="previewItem">
						<b class="mono">{hex2(page)}</b>
						<span>
							{write ? 'W' : 'R'} L{lane + 1}
						</span>
					</li>
				))}
			</ol>
		</div>
	)
}
