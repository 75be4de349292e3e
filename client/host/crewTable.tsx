import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type Seat, SEATS } from '../../shared/game/seat.ts'
import type { HostCrew, HostLesson, HostMember } from '../../shared/lesson/view.ts'
import { Medal } from '../app/medal.tsx'
import { SeatIcon } from '../app/seatIcon.tsx'
import { Icon } from '../seats/icons.tsx'
import { StrokeIcon } from '../app/strokeIcon.tsx'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import {
	CREW_SORTS,
	crewOrder,
	type CrewSort,
	inOrder,
	matches,
	type Need,
	NEEDS,
	needOf,
	waitSeconds,
} from './crewOrder.ts'
import { clockText, useSeconds } from './useLesson.ts'

interface Props {
	readonly room: Console
	readonly lesson: HostLesson
}

/** Rows change places this often at most, and never under the pointer. */
const RESORT_SECONDS = 3

/** All crews, those who need help first. */
export function CrewTable({ room, lesson }: Props): JSX.Element {
	const { table } = lesson
	const sort = useSignal<CrewSort>('help')
	const search = useSignal('')
	const order = useSignal(crewOrder(table, 'help'))
	const body = useRef<HTMLTableSectionElement>(null)
	const now = useSeconds()
	const beat = Math.floor(now.value / (RESORT_SECONDS * 1_000))
	useEffect(() => {
		const inHand = body.current?.matches(':hover, :focus-within') ?? false
		if (!inHand) order.value = crewOrder(table, sort.value)
	}, [beat, table.length, sort.value])
	const resort = (next: CrewSort): void => {
		sort.value = next
		order.value = crewOrder(table, next)
	}
	const rows = inOrder(table, order.value).filter((crew) => matches(crew, search.value))
	return (
		<section class="crew-area" aria-labelledby="crews-title">
			<div class="crew-tools">
				<h2 id="crews-title">
					{t('console.crews', { count: lesson.crews })}{' '}
					<span class="muted">· {t('console.players', { count: lesson.players })}</span>
				</h2>
				<Needs table={table} />
				<input
					class="input crew-search"
					type="search"
					placeholder={t('table.search')}
					aria-label={t('table.search')}
					value={search.value}
					onInput={(event) => (search.value = event.currentTarget.value)}
				/>
				<label class="crew-sort">
					<span class="muted">{t('table.sort')}</span>
					<select value={sort.value} onChange={(event) => resort(event.currentTarget.value as CrewSort)}>
						{CREW_SORTS.map((one) => (
							<option key={one} value={one}>
								{t(`table.sort.${one}`)}
							</option>
						))}
					</select>
				</label>
			</div>
			<div class="crew-scroll" tabIndex={0} role="region" aria-labelledby="crews-title">
				<table class="crew-table">
					<thead>
						<tr>
							<th scope="col" class="crew-col">
								{t('table.crew')}
							</th>
							<th scope="col" class="progress-col">
								{t('table.progress')}
							</th>
							{SEATS.map((seat) => (
								<th key={seat} scope="col" class="seat-col">
									<SeatIcon seat={seat} /> {t(`role.${seat}`)}
								</th>
							))}
							<th scope="col" class="link-col">
								{t('table.link')}
							</th>
							<th scope="col" class="consent-col">
								{t('table.consent')}
							</th>
							<th scope="col" class="actions-col">
								<span class="visually-hidden">{t('table.actions')}</span>
							</th>
						</tr>
					</thead>
					<tbody ref={body}>
						{rows.map((crew) => (
							<CrewRow key={crew.crew} room={room} lesson={lesson} crew={crew} />
						))}
					</tbody>
				</table>
				{rows.length === 0 ? <p class="crew-none muted">{t('table.none', { search: search.value })}</p> : null}
			</div>
		</section>
	)
}

/** How many crews need what; nothing while all is well. */
function Needs({ table }: { readonly table: readonly HostCrew[] }): JSX.Element {
	const counts = new Map<Need, number>()
	for (const crew of table) {
		const need = needOf(crew)
		if (need !== null) counts.set(need, (counts.get(need) ?? 0) + 1)
	}
	return (
		<p class="crew-needs" role="status">
			{NEEDS.filter((need) => counts.has(need)).map((need) => (
				<span key={need} class="need-chip" data-need={need}>
					<NeedIcon need={need} />
					{t(`need.count.${need}`, { count: counts.get(need) ?? 0 })}
				</span>
			))}
		</p>
	)
}

const NEED_PATHS: Readonly<Record<Need, string>> = {
	down: 'M12 4 2.8 19.5h18.4L12 4Zm0 6v4.5m0 2.5v.2',
	empty: 'M3 3l18 18M8.5 5.5A4 4 0 0 1 15 10M5 20a7 7 0 0 1 9-6.5',
	waiting: 'M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9m8-18c0 5-8 5-8 9s8 4 8 9',
	idle: 'M5 6h7l-7 8h7M14 12h5l-5 6h5',
	offline: 'M3 3l18 18M5 12a10 10 0 0 1 5-2.7M19 12a10 10 0 0 0-5-2.7M12 18v.2',
}

function NeedIcon({ need }: { readonly need: Need }): JSX.Element {
	return <StrokeIcon path={NEED_PATHS[need]} size={16} />
}

function CrewRow({ room, lesson, crew }: Props & { readonly crew: HostCrew }): JSX.Element {
	const need = needOf(crew)
	const lit = lesson.spotlight?.crew === crew.crew
	const manage = (): void => {
		room.open.value = { kind: 'crew', crew: crew.crew }
	}
	const seatless = crew.members.filter(({ seat }) => seat === null).length
	return (
		<tr data-need={need ?? 'none'} data-lit={lit}>
			<th scope="row">
				<button type="button" class="crew-name" onClick={manage} title={t('table.more', { name: crew.name })}>
					<span class="crew-number number">{crew.crew}</span>
					<span class="crew-title">{crew.name}</span>
				</button>
				{need === null ? null : (
					<span class="crew-need" data-need={need} title={t(`need.${need}`)}>
						<NeedIcon need={need} />
						<span class="visually-hidden">{t(`need.${need}`)}</span>
					</span>
				)}
				{seatless === 0 ? null : <span class="crew-seatless muted">{t('table.noSeat', { count: seatless })}</span>}
			</th>
			<td class="crew-progress">
				<Progress crew={crew} />
			</td>
			{SEATS.map((seat) => (
				<td key={seat} data-label={t(`role.${seat}`)}>
					<SeatCell room={room} crew={crew} seat={seat} onClick={manage} />
				</td>
			))}
			<td>
				<LinkCell members={crew.members} />
			</td>
			<td>
				<span class="crew-consent" data-consent={crew.consent}>
					<i aria-hidden="true">{CONSENT_SIGNS[crew.consent]}</i> {t(`table.consent.${crew.consent}`)}
				</span>
			</td>
			<td class="crew-actions">
				<button
					type="button"
					class="row-button"
					aria-pressed={lit}
					aria-label={t(lit ? 'table.spotlightOff' : 'table.spotlight', { name: crew.name })}
					title={t(lit ? 'table.spotlightOff' : 'table.spotlight', { name: crew.name })}
					disabled={crew.consent !== 'yes' && !lit}
					onClick={() => void room.send({ kind: 'SPOTLIGHT', crew: lit ? null : crew.crew })}
				>
					<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
						<path
							d="M12 3l2.7 5.8 6.3.8-4.6 4.3 1.2 6.2L12 17l-5.600 3.100 1.200-6.200L3 9.600l6.300-.8z"
							fill={lit ? 'currentColor' : 'none'}
							stroke="currentColor"
							stroke-width="1.8"
							stroke-linejoin="round"
						/>
					</svg>
				</button>
				<button type="button" class="row-button" aria-label={t('table.more', { name: crew.name })} onClick={manage}>
					<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">
						<circle cx="5" cy="12" r="2" />
						<circle cx="12" cy="12" r="2" />
						<circle cx="19" cy="12" r="2" />
					</svg>
				</button>
			</td>
		</tr>
	)
}

const CONSENT_SIGNS = { yes: '✓', no: '✕', open: '?' } as const

function Progress({ crew }: { readonly crew: HostCrew }): JSX.Element {
	const percent = Math.floor((100 * crew.step) / Math.max(1, crew.stepsTotal))
	if (crew.phase === 'waiting') return <span class="muted">{t('table.waiting')}</span>
	if (crew.phase === 'finished') {
		return (
			<span class="crew-score number">
				{crew.medal === null ? <Icon name="check" size={16} /> : <Medal medal={crew.medal} />}
				{crew.score === null ? t('table.bill', { bill: crew.billCycles }) : t('table.score', { score: crew.score })}
			</span>
		)
	}
	return (
		<span class="crew-bar" title={`${crew.step} / ${crew.stepsTotal} · ${t('table.bill', { bill: crew.billCycles })}`}>
			<span class="crew-track">
				<i style={{ width: `${percent}%` }} />
			</span>
			<b class="number">{percent}%</b>
		</span>
	)
}

function SeatCell(props: {
	readonly room: Console
	readonly crew: HostCrew
	readonly seat: Seat
	readonly onClick: () => void
}): JSX.Element {
	const { room, crew, seat, onClick } = props
	const member = crew.members.find((one) => one.seat === seat)
	if (member === undefined) {
		const bot = crew.bots.includes(seat)
		return (
			<span class="seat-cell bot">
				{bot ? <Icon name="bot" size={16} /> : null}
				<span>{t(bot ? 'table.bot' : 'table.free')}</span>
			</span>
		)
	}
	// What an autopilot holds is served at once.
	const seconds = crew.waitsFor?.seat === seat && !member.autopilot ? waitSeconds(crew) : 0
	return (
		<button
			type="button"
			class="seat-cell"
			data-state={member.online ? (member.autopilot ? 'auto' : 'here') : 'offline'}
			onClick={onClick}
		>
			<span class="seat-name" title={member.name}>
				{member.name}
			</span>
			<MemberState room={room} member={member} isPlaying={crew.phase === 'running'} />
			{seconds > 0 ? (
				<span class="seat-wait number" title={t('table.waitsFor', { name: member.name, seconds })}>
					<NeedIcon need="waiting" />
					{t('table.waits', { seconds })}
				</span>
			) : null}
		</button>
	)
}

function MemberState(props: {
	readonly room: Console
	readonly member: HostMember
	readonly isPlaying: boolean
}): JSX.Element | null {
	const { room, member, isPlaying } = props
	if (!member.online) {
		const sinceMs = member.offlineSinceMs === null ? 0 : room.nowMs() - member.offlineSinceMs
		return (
			<span class="seat-flag number" data-flag="offline">
				<NeedIcon need="offline" />
				{t('table.offlineSince', { since: clockText(sinceMs) })}
			</span>
		)
	}
	if (member.autopilot && isPlaying) {
		return (
			<span class="seat-flag" data-flag="auto">
				<NeedIcon need="idle" />
				{t('table.auto')}
			</span>
		)
	}
	if (!member.muted) return null
	return (
		<span class="seat-flag" data-flag="muted">
			<Icon name="mute" size={16} />
			{t('table.muted')}
		</span>
	)
}

const GOOD_MS = 150
const SLOW_MS = 500

/** The worst line of the crew: by bars, colour and number. */
function LinkCell({ members }: { readonly members: readonly HostMember[] }): JSX.Element {
	const down = members.filter(({ online }) => !online).length
	const pings = members.flatMap(({ online, pingMs }) => (online && pingMs !== null ? [pingMs] : []))
	const worst = pings.length === 0 ? null : Math.round(Math.max(...pings))
	const health =
		down > 0 ? 'down' : worst === null ? 'none' : worst < GOOD_MS ? 'good' : worst < SLOW_MS ? 'slow' : 'bad'
	const bars = { down: 0, none: 0, good: 3, slow: 2, bad: 1 }[health]
	const title =
		worst === null || health === 'none' || health === 'down'
			? undefined
			: t(({ good: 'table.linkGood', slow: 'table.linkSlow', bad: 'table.linkBad' } as const)[health], { ms: worst })
	return (
		<span class="crew-link number" data-health={health} title={title}>
			<svg viewBox="0 0 20 16" width="20" height="16" aria-hidden="true">
				{[0, 1, 2].map((bar) => (
					<rect
						key={bar}
						x={1 + bar * 6.5}
						y={10 - bar * 4.5}
						width="4.5"
						height={5 + bar * 4.5}
						rx="1"
						data-on={bar < bars}
					/>
				))}
				{health === 'down' ? <path d="M2 2l16 12M18 2L2 14" stroke="currentColor" stroke-width="2" /> : null}
			</svg>
			{down > 0
				? t('table.linkDown', { count: down })
				: worst === null
					? t('table.pingNone')
					: t('table.ping', { ms: worst })}
		</span>
	)
}
