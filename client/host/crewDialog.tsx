import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type Seat, SEATS } from '../../shared/game/seat.ts'
import type { HostCrew, HostLesson, HostMember } from '../../shared/lesson/view.ts'
import { MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'
import { SeatIcon } from '../app/seatIcon.tsx'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'

interface Props {
	readonly room: Console
	readonly lesson: HostLesson
}

/** One crew and its students: names, seats, and who has to go. */
export function CrewDialog(props: Props & { readonly crew: number; readonly onClose: () => void }): JSX.Element | null {
	const { room, lesson, onClose } = props
	const crew = lesson.table.find((one) => one.crew === props.crew)
	const name = useSignal(crew?.name ?? '')
	if (crew === undefined) return null
	return (
		<Dialog title={t('crew.title', { number: crew.crew, name: crew.name })} size="wide" onClose={onClose}>
			<form
				class="crew-rename"
				onSubmit={(event) => {
					event.preventDefault()
					void room.send({ kind: 'RENAME_CREW', crew: crew.crew, name: name.value.trim() })
				}}
			>
				<label class="field">
					<span class="label">{t('crew.name')}</span>
					<input
						class="input"
						maxLength={MAX_NAME_CHARACTERS}
						value={name.value}
						onInput={(event) => (name.value = event.currentTarget.value)}
					/>
				</label>
				<button type="submit" class="button" disabled={name.value.trim() === '' || name.value.trim() === crew.name}>
					{t('crew.rename')}
				</button>
			</form>
			<h3>{t('crew.members')}</h3>
			{crew.members.length === 0 ? <p class="muted">{t('crew.nobody')}</p> : null}
			<ul class="member-list">
				{crew.members.map((member) => (
					<Member key={member.id} room={room} lesson={lesson} crew={crew} member={member} />
				))}
			</ul>
		</Dialog>
	)
}

function Member(props: Props & { readonly crew: HostCrew; readonly member: HostMember }): JSX.Element {
	const { room, lesson, crew, member } = props
	const name = useSignal(member.name)
	const sure = useSignal<'kick' | 'ban' | null>(null)
	const target = useSignal(crew.crew)
	const seat = useSignal<Seat>(member.seat ?? 'malloc')
	const asked = sure.value
	const stays = target.value === crew.crew && seat.value === member.seat
	return (
		<li class="member">
			<div class="member-row">
				<span class="member-seat">
					{member.seat === null ? null : <SeatIcon seat={member.seat} />}
					{member.rosterId === '' ? null : <span class="chip mono">{t('crew.roster', { id: member.rosterId })}</span>}
				</span>
				<form
					class="member-name"
					onSubmit={(event) => {
						event.preventDefault()
						void room.send({ kind: 'RENAME', player: member.id, name: name.value.trim() })
					}}
				>
					<input
						class="input"
						aria-label={t('crew.memberName', { name: member.name })}
						maxLength={MAX_NAME_CHARACTERS}
						value={name.value}
						onInput={(event) => (name.value = event.currentTarget.value)}
					/>
					<button type="submit" class="button" disabled={name.value.trim() === '' || name.value.trim() === member.name}>
						{t('crew.rename')}
					</button>
				</form>
				<button
					type="button"
					class="button"
					aria-pressed={member.muted}
					title={t('crew.muteLine', { name: member.name })}
					onClick={() => void room.send({ kind: 'MUTE', player: member.id, muted: !member.muted })}
				>
					{t(member.muted ? 'crew.unmute' : 'crew.mute')}
				</button>
			</div>
			<div class="member-row">
				<label class="member-pick">
					<span class="visually-hidden">{t('crew.moveTo', { name: member.name })}</span>
					<select value={String(target.value)} onChange={(event) => (target.value = Number(event.currentTarget.value))}>
						{lesson.table.map((one) => (
							<option key={one.crew} value={String(one.crew)}>
								{one.crew} · {one.name}
							</option>
						))}
						<option value="0">{t('crew.newCrew')}</option>
					</select>
				</label>
				<label class="member-pick">
					<span class="visually-hidden">{t('crew.moveSeat')}</span>
					<select value={seat.value} onChange={(event) => (seat.value = event.currentTarget.value as Seat)}>
						{SEATS.map((one) => (
							<option key={one} value={one}>
								{t(`role.${one}`)}
							</option>
						))}
					</select>
				</label>
				<button
					type="button"
					class="button"
					disabled={stays}
					onClick={() => void room.send({ kind: 'RESEAT', player: member.id, crew: target.value, seat: seat.value })}
				>
					{t('crew.move')}
				</button>
				<span class="member-space" />
				<button type="button" class="button danger" title={t('crew.kickLine')} onClick={() => (sure.value = 'kick')}>
					{t('crew.kick')}
				</button>
				<button type="button" class="button danger" title={t('crew.banLine')} onClick={() => (sure.value = 'ban')}>
					{t('crew.ban')}
				</button>
			</div>
			{asked === null ? null : (
				<div class="member-sure" role="alert">
					<p>
						<strong>{t(asked === 'ban' ? 'crew.sureBan' : 'crew.sure', { name: member.name })}</strong>{' '}
						{t(asked === 'ban' ? 'crew.banLine' : 'crew.kickLine')}
					</p>
					<div class="dialog-buttons">
						<button type="button" class="button quiet" onClick={() => (sure.value = null)}>
							{t('crew.cancel')}
						</button>
						<button
							type="button"
							class="button danger"
							onClick={() => {
								sure.value = null
								void room.send({ kind: 'KICK', player: member.id, ban: asked === 'ban' })
							}}
						>
							{t(asked === 'ban' ? 'crew.sureBanYes' : 'crew.sureYes', { name: member.name })}
						</button>
					</div>
				</div>
			)}
		</li>
	)
}
