import { lot as english } from '../words/en/lot.ts'
import { lot as chinese } from '../words/zh/lot.ts'

export type LotWord = keyof typeof english
/** Says a word of the lot in the model's language, with `{{facts}}` filled in. Pure: layout is tested without i18next. */
export type Say = (word: LotWord, facts?: Readonly<Record<string, string | number>>) => string

export const sayIn = (language: 'en' | 'zh'): Say => {
	const words: Readonly<Record<LotWord, string>> = language === 'zh' ? chinese : english
	return (word, facts = {}) => words[word].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(facts[name] ?? ''))
}
