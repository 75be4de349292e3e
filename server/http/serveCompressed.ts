import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { RequestHandler, Response } from 'express'

/** What is worth it; fonts and pictures are compressed already. */
const TYPES: Readonly<Record<string, string>> = {
	js: 'text/javascript; charset=utf-8',
	css: 'text/css; charset=utf-8',
	svg: 'image/svg+xml',
}
const MAX_KEPT = 64

const compress = promisify(gzip)

/**
 * Files whose names carry a hash of their content, compressed once and kept: a class of phones on one access point
 * loads the page at the same moment. gzip, as browsers ask for nothing better on plain http.
 */
export function serveCompressed(
	folder: string,
	assets: string,
	setHeaders: (response: Response, path: string) => void,
): RequestHandler {
	const kept = new Map<string, Promise<Buffer>>()
	const name = new RegExp(`^/${assets}/([\\w.-]+\\.(\\w+))$`)
	return async (request, response, next) => {
		const [, file, ending] = name.exec(request.path) ?? []
		const type = TYPES[ending ?? '']
		if (!file || !type || request.method !== 'GET' || !request.acceptsEncodings('gzip')) return next()
		const path = join(folder, assets, file)
		try {
			let body = kept.get(path)
			if (!body) {
				body = readFile(path).then((content) => compress(content, { level: 9 }))
				if (kept.size < MAX_KEPT) kept.set(path, body)
			}
			const content = await body
			setHeaders(response, path)
			response.set({ 'Content-Encoding': 'gzip', 'Content-Type': type, Vary: 'Accept-Encoding' }).end(content)
		} catch {
			// Not there (any more): the next handler says so.
			kept.delete(path)
			next()
		}
	}
}
