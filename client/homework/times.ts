import { language } from '../words/words.ts'

/** A moment in the reader's own time zone, which is named. */
export function formatMoment(ms: number): string {
	return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
		weekday: 'short',
		year: 'numeric',
		month: 'short',
		day: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		timeZoneName: 'short',
	}).format(ms)
}

/** As an `<input type="datetime-local">` holds it. */
export function localInput(ms: number): string {
	const date = new Date(ms)
	return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
