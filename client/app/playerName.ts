import { t } from '../words/words.ts'

/** A name that nobody had to think of: a colour and a vehicle, kept as numbers so that it follows the language. */
export interface DrawnName {
	readonly colour: number
	readonly vehicle: number
}

/** Both lists have this length in every language (a test says so). */
export const NAME_WORDS = 12

export const drawName = (random: (below: number) => number): DrawnName => ({
	colour: random(NAME_WORDS),
	vehicle: random(NAME_WORDS),
})

export function nameOf({ colour, vehicle }: DrawnName): string {
	return t('name.pair', {
		colour: t('name.colours').split(',')[colour] ?? '',
		vehicle: t('name.vehicles').split(',')[vehicle] ?? '',
	})
}
