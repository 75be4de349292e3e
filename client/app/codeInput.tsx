import type { JSX } from 'preact'
import { CODE_LENGTH, CODE_LETTERS } from '../../shared/protocol/messages.ts'
import { t } from '../words/words.ts'

export interface TypedCode {
	readonly code: string
	/** Letters that were typed or pasted, but that no code has. */
	readonly wrong: string
}

/** Reads what was typed or pasted: `kq-zm`, ` KQZM`, even a whole join link. */
export function readCode(text: string): TypedCode {
	const link = /\/join\/([a-z]+)/i.exec(text)
	const letters = [...(link?.[1] ?? text).toUpperCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter))
	return {
		code: letters
			.filter((letter) => CODE_LETTERS.includes(letter))
			.join('')
			.slice(0, CODE_LENGTH),
		wrong: [...new Set(letters.filter((letter) => !CODE_LETTERS.includes(letter)))].join(' '),
	}
}

/** Four drawn boxes over one real field: typing, pasting, deleting and screen readers work as everywhere. */
export function CodeInput(props: {
	readonly typed: TypedCode
	readonly error: string | null
	readonly onType: (typed: TypedCode) => void
}): JSX.Element {
	const { code, wrong } = props.typed
	const message = wrong === '' ? props.error : t('join.codeWrong', { wrong, letters: CODE_LETTERS })
	return (
		<div class="field">
			<label for="code">{t('join.code')}</label>
			<div class="code-boxes">
				<input
					id="code"
					name="code"
					value={code}
					autocomplete="off"
					autocapitalize="characters"
					spellcheck={false}
					inputMode="text"
					enterkeyhint="next"
					aria-invalid={message !== null}
					aria-describedby="code-hint"
					onInput={(event) => {
						const typed = readCode(event.currentTarget.value)
						// What we refused must leave the field even if nothing else changes.
						event.currentTarget.value = typed.code
						props.onType(typed)
					}}
				/>
				{Array.from({ length: CODE_LENGTH }, (_, index) => (
					<span
						key={index}
						class="code-box mono"
						data-next={index === Math.min(code.length, CODE_LENGTH - 1)}
						aria-hidden="true"
					>
						{code[index] ?? ''}
					</span>
				))}
			</div>
			<p id="code-hint" class={message === null ? 'field-hint' : 'field-hint bad'} aria-live="polite">
				{message ?? t('join.codeHint')}
			</p>
		</div>
	)
}
