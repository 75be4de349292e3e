import type { JSX } from 'preact'
import { type Area, type Moment, OWN, ZERO } from '../../shared/programs/sandboxMoment.ts'
import { formatNumber, t } from '../words/words.ts'
import type { Piece, ZoomLayout } from './layoutZoom.ts'
import { addressText, sizeText } from './numbers.ts'

/** The close-up without a picture: every chunk that would be seen, and the pages that they lie on. */
export function CloseUpTable({
	layout,
	moment,
}: {
	readonly layout: ZoomLayout
	readonly moment: Moment
}): JSX.Element {
	const regions = new Map(layout.pieces.map((piece) => [piece.region, piece]))
	return (
		<div class="closeup-table" tabIndex={0} role="region" aria-label={t('sandbox.zoom')}>
			<table>
				<thead>
					<tr>
						<th scope="col">{t('sandbox.table.address')}</th>
						<th scope="col" class="amount">
							{t('sandbox.table.size')}
						</th>
						<th scope="col">{t('sandbox.table.state')}</th>
						<th scope="col">{t('sandbox.table.holds')}</th>
					</tr>
				</thead>
				<tbody>
					{[...regions.values()].map(({ region }) => (
						<tr key={`${region.mapping} ${region.offset}`}>
							<td class="mono">{addressText(region.mapping, region.offset)}</td>
							<td class="amount number">{formatNumber(region.sizeBytes)}</td>
							<td>{t(`sandbox.state.${region.state}`)}</td>
							<td>{holds(region, moment)}</td>
						</tr>
					))}
				</tbody>
			</table>
			<table>
				<caption>{t('sandbox.pagesShown')}</caption>
				<thead>
					<tr>
						<th scope="col">{t('sandbox.pageName')}</th>
						<th scope="col">{t('sandbox.table.state')}</th>
						<th scope="col" class="amount">
							{t('sandbox.pageLive')}
						</th>
					</tr>
				</thead>
				<tbody>
					{pagesOf(layout).map(({ area, page }) => (
						<tr key={`${area.mapping} ${page}`}>
							<td class="mono">{addressText(area.mapping, page * area.pageBytes)}</td>
							<td>{t(`sandbox.page.${pageWord(area, page)}`)}</td>
							<td class="amount number">{sizeText(area.liveBytes[page] ?? 0)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	)
}

function holds({ block, state, list }: Piece['region'], moment: Moment): string {
	const holder = state === 'live' ? moment.holderOf(block) : null
	return holder ? `#${holder.id} · ${sizeText(holder.askedBytes)}` : list
}

const pageWord = (area: Area, page: number): 'own' | 'zero' | 'absent' =>
	area.pageStates[page] === OWN ? 'own' : area.pageStates[page] === ZERO ? 'zero' : 'absent'

function pagesOf({ rows }: ZoomLayout): { area: Area; page: number }[] {
	const pages = new Map<string, { area: Area; page: number }>()
	for (const { area, offset, sizeBytes } of rows) {
		const last = Math.floor((offset + sizeBytes - 1) / area.pageBytes)
		for (let page = Math.floor(offset / area.pageBytes); page <= last; page += 1) {
			pages.set(`${area.mapping} ${page}`, { area, page })
		}
	}
	return [...pages.values()]
}
