import { type ReadonlySignal, computed, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Phase } from '../../shared/game/event.ts'
import type { Seat } from '../../shared/game/seat.ts'
import type { Ack, CreateSession, Failed, JoinSession } from '../../shared/protocol/messages.ts'
import type { BusState, Done } from '../connect/bus.ts'
import { type PlayerRecord, playerRecords, type PlayerRecords } from '../connect/playerRecord.ts'
import type { FinishedRound } from '../connect/finishedRound.ts'
import type { Moment, SoloBus, SoloSetup } from '../connect/soloBus.ts'
import { SocketBus, type Trouble } from '../connect/socketBus.ts'
import type { Environment } from './environment.ts'
import { go } from './router.ts'

export type Active =
	| { readonly kind: 'crew'; readonly bus: SocketBus }
	| { readonly kind: 'solo'; readonly bus: SoloBus }

/** What a lesson may want to know of whoever joins; '' or absent: nothing said. */
export type JoinExtras = Pick<JoinSession, 'rosterId' | 'row' | 'friends'>

/** A fork of a finished round, in this page only. */
export interface Practice {
	readonly bus: SoloBus
	/** Where it was cut off. */
	readonly fromStep: number
	/** From there once more. */
	readonly again: () => Promise<boolean>
}

/** What this tab plays, across reloads. */
const TAB_KEY = 'lot.tab'

/** The one game of this tab: which bus it holds, and every way in and out. */
export interface Game {
	readonly env: Environment
	readonly records: PlayerRecords
	readonly active: ReadonlySignal<Active | null>
	readonly state: ReadonlySignal<BusState | null>
	/** Null: no round to show yet. */
	readonly phase: ReadonlySignal<Phase | null>
	readonly trouble: ReadonlySignal<Trouble | null>
	/** Something is being opened. */
	readonly opening: ReadonlySignal<boolean>
	/** Hidden while a LIVE solo round ran. */
	readonly away: ReadonlySignal<boolean>
	/** A practice that lies over the finished round it was cut from; that one's seat is kept. */
	readonly practice: ReadonlySignal<Practice | null>
	/** The code that was made in this tab. */
	readonly hosting: ReadonlySignal<string | null>
	create(request: Omit<CreateSession, 'version'>): Promise<Ack<{ code: string }>>
	join(code: string, name: string, extras: JoinExtras): Promise<Done>
	resume(record: PlayerRecord): void
	startSolo(setup: SoloSetup): Promise<string | null>
	continueSolo(): Promise<boolean>
	/** "Try it from here". False: the log doesn't fit, or the round was over by then. */
	startPractice(round: FinishedRound, moment: Moment, seats: readonly Seat[]): Promise<boolean>
	endPractice(): void
	/** After a reload: back to what this tab played. False: there is nothing. */
	restore(): boolean
	/** For good. */
	leave(): void
	/** Away from the page, not from the seat. */
	putAside(): void
	comeBack(): void
	setVisible(visible: boolean): void
	clearTrouble(): void
}

const loadSolo = () => import('../connect/soloBus.ts')

export function createGame(env: Environment): Game {
	const records = playerRecords(env.tab, env.browser, env.nowMs)
	const active = signal<Active | null>(null)
	const state = signal<BusState | null>(null)
	const trouble = signal<Trouble | null>(null)
	const opening = signal(false)
	const away = signal(false)
	const hosting = signal<string | null>(null)
	const practice = signal<Practice | null>(null)
	let unsubscribe = (): void => {}

	const endPractice = (): void => {
		practice.peek()?.bus.close()
		practice.value = null
	}

	const hold = (next: Active | null): void => {
		endPractice()
		unsubscribe()
		unsubscribe = (): void => {}
		active.value = next
		state.value = next?.bus.state() ?? null
		if (next === null) env.tab.removeItem(TAB_KEY)
		else {
			unsubscribe = next.bus.subscribe((now) => {
				state.value = now
				// Whoever is back online has been answered.
				if (now.status === 'online' && trouble.value?.kind === 'goodbye') trouble.value = null
			})
		}
	}

	/** A line to the server, opened when it's first needed. */
	const crewBus = (): SocketBus => {
		const now = active.value
		if (now?.kind === 'crew') return now.bus
		now?.bus.close()
		const bus = new SocketBus({
			url: env.origin,
			records,
			nowMs: env.nowMs,
			onTrouble: (what) => (trouble.value = what),
		})
		hold({ kind: 'crew', bus })
		return bus
	}

	const dropCrew = (): void => {
		if (active.value?.kind === 'crew') active.value.bus.disconnect()
		hold(null)
	}

	/** A refusal that only a reload or another code can cure. */
	const note = (failed: Failed): void => {
		if (failed.code === 'E_VERSION') trouble.value = { kind: 'failed', failed }
	}

	const holdSolo = (bus: SoloBus): void => {
		active.value?.bus.close()
		hold({ kind: 'solo', bus })
		away.value = false
		env.tab.setItem(TAB_KEY, 'solo')
	}

	const soloOptions = { every: env.every, store: env.browser, measure: env.measure }

	const game: Game = {
		env,
		records,
		active,
		state,
		phase: computed(() => Object.values(state.value?.views ?? {})[0]?.phase ?? null),
		trouble,
		opening,
		away,
		practice,
		hosting,
		async create(request) {
			const reply = await crewBus().create(request)
			if (reply.ok) hosting.value = reply.code
			else note(reply)
			return reply
		},
		async join(code, name, extras) {
			// Another player of this tab may still be connected.
			if (state.value?.you !== null) dropCrew()
			const reply = await crewBus().join({ code, name, seat: null, ...extras })
			if (reply.ok) env.tab.setItem(TAB_KEY, 'crew')
			else note(reply)
			return reply
		},
		resume(record) {
			dropCrew()
			trouble.value = null
			crewBus().resume(record.token, record.attempt)
			env.tab.setItem(TAB_KEY, 'crew')
		},
		async startSolo(setup) {
			opening.value = true
			try {
				const { startSolo } = await loadSolo()
				holdSolo(await startSolo(setup, soloOptions))
				return null
			} catch (error) {
				return error instanceof Error ? error.message : String(error)
			} finally {
				opening.value = false
			}
		},
		async continueSolo() {
			opening.value = true
			try {
				const { continueSolo } = await loadSolo()
				const bus = await continueSolo(soloOptions)
				if (bus !== null) holdSolo(bus)
				return bus !== null
			} catch {
				return false
			} finally {
				opening.value = false
			}
		},
		async startPractice(round, moment, seats) {
			const { startSoloFrom } = await loadSolo()
			endPractice()
			const bus = startSoloFrom(round, moment, seats, soloOptions)
			if (bus === null) return false
			const fromStep = Object.values(bus.state().views)[0]?.step ?? 0
			practice.value = { bus, fromStep, again: () => game.startPractice(round, moment, seats) }
			return true
		},
		endPractice,
		restore() {
			const played = env.tab.getItem(TAB_KEY)
			const record = records.current()
			if (played === 'solo') {
				void game.continueSolo().then((found) => {
					if (!found) go('/solo', true)
				})
				return true
			}
			if (record === null) return false
			game.resume(record)
			return true
		},
		leave() {
			active.value?.bus.close()
			hold(null)
			trouble.value = null
			hosting.value = null
		},
		putAside() {
			const now = active.value
			if (now?.kind === 'solo') now.bus.close()
			else now?.bus.disconnect()
			hold(null)
		},
		comeBack() {
			away.value = false
			if (active.value?.kind === 'solo') active.value.bus.pause(false)
		},
		setVisible(visible) {
			const now = active.value
			if (now?.kind === 'crew' && visible) now.bus.wake()
			if (now?.kind !== 'solo' || visible || now.bus.pace() !== 'live' || game.phase.value !== 'running') return
			now.bus.pause(true)
			away.value = true
		},
		clearTrouble() {
			trouble.value = null
		},
	}
	return game
}

const GameContext = createContext<Game | null>(null)
export const GameProvider = GameContext.Provider

export function useGame(): Game {
	const game = useContext(GameContext)
	if (game === null) throw new Error('no <GameProvider> around this')
	return game
}
