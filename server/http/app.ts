import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Response } from 'express'
import helmet from 'helmet'
import type { Metrics } from '../ops/metrics.ts'
import { serveCompressed } from './serveCompressed.ts'

const PAGE_FOLDER = fileURLToPath(new URL('../../client/dist', import.meta.url))
/** The pages of the single-page client; each is the same file. */
const PAGE_PATHS = ['/', '/join/:code', '/solo', '/play', '/sandbox', '/fleet']
/** Vite puts a hash of the content into these names. */
const ASSETS = 'assets'

export interface AppOptions {
	readonly version: string
	readonly metrics: Metrics
	readonly uptimeSeconds: () => number
	readonly counts: () => { readonly sessions: number; readonly players: number }
	/** Addresses at which others on the network reach this server, best first. */
	readonly lanUrls: () => readonly string[]
	readonly isStopping: () => boolean
}

export function createApp({ version, metrics, uptimeSeconds, counts, lanUrls, isStopping }: AppOptions): Express {
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
	app.use('/api', (_, response) => {
		response.status(404).json({ ok: false, code: 'E_NOT_FOUND' })
	})

	app.use(serveCompressed(PAGE_FOLDER, ASSETS, setHeaders))
	app.use(express.static(PAGE_FOLDER, { index: false, redirect: false, setHeaders }))
	app.get(PAGE_PATHS, (_, response) => {
		response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: PAGE_FOLDER }, (error) => {
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

function setHeaders(response: Response, path: string): void {
	const isHashed = path.startsWith(join(PAGE_FOLDER, ASSETS))
	response.set('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
}
