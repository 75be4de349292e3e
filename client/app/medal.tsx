import type { JSX } from 'preact'
import type { Medal as MedalName } from '../../shared/game/score/score.ts'
import { t } from '../words/words.ts'

/** Place on the rostrum, so that the colour need not be seen; platinum has a star. */
const SIGNS: Readonly<Record<MedalName, string>> = { none: '', bronze: '3', silver: '2', gold: '1', platinum: '★' }

/** A disc with its place; `ribbon`: large, for the end of a round; `named`: its name stands beside it, so it bears no sign. */
export function Medal({
	medal,
	ribbon = false,
	named = false,
}: {
	readonly medal: MedalName
	readonly ribbon?: boolean
	readonly named?: boolean
}): JSX.Element {
	return (
		<svg
			class={ribbon ? 'medal large' : 'medal'}
			data-medal={medal}
			viewBox={ribbon ? '0 0 64 84' : '8 28 48 48'}
			role="img"
			aria-label={t(`medal.${medal}`)}
		>
			{ribbon ? (
				<>
					<path class="medal-ribbon" d="M14 0h14l10 34-10 8z" />
					<path class="medal-ribbon dark" d="M50 0H36L26 34l10 8z" />
				</>
			) : null}
			<circle class="medal-disc" cx="32" cy="52" r="22" />
			<circle class="medal-rim" cx="32" cy="52" r="17" />
			<text class="medal-sign" x="32" y={medal === 'platinum' ? 60.5 : 60} text-anchor="middle">
				{named ? '' : SIGNS[medal]}
			</text>
		</svg>
	)
}
