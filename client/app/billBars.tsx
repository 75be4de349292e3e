import type { JSX } from 'preact'
import '../style/end.css'
import { formatNumber } from '../words/words.ts'

/** One bill as a bar: what nobody can avoid, then the rest. */
export function BillBar(props: {
	readonly name: string
	readonly line?: string
	readonly cycles: number
	readonly floorCycles: number
	readonly longestCycles: number
	readonly kind: 'you' | 'par' | 'ghost' | 'oracle' | 'floor'
}): JSX.Element {
	const { cycles, floorCycles, longestCycles } = props
	const share = (part: number): string => `${(100 * part) / Math.max(1, longestCycles)}%`
	const fixed = Math.min(cycles, floorCycles)
	return (
		<div class="race" data-kind={props.kind}>
			<span class="race-name">
				{props.name}
				{props.line === undefined ? null : <span class="race-line muted"> {props.line}</span>}
			</span>
			<span class="race-cycles number">{formatNumber(cycles)}</span>
			<span class="race-bar" aria-hidden="true">
				<span class="race-fixed" style={{ width: share(fixed) }} />
				<span class="race-rest" style={{ width: share(cycles - fixed) }} />
			</span>
		</div>
	)
}
