import { injectionsIn } from '../../shared/game/inject.ts'
import { advance, billCyclesOf, drain, play, type World } from '../../shared/game/round.ts'
import { medalOf, scoreOf } from '../../shared/game/score/score.ts'
import { SEATS, type Seat } from '../../shared/game/seat.ts'
import { createWorld, isBotDriven } from '../../shared/game/world.ts'
import type { LessonEntry } from '../../shared/lesson/act.ts'
import type { LessonRound, LessonState } from '../../shared/lesson/lessonState.ts'
import type { CrewRecord, LessonRecord, PlayerRecord, RoundRecord } from '../../shared/lesson/record.ts'
import type { Insight } from '../../shared/lesson/view.ts'
import { changedReference, loadedProgram } from '../room/loadedPrograms.ts'
import { nextTurn } from '../ops/nextTurn.ts'
import type { CrewRow, EventStore, RoundRow } from '../store/eventStore.ts'

export interface RecordSource {
	readonly store: EventStore
	readonly session: number
	readonly code: string
	readonly state: LessonState
	readonly nowMs: number
	insight(player: number, round: number): Promise<Insight>
}

interface SeatTimes {
	readonly ticks: number
	readonly botTicks: Readonly<Record<Seat, number>>
}

/** All that the exports need, from the lesson's log and the rounds' logs, which are played again. */
export async function recordOf(source: RecordSource): Promise<LessonRecord> {
	const { store, session, code, state } = source
	const entries = await store.lessonLog(session)
	const crews = await store.crewsOf(session)
	const rows = await store.roundsOf(session)
	const rounds: RoundRecord[] = []
	for (const round of state.rounds) {
		if (round.startedMs === null) continue
		const played = rows.filter(({ number }) => number === round.number)
		rounds.push(await roundRecord(source, round, round.startedMs, played, crews, entries))
	}
	return { code, title: state.title, rounds, polls: state.polls }
}

async function roundRecord(
	source: RecordSource,
	round: LessonRound,
	startedMs: number,
	rows: readonly RoundRow[],
	crews: readonly CrewRow[],
	entries: readonly LessonEntry[],
): Promise<RoundRecord> {
	const records: CrewRecord[] = []
	const times = new Map<number, SeatTimes>()
	for (const row of rows) {
		const crew = crews.find(({ id }) => id === row.crew)
		const isPlayed = Object.values(round.seats).some((seat) => seat.crew === crew?.number)
		if (!crew || !isPlayed) continue
		const record = await crewRecord(source.store, crew, row)
		if (!record) continue
		records.push(record.crew)
		times.set(crew.number, record.times)
		// A replay takes 20 ms: the rounds that are on come first.
		await nextTurn()
	}
	const players: PlayerRecord[] = []
	for (const [id, { crew, seat }] of Object.entries(round.seats)) {
		const player = source.state.players[Number(id)]
		if (!player) continue
		const { ticks, botTicks } = times.get(crew) ?? { ticks: 0, botTicks: { malloc: 0, kernel: 0, mmu: 0 } }
		players.push({
			id: player.id,
			name: player.name,
			rosterId: player.rosterId,
			crew,
			seat,
			ticks,
			botTicks: botTicks[seat],
			...presenceOf(player.id, entries, Math.max(startedMs, player.joinedMs), round.endedMs ?? source.nowMs),
			insight: await source.insight(player.id, round.number),
		})
	}
	const { level, seed } = round.setup
	return {
		round: round.number,
		level,
		seed,
		startedMs,
		crews: records.toSorted((a, b) => a.crew - b.crew),
		players: players.toSorted((a, b) => a.id - b.id),
	}
}

async function crewRecord(
	store: EventStore,
	crew: CrewRow,
	row: RoundRow,
): Promise<{ readonly crew: CrewRecord; readonly times: SeatTimes } | null> {
	const { level, seed } = row.header
	const loaded = await loadedProgram(level, seed)
	if (!loaded) return null
	const log = await store.log(row)
	const reference = await changedReference(loaded, seed, injectionsIn(log.entries))
	const world = createWorld(row.header, loaded.level, loaded.program, reference)
	const botTicks: Record<Seat, number> = { malloc: 0, kernel: 0, mmu: 0 }
	const audits: Record<Seat, number> = { malloc: 0, kernel: 0, mmu: 0 }
	const watch = () => {
		for (const { event } of drain(world)) if (event.type === 'audited') audits[event.seat]++
	}
	const run = (tick: number) => {
		while (world.tick < tick && world.phase === 'running') {
			const before = world.tick
			advance(world)
			watch()
			for (const seat of SEATS) if (isBotDriven(world, seat)) botTicks[seat] += world.tick - before
		}
	}
	for (const [seq, entry] of log.entries.entries()) {
		run(entry.tick)
		const before = world.tick
		play(world, entry.seat, entry.intent)
		watch()
		// FINISH plays the rest at once.
		for (const seat of SEATS) botTicks[seat] += Math.max(0, world.tick - before)
		if (seq % 200 === 199) await nextTurn()
	}
	run(log.tick)
	return { crew: crewRow(crew, world, audits, row.status === 'down'), times: { ticks: world.tick, botTicks } }
}

function crewRow(crew: CrewRow, world: World, audits: CrewRecord['audits'], isDown: boolean): CrewRecord {
	const { reference } = world.info
	const billCycles = billCyclesOf(world)
	const measure = world.phase === 'finished' && !isDown ? reference : null
	return {
		crew: crew.number,
		name: crew.name,
		steps: world.step,
		bill: world.bill,
		reference: isDown ? null : reference,
		audits,
		score: measure && scoreOf(measure, billCycles),
		medal: measure && medalOf(measure, billCycles),
	}
}

/** How long the player was there between two moments, and how long of it a page was connected. */
function presenceOf(player: number, entries: readonly LessonEntry[], fromMs: number, toMs: number) {
	let onlineSinceMs: number | null = null
	let connectedMs = 0
	const close = (atMs: number) => {
		if (onlineSinceMs === null) return
		connectedMs += Math.max(0, Math.min(atMs, toMs) - Math.max(onlineSinceMs, fromMs))
		onlineSinceMs = null
	}
	for (const { act, atMs } of entries) {
		if (!('player' in act) || act.player !== player) continue
		const comes = act.kind === 'JOINED' || (act.kind === 'PRESENCE' && act.online)
		const goes = act.kind === 'LEFT' || act.kind === 'KICK' || (act.kind === 'PRESENCE' && !act.online)
		if (comes) onlineSinceMs ??= atMs
		if (goes) close(atMs)
	}
	close(toMs)
	return { presentMs: Math.max(0, toMs - fromMs), connectedMs }
}
