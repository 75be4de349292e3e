import type { JSX } from 'preact'
import { type LevelName, levelNamed } from '../../shared/programs/levels.ts'
import type { Best, Bests } from '../connect/bests.ts'
import { t } from '../words/words.ts'
import { LEVEL_GROUPS } from './levelGroups.ts'
import { levelLine, levelTitle } from './levelWords.ts'
import { ProgramStrip } from './lotArt.tsx'
import { Medal } from './medal.tsx'

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
	'steady-roomy': [
		['TMP', 3],
		['CFG', 2],
		['TMP', 4],
		['SES', 5],
	],
	sawtooth: [
		['TMP', 3],
		['TMP', 6],
		['TMP', 4],
		['TMP', 5],
	],
	burst: [
		['REQ', 5],
		['REQ', 4],
		['REQ', 6],
		['PIN', 2],
	],
	compiler: [
		['TMP', 3],
		['TMP', 5],
		['CFG', 2],
		['TMP', 4],
		['CFG', 2],
	],
	leak: [
		['REQ', 5],
		['TMP', 3],
		['REQ', 6],
		['REQ', 4],
	],
	fragmenter: [
		['SES', 7],
		['PIN', 2],
		['SES', 7],
		['PIN', 2],
	],
	vector: [
		['SES', 4],
		['PIN', 2],
		['REQ', 6],
		['PIN', 3],
	],
	big: [
		['TMP', 3],
		['REQ', 12],
		['TMP', 2],
	],
	recursion: [
		['TMP', 3],
		['SES', 5],
		['TMP', 4],
		['TMP', 3],
	],
	wild: [
		['TMP', 3],
		['SES', 5],
		['TMP', 3],
		['TMP', 2],
	],
	fork: [
		['SES', 6],
		['TMP', 3],
		['SES', 5],
		['TMP', 2],
	],
	'three-acts': [
		['TMP', 3],
		['SES', 7],
		['PIN', 2],
		['REQ', 8],
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

/**
 * All programs by group, and the chosen one in large. `bests`: what was done in them so far; null: not this browser's
 * affair (a session).
 */
export function LevelChoice(props: {
	readonly value: LevelName
	readonly bests: Bests | null
	readonly suggested: LevelName | null
	readonly onChange: (level: LevelName) => void
}): JSX.Element {
	const { value, bests, suggested } = props
	return (
		<div class="level-choice">
			<LevelCard name={value} best={bests === null ? undefined : (bests[value] ?? null)} isNext={value === suggested} />
			<fieldset class="field level-groups">
				<legend class="visually-hidden">{t('solo.level')}</legend>
				{LEVEL_GROUPS.map(({ group, levels }) => (
					<div key={group} class="level-group" role="group" aria-labelledby={`levels-${group}`}>
						<h2 id={`levels-${group}`} class="label">
							{t(`menu.${group}`)}
						</h2>
						<div class="level-pills">
							{levels.map((name) => (
								<label key={name} class="level-pill" data-next={name === suggested}>
									<input type="radio" name="level" checked={value === name} onChange={() => props.onChange(name)} />
									{bests === null ? null : <Medal medal={bests[name]?.medal ?? 'none'} />}
									<span>{levelTitle(name)}</span>
								</label>
							))}
						</div>
					</div>
				))}
			</fieldset>
		</div>
	)
}

/** `best` undefined: nobody counts; null: never played. */
function LevelCard(props: {
	readonly name: LevelName
	readonly best: Best | null | undefined
	readonly isNext: boolean
}): JSX.Element {
	const { name, best } = props
	const level = levelNamed(name)
	return (
		<section class="level-card" aria-live="polite">
			<ProgramStrip plates={STRIPS[name]} />
			<div class="level-head">
				<strong>{levelTitle(name)}</strong>
				{level?.family === 'recorded' ? <span class="chip">{t('level.recorded')}</span> : null}
				{props.isNext ? <span class="chip next">{t('menu.next')}</span> : null}
			</div>
			<p>{levelLine(name)}</p>
			<p class="level-facts muted number">
				<span>{t('menu.frames', { count: level?.frames ?? 0 })}</span>
				<span>{t('menu.lines', { count: level?.tlbLines ?? 0 })}</span>
				<span>{t('menu.tenants', { count: level?.tenants ?? 0 })}</span>
			</p>
			{best === undefined ? null : (
				<p class="level-best number">
					<Medal medal={best?.medal ?? 'none'} />
					{best === null ? t('menu.unplayed') : t('menu.best', { score: best.score, seed: best.seed })}
				</p>
			)}
		</section>
	)
}
