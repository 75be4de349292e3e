import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashToken } from '../../server/session/token.ts'
import type { HostCommand } from '../../shared/lesson/command.ts'
import { until, wait } from './client.ts'
import { TestHost } from './host.ts'
import { mulberry32 } from './mulberry32.ts'
import { Student } from './student.ts'
import { startTestServer, type TestServer } from './testServer.ts'

const PASSWORD = 'secret-password'
const ROUNDS = 2
const TURNS = 30
/** A host's page may send twenty messages a second. */
const TURN_MS = 60

let server: TestServer
let pages: { close(): void }[] = []

beforeEach(async () => {
	server = await startTestServer({ clockSpeed: 20, hostPassword: PASSWORD })
})
afterEach(async () => {
	for (const page of pages) page.close()
	pages = []
	await server.close()
})

/** Everything that comes over this line, answers included, as text. */
function overhear({ socket }: TestHost | Student): { readonly text: () => string; readonly reset: () => void } {
	const heard: string[] = []
	socket.onAny((...args: unknown[]) => heard.push(JSON.stringify(args)))
	const emit = socket.emit.bind(socket) as (...args: unknown[]) => typeof socket
	// Answers come by their callbacks only.
	Object.assign(socket, {
		emit: (event: string, ...args: unknown[]) => {
			const done = args.at(-1)
			if (typeof done !== 'function') return emit(event, ...args)
			return emit(event, ...args.slice(0, -1), (ack: unknown) => {
				heard.push(JSON.stringify(ack))
				done(ack)
			})
		},
	})
	return { text: () => heard.join('\n'), reset: () => heard.splice(0) }
}

describe('what comes over the lines of a lesson', () => {
	test('V-10 no line carries another’s token, roster id, row, word or browser, nor the password, nor a why before its time', async () => {
		const chance = mulberry32(11)
		const below = (count: number) => Math.floor(chance() * count)
		const host = new TestHost(server.url)
		const lines = new Map<string, ReturnType<typeof overhear>>()
		pages.push(host)
		lines.set('host', overhear(host))
		const keys = await host.create({ password: PASSWORD, level: 'bash' })
		await host.open(keys.host)
		lines.get('host')?.reset()
		const screen = new TestHost(server.url)
		pages.push(screen)
		lines.set('projector', overhear(screen))
		await screen.open(keys.projector)
		const students: Student[] = []
		for (let at = 0; at < 7; at++) {
			const one = new Student(server.url, `Student ${at}`)
			pages.push(one)
			students.push(one)
			lines.set(one.name, overhear(one))
			const ack = await one.enter(keys.code, {
				rosterId: `secret-roster-${at}`,
				row: `secret-row-${below(3)}`,
				friends: `secret-word-${below(3)}`,
				browser: `secret-browser-${at}`,
			})
			expect(ack?.ok).toBe(true)
			await one.says({ kind: 'CONSENT', yes: true })
		}
		await screen.ask('follow', { crew: null })

		/** What must not be on the line of a page; `own`: its own token may be. */
		const secretsOf = (page: string): readonly string[] => {
			const tokens = students.map(({ token, name }) => ({ token, name }))
			return [
				keys.host,
				keys.cohost,
				keys.projector,
				PASSWORD,
				...[keys.host, keys.cohost, keys.projector].map(hashToken),
				...tokens.flatMap(({ token, name }) => (name === page ? [hashToken(token)] : [token, hashToken(token)])),
				'secret-browser',
				'secret-word',
				'secret-row',
				hashToken('secret-browser-1'),
				...(page === 'host' ? [] : ['secret-roster']),
			]
		}
		const look = () => {
			for (const [page, line] of lines)
				for (const secret of secretsOf(page)) expect(line.text().includes(secret), `${page}: ${secret}`).toBe(false)
		}

		for (let round = 1; round <= ROUNDS; round++) {
			await host.does({ kind: 'START' })
			await host.does({ kind: 'SPOTLIGHT', crew: 1 })
			await host.does({ kind: 'INJECT', injection: 'pin' })
			for (let turn = 0; turn < TURNS; turn++) {
				const player = (students[below(students.length)] as Student).id
				const commands: readonly HostCommand[] = [
					{ kind: 'ASK', question: { bank: 'Q3' } },
					{ kind: 'ASK', question: { custom: { text: 'Why?', options: ['a', 'b', 'c'], correct: 1 } } },
					{ kind: 'POLL', poll: host.view.polls.length, to: 'revote' },
					{ kind: 'MUTE', player, muted: chance() < 0.5 },
					{ kind: 'RENAME', player, name: `Renamed ${turn}` },
					{ kind: 'DEMO', at: { crew: 1, round, step: below(20) } },
					{ kind: 'GHOST', shown: chance() < 0.5 },
				]
				await host.command(commands[below(commands.length)] as HostCommand)
				const voter = students[below(students.length)] as Student
				await voter.vote(host.view.polls.length, [below(3)], 90)
				if (turn % 20 === 0) await voter.ask('resync', {})
				await wait(TURN_MS)
			}
			for (const [page, line] of lines) {
				// Nothing has been locked or revealed in this lesson.
				if (page !== 'host') expect(line.text()).not.toMatch(/"key":\[|"whyFacts":\{|"splits":\{/)
			}
			await host.does({ kind: 'END_ROUND' })
			await until('debrief', () => host.view.stage === 'debrief' && host.view.round === round)
			await wait(300)
			look()
			if (round < ROUNDS) await host.does({ kind: 'NEXT_ROUND', rotate: true })
		}
		// The test would see them if they were there.
		expect(lines.get('host')?.text()).toContain('secret-roster-3')
		expect(lines.get('Student 3')?.text()).toContain((students[3] as Student).token)
		expect(lines.get('projector')?.text()).toContain('"follow"')
		expect(lines.get('Student 2')?.text()).toContain('"mine":{')
	})
})
