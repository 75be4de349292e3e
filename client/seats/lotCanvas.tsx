import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Cue } from '../connect/bus.ts'
import type { LotModel, LotPick } from '../lot/model.ts'
import type { LotHandle } from '../lot/mountLot.ts'
import { t } from '../words/words.ts'

interface Props {
	readonly model: ReadonlySignal<LotModel>
	/** Calls the listener with every batch of cues; returns the undo. */
	readonly onCues: (listener: (cues: readonly Cue[]) => void) => () => void
	readonly onPick: (pick: LotPick) => void
	/** No canvas on this machine: whatever stands for the picture has to serve. */
	readonly onFailed: () => void
	/** So many px of the screen for one of the picture: a projector is read from far away. */
	readonly zoom?: number
}

/** The picture of a lot model, for as long as it is on the page. */
export function LotCanvas({ model, onCues, onPick, onFailed, zoom = 1 }: Props): JSX.Element {
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
			const mounted = await mountLot(into, onPick, zoom)
			if (gone) {
				mounted.destroy()
				return
			}
			handle = mounted
			status.value = 'there'
			undo.push(model.subscribe((now) => mounted.update(now, [])))
			undo.push(onCues((cues) => mounted.update(model.peek(), cues)))
			const watch = new ResizeObserver(() => mounted.resize())
			watch.observe(into)
			undo.push(() => watch.disconnect())
		}
		mount(parent).catch(() => {
			status.value = 'failed'
			onFailed()
		})
		return () => {
			gone = true
			for (const one of undo) one()
			handle?.destroy()
		}
	}, [model, zoom])
	return (
		<div class="canvasBox">
			<div class="canvas" ref={place} aria-hidden="true" />
			{status.value === 'loading' ? <p class="canvasNote">{t('app.loadingLot')}</p> : null}
			{status.value === 'failed' ? <p class="canvasNote">{t('seats.lotFailed')}</p> : null}
		</div>
	)
}
