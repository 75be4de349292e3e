import { Command } from 'commander'
import type { Policy } from '../../shared/machine/heap/policies.ts'
import { choosePolicy } from './choosePolicy.ts'

/** Requests from 1 byte to this. */
const LARGEST_REQUEST = 2 ** 20

export function classesCommand(): Command {
	const command = new Command('classes')
		.description('lists the usable sizes that an allocator gives for requests of 1 byte to 1 MiB')
		.argument('<policy>', 'which allocator')
		.option('--json', 'one line: {"classes": [...]}')
	return command.action((name: string, { json }: { json?: true }) => {
		const classes = classesOf(choosePolicy(command, name))
		process.stdout.write(json ? `${JSON.stringify({ classes })}\n` : `${classes.join('\n')}\n`)
	})
}

/**
 * Every distinct usable size, each asked of a fresh process, for an allocator's past may change it (a rest too small
 * to stand alone, a raised threshold). All requests up to a usable size get the same one, so each is asked for once.
 */
function classesOf(policy: Policy): number[] {
	const classes: number[] = []
	let request = 1
	while (request <= LARGEST_REQUEST) {
		const allocator = policy.create()
		const usable = allocator.usableBytes(allocator.malloc(request))
		classes.push(usable)
		request = Math.max(request, usable) + 1
	}
	return classes
}
