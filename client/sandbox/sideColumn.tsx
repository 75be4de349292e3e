import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { ABSENT, type Moment, OWN, ZERO } from '../../shared/programs/sandboxMoment.ts'
import { t } from '../words/words.ts'
import { CloseUpTable } from './closeUpTable.tsx'
import { drawOverview } from './drawOverview.ts'
import { drawZoom } from './drawZoom.ts'
import { Icon } from './icons.tsx'
import { type Box, layoutOverview, pageAt, tileOf } from './layoutOverview.ts'
import {
	type Anchor,
	anchorAt,
	layoutZoom,
	topOf,
	type ZoomLayout,
	type ZoomSize,
	type ZoomView,
	zoomedAround,
	zoomHeight,
} from './layoutZoom.ts'
import { addressText, sizeText } from './numbers.ts'
import { outcomeOf } from './outcome.ts'
import type { Paints } from './paints.ts'
import { Sheet, useSheetSize } from './sheet.tsx'
import { panOf } from './zoomGestures.ts'

const ROW_HEIGHT = 30
const GUTTER = 66
/** Follow keeps the op's row between these parts of the height, and else puts it at the last. */
const CALM_ZONE = [0.12, 0.8, 0.35] as const

export interface SideProps {
	readonly policy: string
	readonly moment: Moment
	readonly paints: Paints
	/** Both sides have the same zoom. */
	readonly rowBytes: Signal<number>
	readonly follow: Signal<boolean>
}

/** One policy: what the op did, all pages, and the chunks close up. */
export function SideColumn({ policy, moment, paints, rowBytes, follow }: SideProps): JSX.Element {
	const anchor = useSignal<Anchor | null>(null)
	const zoomSize = useSheetSize()
	const overviewSize = useSheetSize()
	const asTable = useSignal(false)
	const { areas } = moment
	const size: ZoomSize = {
		width: zoomSize.value.width,
		height: zoomSize.value.height,
		rowHeight: ROW_HEIGHT,
		gutter: GUTTER,
	}
	const place = moment.now ?? moment.was
	const [low, high, aim] = CALM_ZONE

	const limit = (wanted: number, bytes = rowBytes.peek()): number =>
		Math.max(0, Math.min(wanted, zoomHeight(areas, bytes, ROW_HEIGHT) - size.height + ROW_HEIGHT))
	const wanted = follow.value && place ? topOf(areas, place.mapping, place.offset, rowBytes.value, ROW_HEIGHT) : null
	const held = anchor.value
	const heldTop = held ? topOf(areas, held.mapping, held.offset, rowBytes.value, ROW_HEIGHT) : null
	let shownTop = limit((heldTop ?? 0) + (heldTop === null ? 0 : (held?.withinPx ?? 0)), rowBytes.value)
	if (wanted !== null && size.height > 0) {
		const y = wanted - shownTop
		if (y < low * size.height || y > high * size.height) shownTop = limit(wanted - aim * size.height, rowBytes.value)
	}
	const view: ZoomView = { rowBytes: rowBytes.value, top: shownTop }
	const hold = (next: ZoomView): void => {
		const found = anchorAt(areas, next, ROW_HEIGHT)
		const { mapping, offset, withinPx } = anchor.peek() ?? {}
		if (found?.mapping !== mapping || found?.offset !== offset || found?.withinPx !== withinPx) anchor.value = found
	}
	useLayoutEffect(() => hold(view))
	const zoom = layoutZoom(areas, view, size)
	const { width, height } = overviewSize.value
	const overview = useMemo(
		() => layoutOverview(areas, Math.max(60, width - 4), Math.max(40, height - 4)),
		[areas, width, height],
	)
	const counts = pageCounts(moment)
	const look = (next: ZoomView): void => {
		// Whoever moves wants to look elsewhere; a zoom keeps following.
		if (next.rowBytes === view.rowBytes) follow.value = false
		hold({ rowBytes: next.rowBytes, top: limit(next.top, next.rowBytes) })
		rowBytes.value = next.rowBytes
	}

	return (
		<section class="side" aria-label={policy}>
			<OutcomeLine policy={policy} moment={moment} />
			<div
				class="overview"
				role="img"
				aria-label={t('sandbox.overviewLabel', { policy, ...counts })}
				onPointerDown={(event) => {
					const box = event.currentTarget.getBoundingClientRect()
					const page = pageAt(overview, event.clientX - box.left - 2, event.clientY - box.top - 2)
					if (!page) return
					const area = areas.find(({ mapping }) => mapping === page.mapping)
					const y = topOf(areas, page.mapping, page.page * (area?.pageBytes ?? 1), view.rowBytes, ROW_HEIGHT)
					if (y !== null) look({ ...view, top: y - ROW_HEIGHT })
				}}
			>
				{areas.length === 0 ? <p class="muted nothing">{t('sandbox.nothing')}</p> : null}
				<Sheet
					size={overviewSize}
					draw={(ink, sheet) => {
						ink.translate(2, 2)
						const area = areas.find(({ mapping }) => mapping === place?.mapping)
						const here =
							place && area ? tileOf(overview, place.mapping, Math.floor(place.offset / area.pageBytes)) : null
						drawOverview(ink, sheet, overview, { seen: seenTiles(zoom, overview), here }, paints)
					}}
				/>
				{overview.pagesPerTile > 1 ? (
					<p class="tile-note">{t('sandbox.pagesPerTile', { count: overview.pagesPerTile })}</p>
				) : null}
			</div>
			<div class="closeup-head">
				<h3>{t('sandbox.zoom')}</h3>
				<span class="muted number">{t('sandbox.rowBytes', { size: sizeText(view.rowBytes) })}</span>
				<div class="closeup-buttons">
					<button
						type="button"
						aria-label={t('sandbox.zoomOut')}
						title={t('sandbox.zoomOut')}
						onClick={() => look(zoomedAround(areas, view, view.rowBytes * 2, size.height / 2, ROW_HEIGHT))}
					>
						<Icon name="farther" />
					</button>
					<button
						type="button"
						aria-label={t('sandbox.zoomIn')}
						title={t('sandbox.zoomIn')}
						onClick={() => look(zoomedAround(areas, view, view.rowBytes / 2, size.height / 2, ROW_HEIGHT))}
					>
						<Icon name="closer" />
					</button>
					<button
						type="button"
						aria-pressed={follow.value}
						aria-label={t('sandbox.follow')}
						title={t('sandbox.follow')}
						onClick={() => (follow.value = !follow.value)}
					>
						<Icon name="follow" />
					</button>
					<button
						type="button"
						aria-pressed={asTable.value}
						aria-label={t('sandbox.asTable')}
						title={t('sandbox.asTable')}
						onClick={() => (asTable.value = !asTable.value)}
					>
						<Icon name="table" />
					</button>
				</div>
			</div>
			{asTable.value ? (
				<CloseUpTable layout={zoom} moment={moment} />
			) : (
				<CloseUp
					policy={policy}
					moment={moment}
					paints={paints}
					zoom={zoom}
					view={view}
					size={size}
					look={look}
					follow={follow}
				>
					<Sheet size={zoomSize} draw={(ink, { dpr }) => drawZoom(ink, dpr, zoom, size, moment, paints)} />
				</CloseUp>
			)}
		</section>
	)
}

/** The canvas that can be moved and zoomed: wheel, drag, pinch and keys. */
function CloseUp(props: {
	readonly policy: string
	readonly moment: Moment
	readonly paints: Paints
	readonly zoom: ZoomLayout
	readonly view: ZoomView
	readonly size: ZoomSize
	readonly look: (view: ZoomView) => void
	readonly follow: Signal<boolean>
	readonly children: JSX.Element
}): JSX.Element {
	const { policy, zoom, view, size, look, follow, moment } = props
	const element = useRef<HTMLDivElement>(null)
	// The listeners are set once and need what shows now.
	const latest = useRef({ view, look, areas: moment.areas })
	latest.current = { view, look, areas: moment.areas }
	useLayoutEffect(() => {
		const box = element.current
		if (!box) return undefined
		return panOf(box, {
			pan: (px) => {
				const { view: now, look: to } = latest.current
				to({ ...now, top: Math.max(0, now.top + px) })
			},
			zoom: (factor, y) => {
				const { view: now, look: to, areas } = latest.current
				to(zoomedAround(areas, now, now.rowBytes * factor, y, ROW_HEIGHT))
			},
		})
	}, [])
	const first = zoom.rows[0]
	const middle = size.height / 2
	const keys: Readonly<Record<string, () => void>> = {
		ArrowDown: () => look({ ...view, top: view.top + ROW_HEIGHT }),
		ArrowUp: () => look({ ...view, top: Math.max(0, view.top - ROW_HEIGHT) }),
		PageDown: () => look({ ...view, top: view.top + size.height - ROW_HEIGHT }),
		PageUp: () => look({ ...view, top: Math.max(0, view.top - size.height + ROW_HEIGHT) }),
		'+': () => look(zoomedAround(moment.areas, view, view.rowBytes / 2, middle, ROW_HEIGHT)),
		'=': () => look(zoomedAround(moment.areas, view, view.rowBytes / 2, middle, ROW_HEIGHT)),
		'-': () => look(zoomedAround(moment.areas, view, view.rowBytes * 2, middle, ROW_HEIGHT)),
		f: () => (follow.value = true),
	}
	return (
		<div
			ref={element}
			class="closeup"
			role="img"
			tabIndex={0}
			aria-label={t('sandbox.zoomLabel', {
				policy,
				from: first ? addressText(first.area.mapping, first.offset) : '0x0',
			})}
			onKeyDown={(event) => {
				const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
				if (!act) return
				event.preventDefault()
				event.stopPropagation()
				act()
			}}
		>
			{props.children}
		</div>
	)
}

function OutcomeLine({ policy, moment }: { readonly policy: string; readonly moment: Moment }): JSX.Element {
	const { result, phrases } = outcomeOf(moment)
	return (
		<div class="outcome">
			<h2 class="mono">{policy}</h2>
			{result === '' ? null : <span class="result mono">→ {result}</span>}
			<ul>
				{phrases.map(({ kind, text }) => (
					<li key={text} data-kind={kind}>
						{text}
					</li>
				))}
			</ul>
		</div>
	)
}

export function pageCounts({ areas }: Moment): { own: number; zero: number; absent: number } {
	const counts = { own: 0, zero: 0, absent: 0 }
	for (const { pageStates } of areas) {
		for (const state of pageStates) {
			if (state === OWN) counts.own += 1
			else if (state === ZERO) counts.zero += 1
			else if (state === ABSENT) counts.absent += 1
		}
	}
	return counts
}

/** The tiles of the pages in the close-up, each once. */
function seenTiles({ rows }: ZoomLayout, overview: ReturnType<typeof layoutOverview>): Box[] {
	const boxes = new Map<string, Box>()
	for (const { area, offset, sizeBytes } of rows) {
		const last = Math.floor((offset + sizeBytes - 1) / area.pageBytes)
		for (let page = Math.floor(offset / area.pageBytes); page <= last; page += 1) {
			const box = tileOf(overview, area.mapping, page)
			if (box) boxes.set(`${box.x} ${box.y}`, box)
		}
	}
	return [...boxes.values()]
}
