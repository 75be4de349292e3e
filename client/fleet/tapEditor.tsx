import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { addToFleet, emptyFleet, type FleetRefusal } from '../../shared/programs/fleet.ts'
import { fleetOf, type FleetStep, opOf } from '../connect/fleetStream.ts'
import { Notice } from '../app/notice.tsx'
import { t } from '../words/words.ts'
import { metersOf } from './draft.ts'
import { Meters } from './meters.tsx'

/** Other plates need a script. */
const PALETTE = ['TMP', 'SES', 'REQ', 'PIN'] as const
const SIZES = [24, 56, 104, 200, 480, 1000] as const

/** The stream is written step by step: ask for something, tap it, write or free it. */
export function TapEditor(props: {
	readonly steps: readonly FleetStep[]
	readonly onChange: (steps: readonly FleetStep[]) => void
}): JSX.Element {
	const { steps } = props
	const size = useSignal<number>(104)
	const picked = useSignal<number | null>(null)
	const refusal = useSignal<FleetRefusal | null>(null)
	const made = fleetOf(steps)
	const fleet = made.ok ? made.fleet : emptyFleet()
	const live = [...fleet.objects.entries()].filter(([, object]) => object.isLive)
	const one = picked.value === null ? undefined : fleet.objects[picked.value]
	const coatOf = (plate: string): number => Math.max(0, PALETTE.indexOf(plate as (typeof PALETTE)[number]))

	const add = (...added: readonly FleetStep[]): void => {
		refusal.value = null
		const next = [...steps]
		for (const step of added) {
			refusal.value = addToFleet(fleet, opOf(fleet, step))
			if (refusal.value !== null) break
			next.push(step)
		}
		if (picked.value !== null && fleet.objects[picked.value]?.isLive !== true) picked.value = null
		props.onChange(next)
	}
	const goBackTo = (earlier: typeof steps): void => {
		refusal.value = null
		picked.value = null
		props.onChange(earlier)
	}
	const use = (kind: 'write' | 'read' | 'free'): void => {
		if (picked.value !== null) add({ kind, object: picked.value })
	}

	return (
		<div class="tap-editor">
			<fieldset class="field">
				<legend>{t('fleet.size')}</legend>
				<div class="choices">
					{SIZES.map((bytes) => (
						<label key={bytes}>
							<input type="radio" name="size" checked={size.value === bytes} onChange={() => (size.value = bytes)} />
							<span class="number">{bytes}</span>
						</label>
					))}
				</div>
			</fieldset>
			<div class="plate-buttons">
				{PALETTE.map((plate, coat) => (
					<button
						key={plate}
						type="button"
						class="button plate-button"
						data-coat={coat}
						aria-label={t('fleet.add', { plate })}
						onClick={() => {
							add({ kind: 'malloc', plate, sizeBytes: size.value })
							if (refusal.value === null) picked.value = fleet.objects.length - 1
						}}
					>
						<span class="mono">{plate}</span>
						<span aria-hidden="true">+</span>
					</button>
				))}
			</div>
			<section class="live-objects" aria-label={t('fleet.objects')}>
				<h2 class="label">{t('fleet.objects')}</h2>
				{live.length === 0 ? (
					<p class="muted">{t('fleet.noObjects')}</p>
				) : (
					<ul>
						{live.map(([name, object]) => (
							<li key={name}>
								<button
									type="button"
									class="live-object"
									data-coat={coatOf(object.plate)}
									data-touched={object.isTouched}
									aria-pressed={picked.value === name}
									aria-label={t('fleet.object', {
										plate: object.plate,
										name,
										size: object.sizeBytes,
										touched: object.isTouched ? t('fleet.touched') : t('fleet.untouched'),
									})}
									style={{ '--slots': Math.max(2, Math.ceil((object.sizeBytes + 8) / 16)) }}
									onClick={() => (picked.value = picked.value === name ? null : name)}
								>
									<span class="mono">{object.plate}</span>
								</button>
							</li>
						))}
					</ul>
				)}
				<div class="use-object">
					<p class={one === undefined ? 'muted' : 'number'} role="status">
						{one === undefined
							? t('fleet.pick')
							: t('fleet.picked', { plate: one.plate, name: picked.value ?? 0, size: one.sizeBytes })}
					</p>
					<div class="use-buttons">
						{(['write', 'read', 'free'] as const).map((kind) => (
							<button
								key={kind}
								type="button"
								class="button"
								data-mark={kind}
								aria-disabled={one === undefined}
								onClick={() => use(kind)}
							>
								{t(`fleet.${kind}`)}
							</button>
						))}
					</div>
				</div>
			</section>
			{refusal.value === null ? null : (
				<Notice kind="bad">{t(`fleet.${refusal.value.code}`, refusal.value.facts)}</Notice>
			)}
			<Meters meters={metersOf(fleet)} />
			<div class="tap-tools">
				{one === undefined ? null : (
					<button
						type="button"
						class="button quiet compact"
						onClick={() =>
							add(
								...live
									.filter(([, object]) => object.plate === one.plate)
									.map(([object]) => ({ kind: 'free', object }) as const),
							)
						}
					>
						{t('fleet.freeAll', { plate: one.plate })}
					</button>
				)}
				<button
					type="button"
					class="button quiet compact"
					aria-disabled={steps.length === 0}
					onClick={() => goBackTo(steps.slice(0, -1))}
				>
					{t('fleet.undo')}
				</button>
				<button
					type="button"
					class="button quiet compact"
					aria-disabled={steps.length === 0}
					onClick={() => goBackTo([])}
				>
					{t('fleet.clear')}
				</button>
			</div>
		</div>
	)
}
