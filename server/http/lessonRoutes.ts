import { type Request, type Response, Router } from 'express'
import type { Dealing } from '../../shared/lesson/command.ts'
import type { LessonRecord } from '../../shared/lesson/record.ts'
import type { LessonStage } from '../../shared/lesson/view.ts'
import { gradebookCsv, type ExportSurroundings } from '../lesson/export/gradebook.ts'
import { itemsCsv } from '../lesson/export/items.ts'

/** What anyone with the code may know before joining. */
export interface SessionInfo {
	readonly isLesson: boolean
	readonly title: string
	readonly dealing: Dealing
	/** Only those on the host's list may join. */
	readonly rosterOnly: boolean
	readonly stage: LessonStage
}

/** `E_TOKEN`: not for this token. The others: there is no such thing. */
export type Denied = 'E_TOKEN' | 'E_UNKNOWN_SESSION' | 'E_NO_CREW' | 'E_ROUND'

/** What the web pages ask of sessions beside the sockets. Tokens are checked behind it. */
export interface LessonDoor {
	/** Null: no such session. */
	sessionInfo(code: string): SessionInfo | null
	/** For the token of a host or co-host. */
	record(code: string, token: string): Promise<LessonRecord | Denied>
	/**
	 * Text of a round's log (`formatLog`). A host: of any crew, also of a round that still runs; a player: of finished
	 * rounds of the own crew. `crew` null: the token's own. `round` null: the latest.
	 */
	log(
		code: string,
		token: string,
		crew: number | null,
		round: number | null,
	): Promise<{ readonly text: string } | Denied>
}

const STATUS: Readonly<Record<Denied, number>> = { E_TOKEN: 403, E_UNKNOWN_SESSION: 404, E_NO_CREW: 404, E_ROUND: 404 }

/** To be mounted at /api. */
export function lessonRoutes(door: LessonDoor): Router {
	const router = Router()

	router.get('/session/:code', (request, response) => {
		const info = door.sessionInfo(codeOf(request))
		if (info) response.set('Cache-Control', 'no-store').json(info)
		else deny(response, 'E_UNKNOWN_SESSION')
	})

	const exports = { 'gradebook.csv': gradebookCsv, 'items.csv': itemsCsv } as const
	for (const name of ['gradebook.csv', 'items.csv'] as const) {
		router.get(`/lesson/:code/${name}`, async (request, response) => {
			const token = tokenOf(request)
			if (token === null) return deny(response, 'E_TOKEN', 401)
			const code = codeOf(request)
			const record = await door.record(code, token)
			if (typeof record === 'string') return deny(response, record)
			response
				.set('Content-Type', 'text/csv; charset=utf-8')
				.set('Content-Disposition', `attachment; filename="${code}-${name}"`)
				.set('Cache-Control', 'no-store')
				.send(exports[name](record, surroundingsOf(request)))
		})
	}

	const sendLog = async (request: Request, response: Response): Promise<void> => {
		const token = tokenOf(request)
		if (token === null) return deny(response, 'E_TOKEN', 401)
		const [crew, round] = [numberOf(request.query['crew']), numberOf(request.query['round'])]
		if (crew === undefined) return deny(response, 'E_NO_CREW')
		if (round === undefined) return deny(response, 'E_ROUND')
		const code = codeOf(request)
		const log = await door.log(code, token, crew, round)
		if (typeof log === 'string') return deny(response, log)
		response
			.set('Content-Type', 'text/plain; charset=utf-8')
			.set('Content-Disposition', `attachment; filename="${code}-crew${crew ?? ''}-round${round ?? ''}.lotlog"`)
			.set('Cache-Control', 'no-store')
			.send(log.text)
	}
	router.get('/lesson/:code/log', sendLog)
	return router
}

function deny(response: Response, code: Denied, status = STATUS[code]): void {
	response.status(status).set('Cache-Control', 'no-store').json({ ok: false, code })
}

const codeOf = ({ params }: Request): string => String(params['code']).toUpperCase()

/** `Authorization: Bearer …`: a token never stands in an address, which proxies and histories keep. */
const tokenOf = (request: Request): string | null =>
	/^Bearer ([\w.~-]{1,200})$/.exec(request.get('Authorization') ?? '')?.[1] ?? null

/** Null: not told; undefined: not a number from 1. */
function numberOf(value: unknown): number | null | undefined {
	if (value === undefined) return null
	return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined
}

function surroundingsOf(request: Request): ExportSurroundings {
	return {
		origin: `${request.protocol}://${request.get('Host') ?? 'localhost'}`,
		// The Swedish way to write a date is ISO 8601; in the time zone of the server, which stands where the lesson is.
		dayOf: (wallMs) => new Date(wallMs).toLocaleDateString('sv'),
	}
}
