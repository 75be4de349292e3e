import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LessonBus } from '../../client/connect/lessonBus.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import type {
	FollowRequest,
	LessonToClient,
	LessonToServer,
	SendHostCommand,
} from '../../shared/protocol/lessonMessages.ts'

const TIMING = { ackMs: 120, giveUpMs: 4_000, firstBackoffMs: 20, maxBackoffMs: 50 }
const undos: (() => void)[] = []
afterEach(() => {
	for (const undo of undos.splice(0)) undo()
})

/** A server that does what a test says, over a real socket: the real one never loses an answer when a test wants it to. */
async function scripted() {
	const http = createServer()
	const io = new Server<LessonToServer, LessonToClient>(http)
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
	const lesson = { role: 'host', nowMs: 5_000, code: 'KQMW' } as HostLesson
	const heard = { commands: [] as SendHostCommand[], opened: 0, follows: [] as FollowRequest[] }
	const script = { loseAnswers: 0, refuse: false }
	io.on('connection', (socket) => {
		socket.on('openLesson', (_message, ack) => {
			heard.opened += 1
			ack(script.refuse ? { ok: false, code: 'E_STALE_TOKEN' } : { ok: true, lesson })
		})
		socket.on('follow', (message, ack) => {
			heard.follows.push(message)
			ack({ ok: true })
		})
		socket.on('host', (message, ack) => {
			heard.commands.push(message)
			if (script.loseAnswers-- > 0) return
			ack({ ok: true })
		})
	})
	undos.push(() => void io.close())
	const open = (): LessonBus => {
		const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
		const bus = new LessonBus({ url, token: 't'.repeat(43), page: 'page1', nowMs: () => 1_000, timing: TIMING })
		undos.push(() => bus.close())
		return bus
	}
	return { io, heard, script, open }
}

describe('line of a host', () => {
	it('H-30 a command whose answer is lost is sent again under the same number, and those behind it wait', async () => {
		const { heard, script, open } = await scripted()
		script.loseAnswers = 2
		const bus = open()
		const done = await Promise.all([bus.command({ kind: 'START' }), bus.command({ kind: 'PAUSE', paused: true })])
		expect(done).toEqual([{ ok: true }, { ok: true }])
		expect(heard.commands.map(({ attempt, page, command }) => [attempt, page, command.kind])).toEqual([
			[1, 'page1', 'START'],
			[1, 'page1', 'START'],
			[1, 'page1', 'START'],
			[2, 'page1', 'PAUSE'],
		])
	})
	it('H-31 after a broken line the lesson is opened and followed again, and the page says since when it was down', async () => {
		const { io, heard, open } = await scripted()
		const bus = open()
		bus.follow(3)
		const downs: (number | null)[] = []
		bus.subscribe(({ status, offlineSinceMs }) => {
			if (status === 'offline') downs.push(offlineSinceMs)
		})
		await vi.waitFor(() => expect(heard.follows).toHaveLength(1))
		io.disconnectSockets()
		await vi.waitFor(() => expect(heard.follows).toEqual([{ crew: 3 }, { crew: 3 }]), 3_000)
		expect(heard.opened).toBe(2)
		expect(downs).toEqual([1_000])
		expect(bus.state()).toMatchObject({ status: 'online', offlineSinceMs: null, clockAheadMs: 4_000 })
	})
	it('H-32 a key that the server doesn’t know ends the line, and every waiting command with it', async () => {
		const { script, open } = await scripted()
		script.refuse = true
		const bus = open()
		expect(await bus.command({ kind: 'START' })).toMatchObject({ ok: false, code: 'E_STALE_TOKEN' })
		expect(bus.state()).toMatchObject({ status: 'refused', refused: { code: 'E_STALE_TOKEN' } })
	})
})
