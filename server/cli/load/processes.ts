import { fork } from 'node:child_process'
import { Fleet, type FleetOptions, type Lost, type Stretch } from './fleet.ts'
import { Meter } from './meter.ts'

/** What a part of all players can be told to do. */
interface Part {
	grow(players: number, withinMs: number): Promise<Stretch>
	measure(ms: number, dropRate: number): Promise<Stretch>
	check(): Promise<Lost>
	close(): void
}

type Order =
	| { readonly kind: 'open'; readonly options: FleetOptions }
	| { readonly kind: 'grow'; readonly players: number; readonly withinMs: number }
	| { readonly kind: 'measure'; readonly ms: number; readonly dropRate: number }
	| { readonly kind: 'check' }
	| { readonly kind: 'close' }
type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly message: string }

/** All players, in this process or shared out to several. */
export class Fleets {
	readonly #parts: readonly Part[]

	constructor(options: FleetOptions, processes: number) {
		this.#parts =
			processes === 1
				? [new Fleet(options)]
				: Array.from({ length: processes }, (_, index) =>
						forkFleet({ ...options, prefix: `${options.prefix}${index + 1}` }),
					)
	}

	/** Whole crews to each process. */
	grow(players: number, withinMs: number): Promise<Stretch> {
		const crews = Math.ceil(players / 3)
		const shares = this.#parts.map((_, index) => {
			const [from, to] = [index, index + 1].map((one) => Math.floor((crews * one) / this.#parts.length))
			return Math.min(players, 3 * (to ?? 0)) - Math.min(players, 3 * (from ?? 0))
		})
		return this.#together((part, index) => part.grow(shares[index] ?? 0, withinMs))
	}

	measure(ms: number, dropRate: number): Promise<Stretch> {
		return this.#together((part) => part.measure(ms, dropRate))
	}

	async check(): Promise<Lost> {
		const all = await Promise.all(this.#parts.map((part) => part.check()))
		const sum = (name: keyof Lost) => all.reduce((total, one) => total + one[name], 0)
		return {
			seats: sum('seats'),
			points: sum('points'),
			commands: sum('commands'),
			news: sum('news'),
			compared: sum('compared'),
		}
	}

	close(): void {
		for (const part of this.#parts) part.close()
	}

	async #together(run: (part: Part, index: number) => Promise<Stretch>): Promise<Stretch> {
		const all = await Promise.all(this.#parts.map(run))
		const meter = new Meter()
		for (const one of all) meter.addReport(one.meter)
		return {
			meter: meter.report(),
			bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
			seated: all.reduce((sum, { seated }) => sum + seated, 0),
			seconds: Math.max(...all.map(({ seconds }) => seconds)),
		}
	}
}

function forkFleet(options: FleetOptions): Part {
	const child = fork(new URL('./fleetProcess.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
	let latest = Promise.resolve<unknown>(null)
	const order = <T>(one: Order): Promise<T> => {
		const answered = latest.then(
			() =>
				new Promise<T>((resolve, reject) => {
					child.once('message', (answer: Answer) =>
						answer.ok ? resolve(answer.result as T) : reject(new Error(answer.message)),
					)
					child.send(one)
				}),
		)
		latest = answered.catch(() => null)
		return answered
	}
	void order({ kind: 'open', options })
	return {
		grow: (players, withinMs) => order({ kind: 'grow', players, withinMs }),
		measure: (ms, dropRate) => order({ kind: 'measure', ms, dropRate }),
		check: () => order({ kind: 'check' }),
		close: () => child.kill(),
	}
}

/** The other side of it: does what it is told, one order at a time. */
export function obeyParent(): void {
	let fleet: Fleet | null = null
	const obey = async (order: Order): Promise<unknown> => {
		if (order.kind === 'open') return void (fleet = new Fleet(order.options))
		if (!fleet) throw new Error('not open')
		switch (order.kind) {
			case 'grow':
				return fleet.grow(order.players, order.withinMs)
			case 'measure':
				return fleet.measure(order.ms, order.dropRate)
			case 'check':
				return fleet.check()
			case 'close':
				return fleet.close()
		}
	}
	process.on('message', (order: Order) => {
		obey(order).then(
			(result) => process.send?.({ ok: true, result: result ?? null } satisfies Answer),
			(error: unknown) => process.send?.({ ok: false, message: String(error) } satisfies Answer),
		)
	})
	process.on('disconnect', () => process.exit(0))
}
