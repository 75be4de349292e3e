import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { ORDERED_POLICIES, POLICIES, type Policy } from '../../shared/machine/heap/policies.ts'
import { TOUCH_MODES } from '../../shared/programs/replayTrace.ts'
import { t } from '../words/words.ts'
import { Chooser } from './chooser.tsx'
import { Icon } from './icons.tsx'
import { DEFAULT_POLICY } from './link.ts'
import type { Sandbox } from './sandbox.ts'

const REAL = ['glibc', 'jemalloc', 'tcmalloc', 'mimalloc']
const COPIED_MS = 2000
const TOUCH_WORDS = { traced: () => t('sandbox.touchTraced'), full: () => t('sandbox.touchFull') } as const

/** What is played, on what: in the top bar. */
export function Toolbar({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
	const [policy = DEFAULT_POLICY, other = ''] = sandbox.policies.value
	return (
		<div class="sandbox-tools">
			<TraceButton sandbox={sandbox} />
			<label class="pick">
				<span>{t('sandbox.policy')}</span>
				<select
					value={policy}
					onChange={({ currentTarget: { value } }) =>
						sandbox.choosePolicies(value === other ? [value] : [value, other].filter((name) => name !== ''))
					}
				>
					<PolicyOptions />
				</select>
			</label>
			<label class="pick">
				<span>{t('sandbox.with')}</span>
				<select
					value={other}
					onChange={({ currentTarget: { value } }) =>
						sandbox.choosePolicies([policy, value].filter((name) => name !== ''))
					}
				>
					<option value="">{t('sandbox.withNone')}</option>
					<PolicyOptions without={policy} />
				</select>
			</label>
			<label class="pick" title={t('sandbox.touchLine')}>
				<span>{t('sandbox.touch')}</span>
				<select
					value={sandbox.touch.value}
					onChange={({ currentTarget: { value } }) => sandbox.chooseTouch(value === 'full' ? 'full' : 'traced')}
				>
					{TOUCH_MODES.map((mode) => (
						<option key={mode} value={mode}>
							{TOUCH_WORDS[mode]()}
						</option>
					))}
				</select>
			</label>
			{sandbox.source.value?.shipped ? <ShareButton /> : null}
		</div>
	)
}

function PolicyOptions({ without = '' }: { readonly without?: string }): JSX.Element {
	const options = (policies: readonly Policy[]): JSX.Element[] =>
		policies
			.filter(({ name }) => name !== without)
			.map(({ name }) => (
				<option key={name} value={name}>
					{name}
				</option>
			))
	return (
		<>
			<optgroup label={t('sandbox.real')}>{options(POLICIES.filter(({ name }) => REAL.includes(name)))}</optgroup>
			<optgroup label={t('sandbox.textbook')}>{options(POLICIES.filter(({ name }) => !REAL.includes(name)))}</optgroup>
			<optgroup label={t('sandbox.orders')}>{options(ORDERED_POLICIES)}</optgroup>
		</>
	)
}

function TraceButton({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null)
	const source = sandbox.source.value
	const close = (): void => dialog.current?.close()
	return (
		<>
			<button type="button" class="pick trace-button" onClick={() => dialog.current?.showModal()}>
				<span>{t('sandbox.trace')}</span>
				<strong>
					{source?.trace.name ?? ''} <Icon name="down" />
				</strong>
			</button>
			<dialog
				ref={dialog}
				class="dialog chooser-dialog"
				aria-label={t('sandbox.another')}
				onClick={({ target }) => {
					if (target === dialog.current) close()
				}}
			>
				<div class="dialog-body">
					<Chooser sandbox={sandbox} onChosen={close} />
					<button type="button" class="button wide" onClick={close}>
						{t('app.close')}
					</button>
				</div>
			</dialog>
		</>
	)
}

/** The address has all that others need; browsers offer the clipboard on https and localhost only. */
function ShareButton(): JSX.Element {
	const copied = useSignal(false)
	const words = copied.value ? t('app.copied') : t('app.copy')
	return (
		<button
			type="button"
			class="icon-button"
			hidden={navigator.clipboard === undefined}
			aria-label={words}
			title={words}
			onClick={() => {
				void navigator.clipboard?.writeText(location.href).then(() => {
					copied.value = true
					setTimeout(() => (copied.value = false), COPIED_MS)
				})
			}}
		>
			{copied.value ? <span class="copied">✓</span> : <Icon name="link" />}
		</button>
	)
}
