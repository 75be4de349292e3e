// Finds a Chromium that starts here, without downloading one: CHROME_PATH, an installed browser, else the one
// inside the npm package @sparticuz/chromium, with the libraries and fonts that a bare machine lacks.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

const MODULES = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'node_modules')
const PACKAGE = join(MODULES, '@sparticuz', 'chromium')
const CACHE = join(MODULES, '.cache', 'lot', 'chromium')
const VERSION_TIMEOUT_MS = 60_000

/** @typedef {{ path: string, env: Record<string, string>, from: string }} Chromium `env` is added to the browser's environment only. */

/**
 * The first Chromium that answers `--version`. Throws an Error that says what to install.
 * @returns {Chromium}
 */
export function findChromium() {
	const named = process.env['CHROME_PATH']
	if (named !== undefined && named !== '') {
		if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but there is no such file.`)
		return { path: named, env: {}, from: 'CHROME_PATH' }
	}
	for (const path of installedPlaces()) {
		if (existsSync(path) && (process.platform === 'win32' || starts(path, {}))) {
			return { path, env: {}, from: 'installed' }
		}
	}
	const packaged = unpackPackaged()
	if (packaged !== undefined) return packaged
	throw new Error(
		'The browser tests need Chrome, Chromium or Edge, and none that starts was found. Install one ' +
			'(Debian, Ubuntu: `apt-get install chromium`; macOS: `brew install --cask google-chrome`; Windows: Edge is one) ' +
			'or set CHROME_PATH to its executable.',
	)
}

/** @returns {string[]} */
function installedPlaces() {
	if (process.platform === 'darwin') {
		return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
			['/Applications', join(process.env['HOME'] ?? '', 'Applications')].map((folder) =>
				join(folder, `${name}.app`, 'Contents', 'MacOS', name),
			),
		)
	}
	if (process.platform === 'win32') {
		const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '')
		const programs = [
			['Google', 'Chrome', 'Application', 'chrome.exe'],
			['Chromium', 'Application', 'chrome.exe'],
			['Microsoft', 'Edge', 'Application', 'msedge.exe'],
		]
		return folders.flatMap((folder) => (folder === '' ? [] : programs.map((program) => join(folder, ...program))))
	}
	const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
	const folders = [
		...(process.env['PATH'] ?? '').split(':'),
		'/usr/bin',
		'/usr/local/bin',
		'/snap/bin',
		'/opt/google/chrome',
	]
	return [...new Set(folders)]
		.filter((folder) => folder !== '')
		.flatMap((folder) => names.map((name) => join(folder, name)))
}

/**
 * @param {string} path
 * @param {Record<string, string>} env
 */
function starts(path, env) {
	const answer = spawnSync(path, ['--version', '--no-sandbox'], {
		env: { ...process.env, ...env },
		timeout: VERSION_TIMEOUT_MS,
		stdio: 'ignore',
	})
	return answer.status === 0
}

/** @returns {Chromium | undefined} undefined where the packaged binary (Linux x64) cannot run */
function unpackPackaged() {
	if (process.platform !== 'linux' || !existsSync(join(PACKAGE, 'bin', 'chromium.br'))) return undefined
	const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
	const folder = join(CACHE, version)
	if (!existsSync(folder)) {
		// Unpacked beside its place and renamed: two test runs at a time never see half a browser.
		mkdirSync(CACHE, { recursive: true })
		const half = mkdtempSync(join(CACHE, 'unpacking-'))
		writeFileSync(join(half, 'chromium'), inflate('chromium.br'), { mode: 0o755 })
		for (const name of ['swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br']) untar(inflate(name), half)
		// Theirs names the folders of a cloud function.
		const dirs = `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`
		writeFileSync(join(half, 'fonts.conf'), `<?xml version="1.0"?><fontconfig>${dirs}</fontconfig>\n`)
		try {
			renameSync(half, folder)
		} catch (error) {
			rmSync(half, { recursive: true, force: true })
			if (!existsSync(folder)) throw error
		}
	}
	const path = join(folder, 'chromium')
	/** @type {Record<string, string>} */
	const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: folder }
	// libnss3 and libnspr4 come from the package only where the system has none: theirs are built for another libc.
	const libraries = [join(folder, 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''].filter((part) => part !== '').join(':')
	for (const env of [fonts, { ...fonts, LD_LIBRARY_PATH: libraries }]) {
		if (starts(path, env)) return { path, env, from: `@sparticuz/chromium ${version}` }
	}
	return undefined
}

/** @param {string} name */
function inflate(name) {
	return brotliDecompressSync(readFileSync(join(PACKAGE, 'bin', name)))
}

const TAR_BLOCK_BYTES = 512

/**
 * Files and folders of a ustar archive, all that these three hold.
 * @param {Buffer} archive
 * @param {string} folder
 */
function untar(archive, folder) {
	let at = 0
	while (at + TAR_BLOCK_BYTES <= archive.length && archive[at] !== 0) {
		/** @type {(from: number, length: number) => string} */
		const field = (from, length) => archive.toString('utf8', at + from, at + from + length).split('\0')[0] ?? ''
		const name = normalize(field(0, 100))
		const sizeBytes = Number.parseInt(field(124, 12), 8)
		const isFile = field(156, 1) === '0' || field(156, 1) === ''
		if (name.startsWith('..') || name.startsWith('/')) throw new Error(`a path leaves the archive: ${name}`)
		at += TAR_BLOCK_BYTES
		if (isFile) {
			mkdirSync(dirname(join(folder, name)), { recursive: true })
			writeFileSync(join(folder, name), archive.subarray(at, at + sizeBytes), { mode: 0o755 })
		}
		at += Math.ceil(sizeBytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES
	}
}
