import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGlibc } from '../../shared/machine/heap/glibc/glibcAllocator.ts'
import { POLICIES } from '../../shared/machine/heap/policies.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import { replayTrace } from '../../shared/programs/replayTrace.ts'
import { longTrace } from '../sandbox/longTrace.ts'
import { fill, replaceBlocks } from './liveChunks.ts'
import { formatRow, measure } from './measure.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Nanoseconds per op that another program prints, or why there are none. */
function nsFrom(program: string, programArguments: readonly string[]): number | string {
	const run = spawnSync(program, programArguments, { encoding: 'utf8' })
	if (run.error) return `no ${program}`
	return run.status === 0 ? Number(run.stdout) : `${program}: ${run.stderr.trim() || `exit code ${run.status}`}`
}

const COMPILER = 'cc'

/** A native loop over this machine's own malloc. */
function nativeNs(folder: string, trace: string): number | string {
	const loop = join(folder, 'loop')
	const built = spawnSync(COMPILER, ['-O2', '-fno-builtin', '-o', loop, pathOf('nativeLoop.c')], { encoding: 'utf8' })
	if (built.error) return 'no C compiler'
	return built.status === 0 ? nsFrom(loop, [trace, '40']) : `${COMPILER}: ${built.stderr.trim()}`
}

const NATIVE_LIMIT = 15
const PYTHON_LEAST = 50
const OPS_LEAST = 2e6

/** The glibc policy replays a recorded program, beside real malloc and a free list in Python on the same ops. */
export async function benchReplay(): Promise<void> {
	const trace = await longTrace('cc1', 50_000)
	const count = trace.ops.length
	const folder = mkdtempSync(join(tmpdir(), 'lot-bench-'))
	const file = join(folder, 'trace.lot')
	writeFileSync(file, formatLotTrace(trace))
	const ours = (measure(3000, () => replayTrace(trace, createGlibc())).usPerRun * 1000) / count
	const native = nativeNs(folder, file)
	const python = nsFrom('python3', [pathOf('ostep_list.py'), file])
	rmSync(folder, { recursive: true, force: true })
	console.log(`\nglibc policy: cc1 again and again in one process, ${count} ops, faults and system calls included`)
	const ratio = (one: number | string, other: number | string): string =>
		typeof one === 'number' && typeof other === 'number' ? `${(one / other).toFixed(1)} x` : '–'
	const ns = (figure: number | string): string => (typeof figure === 'number' ? `${figure.toFixed(1)} ns/op` : figure)
	const opsPerSecond = Math.round(1e9 / ours)
	console.log(
		formatRow(['replay', `${opsPerSecond} ops/s`, `${ns(ours)}, ${verdict(opsPerSecond, OPS_LEAST)} 2,000,000`]),
	)
	console.log(
		formatRow(['native loop over real malloc', ns(native), `ours ${ratio(ours, native)} (aim: ${NATIVE_LIMIT} x)`]),
	)
	console.log(
		formatRow([
			'free list in Python, as in OSTEP',
			ns(python),
			`ours ${ratio(python, ours)} faster (least: ${PYTHON_LEAST} x)`,
		]),
	)
}

const verdict = (figure: number, least: number): string => (figure >= least ? 'above' : 'BELOW')

const LIVE = [1000, 10_000, 100_000]
const REPLACED = 100_000

/** Nanoseconds of a malloc or free with more and more live blocks. */
export function benchLiveChunks(): void {
	console.log(`\nns per op with ${LIVE.join(', ')} live blocks: a random one is freed and another one asked for`)
	for (const { name, create } of POLICIES) {
		// bump never takes back, so its blocks are all there is.
		const figures = LIVE.map((live) => {
			const allocator = create()
			const blocks = fill(allocator, live)
			const samples = [1, 2, 3].map(() => {
				const start = performance.now()
				replaceBlocks(allocator, blocks, REPLACED)
				return performance.now() - start
			})
			return (Math.min(...samples) * 1e6) / (2 * REPLACED)
		})
		const [fewest = 1, , most = 1] = figures
		const text = figures.map((figure) => String(Math.round(figure)).padStart(7)).join('')
		console.log(formatRow([name, text, `${(most / fewest).toFixed(1)} x`]))
	}
}

const BYTES_MOST = 200

/** Bytes of this process for each live chunk of the glibc policy. */
export function benchMemory(): void {
	const collect = (globalThis as { gc?: () => void }).gc
	if (!collect) return console.log('\nbytes per live chunk: needs node --expose-gc')
	const live = 100_000
	const used = (): number => {
		collect()
		const { heapUsed, arrayBuffers } = process.memoryUsage()
		return heapUsed + arrayBuffers
	}
	const blocks = new Float64Array(live)
	const before = used()
	const allocator = createGlibc()
	blocks.set(fill(allocator, live))
	const perChunk = (used() - before) / live
	const judged = perChunk <= BYTES_MOST ? 'within' : 'ABOVE'
	console.log(
		`\n${formatRow(['glibc, 100,000 live chunks', `${perChunk.toFixed(0)} B each`, `${judged} ${BYTES_MOST}; ${allocator.memory.brk} bytes of heap`])}`,
	)
}
