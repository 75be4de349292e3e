import type { JSX } from 'preact'
import { BUCKETS, totalCycles } from '../../shared/machine/buckets.ts'
import { replayBill } from '../../shared/programs/replayBill.ts'
import type { ReplayTotals } from '../../shared/programs/replayTrace.ts'
import type { FreeList, Moment } from '../../shared/programs/sandboxMoment.ts'
import { billLines } from '../app/billShare.ts'
import { formatNumber, t, type WordKey } from '../words/words.ts'
import { comparisonOf } from './comparison.ts'
import { sizeText } from './numbers.ts'
import { pageCounts } from './sideColumn.tsx'

interface PanelProps {
	readonly policies: readonly string[]
	readonly moments: readonly Moment[]
}

/** Numbers beside the picture, for one policy or two. */
export function Panels(props: PanelProps): JSX.Element {
	return (
		<>
			{props.moments.length === 2 ? <ComparisonPanel {...props} /> : null}
			<NumbersPanel {...props} />
			<BillPanel {...props} />
			<PagesPanel {...props} />
			<ListsPanel {...props} />
		</>
	)
}

function ComparisonPanel({ policies, moments }: PanelProps): JSX.Element {
	const [one, other] = moments.map(({ totals }) => totals) as [ReplayTotals, ReplayTotals]
	return (
		<section class="panel comparison">
			<h2>{t('sandbox.compare', { policy: policies[0] ?? '', other: policies[1] ?? '' })}</h2>
			<ul>
				{comparisonOf(one, other).map((phrase) => (
					<li key={phrase}>{phrase}</li>
				))}
			</ul>
		</section>
	)
}

/** A row of the table: what it is called, and how it is read off the totals. */
interface NumberRow {
	readonly name: WordKey
	readonly kind: 'size' | 'count'
	readonly of: (totals: ReplayTotals) => number
	/** A part of something, told beside in percent. */
	readonly part?: (totals: ReplayTotals) => number
}

const ROWS: readonly NumberRow[] = [
	{ name: 'sandbox.total.vsz', kind: 'size', of: ({ vszBytes }) => vszBytes },
	{ name: 'sandbox.total.rss', kind: 'size', of: ({ rssBytes }) => rssBytes },
	{ name: 'sandbox.total.live', kind: 'size', of: ({ liveBytes }) => liveBytes },
	{
		name: 'sandbox.total.internal',
		kind: 'size',
		of: ({ internalBytes }) => internalBytes,
		part: ({ internalBytes, liveBytes }) => internalBytes / Math.max(1, internalBytes + liveBytes),
	},
	{
		name: 'sandbox.total.external',
		kind: 'size',
		of: ({ externalBytes }) => externalBytes,
		part: ({ externalBytes, internalBytes, liveBytes }) =>
			externalBytes / Math.max(1, externalBytes + internalBytes + liveBytes),
	},
	{ name: 'sandbox.total.faults', kind: 'count', of: ({ faults }) => faults },
	{ name: 'sandbox.total.brk', kind: 'count', of: ({ calls }) => calls.brk },
	{
		name: 'sandbox.total.maps',
		kind: 'count',
		of: ({ calls }) => calls.mmap + calls.munmap + calls.mremap + calls.madvise,
	},
]

function NumbersPanel({ policies, moments }: PanelProps): JSX.Element {
	return (
		<section class="panel">
			<h2>{t('sandbox.numbers')}</h2>
			<table class="numbers">
				<PolicyHead policies={policies} />
				<tbody>
					{ROWS.map(({ name, kind, of, part }) => (
						<tr key={name}>
							<th scope="row">{t(name)}</th>
							{moments.map(({ totals }, side) => (
								<td key={side} class="amount number">
									{kind === 'size' ? sizeText(of(totals)) : formatNumber(of(totals))}
									{part ? <small> {Math.round(part(totals) * 100)} %</small> : null}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

function PolicyHead({ policies }: { readonly policies: readonly string[] }): JSX.Element {
	return (
		<thead class={policies.length < 2 ? 'visually-hidden' : ''}>
			<tr>
				<td />
				{policies.map((policy) => (
					<th key={policy} scope="col" class="amount">
						{policy}
					</th>
				))}
			</tr>
		</thead>
	)
}

function BillPanel({ policies, moments }: PanelProps): JSX.Element {
	const bills = moments.map(({ totals }) => replayBill(totals))
	const used = BUCKETS.filter((bucket) => bills.some((bill) => bill[bucket] > 0))
	const most = Math.max(1, ...bills.flatMap((bill) => used.map((bucket) => bill[bucket])))
	const [first] = bills
	const order = first ? billLines(first).map(({ bucket }) => bucket) : used
	return (
		<section class="panel" title={t('sandbox.billLine')}>
			<h2>{t('sandbox.bill')}</h2>
			<table class="numbers bill">
				<PolicyHead policies={policies} />
				<tbody>
					{order
						.filter((bucket) => used.includes(bucket))
						.map((bucket) => (
							<tr key={bucket}>
								<th scope="row" title={t(`bill.${bucket}Line`)}>
									{t(`bill.${bucket}`)}
								</th>
								{bills.map((bill, side) => (
									<td key={side} class="amount number">
										{formatNumber(bill[bucket])}
										<span class="bar" style={{ '--share': bill[bucket] / most }} data-bucket={bucket} />
									</td>
								))}
							</tr>
						))}
				</tbody>
				<tfoot>
					<tr>
						<th scope="row">{t('sandbox.total.cycles')}</th>
						{bills.map((bill, side) => (
							<td key={side} class="amount number">
								{formatNumber(totalCycles(bill))}
							</td>
						))}
					</tr>
				</tfoot>
			</table>
		</section>
	)
}

const PAGE_STATES = ['own', 'zero', 'absent'] as const

function PagesPanel({ policies, moments }: PanelProps): JSX.Element {
	const counts = moments.map(pageCounts)
	return (
		<section class="panel">
			<h2>{t('sandbox.pages')}</h2>
			<table class="numbers">
				<PolicyHead policies={policies} />
				<tbody>
					{PAGE_STATES.map((state) => (
						<tr key={state}>
							<th scope="row">
								<span class="swatch" data-page={state} aria-hidden="true" /> {t(`sandbox.page.${state}`)}
								<small class="muted">{t(`sandbox.pageLine.${state}`)}</small>
							</th>
							{counts.map((count, side) => (
								<td key={side} class="amount number">
									{formatNumber(count[state])}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

/** More are only counted. */
const MOST_LISTS = 40

function ListsPanel({ policies, moments }: PanelProps): JSX.Element {
	return (
		<section class="panel lists">
			<h2>{t('sandbox.lists')}</h2>
			<div class="lists-sides">
				{moments.map(({ lists }, side) => (
					<ListTable key={side} policy={policies.length > 1 ? (policies[side] ?? '') : ''} lists={lists} />
				))}
			</div>
		</section>
	)
}

function ListTable({ policy, lists }: { readonly policy: string; readonly lists: readonly FreeList[] }): JSX.Element {
	const more = lists.length - MOST_LISTS
	return (
		<div>
			{policy === '' ? null : <h3>{policy}</h3>}
			{lists.length === 0 ? (
				<p class="muted">{t('sandbox.listsNone')}</p>
			) : (
				<table class="numbers">
					<thead>
						<tr>
							<th scope="col">{t('sandbox.listName')}</th>
							<th scope="col" class="amount">
								{t('sandbox.listCount')}
							</th>
							<th scope="col" class="amount">
								{t('sandbox.listBytes')}
							</th>
						</tr>
					</thead>
					<tbody>
						{lists.slice(0, MOST_LISTS).map(({ name, count, sizeBytes }) => (
							<tr key={name}>
								<th scope="row" class="mono">
									{name}
								</th>
								<td class="amount number">{formatNumber(count)}</td>
								<td class="amount number">{formatNumber(sizeBytes)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			{more > 0 ? <p class="muted">{t('sandbox.listsMore', { count: more })}</p> : null}
		</div>
	)
}
