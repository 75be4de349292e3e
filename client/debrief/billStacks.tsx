import type { JSX } from 'preact'
import type { Bill } from '../../shared/machine/buckets.ts'
import { joinNames } from '../app/joinNames.ts'
import { formatNumber, t } from '../words/words.ts'
import { type Stack, type StackPart, stacksOf } from './billStackModel.ts'
import '../style/debrief.css'

/** A part shorter than this has no room for its name. */
const NAMED_FROM = 0.13

const partName = ({ bucket }: StackPart): string => (bucket === 'floor' ? t('ghost.floor') : t(`bill.${bucket}`))

/** Bills as bars under each other, cut into their lines; each line has a pattern of its own, and a name where it fits. */
export function BillStacks({
	bill,
	ghost,
	floorCycles,
	you,
}: {
	readonly bill: Bill
	readonly ghost: { readonly name: string; readonly bill: Bill } | null
	readonly floorCycles: number
	readonly you: string
}): JSX.Element {
	const stacks = stacksOf(bill, ghost?.bill ?? null, floorCycles)
	const nameOf = ({ kind }: Stack): string =>
		kind === 'you' ? you : kind === 'floor' ? t('ghost.floor') : (ghost?.name ?? '')
	const legend = [...new Map(stacks.flatMap(({ parts }) => parts).map((part) => [part.bucket, part])).values()]
	return (
		<figure class="stacks">
			{stacks.map((stack) => (
				<div
					key={stack.kind}
					class="stack"
					data-kind={stack.kind}
					role="img"
					aria-label={t('debrief.barLabel', {
						name: nameOf(stack),
						cycles: stack.cycles,
						lines: joinNames(
							stack.kind === 'floor'
								? []
								: stack.parts.map((part) => t('debrief.barPart', { name: partName(part), cycles: part.cycles })),
						),
					})}
				>
					<span class="stack-name">{nameOf(stack)}</span>
					<span class="stack-cycles number">{formatNumber(stack.cycles)}</span>
					<span class="stack-bar">
						{stack.parts.map((part) => (
							<span
								key={part.bucket}
								class="stack-part"
								data-bucket={part.bucket}
								style={{ width: `${100 * part.length}%` }}
								title={t('debrief.barPart', { name: partName(part), cycles: part.cycles })}
							>
								{part.length >= NAMED_FROM && part.bucket !== 'floor' ? <b>{partName(part)}</b> : null}
							</span>
						))}
					</span>
				</div>
			))}
			<figcaption class="stack-legend">
				{legend.map((part) => (
					<span key={part.bucket}>
						<i class="stack-part" data-bucket={part.bucket} />
						{partName(part)}
					</span>
				))}
			</figcaption>
		</figure>
	)
}
