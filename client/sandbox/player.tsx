import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { t } from '../words/words.ts'
import { CURVE_PAINTS, drawChart } from './drawChart.ts'
import { Icon } from './icons.tsx'
import { CURVES, opAt, xOf } from './layoutChart.ts'
import type { Paints } from './paints.ts'
import { LANDMARKS, type Sandbox, SPEEDS, type Speed } from './sandbox.ts'
import { Sheet, useSheetSize } from './sheet.tsx'

/** Timeline and buttons: everything that changes the op. */
export function Player({ sandbox, paints }: { readonly sandbox: Sandbox; readonly paints: Paints }): JSX.Element {
	const source = sandbox.source.value
	const last = (source?.trace.ops.length ?? 1) - 1
	return (
		<section class="player" aria-label={t('sandbox.player')}>
			<Timeline sandbox={sandbox} paints={paints} last={last} />
			<div class="player-row">
				<div class="player-buttons">
					<Step icon="first" words={t('sandbox.first')} onClick={() => sandbox.goTo(0)} />
					<Step icon="previous" words={t('sandbox.previous')} onClick={() => sandbox.goTo(sandbox.op.peek() - 1)} />
					<button
						type="button"
						class="play"
						aria-label={sandbox.playing.value ? t('sandbox.pause') : t('sandbox.play')}
						title={t('sandbox.keys')}
						onClick={() => sandbox.play(!sandbox.playing.peek())}
					>
						<Icon name={sandbox.playing.value ? 'pause' : 'play'} />
					</button>
					<Step icon="next" words={t('sandbox.next')} onClick={() => sandbox.goTo(sandbox.op.peek() + 1)} />
					<Step icon="last" words={t('sandbox.last')} onClick={() => sandbox.goTo(last)} />
				</div>
				<select
					class="speed"
					aria-label={t('sandbox.speed')}
					value={sandbox.speed.value}
					onChange={({ currentTarget }) => {
						const wanted = Number(currentTarget.value)
						sandbox.speed.value = SPEEDS.find((speed): speed is Speed => speed === wanted) ?? sandbox.speed.value
					}}
				>
					{SPEEDS.map((speed) => (
						<option key={speed} value={speed}>
							{t('sandbox.perSecond', { count: speed })}
						</option>
					))}
				</select>
				<OpField sandbox={sandbox} last={last} />
				<Landmarks sandbox={sandbox} />
				<Legend policies={sandbox.runs.value.map(({ policy }) => policy.name)} />
			</div>
		</section>
	)
}

function Step(props: {
	readonly icon: 'first' | 'previous' | 'next' | 'last'
	readonly words: string
	readonly onClick: () => void
}): JSX.Element {
	return (
		<button type="button" aria-label={props.words} title={props.words} onClick={props.onClick}>
			<Icon name={props.icon} />
		</button>
	)
}

/** A slider: the chart is its track. */
function Timeline(props: { readonly sandbox: Sandbox; readonly paints: Paints; readonly last: number }): JSX.Element {
	const { sandbox, last } = props
	const size = useSheetSize()
	const track = useRef<HTMLDivElement>(null)
	const op = sandbox.op.value
	const follow = (event: PointerEvent): void => {
		const box = track.current?.getBoundingClientRect()
		if (box) sandbox.goTo(opAt(event.clientX - box.left, last + 1, box.width))
	}
	return (
		<div
			ref={track}
			class="timeline"
			role="slider"
			tabIndex={0}
			aria-label={t('sandbox.timeline')}
			aria-valuemin={0}
			aria-valuemax={last}
			aria-valuenow={op}
			aria-valuetext={t('sandbox.position', { op, last })}
			title={t('sandbox.keys')}
			onPointerDown={(event) => {
				event.currentTarget.setPointerCapture(event.pointerId)
				sandbox.play(false)
				follow(event)
			}}
			onPointerMove={(event) => {
				if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event)
			}}
		>
			<TimelineChart sandbox={sandbox} paints={props.paints} size={size} />
			<span class="playhead" style={{ left: `${xOf(op, last + 1, size.value.width)}px` }} aria-hidden="true" />
			{sandbox.progress.value < 1 ? (
				<span class="preparing" aria-hidden="true">
					{t('sandbox.preparing', { percent: Math.floor(sandbox.progress.value * 100) })}
				</span>
			) : null}
		</div>
	)
}

/** Apart, so that it isn't drawn again with each op. */
function TimelineChart(props: {
	readonly sandbox: Sandbox
	readonly paints: Paints
	readonly size: ReturnType<typeof useSheetSize>
}): JSX.Element {
	const { sandbox } = props
	const runs = sandbox.runs.value
	// Drawn again as the first pass goes on.
	void sandbox.progress.value
	return (
		<Sheet
			size={props.size}
			draw={(ink, size) => drawChart(ink, size, runs, sandbox.source.peek()?.peaks ?? [], props.paints)}
		/>
	)
}

function OpField({ sandbox, last }: { readonly sandbox: Sandbox; readonly last: number }): JSX.Element {
	return (
		<form
			class="op-field"
			onSubmit={(event) => {
				event.preventDefault()
				const field = event.currentTarget.elements.namedItem('op')
				if (!(field instanceof HTMLInputElement)) return
				const wanted = Number(field.value.replaceAll(/[\s,_]/g, ''))
				if (Number.isFinite(wanted)) sandbox.goTo(wanted)
				field.value = String(sandbox.op.peek())
			}}
		>
			<span aria-hidden="true">{t('sandbox.opWord')}</span>
			<input
				name="op"
				class="mono"
				inputMode="numeric"
				autocomplete="off"
				aria-label={t('sandbox.opNumber')}
				size={String(last).length}
				value={String(sandbox.op.value)}
				onFocus={({ currentTarget }) => currentTarget.select()}
			/>
			<span class="muted number">{t('sandbox.of', { last })}</span>
		</form>
	)
}

const LANDMARK_WORDS = {
	call: { name: () => t('sandbox.call'), line: () => t('sandbox.callLine') },
	fault: { name: () => t('sandbox.fault'), line: () => t('sandbox.faultLine') },
	peak: { name: () => t('sandbox.peak'), line: () => t('sandbox.peakLine') },
} as const

function Landmarks({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
	void sandbox.op.value
	void sandbox.progress.value
	return (
		<div class="landmarks" role="group" aria-label={t('sandbox.nextOf')}>
			<span class="muted" aria-hidden="true">
				{t('sandbox.nextOf')}
			</span>
			{LANDMARKS.map((kind) => {
				const op = sandbox.landmark(kind, 1)
				const words = LANDMARK_WORDS[kind]
				return (
					<button
						key={kind}
						type="button"
						data-kind={kind}
						aria-disabled={op === null}
						title={op === null ? t('sandbox.noneLeft') : words.line()}
						onClick={() => {
							if (op !== null) sandbox.goTo(op)
						}}
					>
						{words.name()}
					</button>
				)
			})}
		</div>
	)
}

const CURVE_WORDS = { vsz: 'VSZ', rss: 'RSS', live: () => t('sandbox.state.live') } as const

function Legend({ policies }: { readonly policies: readonly string[] }): JSX.Element {
	return (
		<ul class="chart-legend">
			{policies.length < 2
				? null
				: policies.map((policy, side) => (
						<li key={policy} data-line={side === 0 ? 'solid' : 'dashed'}>
							{policy}
						</li>
					))}
			{CURVES.map((name) => {
				const words = CURVE_WORDS[name]
				return (
					<li key={name} style={{ '--curve': `var(--${CURVE_PAINTS[name]})` }}>
						{typeof words === 'string' ? words : words()}
					</li>
				)
			})}
		</ul>
	)
}
