import { signal } from '@preact/signals'
import i18next from 'i18next'
import type { en } from './en/all.ts'

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** `x_one` and `x_other` are asked for as `x` with the fact `count`. */
type WithoutPlural<Name extends string> = Name extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Name
/** Every sentence that the game can say. */
export type WordKey = WithoutPlural<keyof typeof en>
export type Facts = Readonly<Record<string, string | number>>

const words = i18next.createInstance()
// `initAsync: false`: there is nothing to wait for; `loadLanguage` brings the sentences.
void words.init({
	lng: 'en',
	fallbackLng: 'en',
	resources: {},
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

/** A player downloads the one language that is on screen. */
const SENTENCES: Readonly<Record<Language, () => Promise<object>>> = {
	en: async () => (await import('./en/all.ts')).en,
	zh: async () => (await import('./zh/all.ts')).zh,
}
const NAMESPACE = 'translation'
const isLoaded = (one: Language): boolean => words.hasResourceBundle(one, NAMESPACE)

/** Call before anything is said in a language. Rejects when its download fails. */
export async function loadLanguage(one: Language): Promise<void> {
	if (!isLoaded(one)) words.addResourceBundle(one, NAMESPACE, await SENTENCES[one]())
}

/**
 * Shows another language from now on, or as soon as its sentences are there; if they don't come, all stays as it is.
 * Storing the choice is the caller's affair (`app/settings.ts`).
 */
export function showLanguage(next: Language): void {
	if (isLoaded(next)) show(next)
	else void showWhenLoaded(next)
}

function show(next: Language): void {
	void words.changeLanguage(next)
	language.value = next
}

async function showWhenLoaded(next: Language): Promise<void> {
	try {
		await loadLanguage(next)
		show(next)
	} catch {
		// The line is down: what is on screen stays readable.
	}
}

/** The sentence in the language on screen, with `{{facts}}` filled in; `{{cycles, number}}` groups digits. */
export function t(key: WordKey, facts: Facts = {}): string {
	return words.t(key, { ...facts, lng: language.value })
}

/** Whether there is a sentence for a key that comes from outside, e.g. a level of a newer server. */
export const hasWords = (key: string): key is WordKey =>
	[key, `${key}_other`].some((one) => words.getResource(language.value, NAMESPACE, one, { keySeparator: false }))

/** Making one is slow, and pages of numbers ask for hundreds at a time. */
const NUMBER_FORMATS: Readonly<Record<Language, Intl.NumberFormat>> = {
	en: new Intl.NumberFormat('en'),
	zh: new Intl.NumberFormat('zh-CN'),
}

/** Groups digits as the language on screen does. */
export const formatNumber = (value: number): string => NUMBER_FORMATS[language.value].format(value)
