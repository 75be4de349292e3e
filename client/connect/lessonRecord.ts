import type { LessonKeys } from '../../shared/protocol/lessonMessages.ts'
import type { Store } from './playerRecord.ts'

/** What lets a host come back to a lesson after the tab, or the whole browser, was closed. */
export interface LessonRecord {
	readonly code: string
	readonly title: string
	/** The secret of a host or of a co-host. */
	readonly token: string
	/** What a host may give away; null: this is a co-host's page. */
	readonly links: { readonly cohost: string; readonly projector: string } | null
	readonly savedAtMs: number
}

const KEY = 'lot.lessons'
const MAX_LESSONS = 8
/** Results are looked at again in the week after. */
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000

export interface LessonRecords {
	/** Newest first. */
	all(): readonly LessonRecord[]
	of(code: string): LessonRecord | null
	save(record: LessonRecord): void
	forget(code: string): void
}

export const recordOfKeys = (keys: LessonKeys, title: string, nowMs: number): LessonRecord => ({
	code: keys.code,
	title,
	token: keys.host,
	links: { cohost: keys.cohost, projector: keys.projector },
	savedAtMs: nowMs,
})

export function lessonRecords(browser: Store, nowMs: () => number): LessonRecords {
	const all = (): readonly LessonRecord[] =>
		read(browser)
			.filter(({ savedAtMs }) => nowMs() - savedAtMs < MAX_AGE_MS)
			.sort((a, b) => b.savedAtMs - a.savedAtMs)
	const write = (records: readonly LessonRecord[]): void => {
		try {
			browser.setItem(KEY, JSON.stringify(records.slice(0, MAX_LESSONS)))
		} catch {
			// A full or forbidden store: then only this tab knows the lesson.
		}
	}
	const others = (code: string): readonly LessonRecord[] => all().filter((one) => one.code !== code)
	return {
		all,
		of: (code) => all().find((one) => one.code === code) ?? null,
		save: (record) => write([record, ...others(record.code)]),
		forget: (code) => write(others(code)),
	}
}

function read(store: Store): LessonRecord[] {
	try {
		const list: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
		return Array.isArray(list) ? list.map(asRecord).filter((one) => one !== null) : []
	} catch {
		return []
	}
}

/** Stored text may be from another version of the page. */
function asRecord(value: unknown): LessonRecord | null {
	if (typeof value !== 'object' || value === null) return null
	const { code, title, token, links, savedAtMs } = value as Record<string, unknown>
	if (typeof code !== 'string' || typeof title !== 'string' || typeof token !== 'string') return null
	if (typeof savedAtMs !== 'number') return null
	const { cohost, projector } = (links ?? {}) as Record<string, unknown>
	const given = typeof cohost === 'string' && typeof projector === 'string' ? { cohost, projector } : null
	return { code, title, token, links: given, savedAtMs }
}
