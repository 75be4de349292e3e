import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { EMPTY_KERNEL_DRAFT, kernelScreen } from '../seats/kernelModel.ts'
import { LotCanvas } from '../seats/lotCanvas.tsx'
import { frameRows, heapRows, type TableRow, tlbTable, whereOf } from '../seats/lotTable.ts'
import { speak } from '../seats/speak.ts'
import { t } from '../words/words.ts'
import type { ReplayFrame, ReplayStage } from './replayStage.ts'
import '../style/canvas.css'
import '../style/replay.css'

/** The lot of a replay, all three parts in one picture, and beside it the same as tables for those who can't see it. */
export function ReplayLot({
	stage,
	zoom = 1,
}: {
	readonly stage: ReplayStage
	/** CSS px for one px of the picture; a projector needs more than 1. */
	readonly zoom?: number
}): JSX.Element {
	const failed = useSignal(false)
	return (
		<section class="replay-lot" aria-label={t('seats.lot')}>
			<LotCanvas
				key={zoom}
				zoom={zoom}
				model={stage.model}
				onCues={(listener) => stage.onCues(listener)}
				onPick={() => {}}
				onFailed={() => {
					failed.value = true
				}}
			/>
			<div class={failed.value ? 'replay-tables' : 'visually-hidden'}>
				<Twin stage={stage} />
			</div>
		</section>
	)
}

function Twin({ stage }: { readonly stage: ReplayStage }): JSX.Element {
	const frame = stage.frame.value
	return (
		<>
			{([frame.views.malloc, frame.views.kernel, frame.views.mmu] as const).map((view) => (
				<table key={view.seat}>
					<caption>{t(`seats.table.title.${view.seat}`)}</caption>
					<thead>
						<tr>
							<th scope="col">{speak(whereOf(view))}</th>
							<th scope="col">{t('seats.table.extent')}</th>
							<th scope="col">{t('seats.table.state')}</th>
						</tr>
					</thead>
					<tbody>
						{rowsOf(frame, view.seat).map((row) => (
							<tr key={row.key}>
								<th scope="row" class="mono">
									{row.where}
								</th>
								<td>{speak(row.extent)}</td>
								<td>{speak(row.state)}</td>
							</tr>
						))}
					</tbody>
				</table>
			))}
		</>
	)
}

function rowsOf({ views }: ReplayFrame, seat: keyof ReplayFrame['views']): TableRow[] {
	switch (seat) {
		case 'malloc':
			return heapRows(views.malloc, null, null)
		case 'kernel':
			return frameRows(views.kernel, kernelScreen(views.kernel, EMPTY_KERNEL_DRAFT), null)
		case 'mmu':
			return tlbTable(views.mmu, null)
	}
}
