import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type Policy, policyNamed } from '../../shared/machine/heap/policies.ts'
import { loadRecordedTrace, type RecordedName } from '../../shared/programs/loadProgram.ts'
import { readAnyTrace } from '../../shared/programs/readAnyTrace.ts'
import type { TouchMode } from '../../shared/programs/replayTrace.ts'
import { type Moment, momentOf } from '../../shared/programs/sandboxMoment.ts'
import { peaksOf } from '../../shared/programs/sandboxPeaks.ts'
import {
	createRun,
	FAULTED,
	MADE_CALL,
	nextMarked,
	playAhead,
	playedOps,
	type SandboxRun,
} from '../../shared/programs/sandboxRun.ts'
import { printTraceError, type Trace } from '../../shared/programs/trace.ts'
import { textOf } from '../../shared/programs/traceText.ts'
import { DEFAULT_POLICY, type SandboxLink } from './link.ts'

/** What is open: a trace with the name under which it was chosen. */
export interface Source {
	readonly trace: Trace
	readonly fileName: string
	/** The shipped recording; null for a file of the user's own. */
	readonly shipped: RecordedName | null
	/** What reading it left out, in English sentences. */
	readonly notes: readonly string[]
	readonly peaks: readonly number[]
}

/** Why a file wasn't opened. `line`: `FILE:LINE: message` of the reader. */
export type Problem =
	| { readonly kind: 'trace'; readonly line: string }
	| { readonly kind: 'empty'; readonly file: string }
	| { readonly kind: 'large'; readonly file: string }
	| { readonly kind: 'unreadable'; readonly file: string }

export const LANDMARKS = ['call', 'fault', 'peak'] as const
export type Landmark = (typeof LANDMARKS)[number]
export const SPEEDS = [1, 10, 100, 1000, 10_000] as const
export type Speed = (typeof SPEEDS)[number]

/** Larger files would stop the page for seconds; the command line takes them. */
const MAX_FILE_BYTES = 64 * 2 ** 20
/** The first pass works for so long, then lets the page draw and answer. */
const SLICE_MS = 12
const SLICE_OPS = 250

export interface Sandbox {
	readonly source: ReadonlySignal<Source | null>
	/** Name of the file that is being read. */
	readonly opening: ReadonlySignal<string | null>
	readonly problem: Signal<Problem | null>
	/** One or two, in step. */
	readonly runs: ReadonlySignal<readonly SandboxRun[]>
	readonly moments: ReadonlySignal<readonly Moment[]>
	readonly op: ReadonlySignal<number>
	readonly touch: ReadonlySignal<TouchMode>
	readonly policies: ReadonlySignal<readonly string[]>
	/** Share of the ops that the first pass has behind it, 0 … 1. */
	readonly progress: ReadonlySignal<number>
	readonly playing: ReadonlySignal<boolean>
	readonly speed: Signal<Speed>
	openFile(file: File): Promise<void>
	openRecording(name: RecordedName, op?: number): Promise<void>
	choosePolicies(names: readonly string[]): void
	chooseTouch(mode: TouchMode): void
	/** Shows the run after an op, with the next picture. */
	goTo(op: number): void
	/** The op of the next (or previous) landmark on any side; null if there is none. */
	landmark(kind: Landmark, step: 1 | -1): number | null
	play(on: boolean): void
	link(): SandboxLink
	/** Ends everything that goes on by itself. */
	close(): void
}

export function createSandbox(nowMs: () => number, link: SandboxLink): Sandbox {
	const source = signal<Source | null>(null)
	// A shared link names what is about to be read.
	const opening = signal<string | null>(link.trace)
	const problem = signal<Problem | null>(null)
	const runs = signal<readonly SandboxRun[]>([])
	const moments = signal<readonly Moment[]>([])
	const op = signal(0)
	const touch = signal<TouchMode>(link.touch)
	const policies = signal<readonly string[]>(link.policies)
	const progress = signal(0)
	const playing = signal(false)
	const speed = signal<Speed>(10)
	let slice: ReturnType<typeof setTimeout> | undefined
	let frame = 0
	let openings = 0

	/** The first pass, a slice at a time, both sides in step. */
	const prepare = (): void => {
		const until = nowMs() + SLICE_MS
		const all = runs.peek()
		const ops = source.peek()?.trace.ops.length ?? 0
		let done = Math.min(ops, ...all.map(playedOps))
		do {
			for (const run of all) if (playedOps(run) === done) playAhead(run, SLICE_OPS)
			done = Math.min(ops, ...all.map(playedOps))
		} while (done < ops && nowMs() < until)
		progress.value = ops === 0 ? 1 : done / ops
		slice = done < ops ? setTimeout(prepare, 0) : undefined
	}

	/** Runs of the trace with the chosen policies; those that stay the same are kept. */
	const start = (trace: Trace, at: number): void => {
		clearTimeout(slice)
		const chosen = policies
			.peek()
			.map(policyNamed)
			.filter((policy): policy is Policy => policy !== null)
		const known = runs.peek()
		const made = chosen.map(
			(policy) =>
				known.find((run) => run.trace === trace && run.policy.name === policy.name && run.touch === touch.peek()) ??
				createRun(trace, policy, touch.peek()),
		)
		op.value = Math.min(at, trace.ops.length - 1)
		batch(() => {
			runs.value = made
			moments.value = made.map((run) => momentOf(run, op.peek()))
		})
		prepare()
	}

	const show = (): void => {
		frame = 0
		const at = op.peek()
		if (moments.peek().some((moment) => moment.op !== at)) moments.value = runs.peek().map((run) => momentOf(run, at))
	}

	const goTo = (wanted: number): void => {
		const last = (source.peek()?.trace.ops.length ?? 0) - 1
		if (last < 0) return
		op.value = Math.min(last, Math.max(0, Math.round(wanted)))
		frame ||= requestAnimationFrame(show)
	}

	const accept = (opened: Omit<Source, 'peaks'>, at: number): void => {
		play(false)
		source.value = { ...opened, peaks: peaksOf(opened.trace) }
		problem.value = null
		start(opened.trace, at)
	}

	/** Opens what `load` brings unless something else was chosen meanwhile. */
	const open = async (
		name: string,
		load: () => Promise<Omit<Source, 'peaks'> | Problem>,
		at: number,
	): Promise<void> => {
		openings += 1
		const mine = openings
		opening.value = name
		problem.value = null
		// The page shows that it reads before the reading holds it up.
		await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
		const opened = await load().catch((): Problem => ({ kind: 'unreadable', file: name }))
		if (mine !== openings) return
		opening.value = null
		if ('kind' in opened) problem.value = opened
		else accept(opened, at)
	}

	const play = (on: boolean): void => {
		if (on === playing.peek()) return
		playing.value = on
		if (!on) return
		const last = (source.peek()?.trace.ops.length ?? 0) - 1
		let exact = op.peek() >= last ? 0 : op.peek()
		let shown = op.peek()
		let before: number | null = null
		requestAnimationFrame(function turn(now) {
			if (!playing.peek()) return
			// Somebody took the scrubber meanwhile.
			if (op.peek() !== shown) exact = op.peek()
			exact += before === null ? 0 : (Math.min(250, now - before) / 1000) * speed.peek()
			before = now
			shown = Math.min(last, Math.floor(exact))
			if (shown !== op.peek()) goTo(shown)
			if (shown >= last) playing.value = false
			else requestAnimationFrame(turn)
		})
	}

	return {
		source,
		opening,
		problem,
		runs,
		moments,
		op,
		touch,
		policies,
		progress,
		playing,
		speed,
		openFile: (file) => open(file.name, () => readFile(file), 0),
		openRecording: (name, at = 0) =>
			open(
				name,
				async () => ({ trace: await loadRecordedTrace(name), fileName: `${name}.lot`, shipped: name, notes: [] }),
				at,
			),
		choosePolicies(names) {
			policies.value = names.length > 0 ? names : [DEFAULT_POLICY]
			const trace = source.peek()?.trace
			if (trace) start(trace, op.peek())
		},
		chooseTouch(mode) {
			touch.value = mode
			const trace = source.peek()?.trace
			if (trace) start(trace, op.peek())
		},
		goTo,
		landmark(kind, step) {
			const at = op.peek()
			if (kind === 'peak') {
				const peaks = source.peek()?.peaks ?? []
				return (step === 1 ? peaks.find((peak) => peak > at) : peaks.findLast((peak) => peak < at)) ?? null
			}
			const mark = kind === 'call' ? MADE_CALL : FAULTED
			const found = runs
				.peek()
				.map((run) => nextMarked(run, at, mark, step))
				.filter((one) => one !== null)
			if (found.length === 0) return null
			return step === 1 ? Math.min(...found) : Math.max(...found)
		},
		play,
		link: () => ({
			trace: source.value?.shipped ?? null,
			policies: policies.value,
			touch: touch.value,
			op: op.value,
		}),
		close() {
			openings += 1
			playing.value = false
			clearTimeout(slice)
			cancelAnimationFrame(frame)
		},
	}
}

async function readFile(file: File): Promise<Omit<Source, 'peaks'> | Problem> {
	if (file.size > MAX_FILE_BYTES) return { kind: 'large', file: file.name }
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
	const text = textOf(new Uint8Array(await file.arrayBuffer()), (part) => decoder.decode(part))
	const read = readAnyTrace(file.name, text)
	if (!read.ok) return { kind: 'trace', line: printTraceError(read.error) }
	if (read.trace.ops.length === 0) return { kind: 'empty', file: file.name }
	return { trace: read.trace, fileName: file.name, shipped: null, notes: read.notes }
}
