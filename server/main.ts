import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEFAULT_PORT = 3000
/** better-sqlite3 13 doesn't throw on Node 20, it segfaults: so this is said before it is loaded. */
const MIN_NODE_MAJOR = 22
/** A last resort, when a disk or a line hangs. */
const STOP_LIMIT_MS = 2_800

process.exitCode = 0
const major = Number(process.versions.node.split('.')[0])
if (major < MIN_NODE_MAJOR) {
	fail(
		'E_NODE',
		`Node ${MIN_NODE_MAJOR} or newer is needed, this is ${process.version}: use \`npm start\`, or https://nodejs.org/`,
	)
}
const port = Number(process.env['PORT'] || DEFAULT_PORT)
if (!Number.isInteger(port) || port < 0 || port > 65_535)
	fail('E_PORT', `PORT=${process.env['PORT']} is not a port (0 … 65535)`)

// For demonstrations and tests: a round of seven minutes in eight seconds.
const clockSpeed = Number(process.env['CLOCK_SPEED'] || 1)
if (!(clockSpeed >= 0.1 && clockSpeed <= 50))
	fail('E_CLOCK_SPEED', `CLOCK_SPEED=${process.env['CLOCK_SPEED']} is not from 0.1 to 50`)

// Only now: these load the native module.
const { default: pino } = await import('pino')
const { default: qrcode } = await import('qrcode')
const { startServer } = await import('./startServer.ts')
const { openThreadedStore } = await import('./store/threadedStore.ts')
const { HomeworkDesk } = await import('./homework/homeworkDesk.ts')
const { openHomeworkStore } = await import('./homework/homeworkStore.ts')

const host = process.env['HOST'] || null
// Several builds side by side, for whoever works on the page.
const pageFolder = process.env['PAGE_DIR'] ? { pageFolder: resolve(process.env['PAGE_DIR']) } : {}
const hostPassword = process.env['HOST_PASSWORD'] ? { hostPassword: process.env['HOST_PASSWORD'] } : {}
const dataFolder = resolve(process.env['DATA_DIR'] || resolve(ROOT, 'data'))
const { version } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { version: string }
// Lines for people go to stdout, the log to stderr: `npm start 2>lot.log` keeps the terminal readable.
const log = pino(
	{ level: process.env['LOG_LEVEL'] || 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
	pino.destination({ dest: 2, sync: true }),
)
const surroundings = {
	wallMs: () => Date.now(),
	monotonicMs: () => performance.now(),
	randomBytes: (length: number) => randomBytes(length),
	randomInt: (limit: number) => randomInt(limit),
}

const store = await open()
const homework = openHomework()
const server = await startServer({
	port,
	host,
	version,
	clockSpeed,
	...pageFolder,
	...hostPassword,
	store,
	homework,
	log,
	surroundings,
}).catch((error: NodeJS.ErrnoException) => {
	if (error.code === 'EADDRINUSE')
		return fail('E_PORT_BUSY', `port ${port} is in use; try another: PORT=${port + 1} npm start`)
	if (error.code === 'EACCES')
		return fail('E_PORT', `port ${port} needs rights that this user lacks; try PORT=${DEFAULT_PORT}`)
	if (error.code === 'EADDRNOTAVAIL') return fail('E_HOST', `HOST=${host} is no address of this machine`)
	throw error
})
log.info({ version, port: server.port, dataFolder, node: process.version }, 'listening')
await printWelcome()

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))

async function open() {
	try {
		return await openThreadedStore(dataFolder)
	} catch (error) {
		return fail(
			'E_DATA_DIR',
			`the data folder ${dataFolder} can't be used: ${error instanceof Error ? error.message : String(error)}`,
		)
	}
}

function openHomework() {
	try {
		return new HomeworkDesk({
			store: openHomeworkStore(dataFolder),
			surroundings,
			password: process.env['HOST_PASSWORD'] || null,
			onError: (error) => log.error({ err: error, code: 'E_HOMEWORK' }, 'homework could not be kept or run'),
		})
	} catch (error) {
		return fail(
			'E_DATA_DIR',
			`homework in ${dataFolder} can't be used: ${error instanceof Error ? error.message : String(error)}`,
		)
	}
}

async function printWelcome(): Promise<void> {
	const here = `http://localhost:${server.port}`
	const [lan, ...others] = server.lanUrls
	const lines = ['', '  PARKING LOT 0x1000', '', `  on this machine   ${here}`]
	if (lan) {
		lines.push(`  on the network    ${[lan, ...others].join('  ')}`)
		lines.push(`  join page         ${lan}/join/CODE   (the CODE is shown when you open a session)`, '')
		lines.push(await qrcode.toString(lan, { type: 'terminal', small: true }))
	} else lines.push('  no network: only this machine can play', '')
	lines.push('  Ctrl-C stops the server; rounds go on after the next start.', '')
	console.log(lines.join('\n'))
}

async function stop(signal: string): Promise<void> {
	log.info({ signal }, 'stopping')
	const limit = setTimeout(() => {
		log.error('stopping takes too long')
		process.exit(1)
	}, STOP_LIMIT_MS)
	await server.close()
	clearTimeout(limit)
	log.info('stopped')
	process.exit(0)
}

/** One clear line, and out. */
function fail(code: string, message: string): never {
	console.error(`${code}: ${message}`)
	process.exit(1)
}
