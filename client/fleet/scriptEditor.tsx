import type { JSX } from 'preact'
import { MAX_SCRIPT_LINES } from '../../shared/programs/fleetScript.ts'
import { programOf } from '../connect/fleetStream.ts'
import { hasWords, t } from '../words/words.ts'
import { countObjects, countSteps, type Example, EXAMPLES } from './draft.ts'

const EXAMPLE_NAMES: Readonly<Record<Example, () => string>> = {
	saw: () => t('fleet.exampleSaw'),
	pins: () => t('fleet.examplePins'),
	big: () => t('fleet.exampleBig'),
}

/** The stream is written as a script; what is wrong with it stands below, with its line. */
export function ScriptEditor(props: { readonly text: string; readonly onChange: (text: string) => void }): JSX.Element {
	const { text } = props
	const made = programOf({ kind: 'script', text })
	return (
		<div class="script-editor">
			<div class="field">
				<label for="script">{t('fleet.scriptLabel', { lines: MAX_SCRIPT_LINES })}</label>
				<textarea
					id="script"
					class="input mono"
					rows={MAX_SCRIPT_LINES}
					spellcheck={false}
					autocomplete="off"
					aria-invalid={!made.ok}
					aria-describedby="script-hint"
					value={text}
					onInput={(event) => props.onChange(event.currentTarget.value)}
				/>
				<p id="script-hint" class={made.ok ? 'field-hint' : 'field-hint bad'} role="status">
					{made.ok
						? t('fleet.scriptOk', { objects: countObjects(made.program), steps: countSteps(made.program) })
						: 'error' in made
							? t('fleet.scriptLine', { line: made.error.line, reason: reasonOf(made.error) })
							: t(`fleet.${made.refusal.code}`, made.refusal.facts)}
				</p>
			</div>
			<div class="examples">
				<span class="label">{t('fleet.examples')}</span>
				{(Object.keys(EXAMPLES) as Example[]).map((example) => (
					<button
						key={example}
						type="button"
						class="button quiet compact"
						onClick={() => props.onChange(EXAMPLES[example])}
					>
						{EXAMPLE_NAMES[example]()}
					</button>
				))}
			</div>
			<details class="how">
				<summary>{t('fleet.scriptHelp')}</summary>
				<dl class="script-help">
					<dt class="mono">make 12 GAP 104 PIN 24</dt>
					<dd>{t('fleet.helpMake')}</dd>
					<dt class="mono">write every 2 GAP</dt>
					<dd>{t('fleet.helpWrite')}</dd>
					<dt class="mono">free last 3 PIN</dt>
					<dd>{t('fleet.helpFree')}</dd>
					<dt class="mono">repeat 3 … end</dt>
					<dd>{t('fleet.helpRepeat')}</dd>
				</dl>
			</details>
		</div>
	)
}

/** Budget errors are sentences; what is wrong with the grammar is told as a compiler would. */
function reasonOf(error: {
	readonly code: string
	readonly message: string
	readonly facts: Readonly<Record<string, number>>
}): string {
	const key = `fleet.${error.code}`
	return hasWords(key) ? t(key, error.facts) : error.message
}
