import type { Cue } from '../connect/bus.ts'

/** One short tone of the synthesiser. */
export interface Tone {
	readonly shape: OscillatorType
	readonly fromHz: number
	readonly toHz: number
	readonly seconds: number
	readonly volume: number
	readonly delaySeconds: number
}

const tone = (
	shape: OscillatorType,
	fromHz: number,
	toHz: number,
	seconds: number,
	volume: number,
	delaySeconds = 0,
): Tone => ({
	shape,
	fromHz,
	toHz,
	seconds,
	volume,
	delaySeconds,
})

/** Large chunks sound low. */
const pitchOf = (sizeBytes: number): number => Math.max(180, 880 - sizeBytes * 2.4)

/** What an event sounds like; empty: silent. */
export function tonesOf(event: Cue['event']): readonly Tone[] {
	switch (event.type) {
		case 'chunkPlaced': {
			const pitch = pitchOf(event.heap.chunks.find(({ address }) => address === event.address)?.sizeBytes ?? 64)
			return [tone('square', pitch, pitch, 0.04, 0.05), tone('square', pitch * 1.5, pitch * 1.5, 0.05, 0.04, 0.06)]
		}
		case 'syscallEntered':
			return [tone('sine', 784, 784, 0.1, 0.07), tone('sine', 523, 523, 0.16, 0.07, 0.1)]
		case 'syscallReturned':
			return [tone('sine', 523, 523, 0.1, 0.07), tone('sine', 784, 784, 0.16, 0.07, 0.1)]
		case 'faultResolved':
			return event.frames.length > 0 ? [tone('triangle', 130, 55, 0.18, 0.22)] : [tone('triangle', 220, 180, 0.08, 0.1)]
		case 'pageEvicted':
			return [0, 0.05, 0.1, 0.15].map((delay) => tone('sawtooth', 90, 70, 0.04, 0.06, delay))
		case 'chunkResized':
			return [tone('square', 520, 700, 0.07, 0.045)]
		case 'bytesCopied':
			return [0, 0.06, 0.12].map((delay) => tone('square', 300, 330, 0.04, 0.04, delay))
		case 'rackFlushed':
			return [tone('triangle', 360, 180, 0.16, 0.1)]
		case 'pagesAdvised':
			return [tone('sine', 660, 587, 0.12, 0.06)]
		case 'framesScanned':
			return [tone('sine', 400, 1100, 0.3, 0.04)]
		case 'frameMoved':
			return [tone('sawtooth', 80, 130, 0.2, 0.05)]
		case 'processStarted':
			return event.process.kind === 'child' ? [tone('triangle', 330, 660, 0.14, 0.1)] : []
		case 'processEnded':
			return event.how === 'killed' ? [tone('sawtooth', 220, 50, 0.45, 0.12)] : [tone('triangle', 660, 330, 0.14, 0.1)]
		case 'ruleFired':
			return [tone('sine', 1480, 1480, 0.03, 0.03)]
		case 'tlbFilled':
			return [tone('sine', 1200, 1500, 0.05, 0.04)]
		case 'audited':
			return [tone('sawtooth', 150, 110, 0.32, 0.1)]
		case 'pinged':
			return [tone('sine', 988, 988, 0.07, 0.07), tone('sine', 1319, 1319, 0.1, 0.07, 0.08)]
		default:
			return []
	}
}

/** More at once would only be noise. */
const MAX_TONES = 8

/** The synthesiser; made at the first sound, since browsers want a gesture first. */
export class Synthesiser {
	private context: AudioContext | null = null

	play(cues: readonly Cue[]): void {
		const tones = cues.flatMap(({ event }) => tonesOf(event)).slice(0, MAX_TONES)
		if (tones.length === 0) return
		this.context ??= new AudioContext()
		const { context } = this
		for (const one of tones) {
			const start = context.currentTime + one.delaySeconds
			const oscillator = context.createOscillator()
			const gain = context.createGain()
			oscillator.type = one.shape
			oscillator.frequency.setValueAtTime(one.fromHz, start)
			oscillator.frequency.exponentialRampToValueAtTime(one.toHz, start + one.seconds)
			gain.gain.setValueAtTime(one.volume, start)
			gain.gain.exponentialRampToValueAtTime(0.001, start + one.seconds)
			oscillator.connect(gain).connect(context.destination)
			oscillator.start(start)
			oscillator.stop(start + one.seconds)
		}
	}

	close(): void {
		void this.context?.close()
		this.context = null
	}
}
