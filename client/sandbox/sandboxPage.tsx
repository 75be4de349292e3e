import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { tellOp } from '../../shared/programs/tellOp.ts'
import { useGame } from '../app/game.ts'
import { TopBar } from '../app/topBar.tsx'
import { t } from '../words/words.ts'
import { Chooser, ProblemNotice, useDrop } from './chooser.tsx'
import { readLink, writeLink } from './link.ts'
import { outcomeOf } from './outcome.ts'
import { type Paints, readPaints } from './paints.ts'
import { Panels } from './panels.tsx'
import { Player } from './player.tsx'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { SideColumn } from './sideColumn.tsx'
import { StateLegend } from './stateLegend.tsx'
import { Toolbar } from './toolbar.tsx'
import '../style/sandbox.css'

/** A second of dragging is one change of the address. */
const ADDRESS_MS = 300

/** Any trace on any allocator, op by op. */
export function SandboxPage(): JSX.Element {
	const { env } = useGame()
	const sandbox = useMemo(() => createSandbox(env.nowMs, readLink(location.search)), [env])
	const paints = useMemo(readPaints, [])
	const drop = useDrop(sandbox)
	useEffect(() => {
		const link = readLink(location.search)
		if (link.trace !== null) void sandbox.openRecording(link.trace, link.op)
		return () => sandbox.close()
	}, [sandbox])
	useKeys(sandbox)

	const source = sandbox.source.value
	const problem = sandbox.problem.value
	const opening = sandbox.opening.value
	return (
		<div class={source ? 'sandbox open' : 'sandbox'} {...drop.props}>
			{source ? <Address sandbox={sandbox} /> : null}
			<TopBar>{source ? <Toolbar sandbox={sandbox} /> : null}</TopBar>
			{source ? (
				<Picture sandbox={sandbox} paints={paints} />
			) : opening !== null ? (
				<Skeleton />
			) : (
				<main id="main" class="page sandbox-start">
					<div class="menu-title">
						<h1>{t('sandbox.title')}</h1>
						<p class="muted">{t('sandbox.line')}</p>
					</div>
					{problem ? <ProblemNotice problem={problem} isOpen={false} /> : null}
					<Chooser sandbox={sandbox} />
				</main>
			)}
			{problem && source ? (
				<div class="problem">
					<ProblemNotice problem={problem} isOpen />
					<button type="button" class="button" onClick={() => (sandbox.problem.value = null)}>
						{t('app.close')}
					</button>
				</div>
			) : null}
			{opening === null ? null : (
				<p class="opening" role="status">
					{t('sandbox.opening', { name: opening })}
				</p>
			)}
			{drop.over ? <div class="drop-over">{t('sandbox.dropNow')}</div> : null}
		</div>
	)
}

/** The shape of what is about to be there. */
const Skeleton = (): JSX.Element => (
	<main id="main" class="sandbox-main sandbox-skeleton" aria-busy="true">
		{[0, 1, 2, 3].map((part) => (
			<div key={part} class="skeleton" />
		))}
	</main>
)

function Picture({ sandbox, paints }: { readonly sandbox: Sandbox; readonly paints: Paints }): JSX.Element {
	const rowBytes = useSignal(innerWidth < 700 ? 512 : 1024)
	const follow = useSignal(true)
	const shown = useSignal(0)
	const moments = sandbox.moments.value
	const policies = sandbox.runs.value.map(({ policy }) => policy.name)
	const first = moments[0]
	return (
		<main id="main" class="sandbox-main" data-op={first?.op ?? ''} data-sides={moments.length} data-shown={shown.value}>
			<div class="stage">
				{first ? <OpStrip sandbox={sandbox} /> : null}
				{policies.length > 1 ? (
					<div class="choices side-tabs" role="group" aria-label={t('sandbox.policy')}>
						{policies.map((policy, side) => (
							<label key={policy}>
								<input type="radio" name="side" checked={shown.value === side} onChange={() => (shown.value = side)} />
								{policy}
							</label>
						))}
					</div>
				) : null}
				<div class="sides">
					{moments.map((moment, side) => (
						<SideColumn
							key={side}
							policy={policies[side] ?? ''}
							moment={moment}
							paints={paints}
							rowBytes={rowBytes}
							follow={follow}
						/>
					))}
				</div>
			</div>
			<aside class="panels" tabIndex={0} aria-label={t('sandbox.numbers')}>
				<Notes sandbox={sandbox} />
				<Panels policies={policies} moments={moments} />
				<StateLegend />
			</aside>
			<Player sandbox={sandbox} paints={paints} />
		</main>
	)
}

/** The op as the program would write it. */
function OpStrip({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element | null {
	const moments = sandbox.moments.value
	const first = moments[0]
	const last = (sandbox.source.value?.trace.ops.length ?? 1) - 1
	if (!first) return null
	const { op, traceOp } = first
	const told = moments
		.map((moment) => {
			const { result, phrases } = outcomeOf(moment)
			return `${result} ${phrases.map(({ text }) => text).join(', ')}`
		})
		.join('; ')
	return (
		<div class="op-strip">
			<h1 class="mono">{tellOp(traceOp)}</h1>
			<span class="muted number">
				{t('sandbox.position', { op, last })} · {t('sandbox.traceLine', { line: traceOp.line })}
			</span>
			<span class="chip scale" title={t('sandbox.scaleLine')}>
				{t('sandbox.scale')}
			</span>
			<p class="visually-hidden" role="status">
				{sandbox.playing.value ? '' : `${tellOp(traceOp)}: ${told}`}
			</p>
		</div>
	)
}

function Notes({ sandbox }: { readonly sandbox: Sandbox }): JSX.Element | null {
	const notes = sandbox.source.value?.notes ?? []
	if (notes.length === 0) return null
	return (
		<section class="panel">
			<h2>{t('sandbox.notes')}</h2>
			<ul lang="en">
				{notes.map((note) => (
					<li key={note}>{note}</li>
				))}
			</ul>
		</section>
	)
}

/** Keeps what can be shared in the address bar. Apart, so that the page isn't rendered twice for each op. */
function Address({ sandbox }: { readonly sandbox: Sandbox }): null {
	const query = writeLink(sandbox.link())
	useEffect(() => {
		const timer = setTimeout(() => history.replaceState(null, '', `/sandbox${query}`), ADDRESS_MS)
		return () => clearTimeout(timer)
	}, [query])
	return null
}

/** Keys that work wherever nothing else wants them. */
function useKeys(sandbox: Sandbox): void {
	useEffect(() => {
		const press = (event: KeyboardEvent): void => {
			if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
			if (sandbox.source.peek() === null || event.target.closest('input, select, textarea, dialog') !== null) return
			if (event.key === ' ' && event.target.closest('button, a, summary') !== null) return
			if (['PageUp', 'PageDown', 'Home', 'End'].includes(event.key) && event.target.closest('.panels') !== null) return
			const ops = sandbox.source.peek()?.trace.ops.length ?? 0
			const part = Math.max(1, Math.round(ops / 100))
			const by = event.shiftKey ? 10 : 1
			const to = (op: number) => (): void => {
				sandbox.play(false)
				sandbox.goTo(op)
			}
			const op = sandbox.op.peek()
			const keys: Readonly<Record<string, () => void>> = {
				ArrowLeft: to(op - by),
				ArrowRight: to(op + by),
				PageUp: to(op - part),
				PageDown: to(op + part),
				Home: to(0),
				End: to(ops - 1),
				' ': () => sandbox.play(!sandbox.playing.peek()),
			}
			const act = keys[event.key]
			if (!act) return
			event.preventDefault()
			act()
		}
		document.addEventListener('keydown', press)
		return () => document.removeEventListener('keydown', press)
	}, [sandbox])
}
