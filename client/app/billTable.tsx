import type { JSX } from 'preact'
import type { Bill } from '../../shared/machine/buckets.ts'
import { formatNumber, t } from '../words/words.ts'
import { billLines } from './billShare.ts'
import { ghostName } from './ghostWords.ts'
import { dearestLine } from './result.ts'

/** The bill line by line; with a ghost's beside it once that is known, and the line where most was to be saved. */
export function BillTable({
	bill,
	against,
}: {
	readonly bill: Bill
	readonly against: { readonly name: string; readonly bill: Bill } | null
}): JSX.Element {
	const dearest = against && dearestLine(bill, against.bill)
	const lines = billLines(bill)
	const longest = Math.max(1, ...lines.map(({ bucket, cycles }) => Math.max(cycles, against?.bill[bucket] ?? 0)))
	return (
		<ul class="bill-lines">
			{lines.map(({ bucket, cycles, percent: share }) => {
				const ghostCycles = against?.bill[bucket]
				return (
					<li
						key={bucket}
						class="bill-line"
						data-bucket={bucket}
						data-none={cycles === 0 && (ghostCycles ?? 0) === 0}
						data-dearest={bucket === dearest}
					>
						<span class="bill-name">
							{t(`bill.${bucket}`)}
							{bucket === dearest ? <span class="chip">{t('result.hurts')}</span> : null}
						</span>
						<span class="bill-cycles number">
							{formatNumber(cycles)}
							{cycles > 0 ? <span class="muted"> · {share === 0 ? '<1' : share} %</span> : null}
						</span>
						<span class="bill-bar" aria-hidden="true">
							<span style={{ width: `${Math.max((100 * cycles) / longest, cycles > 0 ? 1 : 0)}%` }} />
							{ghostCycles === undefined || ghostCycles === 0 ? null : (
								<i style={{ left: `${(100 * ghostCycles) / longest}%` }} />
							)}
						</span>
						<span class="bill-why muted">
							{t(`bill.${bucket}Line`)}
							{against === null || ghostCycles === undefined || cycles + ghostCycles === 0 ? null : (
								<strong
									class="bill-difference number"
									data-more={cycles === ghostCycles ? undefined : cycles > ghostCycles}
								>
									{' '}
									{difference(cycles - ghostCycles, ghostName(against.name))}
								</strong>
							)}
						</span>
					</li>
				)
			})}
		</ul>
	)
}

function difference(cycles: number, name: string): string {
	if (cycles === 0) return t('result.equal', { name })
	return cycles > 0 ? t('result.more', { cycles, name }) : t('result.less', { cycles: -cycles, name })
}
