import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { MAX_ROSTER_ID_CHARACTERS } from '../../shared/lesson/command.ts'
import { CODE_LENGTH, type Failed, MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'
import { fetchSessionInfo, type SessionInfo } from '../connect/sessionInfo.ts'
import { explainLesson } from '../words/explainLesson.ts'
import { t } from '../words/words.ts'
import { CodeInput, readCode } from './codeInput.tsx'
import { useGame } from './game.ts'
import { Notice } from './notice.tsx'
import { drawName, nameOf } from './playerName.ts'
import { go } from './router.ts'

/** Code, name, and what a lesson wants to know; JOIN. `code` given: it came with the address. */
export function JoinForm({ code }: { readonly code?: string }): JSX.Element {
	const game = useGame()
	const typed = useSignal(readCode(code ?? ''))
	const codeError = useSignal<string | null>(null)
	const drawn = useSignal(drawName(game.env.random))
	/** Null: the drawn name stands. */
	const ownName = useSignal<string | null>(null)
	const failed = useSignal<Failed | null>(null)
	const busy = useSignal(false)
	const name = ownName.value ?? nameOf(drawn.value)
	const known = useSessionInfo(typed.value.code, typed.value.wrong === '')
	const info = known === 'none' ? null : known
	const rosterId = useSignal('')
	const row = useSignal('')
	const friends = useSignal('')
	/** The student number is missing, and was asked for. */
	const rosterMissing = useSignal(false)

	const submit = async (): Promise<void> => {
		const missing = CODE_LENGTH - typed.value.code.length
		failed.value = null
		if (missing > 0) {
			codeError.value = t('join.codeShort', { count: missing })
			document.getElementById('code')?.focus()
			return
		}
		if (name.trim() === '') {
			document.getElementById('name')?.focus()
			return
		}
		if (info?.rosterOnly && rosterId.value.trim() === '') {
			rosterMissing.value = true
			document.getElementById('roster-id')?.focus()
			return
		}
		busy.value = true
		const reply = await game.join(typed.value.code, name.trim(), {
			...(rosterId.value.trim() === '' ? {} : { rosterId: rosterId.value.trim() }),
			...(row.value.trim() === '' ? {} : { row: row.value.trim() }),
			...(friends.value.trim() === '' ? {} : { friends: friends.value.trim() }),
		})
		busy.value = false
		if (reply.ok) go('/play')
		else failed.value = reply
	}

	return (
		<form
			class="join-form"
			noValidate
			onSubmit={(event) => {
				event.preventDefault()
				if (!busy.value) void submit()
			}}
		>
			{code === undefined ? (
				<CodeInput
					typed={typed.value}
					error={codeError.value}
					onType={(next) => {
						typed.value = next
						codeError.value = null
						failed.value = null
						if (next.code.length === CODE_LENGTH && next.wrong === '') document.getElementById('name')?.focus()
					}}
				/>
			) : null}
			<div class="field">
				<label for="name">{t('join.name')}</label>
				<div class="input-row">
					<input
						id="name"
						class="input"
						name="nickname"
						value={name}
						maxLength={MAX_NAME_CHARACTERS}
						autocomplete="off"
						spellcheck={false}
						enterkeyhint="go"
						aria-invalid={name.trim() === ''}
						aria-describedby="name-hint"
						onFocus={(event) => event.currentTarget.select()}
						onInput={(event) => (ownName.value = event.currentTarget.value)}
					/>
					<button
						type="button"
						class="button"
						aria-label={t('join.nameNew')}
						title={t('join.nameNew')}
						onClick={() => {
							ownName.value = null
							drawn.value = drawName(game.env.random)
						}}
					>
						<DiceIcon />
					</button>
				</div>
				<p id="name-hint" class="field-hint bad" aria-live="polite">
					{name.trim() === '' ? t('join.nameMissing') : ''}
				</p>
			</div>
			{info?.isLesson ? (
				<>
					{info.dealing === 'rows' ? (
						<LessonField id="row" name={t('lesson.join.row')} hint={t('lesson.join.rowHint')} value={row} />
					) : null}
					{info.dealing === 'friends' ? (
						<LessonField
							id="friends"
							name={t('lesson.join.friends')}
							hint={t('lesson.join.friendsHint')}
							value={friends}
						/>
					) : null}
					<LessonField
						id="roster-id"
						name={t('lesson.join.rosterId')}
						hint={rosterMissing.value ? t('lesson.join.rosterMissing') : t('lesson.join.rosterHint')}
						value={rosterId}
						isOptional={!info.rosterOnly}
						isWrong={rosterMissing.value && rosterId.value.trim() === ''}
					/>
				</>
			) : null}
			{failed.value === null && known === 'none' ? (
				<Notice kind="bad">{t('server.E_UNKNOWN_SESSION', { code: typed.value.code })}</Notice>
			) : null}
			{failed.value === null ? null : (
				<Notice kind="bad">
					{/* Joining is possible in every stage but the last. */}
					{failed.value.code === 'E_STAGE'
						? t('lessonError.over')
						: explainLesson(failed.value, { code: typed.value.code })}
				</Notice>
			)}
			<button type="submit" class="button primary wide" aria-disabled={busy.value}>
				{busy.value ? t('join.joining') : t('join.button')}
			</button>
		</form>
	)
}

function LessonField(props: {
	readonly id: string
	readonly name: string
	readonly hint: string
	readonly value: Signal<string>
	readonly isOptional?: boolean
	readonly isWrong?: boolean
}): JSX.Element {
	const { id, isWrong = false } = props
	return (
		<div class="field">
			<label for={id}>
				{props.name}
				{props.isOptional ? <span class="muted"> · {t('lesson.join.optional')}</span> : null}
			</label>
			<input
				id={id}
				class="input"
				value={props.value.value}
				maxLength={MAX_ROSTER_ID_CHARACTERS}
				autocomplete="off"
				autocapitalize="off"
				spellcheck={false}
				enterkeyhint="go"
				aria-invalid={isWrong}
				aria-describedby={`${id}-hint`}
				onInput={(event) => (props.value.value = event.currentTarget.value)}
			/>
			<p id={`${id}-hint`} class={isWrong ? 'field-hint bad' : 'field-hint'} aria-live="polite">
				{props.hint}
			</p>
		</div>
	)
}

/** What the room with that code wants to know; null until it has said so. */
function useSessionInfo(code: string, isGood: boolean): SessionInfo | 'none' | null {
	const { env } = useGame()
	const known = useSignal<{ readonly code: string; readonly info: SessionInfo | 'none' | null } | null>(null)
	useEffect(() => {
		if (code.length < CODE_LENGTH || !isGood) return
		void fetchSessionInfo(env.origin, code).then((info) => (known.value = { code, info }))
	}, [env, code, isGood, known])
	return known.value?.code === code ? known.value.info : null
}

export function DiceIcon(): JSX.Element {
	return (
		<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
			<rect x="3" y="3" width="18" height="18" rx="4" fill="none" stroke="currentColor" stroke-width="2" />
			{[
				[8, 8],
				[16, 8],
				[12, 12],
				[8, 16],
				[16, 16],
			].map(([x, y]) => (
				<circle key={`${x}${y}`} cx={x} cy={y} r="1.6" fill="currentColor" />
			))}
		</svg>
	)
}
