import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { type OstepStep, playOstep } from '../../shared/programs/ostepHeap.ts'
import { readOstep } from '../../shared/programs/ostepTrace.ts'
import { failTrace, readText } from './readTrace.ts'

export function ostepCommand(): Command {
	const command = new Command('ostep')
		.description(
			"plays an op list of OSTEP's malloc.py: -- [-S size] [-b base] [-H header] [-a alignment] [-p BEST|WORST|FIRST] " +
				'[-l ADDRSORT|SIZESORT+|SIZESORT-|INSERT-FRONT|INSERT-BACK] [-C] [-A] +10,-0,+20',
		)
		.usage('-- <words...>')
		.argument('<words...>', "malloc.py's options and list, or a file that holds them; - reads stdin")
	return command.action((words: string[]) => {
		const [path = ''] = words
		const isFile = words.length === 1 && (path === '-' || existsSync(path))
		const read = readOstep(isFile ? path : 'list', isFile ? readText(command, path) : words.join(' '))
		if (!read.ok) return failTrace(command, read.error)
		for (const step of playOstep(read.trace, read.settings)) process.stdout.write(tellStep(step))
	})
}

/** In malloc.py's own words, so that its answers (-c) can be laid beside. */
function tellStep({ id, kind, askedBytes, address, searched, freeList }: OstepStep): string {
	const list = freeList.map(({ address: at, size }) => `[ addr:${at} sz:${size} ]`).join('')
	const free = address === null ? 'Invalid Free: Skipping' : `Free(ptr[${id}])\nreturned 0`
	const did =
		kind === 'malloc'
			? `ptr[${id}] = Alloc(${askedBytes}) returned ${address ?? -1} (searched ${searched} elements)`
			: free
	return `${did}\nFree List [ Size ${freeList.length} ]: ${list}\n\n`
}
