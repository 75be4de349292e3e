import type { Stamped } from '../../shared/game/event.ts'

const hex = (value: number): string => value.toString(16).padStart(4, '0')
const page = (value: number): string => value.toString(16).padStart(2, '0')
const facts = (...words: readonly (string | number | boolean | null | undefined)[]): string =>
	words.filter((word) => word !== '' && word !== null && word !== undefined && word !== false).join(' ')

/** One event in words that a person can check against GAME.md; undefined: not worth a line (it can be inferred). */
function told({ event }: Stamped): readonly [lane: number | null, words: string] | undefined {
	switch (event.type) {
		case 'chunkPlaced': {
			const used = event.heap.chunks.find(({ address }) => address === event.address)
			return [
				event.lane,
				facts(
					'placed',
					`#${event.object}`,
					hex(event.address),
					used?.sizeBytes,
					event.from,
					event.walked,
					event.split && 'split',
				),
			]
		}
		case 'chunkFreed':
			return [event.lane, facts('freed', `#${event.object}`, hex(event.address), event.how, event.merged)]
		case 'heapMoved':
			return [event.lane, facts('break', event.heap.brk === null ? '' : hex(event.heap.brk))]
		case 'allocationFailed':
			return [event.lane, `NULL #${event.object}`]
		case 'syscallEntered':
			return [event.lane, facts('enter', event.call, event.down && 'down', event.pages)]
		case 'syscallReturned':
			return [
				event.lane,
				facts('return', event.call, event.ok ? 'ok' : 'ENOMEM', event.down && `dropped ${event.droppedPages}`),
			]
		case 'mappingMade':
			return [event.lane, facts('mapped', `#${event.mapping.object}`, page(event.mapping.page), event.mapping.pages)]
		case 'mappingRemoved':
			return [event.lane, facts('unmapped', page(event.page))]
		case 'pageEvicted':
			return [null, facts('evicted', page(event.page), `frame ${event.frame}`, `to ${event.to}`)]
		case 'processStarted':
			return [null, facts('began', event.process.kind, event.process.pid, event.copiedPages)]
		case 'processEnded':
			return [null, facts('ended', event.pid, event.how)]
		case 'bytesCopied':
			return [event.lane, facts('copied', `#${event.object}`, event.bytes)]
		case 'chunkResized':
			return [event.lane, facts('resized', `#${event.object}`, hex(event.address))]
		case 'faultQueued': {
			const { code } = event.fault
			return [
				event.fault.lane,
				`fault ${hex(event.fault.address)} P${Number(code.present)} W${Number(code.write)} U${Number(code.user)}`,
			]
		}
		case 'faultResolved':
			return [
				event.lane,
				facts(event.verdict, hex(event.address), event.frames.length > 0 && `frames ${event.frames.join(',')}`),
			]
		case 'pageWalked':
			return [event.lane, facts('walk', page(event.page), `x${event.trips}`)]
		case 'tlbHit':
			return [event.lane, facts('hit', page(event.page), event.write && 'write')]
		case 'tlbFilled':
			return [null, facts('line', event.line, page(event.entry.page), event.prefetched && 'ahead')]
		case 'tlbInvalidated':
			return [null, facts('line', event.line, 'dropped')]
		case 'requestChanged':
			return [
				event.request.lane,
				facts('request', `#${event.request.object}`, event.request.requestBytes, event.request.status),
			]
		case 'audited':
			return [null, facts('audited', event.seat, event.reason, event.expected)]
		case 'signalHandled':
			return [event.lane, `signal ${hex(event.address)}`]
		case 'stepFinished':
			return [null, `step ${event.step}`]
		case 'rentCharged':
			return [null, `rent ${event.residentPages}`]
		case 'phaseChanged':
			return [null, event.phase]
		default:
			return undefined
	}
}

/** tick, lane, what, cycles: a line for each event that is worth one. */
export function storyOf(events: readonly Stamped[]): string {
	const lines = events.flatMap((stamped) => {
		const line = told(stamped)
		if (!line) return []
		const [lane, words] = line
		const cost = stamped.costCycles === 0 ? '' : String(stamped.costCycles)
		return [
			`${String(stamped.tick).padStart(5)}  ${lane === null ? '-' : lane}  ${words.padEnd(34)}${cost.padStart(7)}`.trimEnd(),
		]
	})
	return [' tick  lane what                          cycles', ...lines, ''].join('\n')
}
