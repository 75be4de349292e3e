import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { SeatView } from '../../shared/view/seatView.ts'
import type { LotHandle } from '../lot/mountLot.ts'
import { t } from '../words/words.ts'
import { hexTables } from './hexModel.ts'
import { Icon } from './icons.tsx'
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
			<Canvas screen={screen} />
			{hex ? <HexTables view={view} /> : null}
			<Twin screen={screen} view={view} />
		</section>
	)
}

function Canvas({ screen }: { readonly screen: Screen }): JSX.Element {
	const place = useRef<HTMLDivElement>(null)
	const status = useSignal<'loading' | 'there' | 'failed'>('loading')
	useEffect(() => {
		const parent = place.current
		if (!parent) return undefined
		let gone = false
		let handle: LotHandle | null = null
		const undo: (() => void)[] = []
		async function mount(into: HTMLElement): Promise<void> {
			// Its own chunk: the page is usable before the picture is there.
			const { mountLot } = await import('../lot/mountLot.ts')
			const mounted = await mountLot(into, (pick) => screen.pick(pick))
			if (gone) {
				mounted.destroy()
				return
			}
			handle = mounted
			status.value = 'there'
			undo.push(screen.lotModel.subscribe((model) => mounted.update(model, [])))
			undo.push(screen.onCues((cues) => mounted.update(screen.lotModel.peek(), cues)))
			const watch = new ResizeObserver(() => mounted.resize())
			watch.observe(into)
			undo.push(() => watch.disconnect())
		}
		mount(parent).catch(() => {
			// No canvas on this machine: the table says and does the same.
			status.value = 'failed'
			screen.table.value = true
		})
		return () => {
			gone = true
			for (const one of undo) one()
			handle?.destroy()
		}
	}, [])
	return (
		<div class="canvasBox">
			<div class="canvas" ref={place} aria-hidden="true" />
			{status.value === 'loading' ? <p class="canvasNote">{t('app.loadingLot')}</p> : null}
			{status.value === 'failed' ? <p class="canvasNote">{t('seats.lotFailed')}</p> : null}
		</div>
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
