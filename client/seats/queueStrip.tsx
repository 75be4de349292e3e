import type { JSX } from 'preact'
import type { Request } from '../../shared/game/event.ts'
import { TICK_MS } from '../../shared/game/seat.ts'
import type { KernelView, MallocView, MmuView, SeatView } from '../../shared/view/seatView.ts'
import { t } from '../words/words.ts'
import { hex4 } from './hexText.ts'
import { type InboxItem, inboxOf } from './kernelModel.ts'
import { oldPlaceOf } from './mallocModel.ts'
import { RequestShape } from './requestShape.tsx'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'
import { whoSay } from './who.ts'

const secondsSince = (view: SeatView, sinceTick: number): number =>
	Math.max(0, Math.floor(((view.tick - sinceTick) * TICK_MS) / 1000))

interface ItemProps {
	readonly screen: Screen
	readonly ticket: number
	readonly chosen: boolean
	readonly label: string
	readonly children: JSX.Element | readonly (JSX.Element | null)[]
	readonly kind: string
}

function Item({ screen, ticket, chosen, label, children, kind }: ItemProps): JSX.Element {
	return (
		<li class={`queueItem ${kind}`}>
			<button type="button" aria-pressed={chosen} onClick={() => screen.pick({ kind: 'ticket', ticket })}>
				{children}
				<span class="visually-hidden">{label}</span>
			</button>
		</li>
	)
}

/** Lanes that don't wait here, in a few words. */
function OtherLanes({
	view,
	here,
}: {
	readonly view: SeatView
	readonly here: ReadonlySet<number>
}): JSX.Element | null {
	const others = view.lanes.filter(({ lane }) => !here.has(lane))
	if (others.length === 0) return null
	const slips = new Set(
		view.seat === 'malloc' ? view.requests.filter(({ status }) => status === 'slip').map(({ lane }) => lane) : [],
	)
	return (
		<li class="queueNotes">
			{others.map(({ lane, state }) => (
				<span key={lane} class={slips.has(lane) ? 'queueNote slip' : `queueNote state-${state}`}>
					{slips.has(lane) ? t('seats.queue.slip', { lane: lane + 1 }) : t(`seats.lane.${state}`, { lane: lane + 1 })}
				</span>
			))}
		</li>
	)
}

const oldBytes = (view: MallocView, request: Request): number | null => oldPlaceOf(view, request)?.requestBytes ?? null

function sizeLabel(view: MallocView, request: Request): string {
	const old = oldBytes(view, request)
	return old === null
		? t('seats.bytes', { bytes: request.requestBytes })
		: t('seats.bytesFromTo', { old, bytes: request.requestBytes })
}

function MallocQueue({ screen, view }: { readonly screen: Screen; readonly view: MallocView }): JSX.Element {
	const chosen = screen.malloc.value?.request?.ticket
	return (
		<>
			{view.requests
				.filter(({ status }) => status !== 'slip')
				.map((request) => (
					<Item
						key={request.ticket}
						screen={screen}
						ticket={request.ticket}
						chosen={request.ticket === chosen}
						kind={request.status}
						label={t(request.kind === 'realloc' ? 'seats.queue.realloc' : 'seats.queue.request', {
							lane: request.lane + 1,
							request: request.requestBytes,
							plate: request.plate,
						})}
					>
						<RequestShape
							plate={request.plate}
							needBytes={request.needBytes}
							fromBytes={oldBytes(view, request)}
							label={sizeLabel(view, request)}
						/>
						<span class="queueSub">
							{request.status === 'refused' ? <em>{t('seats.queue.refused')}</em> : null}
							<span class="number">
								{t('seats.queue.lane', {
									lane: request.lane + 1,
									plate: request.plate,
									seconds: secondsSince(view, request.sinceTick),
								})}
							</span>
						</span>
					</Item>
				))}
		</>
	)
}

function KernelQueue({ screen, view }: { readonly screen: Screen; readonly view: KernelView }): JSX.Element {
	const chosen = screen.kernel.value?.item?.ticket
	const who = (item: InboxItem): string => speak(whoSay(item, view.info.tenants))
	return (
		<>
			{inboxOf(view).map((item) => (
				<Item
					key={item.ticket}
					screen={screen}
					ticket={item.ticket}
					chosen={item.ticket === chosen}
					kind={item.pid === 0 ? item.kind : `${item.kind} foreign`}
					label={
						item.kind === 'fault'
							? t('seats.queue.faultLabel', { who: who(item), address: hex4(item.address) })
							: t('seats.queue.slipLabel', { who: who(item), call: item.call, pages: item.pages })
					}
				>
					<b class="mono">{item.kind === 'fault' ? hex4(item.address) : `${item.call} +${item.pages}`}</b>
					<span class="queueSub number">
						{item.kind === 'fault'
							? t('seats.queue.fault', { who: who(item), seconds: secondsSince(view, item.sinceTick) })
							: t('seats.queue.slipSub', { who: who(item), seconds: secondsSince(view, item.sinceTick) })}
					</span>
				</Item>
			))}
		</>
	)
}

function MmuQueue({ screen, view }: { readonly screen: Screen; readonly view: MmuView }): JSX.Element {
	const chosen = screen.mmu.value?.access?.ticket
	return (
		<>
			{view.accesses.map((access) => (
				<Item
					key={access.ticket}
					screen={screen}
					ticket={access.ticket}
					chosen={access.ticket === chosen}
					kind={access.stage}
					label={t('seats.live.access', { lane: access.lane + 1, address: hex4(access.address) })}
				>
					<b class="mono">
						{access.write ? 'W' : 'R'} {hex4(access.address)}
					</b>
					<span class="queueSub number">{t(`seats.stage.${access.stage}`, { lane: access.lane + 1 })}</span>
				</Item>
			))}
		</>
	)
}

/** What waits, oldest first, and what the other lanes do meanwhile. */
export function QueueStrip({ screen, view }: { readonly screen: Screen; readonly view: SeatView }): JSX.Element {
	const here = new Set<number>()
	if (view.seat === 'malloc') for (const { lane, status } of view.requests) if (status !== 'slip') here.add(lane)
	if (view.seat === 'kernel') for (const { lane } of [...view.slips, ...view.faults]) here.add(lane)
	if (view.seat === 'mmu') for (const { lane } of view.accesses) here.add(lane)
	return (
		<section class="queue" aria-label={t(`seats.queue.title.${view.seat}`)}>
			<div class="queueHead">
				<h2 class="areaTitle">{t(`seats.queue.title.${view.seat}`)}</h2>
				{view.seat === 'mmu' ? (
					<span class="number">{t('seats.meter.tlb', { hits: view.hits, misses: view.misses })}</span>
				) : null}
			</div>
			<ul class="queueList">
				{view.seat === 'malloc' ? <MallocQueue screen={screen} view={view} /> : null}
				{view.seat === 'kernel' ? <KernelQueue screen={screen} view={view} /> : null}
				{view.seat === 'mmu' ? <MmuQueue screen={screen} view={view} /> : null}
				<OtherLanes view={view} here={here} />
			</ul>
		</section>
	)
}
