import type { LogEntry } from '../../shared/game/log.ts'
import { type RoundHeader, RULES_VERSION } from '../../shared/game/world.ts'

/** A finished round's log as the server keeps it. */
export interface RoundLog {
	readonly header: RoundHeader
	readonly entries: readonly LogEntry[]
	readonly endTick: number
}

/** `unreachable`: no answer; `refused`: the server has no such log for us; `outdated`: of other rules. */
export type LogTrouble = 'unreachable' | 'refused' | 'outdated'

export interface LogRequest {
	readonly origin: string
	readonly code: string
	/** The player's own: it opens the logs of the own crew. */
	readonly token: string
	/** Counts from 1. */
	readonly round: number
}

/** Fetches the log of a finished round of the own crew. Never rejects. */
export async function fetchRoundLog({ origin, code, token, round }: LogRequest): Promise<RoundLog | LogTrouble> {
	let text: string
	try {
		const reply = await fetch(`${origin}/api/lesson/${code}/log?round=${round}`, {
			headers: { authorization: `Bearer ${token}` },
		})
		if (!reply.ok) return reply.status >= 500 ? 'unreachable' : 'refused'
		text = await reply.text()
	} catch {
		return 'unreachable'
	}
	return readRoundLog(text)
}

/**
 * The lines of a log. Our own server wrote them, so only what may differ is looked at: the rules, and whether the text
 * is whole. An entry that doesn't fit shows when the round is run again.
 */
export function readRoundLog(text: string): RoundLog | LogTrouble {
	let lines: unknown[]
	try {
		lines = text
			.trimEnd()
			.split('\n')
			.map((line): unknown => JSON.parse(line))
	} catch {
		return 'outdated'
	}
	const [first, last] = [lines[0], lines.at(-1)]
	if (!isHeader(first) || !isEnd(last) || first.rules !== RULES_VERSION) return 'outdated'
	const { rules, level, seed, pace, bots } = first
	const entries = lines.slice(1, -1) as LogEntry[]
	return { header: { rules, level, seed, pace, bots }, entries, endTick: last.tick }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isHeader = (value: unknown): value is RoundHeader =>
	isObject(value) && typeof value['rules'] === 'number' && typeof value['level'] === 'string' && isObject(value['bots'])

const isEnd = (value: unknown): value is { readonly tick: number } =>
	isObject(value) && value['end'] === true && Number.isInteger(value['tick'])
