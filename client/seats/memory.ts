import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { LESSONS, type Lesson } from './coachModel.ts'

const LEARNED = 'lot.learned'
const MET = 'lot.seatsMet'

/** A browser may refuse its storage (private windows): then nothing is remembered, and nothing breaks. */
function read(key: string): string {
	try {
		return localStorage.getItem(key) ?? ''
	} catch {
		return ''
	}
}

function write(key: string, value: string): void {
	try {
		localStorage.setItem(key, value)
	} catch {
		// As above.
	}
}

const ALL_LESSONS: readonly Lesson[] = Object.values(LESSONS).flat()

/** What the player has learned in this browser. */
export function readLearned(): ReadonlySet<Lesson> {
	const kept = read(LEARNED).split(',')
	return new Set(ALL_LESSONS.filter((lesson) => kept.includes(lesson)))
}
export const writeLearned = (learned: ReadonlySet<Lesson>): void => write(LEARNED, [...learned].join(','))

/** Seats whose "what I see" card was shown. */
export function readMet(): ReadonlySet<Seat> {
	const kept = read(MET).split(',')
	return new Set(SEATS.filter((seat) => kept.includes(seat)))
}
export const writeMet = (met: ReadonlySet<Seat>): void => write(MET, [...met].join(','))
