import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Response } from 'express'
import helmet from 'helmet'
import type { Metrics } from '../ops/metrics.ts'
import { type LessonDoor, lessonRoutes } from './lessonRoutes.ts'
import type { HomeworkDesk } from '../homework/homeworkDesk.ts'
import { homeworkRoutes } from './homeworkRoutes.ts'
import { serveCompressed } from './serveCompressed.ts'

/** Where `npm run build` puts the page. */
const BUILT_PAGE = fileURLToPath(new URL('../../client/dist', import.meta.url))
/** The pages of the single-page client; each is the same file. */
const PAGE_PATHS = [
	'/',
	'/preflight',
	'/join/:code',
	'/host',
	'/host/:code',
	'/cohost/:code',
	'/projector/:code',
	'/solo',
	'/play',
	'/sandbox',
	'/fleet',
	'/homework/new',
	'/homework/check/:code',
	'/homework/:id',
	'/homework/:id/owner',
]
/** Vite puts a hash of the content into these names. */
const ASSETS = 'assets'

export interface AppOptions {
	readonly version: string
	/** Another build of the page than the usual one; null: that one. */
	readonly pageFolder: string | null
	readonly metrics: Metrics
	readonly uptimeSeconds: () => number
	readonly counts: () => { readonly sessions: number; readonly players: number }
	/** Addresses at which others on the network reach this server, best first. */
	readonly lanUrls: () => readonly string[]
	readonly isStopping: () => boolean
	/** Not told: this server gives no homework. */
	readonly homework?: HomeworkDesk
	/** What pages ask of sessions beside the sockets; not told: nothing. */
	readonly lessons?: LessonDoor
}

export function createApp(options: AppOptions): Express {
	const { version, metrics, uptimeSeconds, counts, lanUrls, isStopping } = options
	const pageFolder = options.pageFolder ?? BUILT_PAGE
	const setHeaders = headersFor(pageFolder)
	const app = express()
	app.disable('x-powered-by')
	app.use(securityHeaders())

	app.get('/healthz', (_, response) => {
		const { sessions, players } = counts()
		const status = isStopping() ? 'stopping' : 'ok'
		response
			.status(isStopping() ? 503 : 200)
			.set('Cache-Control', 'no-store')
			.json({ status, version, uptimeSeconds: uptimeSeconds(), sessions, players })
	})
	app.get('/metrics', async (_, response) => {
		response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
	})
	app.get('/api/join-info', (_, response) => {
		const urls = lanUrls()
		response.set('Cache-Control', 'no-store').json({ url: urls[0] ?? null, urls })
	})
	if (options.lessons) app.use('/api', lessonRoutes(options.lessons))
	if (options.homework) app.use('/api/homework', homeworkRoutes(options.homework))
	app.use('/api', (_, response) => {
		response.status(404).json({ ok: false, code: 'E_NOT_FOUND' })
	})

	app.use(serveCompressed(pageFolder, ASSETS, setHeaders))
	app.use(express.static(pageFolder, { index: false, redirect: false, setHeaders }))
	app.get(PAGE_PATHS, (_, response) => {
		response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: pageFolder }, (error) => {
			if (error && !response.headersSent) {
				response.status(503).type('text').send('The page is not built yet: run `npm run build`, then reload.\n')
			}
		})
	})
	app.use((_, response) => {
		response.status(404).json({ ok: false, code: 'E_NOT_FOUND' })
	})
	return app
}

/** On a school's network there is no https: nothing here may make the browser insist on it. */
function securityHeaders() {
	return helmet({
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				defaultSrc: ["'self'"],
				scriptSrc: ["'self'"],
				// Phaser and Preact set style attributes; Phaser loads its textures from data: and blob: addresses.
				styleSrc: ["'self'", "'unsafe-inline'"],
				imgSrc: ["'self'", 'data:', 'blob:'],
				fontSrc: ["'self'", 'data:'],
				mediaSrc: ["'self'", 'data:', 'blob:'],
				workerSrc: ["'self'", 'blob:'],
				connectSrc: ["'self'", 'ws:', 'wss:', 'data:', 'blob:'],
				objectSrc: ["'none'"],
				baseUri: ["'self'"],
				formAction: ["'self'"],
				frameAncestors: ["'self'"],
			},
		},
		strictTransportSecurity: false,
		// Ignored (with a warning in the console) on plain http.
		crossOriginOpenerPolicy: false,
		originAgentCluster: false,
	})
}

function headersFor(pageFolder: string) {
	const hashed = join(pageFolder, ASSETS)
	return (response: Response, path: string): void => {
		const isHashed = path.startsWith(hashed)
		response.set('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
	}
}
