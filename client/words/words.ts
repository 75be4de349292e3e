import { signal } from '@preact/signals'
import i18next from 'i18next'
import { common as enCommon } from './en/common.ts'
import { lot as enLot } from './en/lot.ts'
import { play as enPlay } from './en/play.ts'
import { sandbox as enSandbox } from './en/sandbox.ts'
import { seats as enSeats } from './en/seats.ts'
import { common as zhCommon } from './zh/common.ts'
import { lot as zhLot } from './zh/lot.ts'
import { play as zhPlay } from './zh/play.ts'
import { sandbox as zhSandbox } from './zh/sandbox.ts'
import { seats as zhSeats } from './zh/seats.ts'

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

const en = { ...enCommon, ...enSeats, ...enLot, ...enPlay, ...enSandbox }
const zh = { ...zhCommon, ...zhSeats, ...zhLot, ...zhPlay, ...zhSandbox }

/** `x_one` and `x_other` are asked for as `x` with the fact `count`. */
type WithoutPlural<Name extends string> = Name extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Name
/** Every sentence that the game can say. */
export type WordKey = WithoutPlural<keyof typeof en>
export type Facts = Readonly<Record<string, string | number>>

const words = i18next.createInstance()
// `initAsync: false`: the sentences are in the page, so they are there when this returns.
void words.init({
	lng: 'en',
	fallbackLng: 'en',
	resources: { en: { translation: en }, zh: { translation: zh } },
	// Keys are flat and may contain dots and colons.
	keySeparator: false,
	nsSeparator: false,
	// Preact escapes.
	interpolation: { escapeValue: false },
	// A server of another build may leave a fact out: dots read better than our placeholder.
	missingInterpolationHandler: () => '…',
	initAsync: false,
})

/** The language on screen. Whoever calls `t` while rendering is rendered again when it changes. */
export const language = signal<Language>('en')

/** Shows another language from now on. Storing the choice is the caller's affair (`app/settings.ts`). */
export function showLanguage(next: Language): void {
	void words.changeLanguage(next)
	language.value = next
}

/** The sentence in the language on screen, with `{{facts}}` filled in; `{{cycles, number}}` groups digits. */
export function t(key: WordKey, facts: Facts = {}): string {
	return words.t(key, { ...facts, lng: language.value })
}

/** Whether there is a sentence for a key that comes from outside, e.g. a level of a newer server. */
export const hasWords = (key: string): key is WordKey => key in en || `${key}_other` in en

/** Making one is slow, and pages of numbers ask for hundreds at a time. */
const NUMBER_FORMATS: Readonly<Record<Language, Intl.NumberFormat>> = {
	en: new Intl.NumberFormat('en'),
	zh: new Intl.NumberFormat('zh-CN'),
}

/** Groups digits as the language on screen does. */
export const formatNumber = (value: number): string => NUMBER_FORMATS[language.value].format(value)
