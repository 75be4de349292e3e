import { LANES } from '../../shared/programs/op.ts'
import { say, type Say } from './say.ts'

/** Tenants and children have letters, threads have numbers: pid 1 is A. */
const letterOf = (pid: number): string => String.fromCharCode(64 + pid)

/** A process beside the program; `tenants`: how many of the pids are tenants, the others are children. */
export const processSay = (pid: number, tenants: number): Say =>
	say(pid <= tenants ? 'seats.who.tenant' : 'seats.who.child', { letter: letterOf(pid) })

/** Whose item it is: a thread of the program, or another process. */
export const whoSay = (item: { readonly lane: number; readonly pid: number }, tenants: number): Say =>
	item.pid === 0 ? say('seats.who.lane', { lane: item.lane + 1 }) : processSay(item.pid, tenants)

/** As an event tells it: by the lane alone. A letter is enough, the ticker has seen who was who. */
export const whoOfLane = (lane: number): Say =>
	lane < LANES
		? say('seats.who.lane', { lane: lane + 1 })
		: say('seats.who.process', { letter: letterOf(lane - LANES + 1) })

/** A page, with the letter of its owner where that isn't the program: `A·44`. */
export const ownedPage = (pid: number | null, page: string): string =>
	pid === null || pid === 0 ? page : `${letterOf(pid)}·${page}`
