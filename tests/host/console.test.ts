import { describe, expect, it } from 'vitest'
import { actOf, CONSOLE_ACTS, KEY_SIGNS, type KeyPress } from '../../client/host/consoleKeys.ts'
import { crewOrder, inOrder, matches, needOf, nextSpotlight } from '../../client/host/crewOrder.ts'
import { cohostLink, joinLink, projectorLink, readable, tokenOf } from '../../client/host/links.ts'
import { nextStep } from '../../client/host/nextStep.ts'
import { placeMarks } from '../../client/projector/placeMarks.ts'
import type { PollView } from '../../shared/lesson/poll.ts'
import type { HostCrew, HostLesson, HostMember } from '../../shared/lesson/view.ts'

const member = (id: number, change: Partial<HostMember> = {}): HostMember => ({
	id,
	name: `Student ${id}`,
	rosterId: `2026${id}`,
	seat: 'malloc',
	online: true,
	offlineSinceMs: null,
	pingMs: 20,
	muted: false,
	autopilot: false,
	...change,
})
const crew = (number: number, change: Partial<HostCrew> = {}): HostCrew => ({
	crew: number,
	name: `Crew ${number}`,
	members: [member(number)],
	phase: 'running',
	step: 50,
	stepsTotal: 100,
	billCycles: 1000,
	tick: 100,
	waitsFor: null,
	bots: [],
	consent: 'open',
	score: null,
	medal: null,
	...change,
})
const press = (key: string, code: string, change: Partial<KeyPress> = {}): KeyPress => ({
	key,
	code,
	shift: false,
	withModifier: false,
	repeat: false,
	...change,
})

describe('table of crews', () => {
	const calm = crew(1)
	const down = crew(2, { phase: 'down' })
	const deserted = crew(3, { members: [member(3, { online: false }), member(33, { online: false })] })
	const stuck = crew(4, { waitsFor: { seat: 'kernel', ticks: 300 } })
	const more = crew(5, { waitsFor: { seat: 'kernel', ticks: 900 } })
	const thinking = crew(6, { waitsFor: { seat: 'kernel', ticks: 100 } })
	const idle = crew(7, { members: [member(7, { autopilot: true })] })
	const offline = crew(8, { members: [member(8), member(88, { online: false })] })
	const table = [calm, down, deserted, stuck, more, thinking, idle, offline]

	it('H-01 who needs help stands first: stopped, deserted, stuck by length of the wait, idle, offline, then the rest', () => {
		expect(crewOrder(table, 'help')).toEqual([2, 3, 5, 4, 7, 8, 6, 1])
		expect(table.map(needOf)).toEqual([null, 'down', 'empty', 'waiting', 'waiting', null, 'idle', 'offline'])
	})
	it('H-02 a crew that is done needs nobody, even if its students have left', () => {
		expect(needOf(crew(9, { phase: 'finished', members: [member(9, { online: false })] }))).toBeNull()
	})
	it('H-03 rows stay where they were until they are sorted anew; new crews come at the end', () => {
		expect(inOrder([calm, down, stuck, crew(20)], [4, 1, 2]).map(({ crew: number }) => number)).toEqual([4, 1, 2, 20])
	})
	it('H-04 the search finds crews by name and number, and by students and their ids', () => {
		expect(['crew 8', '8', 'student 88', '202688'].map((text) => matches(offline, text))).toEqual([
			true,
			true,
			true,
			true,
		])
		expect(matches(offline, 'nobody')).toBe(false)
	})
	it('H-05 the spotlight goes round the crews that agreed, and to no other', () => {
		const agreed = [crew(1, { consent: 'yes' }), crew(2, { consent: 'no' }), crew(3, { consent: 'yes' }), crew(4)]
		expect([null, 1, 3].map((now) => nextSpotlight(agreed, now))).toEqual([1, 3, 1])
		expect(nextSpotlight([crew(4)], null)).toBeNull()
	})
})

describe('keys', () => {
	it('H-06 the map of GAME.md §7: Space, arrows, I S P R T E', () => {
		const map: readonly (readonly [KeyPress, string])[] = [
			[press(' ', 'Space'), 'pause'],
			[press('ArrowRight', 'ArrowRight'), 'step'],
			[press('ArrowLeft', 'ArrowLeft', { shift: true }), 'rewind'],
			[press('ArrowRight', 'ArrowRight', { shift: true }), 'forward'],
			[press('i', 'KeyI'), 'inject'],
			[press('s', 'KeyS'), 'spotlight'],
			[press('p', 'KeyP'), 'ask'],
			[press('r', 'KeyR'), 'reveal'],
			[press('t', 'KeyT'), 'rotate'],
			[press('e', 'KeyE'), 'end'],
			[press('q', 'KeyQ'), 'invite'],
			[press('?', 'Slash', { shift: true }), 'help'],
		]
		for (const [key, act] of map) expect(actOf(key)).toBe(act)
	})
	it('H-07 keys of the browser, other letters and held keys do nothing; only steps repeat', () => {
		expect(actOf(press('r', 'KeyR', { withModifier: true }))).toBeNull()
		expect(actOf(press('z', 'KeyZ'))).toBeNull()
		expect(actOf(press('e', 'KeyE', { repeat: true }))).toBeNull()
		expect(actOf(press('ArrowLeft', 'ArrowLeft', { shift: true, repeat: true }))).toBe('rewind')
	})
	it('H-08 every act has a key, and no two the same', () => {
		expect(new Set(CONSOLE_ACTS.map((act) => KEY_SIGNS[act])).size).toBe(CONSOLE_ACTS.length)
	})
})

describe('next step', () => {
	const lesson = { stage: 'lobby', poll: null, paused: null, players: 3 } as HostLesson
	const poll = (stage: PollView['stage'], key: PollView['key']): PollView => ({ stage, key }) as PollView

	it('H-09 there is always one obvious thing to do', () => {
		expect(nextStep({ ...lesson, players: 0 })).toBe('invite')
		expect(nextStep(lesson)).toBe('start')
		expect(nextStep({ ...lesson, stage: 'running' })).toBe('pause')
		expect(nextStep({ ...lesson, stage: 'running', paused: 'host' })).toBe('resume')
		expect(nextStep({ ...lesson, stage: 'debrief' })).toBe('nextRound')
		expect(nextStep({ ...lesson, stage: 'ended' })).toBe('export')
	})
	it('H-10 a question leads from the first vote over talk and revote to the answer; an opinion is locked at once', () => {
		const steps = (['first', 'talk', 'revote', 'locked', 'revealed'] as const).map((stage) =>
			nextStep({ ...lesson, poll: poll(stage, [1]) }),
		)
		expect(steps).toEqual(['talk', 'revote', 'lock', 'reveal', 'closePoll'])
		expect(nextStep({ ...lesson, poll: poll('first', null) })).toBe('lock')
	})
})

describe('links', () => {
	const token = 'a_-9'.repeat(11)
	it('H-11 secrets stand behind the #, where no server and no log sees them', () => {
		for (const link of [
			cohostLink('https://x.example', 'KQZM', token),
			projectorLink('https://x.example', 'KQZM', token),
		]) {
			const { hash, pathname, search } = new URL(link)
			expect(tokenOf(hash)).toBe(token)
			expect(`${pathname}${search}`).not.toContain(token)
		}
	})
	it('H-12 the address for students is short enough to be read aloud', () => {
		expect(readable(joinLink('http://192.168.1.20:3000', 'KQZM'))).toBe('192.168.1.20:3000/join/KQZM')
		expect(tokenOf('#short')).toBe('')
	})
})

describe('class road', () => {
	const mark = (crew: number, permille: number, finished = false) => ({ crew, name: null, permille, finished })
	it('H-13 no mark stands on another: 67 crews at one place queue in lanes, and each keeps its lane', () => {
		const share = 0.02
		const everyone = (permille: number, finished = false) =>
			placeMarks(
				Array.from({ length: 67 }, (_, index) => mark(index + 1, permille, finished)),
				8,
				share,
			)
		for (const road of [everyone(0), everyone(500), everyone(1_000), everyone(1_000, true)]) {
			expect(road.lanes).toBe(8)
			expect(road.placed).toHaveLength(67)
			for (const { lane, at, mark: one } of road.placed) {
				expect(at).toBeGreaterThanOrEqual(-1e-9)
				expect(at).toBeLessThanOrEqual(1 + 1e-9)
				const near = road.placed.filter(
					(other) => other.mark.crew !== one.crew && other.lane === lane && Math.abs(other.at - at) < share - 1e-9,
				)
				expect(near).toEqual([])
				expect(lane).toBe(everyone(300).placed.find((other) => other.mark.crew === one.crew)?.lane)
			}
		}
	})
	it('H-13 whoever has a lane alone stands where it is', () => {
		const { placed, start, finish } = placeMarks([mark(1, 100), mark(2, 110), mark(3, 1_000, true)], 4, 0.03)
		expect(placed.map(({ lane, at }) => [lane, at])).toEqual([
			[0, 0.1],
			[1, 0.11],
			[2, 1],
		])
		expect([start, finish]).toEqual([0, 1])
	})
})
