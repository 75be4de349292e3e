import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { type HomeworkError, type HomeworkReply, MAX_LOG_BYTES } from '../../shared/homework/link.ts'
import type { HomeworkDesk } from '../homework/homeworkDesk.ts'

/** A log inside JSON: its quotes are escaped. */
const MAX_UPLOAD_BYTES = 2 * MAX_LOG_BYTES
const MAX_CREATE_BYTES = 20_000

const STATUS: Readonly<Record<HomeworkError, number>> = {
	E_UNKNOWN_HOMEWORK: 404,
	E_BAD_MESSAGE: 400,
	E_TOO_LARGE: 413,
	E_NAME: 400,
	E_PASSWORD: 401,
	E_OWNER: 403,
	E_RULES: 409,
	E_LOG: 422,
	E_OTHER_ROUND: 422,
	E_OTHER_SEAT: 422,
	E_ATTEMPTS: 409,
	E_CODE: 404,
	E_RATE: 429,
	E_FULL: 507,
	E_BUSY: 503,
	E_STORE: 507,
}

/** Everything below `/api/homework`. */
export function homeworkRoutes(desk: HomeworkDesk): Router {
	const router = Router()
	router.use((_, response, next) => {
		response.set('Cache-Control', 'no-store')
		next()
	})
	router.post('/', express.json({ limit: MAX_CREATE_BYTES }), (request, response, next) => {
		desk.create(request.body as unknown).then((reply) => answer(response, reply, 201), next)
	})
	router.get('/check/:code', (request, response) => answer(response, desk.check(request.params.code)))
	router.get('/:id', (request, response) => answer(response, desk.view(request.params.id)))
	router.get('/:id/mine', (request, response) => answer(response, desk.mine(request.params.id, bearer(request))))
	router.post('/:id/results', express.json({ limit: MAX_UPLOAD_BYTES }), (request, response, next) => {
		const { id } = request.params
		desk.upload(id, bearer(request), request.body as unknown).then((reply) => answer(response, reply), next)
	})
	router.get('/:id/table', (request, response) => answer(response, desk.table(request.params.id, bearer(request))))
	router.get('/:id/table.csv', (request, response) => {
		const reply = desk.csv(request.params.id, bearer(request))
		if (!reply.ok) answer(response, reply)
		else response.attachment(`homework-${request.params.id}.csv`).type('text/csv').send(reply.csv)
	})
	router.get('/:id/results/:result/log', (request, response, next) => {
		const { id, result } = request.params
		desk.log(id, bearer(request), Number(result)).then((reply) => {
			if (!reply.ok) answer(response, reply)
			else response.attachment(`homework-${id}-${result}.jsonl`).send(reply.log)
		}, next)
	})
	router.use(badBody)
	return router
}

const bearer = (request: Request): string => /^Bearer (.+)$/.exec(request.get('Authorization') ?? '')?.[1] ?? ''

function answer(response: Response, reply: HomeworkReply<object>, status = 200): void {
	response.status(reply.ok ? status : STATUS[reply.code]).json(reply)
}

/** What the parser of bodies refuses; four arguments make it a handler of errors. */
const badBody: ErrorRequestHandler = (error: { readonly type?: string }, _request, response, next) => {
	if (error.type === 'entity.too.large') answer(response, { ok: false, code: 'E_TOO_LARGE' })
	else if (error.type?.startsWith('entity.') || error.type?.startsWith('encoding.'))
		answer(response, { ok: false, code: 'E_BAD_MESSAGE' })
	else next(error)
}
