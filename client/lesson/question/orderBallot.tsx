import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Answer } from '../../../shared/lesson/poll.ts'
import { t } from '../../words/words.ts'
import { moved } from './ballot.ts'
import { Arrow } from './marks.tsx'
import { letterOf } from './questionText.ts'

/** Puts things in order by tapping them one after the other; what is placed can be moved up and down, or taken out. */
export function OrderBallot(props: {
	readonly options: readonly string[]
	readonly answer: Answer
	readonly onChange: (answer: Answer) => void
}): JSX.Element {
	const { options, answer, onChange } = props
	const rest = options.map((_, place) => place).filter((place) => !answer.includes(place))
	const said = useSignal('')
	/** What has the focus after the next drawing: things move under the hand. */
	const focusNext = useRef<string | null>(null)
	useLayoutEffect(() => {
		if (focusNext.current === null) return
		document.getElementById(focusNext.current)?.focus()
		focusNext.current = null
	})

	const move = (at: number, by: -1 | 1): void => {
		const place = answer[at]
		if (place === undefined || answer[at + by] === undefined) return
		focusNext.current = `poll-${by < 0 ? 'up' : 'down'}-${place}`
		said.value = t('lesson.poll.orderMoved', { step: options[place] ?? '', place: at + by + 1 })
		onChange(moved(answer, at, by))
	}
	const place = (one: number): void => {
		const next = rest[rest.indexOf(one) + 1] ?? rest.find((other) => other !== one)
		focusNext.current = next === undefined ? `poll-up-${one}` : `poll-place-${next}`
		said.value = t('lesson.poll.orderMoved', { step: options[one] ?? '', place: answer.length + 1 })
		onChange([...answer, one])
	}
	const takeOut = (one: number): void => {
		focusNext.current = `poll-place-${one}`
		onChange(answer.filter((other) => other !== one))
	}

	return (
		<div class="poll-order">
			<p class="field-hint">{t('lesson.poll.order')}</p>
			<h3 class="label">{t('lesson.poll.orderList')}</h3>
			{answer.length === 0 ? <p class="poll-order-empty">{t('lesson.poll.orderEmpty')}</p> : null}
			<ol class="poll-order-list">
				{answer.map((one, at) => {
					const step = options[one] ?? ''
					return (
						<li key={one}>
							<b class="poll-letter number" aria-hidden="true">
								{at + 1}
							</b>
							<button type="button" class="poll-order-text" onClick={() => takeOut(one)}>
								<span class="visually-hidden">{t('lesson.poll.orderOut')} </span>
								{step}
								<span class="poll-tag muted"> {letterOf(one)}</span>
							</button>
							<button
								type="button"
								id={`poll-up-${one}`}
								class="poll-move"
								aria-disabled={at === 0}
								aria-label={t('lesson.poll.orderUp', { step })}
								onClick={() => move(at, -1)}
							>
								<Arrow up />
							</button>
							<button
								type="button"
								id={`poll-down-${one}`}
								class="poll-move"
								aria-disabled={at === answer.length - 1}
								aria-label={t('lesson.poll.orderDown', { step })}
								onClick={() => move(at, 1)}
							>
								<Arrow up={false} />
							</button>
						</li>
					)
				})}
			</ol>
			{rest.length === 0 ? null : (
				<>
					<h3 class="label">{t('lesson.poll.orderRest')}</h3>
					<ul class="poll-order-rest">
						{rest.map((one) => (
							<li key={one}>
								<button type="button" id={`poll-place-${one}`} class="poll-choice" onClick={() => place(one)}>
									<span class="visually-hidden">{t('lesson.poll.orderPlace')} </span>
									<b class="poll-letter">{letterOf(one)}</b>
									<span>{options[one]}</span>
								</button>
							</li>
						))}
					</ul>
				</>
			)}
			<p class="visually-hidden" aria-live="polite">
				{said.value}
			</p>
		</div>
	)
}
