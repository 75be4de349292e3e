import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { CODE_LENGTH, type Failed, MAX_NAME_CHARACTERS } from '../../shared/protocol/messages.ts'
import { explain } from '../words/explain.ts'
import { t } from '../words/words.ts'
import { CodeInput, readCode } from './codeInput.tsx'
import { useGame } from './game.ts'
import { Notice } from './notice.tsx'
import { drawName, nameOf } from './playerName.ts'
import { go } from './router.ts'

/** Code, name, JOIN. `code` given: it came with the address, only the name is asked for. */
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
		busy.value = true
		const reply = await game.join(typed.value.code, name.trim())
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
			{failed.value === null ? null : <Notice kind="bad">{explain(failed.value, { code: typed.value.code })}</Notice>}
			<button type="submit" class="button primary wide" aria-disabled={busy.value}>
				{busy.value ? t('join.joining') : t('join.button')}
			</button>
		</form>
	)
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
