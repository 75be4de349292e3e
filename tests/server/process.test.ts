import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { seatCrew, type TestPlayer, until } from './client.ts'
import { freePort, runServer, type ServerProcess, startServerProcess } from './serverProcess.ts'
import { startTestServer, tempFolder } from './testServer.ts'

const servers: ServerProcess[] = []
const folders: string[] = []
let players: readonly TestPlayer[] = []

afterEach(async () => {
	for (const player of players) player.close()
	players = []
	for (const server of servers.splice(0)) await server.kill('SIGKILL')
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function environment(): Promise<Record<string, string>> {
	const folder = tempFolder()
	folders.push(folder)
	return { PORT: String(await freePort()), DATA_DIR: folder }
}

describe('the process', () => {
	test('S-70 it says where it can be reached, with a QR code, and logs JSON lines apart from that', async () => {
		const env = await environment()
		const server = await startServerProcess({ ...env, HOST: '', LOG_LEVEL: 'info' })
		servers.push(server)
		await until('greeting', () => server.output.stdout.includes('Ctrl-C'))
		expect(server.output.stdout).toContain(`http://localhost:${env['PORT']}`)
		for (const line of server.output.stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg')
		const info = (await (await fetch(`${server.url}/api/join-info`)).json()) as { url: string | null; urls: string[] }
		expect(info.url === null || info.url.endsWith(`:${env['PORT']}`)).toBe(true)
		if (info.url) expect(server.output.stdout).toMatch(/▀|▄|█/)
	})

	test('S-71 SIGTERM in mid-round: goodbye to all, exit code 0 within 3 s', async () => {
		const server = await startServerProcess({ ...(await environment()), CLOCK_SPEED: '5' })
		servers.push(server)
		const crew = await seatCrew(server.url)
		players = crew.players
		for (const player of players) await player.send({ kind: 'READY' })
		await until('running', () => players.every(({ view }) => view?.phase === 'running'))
		const startMs = performance.now()
		expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
		expect(performance.now() - startMs).toBeLessThan(3_000)
		expect(players.map(({ goodbyes }) => goodbyes)).toEqual([['stopping'], ['stopping'], ['stopping']])
	})

	const failures: readonly (readonly [string, Record<string, string>, string])[] = [
		['a port that is no port', { PORT: '70000' }, 'E_PORT'],
		['a port that is text', { PORT: 'web' }, 'E_PORT'],
		['a clock speed that is none', { CLOCK_SPEED: 'fast' }, 'E_CLOCK_SPEED'],
		['an address of another machine', { HOST: '192.0.2.200' }, 'E_HOST'],
		['a data folder that is a file', { DATA_DIR: join(import.meta.dirname, 'process.test.ts') }, 'E_DATA_DIR'],
		['a data folder that can not be made', { DATA_DIR: '/proc/lot' }, 'E_DATA_DIR'],
	]
	for (const [what, env, code] of failures) {
		test(`S-72 ${what}: one line that starts with ${code}, exit code 1`, async () => {
			const server = runServer({ ...(await environment()), ...env })
			servers.push(server)
			expect(await server.ended).toEqual({ code: 1, signal: null })
			expect(server.output.stderr).toMatch(new RegExp(`^${code}: .+\n$`))
			expect(server.output.stdout).toBe('')
		})
	}

	test('S-73 a busy port and a data folder in use: E_PORT_BUSY, E_DATA_DIR; the first server lives on', async () => {
		const env = await environment()
		const first = await startServerProcess(env)
		const { DATA_DIR: otherFolder = '', PORT: otherPort = '' } = await environment()
		const samePort = runServer({ ...env, HOST: '127.0.0.1', DATA_DIR: otherFolder })
		const sameFolder = runServer({ ...env, HOST: '127.0.0.1', PORT: otherPort })
		servers.push(first, samePort, sameFolder)
		expect(await samePort.ended).toMatchObject({ code: 1 })
		expect(samePort.output.stderr).toMatch(/^E_PORT_BUSY: .+\n$/)
		expect(await sameFolder.ended).toMatchObject({ code: 1 })
		expect(sameFolder.output.stderr).toMatch(/^E_DATA_DIR: .+another server.+\n$/)
		expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
	})

	test('S-74 a data folder full of rubbish is refused, and left as it is', async () => {
		const env = await environment()
		writeFileSync(join(env['DATA_DIR'] ?? '', 'lot.sqlite'), 'this is not a database, but somebody may still want it')
		const server = runServer(env)
		servers.push(server)
		expect(await server.ended).toMatchObject({ code: 1 })
		expect(server.output.stderr).toMatch(/^E_DATA_DIR: .+\n$/)
	})
})

describe('http', () => {
	test('S-75 health, metrics, join-info, unknown addresses and headers', async () => {
		const server = await startTestServer()
		const crew = await seatCrew(server.url, { players: 2 })
		players = crew.players
		const health = await fetch(`${server.url}/healthz`)
		expect(health.status).toBe(200)
		expect(await health.json()).toEqual({
			status: 'ok',
			version: 'test',
			uptimeSeconds: expect.any(Number),
			sessions: 1,
			players: 2,
		})
		const metrics = await (await fetch(`${server.url}/metrics`)).text()
		expect(metrics).toContain('lot_players 2')
		expect(metrics).toContain('nodejs_eventloop_lag')
		expect(metrics).toContain('lot_acks_total{event="joinSession",code="ok"} 2')
		const unknown = await fetch(`${server.url}/api/nothing`)
		expect(unknown.status).toBe(404)
		expect(await unknown.json()).toEqual({ ok: false, code: 'E_NOT_FOUND' })
		for (const path of [
			'/etc/passwd',
			'/../package.json',
			'/%2e%2e/package.json',
			'/join/%2e%2e/%2e%2e/package.json',
			'/assets/none.js',
			'/%',
		]) {
			const { status } = await fetch(`${server.url}${path}`)
			expect([path, status >= 400 && status < 500]).toEqual([path, true])
		}
		// Each page is there (or says that it isn't built), without a detour.
		for (const path of ['/', '/join/BCDF', '/solo']) {
			const { status } = await fetch(`${server.url}${path}`, { redirect: 'manual' })
			expect([path, status === 200 || status === 503]).toEqual([path, true])
		}
		const page = await fetch(`${server.url}/join/BCDF`)
		if (page.status === 200) {
			const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? []
			const asset = await fetch(`${server.url}${script}`)
			expect([script, asset.status, asset.headers.get('content-encoding')]).toEqual([script, 200, 'gzip'])
			expect(asset.headers.get('cache-control')).toContain('immutable')
			expect((await asset.text()).length).toBeGreaterThan(1_000)
			const plain = await fetch(`${server.url}${script}`, { headers: { 'accept-encoding': 'identity' } })
			expect([plain.headers.get('content-encoding'), plain.status]).toEqual([null, 200])
		}
		const policy = page.headers.get('content-security-policy') ?? ''
		// Plain http on a school's network must stay plain http.
		expect(policy).not.toContain('upgrade-insecure-requests')
		expect(page.headers.get('strict-transport-security')).toBeNull()
		expect(policy).toMatch(/img-src [^;]*data: blob:/)
		for (const player of players) player.close()
		await server.close()
	})
})
