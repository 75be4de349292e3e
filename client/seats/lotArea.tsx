import type { JSX } from 'preact'
import type { SeatView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { hexTables } from './hexModel.ts'
import { Icon } from './icons.tsx'
import { LotCanvas } from './lotCanvas.tsx'
import { frameRows, heapRows, type TableRow, tlbTable, whereOf } from './lotTable.ts'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'

interface Props {
	readonly screen: Screen
	readonly view: SeatView
}

/** The picture, the tables of the other lens, and the table that stands for the picture. */
export function LotArea({ screen, view }: Props): JSX.Element {
	const hex = screen.lens.value === 'hex'
	const coached = screen.coach.value?.target === 'lot'
	return (
		<section class={`lotArea${hex ? ' hex' : ''}${coached ? ' coached' : ''}`} aria-label={t('seats.lot')}>
			<LotCanvas
				model={screen.lotModel}
				onCues={(listener) => screen.onCues(listener)}
				onPick={(pick) => screen.pick(pick)}
				onFailed={() => {
					screen.table.value = true
				}}
			/>
			{hex ? <HexTables view={view} /> : null}
			<Twin screen={screen} view={view} />
		</section>
	)
}

function HexTables({ view }: { readonly view: SeatView }): JSX.Element {
	return (
		<div class="hexTables" tabIndex={0} role="region" aria-label={t('seats.hex.title')}>
			{hexTables(view).map((table) => (
				<table key={table.title.key} class="hexTable mono">
					<caption>{speak(table.title)}</caption>
					<thead>
						<tr>
							{table.head.map((cell) => (
								<th key={cell.key} scope="col">
									{speak(cell)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{table.rows.map((row) => (
							<tr key={row[0]}>
								{row.map((cell, column) =>
									column === 0 ? (
										<th key={column} scope="row">
											{cell}
										</th>
									) : (
										<td key={column}>{cell}</td>
									),
								)}
							</tr>
						))}
					</tbody>
				</table>
			))}
		</div>
	)
}

function rowsOf(screen: Screen, view: SeatView): TableRow[] {
	if (view.seat === 'malloc') {
		const plan = screen.mallocDraft.value.plan
		return heapRows(view, screen.malloc.value?.request ?? null, plan?.kind === 'park' ? plan.chunk : null)
	}
	if (view.seat === 'kernel')
		return screen.kernel.value
			? frameRows(view, screen.kernel.value, screen.lotModel.value.selection.frame ?? null)
			: []
	return tlbTable(view, screen.mmuDraft.value.line)
}

/** The picture as a table: hidden from the eye until it has the focus or is asked for. */
function Twin({ screen, view }: Props): JSX.Element {
	const rows = rowsOf(screen, view)
	return (
		<div class={screen.table.value ? 'twin shown' : 'twin'}>
			<table>
				<caption>{t(`seats.table.title.${view.seat}`)}</caption>
				<thead>
					<tr>
						<th scope="col">{speak(whereOf(view))}</th>
						<th scope="col">{t('seats.table.extent')}</th>
						<th scope="col">{t('seats.table.state')}</th>
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => {
						const { pick } = row
						return (
							<tr key={row.key} class={row.chosen ? 'chosen' : ''}>
								<th scope="row" class="mono">
									{row.where}
								</th>
								<td>{speak(row.extent)}</td>
								<td>
									{pick ? (
										<button type="button" class="rowButton" aria-pressed={row.chosen} onClick={() => screen.pick(pick)}>
											{speak(row.state)}
										</button>
									) : (
										speak(row.state)
									)}
								</td>
							</tr>
						)
					})}
				</tbody>
			</table>
			{screen.table.value ? (
				<button
					type="button"
					class="iconButton twinClose"
					aria-label={t('app.close')}
					onClick={() => {
						screen.table.value = false
					}}
				>
					<Icon name="close" />
				</button>
			) : null}
		</div>
	)
}
