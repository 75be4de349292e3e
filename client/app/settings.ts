import { signal } from '@preact/signals'
import { LANGUAGES, type Language, language, showLanguage } from '../words/words.ts'
import type { Environment } from './environment.ts'

export const TEXT_SIZES = [1, 2, 3] as const
export type TextSize = (typeof TEXT_SIZES)[number]

/** State flips with a short fade, nothing slides. */
export const reducedMotion = signal(false)
export const sound = signal(false)
export const textSize = signal<TextSize>(1)

const KEY = 'lot.settings'

interface Stored {
	readonly language: Language
	readonly reducedMotion: boolean
	readonly sound: boolean
	readonly textSize: TextSize
}

/** The language that was chosen here before, else the first of the browser's that we have. */
export const wishedLanguage = ({ browser, languages }: Pick<Environment, 'browser' | 'languages'>): Language =>
	readStored(browser.getItem(KEY)).language ?? languageOf(languages)

/** Takes the stored wishes, or the system's, and keeps them from now on. Call once; returns the undo. */
export function keepSettings(env: Environment, root: HTMLElement): () => void {
	const { browser, wantsLessMotion, isPhone } = env
	const stored = readStored(browser.getItem(KEY))
	showLanguage(wishedLanguage(env))
	reducedMotion.value = stored.reducedMotion ?? wantsLessMotion
	sound.value = stored.sound ?? !isPhone
	textSize.value = stored.textSize ?? 1

	const keep = (): void => {
		const now: Stored = {
			language: language.value,
			reducedMotion: reducedMotion.value,
			sound: sound.value,
			textSize: textSize.value,
		}
		root.lang = now.language === 'zh' ? 'zh-CN' : 'en'
		root.dataset['motion'] = now.reducedMotion ? 'reduced' : 'full'
		root.dataset['text'] = String(now.textSize)
		try {
			browser.setItem(KEY, JSON.stringify(now))
		} catch {
			// Not kept then; it still holds for this visit.
		}
	}
	const undos = [language, reducedMotion, sound, textSize].map((one) => one.subscribe(keep))
	return () => {
		for (const undo of undos) undo()
	}
}

/** The first language asked for that we have. */
export function languageOf(languages: readonly string[]): Language {
	for (const wish of languages) {
		const found = LANGUAGES.find((one) => wish.toLowerCase().startsWith(one))
		if (found !== undefined) return found
	}
	return 'en'
}

/** Anything may stand there: only what fits is taken. */
function readStored(text: string | null): Partial<Stored> {
	let value: unknown
	try {
		value = JSON.parse(text ?? '{}')
	} catch {
		return {}
	}
	if (typeof value !== 'object' || value === null) return {}
	const { language: tongue, reducedMotion: motion, sound: noise, textSize: size } = value as Record<string, unknown>
	return {
		...(LANGUAGES.includes(tongue as Language) ? { language: tongue as Language } : {}),
		...(typeof motion === 'boolean' ? { reducedMotion: motion } : {}),
		...(typeof noise === 'boolean' ? { sound: noise } : {}),
		...(TEXT_SIZES.includes(size as TextSize) ? { textSize: size as TextSize } : {}),
	}
}
