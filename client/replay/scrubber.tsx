import type { JSX } from 'preact'
import { t } from '../words/words.ts'

/** A moment worth a look; places count from 1. */
export interface ScrubberMark {
	readonly step: number
	readonly place: number
}

const LEAP = 10
/** Marks that are closer than this part of the whole would lie on each other on a phone. */
const CLOSE = 0.09

/** How many lines lower a mark stands: below its neighbours at the left that it would cover. */
function below({ step }: ScrubberMark, marks: readonly ScrubberMark[], steps: number): number {
	return marks.filter((other) => other.step < step && (step - other.step) / Math.max(1, steps) < CLOSE).length
}

/** Where in a round a replay stands: a slider by program steps, the buttons of a player, and ▲ where something happened. */
export function Scrubber(props: {
	readonly step: number
	readonly steps: number
	readonly playing: boolean
	readonly marks: readonly ScrubberMark[]
	readonly onSeek: (step: number) => void
	readonly onPlay: (playing: boolean) => void
}): JSX.Element {
	const { step, steps, playing, marks, onSeek, onPlay } = props
	const mark = marks.find((one) => one.step === step)
	const text = mark
		? t('replay.atMark', { step, total: steps, place: mark.place })
		: t('replay.at', { step, total: steps })
	const deepest = Math.max(0, ...marks.map((one) => below(one, marks, steps)))
	const go = (to: number): void => onSeek(Math.max(0, Math.min(steps, to)))
	return (
		<div class="scrubber">
			<div class="scrubber-track" style={{ '--deepest': deepest }}>
				<input
					type="range"
					min={0}
					max={steps}
					step={1}
					value={step}
					aria-label={t('replay.step')}
					aria-valuetext={text}
					title={t('replay.keys')}
					onInput={(event) => go(Number(event.currentTarget.value))}
					onKeyDown={(event) => {
						// Left alone, browsers leap by a tenth of the whole.
						if (event.key !== 'PageUp' && event.key !== 'PageDown') return
						event.preventDefault()
						go(step + (event.key === 'PageUp' ? LEAP : -LEAP))
					}}
				/>
				<div class="scrubber-marks">
					{marks.map((one) => (
						<button
							key={one.place}
							type="button"
							class="scrubber-mark"
							style={{ '--at': one.step / Math.max(1, steps), '--below': below(one, marks, steps) }}
							aria-label={t('replay.toMark', { place: one.place, step: one.step })}
							aria-current={one.step === step}
							onClick={() => go(one.step)}
						>
							<span aria-hidden="true">▲</span>
							<b class="number" aria-hidden="true">
								{one.place}
							</b>
						</button>
					))}
				</div>
			</div>
			<div class="scrubber-buttons">
				<Button name={t('replay.first')} path="M6 5v14M19 5l-9 7 9 7z" onClick={() => go(0)} />
				<Button name={t('replay.back')} path="M16 5l-9 7 9 7z" onClick={() => go(step - 1)} />
				<Button
					name={playing ? t('replay.pause') : t('replay.play')}
					path={playing ? 'M8 5v14M16 5v14' : 'M7 4l13 8-13 8z'}
					onClick={() => onPlay(!playing)}
					isMain
				/>
				<Button name={t('replay.on')} path="M8 5l9 7-9 7z" onClick={() => go(step + 1)} />
				<Button name={t('replay.last')} path="M18 5v14M5 5l9 7-9 7z" onClick={() => go(steps)} />
				<output class="scrubber-at number">{text}</output>
			</div>
		</div>
	)
}

function Button(props: {
	readonly name: string
	readonly path: string
	readonly onClick: () => void
	readonly isMain?: boolean
}): JSX.Element {
	return (
		<button
			type="button"
			class={props.isMain ? 'icon-button main' : 'icon-button'}
			aria-label={props.name}
			title={props.name}
			onClick={props.onClick}
		>
			<svg
				viewBox="0 0 24 24"
				width="22"
				height="22"
				fill="currentColor"
				stroke="currentColor"
				stroke-width="2.4"
				stroke-linecap="round"
				stroke-linejoin="round"
				aria-hidden="true"
			>
				<path d={props.path} />
			</svg>
		</button>
	)
}
