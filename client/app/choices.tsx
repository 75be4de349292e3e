import type { JSX } from 'preact'
import { PACES, type Pace } from '../../shared/game/seat.ts'
import { LEVELS, type LevelName } from '../../shared/programs/levels.ts'
import { t } from '../words/words.ts'
import { levelLine, levelTitle } from './levelWords.ts'
import { ProgramStrip } from './lotArt.tsx'

type Strip = Parameters<typeof ProgramStrip>[0]['plates']

/** Typical widths of the program's requests, in slots: a picture, not data. */
const STRIPS: Readonly<Record<LevelName, Strip>> = {
	steady: [
		['TMP', 3],
		['SES', 5],
		['PIN', 2],
		['TMP', 4],
		['CFG', 2],
	],
	sqlite3: [
		['PIN', 2],
		['TMP', 3],
		['PIN', 2],
		['TMP', 3],
		['PIN', 2],
		['TMP', 4],
	],
	bash: [
		['PIN', 2],
		['PIN', 2],
		['TMP', 3],
		['PIN', 2],
		['SES', 5],
		['PIN', 2],
	],
	'git-log': [
		['REQ', 9],
		['PIN', 2],
		['SES', 5],
	],
	cc1: [
		['CFG', 4],
		['CFG', 3],
		['SES', 5],
		['CFG', 4],
	],
}

export function LevelChoice(props: {
	readonly value: LevelName
	readonly onChange: (level: LevelName) => void
}): JSX.Element {
	return (
		<fieldset class="field">
			<legend>{t('solo.level')}</legend>
			<div class="level-cards">
				{LEVELS.map(({ name, programKind }) => (
					<label key={name} class="pick-card level-card">
						<input type="radio" name="level" checked={props.value === name} onChange={() => props.onChange(name)} />
						<span class="level-head">
							<strong>{levelTitle(name)}</strong>
							<span class="chip">{programKind === 'recorded' ? t('level.recorded') : t('level.generated')}</span>
						</span>
						<span class="muted">{levelLine(name)}</span>
						<ProgramStrip plates={STRIPS[name]} />
					</label>
				))}
			</div>
		</fieldset>
	)
}

export function PaceChoice(props: { readonly value: Pace; readonly onChange: (pace: Pace) => void }): JSX.Element {
	return (
		<fieldset class="field">
			<legend>{t('solo.pace')}</legend>
			<div class="pace-cards">
				{PACES.toReversed().map((pace) => (
					<label key={pace} class="pick-card">
						<input type="radio" name="pace" checked={props.value === pace} onChange={() => props.onChange(pace)} />
						<strong>{t(`pace.${pace}`)}</strong>
						<span class="muted">{t(`pace.${pace}Line`)}</span>
					</label>
				))}
			</div>
		</fieldset>
	)
}
