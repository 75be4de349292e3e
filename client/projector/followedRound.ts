import { type ReadonlySignal, signal } from '@preact/signals'
import { levelNamed } from '../../shared/programs/levels.ts'
import { loadProgram } from '../../shared/programs/loadProgram.ts'
import { createReplayPlayer, type ReplayPlayer, type ReplayStart } from '../../shared/game/replayPlayer.ts'
import type { FollowPacket } from '../../shared/protocol/lessonMessages.ts'
import type { LessonBus } from '../connect/lessonBus.ts'
import { openReplay, type ReplayStage } from '../replay/replayStage.ts'

/** A crew's round as it goes on, run by the emulator of this page. */
export interface FollowedRound {
	readonly crew: number
	readonly round: number
	readonly start: ReplayStart
	readonly player: ReplayPlayer
	readonly stage: ReplayStage
}

export interface Follower {
	readonly round: ReadonlySignal<FollowedRound | null>
	/** Grows with every packet: the clock went on. */
	readonly beats: ReadonlySignal<number>
	/** A step to stand still at while the crew plays on; null: the present. */
	hold(step: number | null): void
	close(): void
}

/**
 * Follows what the server sends: header and log at first, then each new command and the clock. `crew` null: whatever is in
 * the spotlight.
 */
export function followCrew(bus: LessonBus, crew: number | null): Follower {
	const round = signal<FollowedRound | null>(null)
	const beats = signal(0)
	/** Commands that the player has. */
	let known = 0
	let held: number | null = null
	/** A program is on its way; what comes in the meantime waits. */
	let loading: { readonly packets: FollowPacket[] } | null = null
	let closed = false
	let asking = false
	/** 0: nothing new to be shown. */
	let frameDue = 0

	/** Something is missing: once more from the beginning. */
	function askAgain(): void {
		if (asking || closed) return
		asking = true
		bus.follow(crew)
	}

	async function begin(packet: FollowPacket): Promise<void> {
		const { start } = packet
		const level = levelNamed(start?.header.level ?? '')
		if (start === null || level === undefined) return
		asking = false
		const mine = { packets: [] as FollowPacket[] }
		loading = mine
		const program = await loadProgram(level.name, start.header.seed)
		// Another crew came into the spotlight meanwhile.
		if (closed || loading !== mine) return
		loading = null
		open(packet, { header: start.header, level, program, reference: start.reference })
		for (const waited of mine.packets) goOn(waited)
	}

	function open(packet: FollowPacket, start: ReplayStart): void {
		const player = createReplayPlayer(start, packet.entries, packet.tick)
		known = packet.entries.length
		if (held === null) player.seekTick(player.endTick)
		else player.seekStep(held)
		round.value = { crew: packet.crew, round: packet.round, start, player, stage: openReplay(player) }
	}

	function goOn(packet: FollowPacket): void {
		const now = round.peek()
		if (now === null || now.crew !== packet.crew || now.round !== packet.round || packet.from !== known) {
			askAgain()
			return
		}
		const { player } = now
		try {
			player.append(packet.entries, packet.tick)
		} catch {
			askAgain()
			return
		}
		known += packet.entries.length
		beats.value += 1
		if (held === null && frameDue === 0) frameDue = requestAnimationFrame(show)
		// Another program: it is measured by other bills, which come with the beginning.
		if (packet.entries.some(({ intent }) => intent.kind === 'INJECT')) askAgain()
	}

	/** Once a frame, whatever came since: a slow computer shows less of the way, but never what was long ago. */
	function show(): void {
		frameDue = 0
		const now = round.peek()
		if (closed || now === null || held !== null) return
		const { player, stage } = now
		const { jumps } = player
		player.seekTick(player.endTick)
		if (player.jumps === jumps) stage.moved()
		else stage.jumped()
	}

	const undo = bus.onFollow((packet) => {
		if (packet.start !== null) void begin(packet)
		else if (loading !== null) loading.packets.push(packet)
		else goOn(packet)
	})
	bus.follow(crew)

	return {
		round,
		beats,
		hold(step) {
			if (step === held) return
			const before = held
			held = step
			const now = round.peek()
			if (now === null) return
			const { player, stage } = now
			if (step === null) player.seekTick(player.endTick)
			else player.seekStep(step)
			// One step on is seen moving; anything else is a jump.
			if (step !== null && before !== null && step === before + 1) stage.moved()
			else stage.jumped()
		},
		close() {
			closed = true
			cancelAnimationFrame(frameDue)
			undo()
		},
	}
}
