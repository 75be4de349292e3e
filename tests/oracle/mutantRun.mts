/** One mutant (folder) on all traces (folder) of mutants.mts: prints the first trace that notices, exit code 1; else 0. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Allocator } from '../../shared/machine/heap/allocator.ts'
import type { Answer } from '../../shared/programs/answer.ts'
import { parseTrace } from '../../shared/programs/parseTrace.ts'
import { answersOf, firstDifference } from './difference.ts'

const [folder = '', traces = ''] = process.argv.slice(2)
const { createGlibc } = (await import(join(folder, 'shared/machine/heap/glibc/glibcAllocator.ts'))) as {
	createGlibc: () => Allocator
}
for (const file of readdirSync(traces)
	.filter((name) => name.endsWith('.lot'))
	.sort()) {
	const read = parseTrace(file, readFileSync(join(traces, file), 'utf8'))
	if (!read.ok) throw new Error(read.error.message)
	const wanted = JSON.parse(readFileSync(join(traces, file.replace(/lot$/, 'json')), 'utf8')) as Answer[]
	const difference = firstDifference(wanted, answersOf(read.trace, createGlibc()))
	if (difference === undefined) continue
	console.log(`${read.trace.name} op ${difference.i}`)
	process.exit(1)
}
