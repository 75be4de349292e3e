import { Samples } from './samples.ts'

const SAMPLED = ['ack', 'seen', 'join', 'resume', 'own'] as const
const COUNTED = [
	'acknowledged',
	'refused',
	'unseen',
	'drops',
	'gaps',
	'snapshotBytesMax',
	'packets',
	'packetBytes',
] as const

const PACKETS_A_SAMPLE = 32

/**
 * What the bots of one process measure, over one stretch of time. Times are in ms from the moment when something was
 * due, not from when it was sent: a late sender (ours or a slow server's) doesn't look fast.
 */
export class Meter {
	/** Intent → acknowledgement. */
	readonly ack = new Samples()
	/** Intent → a partner of the crew has the packet with what it led to. */
	readonly seen = new Samples()
	/** Wish to join → seated, with the first snapshot. */
	readonly join = new Samples()
	/** Line cut → fresh snapshot. */
	readonly resume = new Samples()
	/** How late this process itself came to what was due: if that is much, it is the limit and not the server. */
	readonly own = new Samples()
	acknowledged = 0
	/** Refused by the rules: the view was a moment old, the item is gone. */
	refused = 0
	/** What a connected partner never got. */
	unseen = 0
	drops = 0
	gaps = 0
	/** Packets of events, and an estimate of their bytes from each 32nd. */
	packets = 0
	packetBytes = 0
	snapshotBytesMax = 0
	readonly refusals: Record<string, number> = {}

	/** For another process. */
	report(): MeterReport {
		return {
			samples: record(SAMPLED, (name) => [...this[name].all()]),
			counts: record(COUNTED, (name) => this[name]),
			refusals: this.refusals,
		}
	}

	/** Adds what another process measured in the same stretch. */
	addReport({ samples, counts, refusals }: MeterReport): void {
		for (const name of SAMPLED) this[name].addAll(samples[name])
		for (const name of COUNTED)
			this[name] = name === 'snapshotBytesMax' ? Math.max(this[name], counts[name]) : this[name] + counts[name]
		for (const [code, count] of Object.entries(refusals)) this.refusals[code] = (this.refusals[code] ?? 0) + count
	}

	countPacket(packet: object): void {
		if (this.packets++ % PACKETS_A_SAMPLE === 0)
			this.packetBytes += PACKETS_A_SAMPLE * Buffer.byteLength(JSON.stringify(packet))
	}

	countRefusal(code: string): void {
		this.refused++
		this.refusals[code] = (this.refusals[code] ?? 0) + 1
	}
}

/** The same as plain values. */
export interface MeterReport {
	readonly samples: Readonly<Record<(typeof SAMPLED)[number], readonly number[]>>
	readonly counts: Readonly<Record<(typeof COUNTED)[number], number>>
	readonly refusals: Readonly<Record<string, number>>
}

const record = <K extends string, V>(names: readonly K[], valueOf: (name: K) => V): Record<K, V> =>
	Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<K, V>
