import type { JSX } from 'preact'
import type { Program } from '../../shared/programs/op.ts'
import { t } from '../words/words.ts'
import { type Mark, marksOf } from './draft.ts'

/** The stream, a row for each thread: full: asked for; dot: written; ring: read; outline: freed. */
export function Timeline({ lanes }: Pick<Program, 'lanes'>): JSX.Element {
	const marks = marksOf({ lanes })
	return (
		<section class="timeline" aria-labelledby="timeline-title">
			<h2 id="timeline-title" class="label">
				{t('fleet.timeline')}
			</h2>
			{marks.every((lane) => lane.length === 0) ? <p class="muted">{t('fleet.empty')}</p> : null}
			{marks.map((lane, index) =>
				lane.length === 0 ? null : (
					<div
						key={index}
						class="timeline-lane"
						role="img"
						aria-label={`${t('fleet.thread', { thread: index + 1 })}: ${told(lane)}`}
					>
						<span class="label number">{index + 1}</span>
						{lane.map((mark, at) => (
							<i
								key={at}
								data-kind={mark.kind}
								data-coat={mark.coat}
								style={{ '--slots': Math.ceil((mark.sizeBytes + 8) / 16) }}
							/>
						))}
					</div>
				),
			)}
		</section>
	)
}

const told = (lane: readonly Mark[]): string => lane.map(({ kind, plate }) => `${kind} ${plate}`).join(', ')
