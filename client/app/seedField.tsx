import type { JSX } from 'preact'
import { MAX_SEED } from '../connect/seed.ts'
import { t } from '../words/words.ts'

/** Null: one is to be drawn. */
export function seedOf(text: string): number | null | 'wrong' {
	const typed = text.trim()
	if (typed === '') return null
	const seed = Number(typed)
	return Number.isInteger(seed) && seed >= 1 && seed <= MAX_SEED ? seed : 'wrong'
}

/** A seed for a whole class: typed, or left to the server. */
export function SeedField(props: { readonly value: string; readonly onChange: (value: string) => void }): JSX.Element {
	const wrong = seedOf(props.value) === 'wrong'
	return (
		<div class="field">
			<label for="lesson-seed">{t('solo.seed')}</label>
			<input
				id="lesson-seed"
				class="input mono"
				inputMode="numeric"
				autocomplete="off"
				value={props.value}
				aria-invalid={wrong}
				aria-describedby="lesson-seed-hint"
				onInput={(event) => props.onChange(event.currentTarget.value)}
			/>
			<p id="lesson-seed-hint" class={wrong ? 'field-hint bad' : 'field-hint'} aria-live="polite">
				{wrong ? t('solo.seedWrong', { max: MAX_SEED }) : t('create.seedDrawn')}
			</p>
		</div>
	)
}
