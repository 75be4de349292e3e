import type { Command } from 'commander'
import { POLICIES, type Policy, policyNamed } from '../../shared/machine/heap/policies.ts'
import { failCommand } from './commandFailure.ts'

/** The policy of that name, or the end of the command with the list of all. */
export function choosePolicy(command: Command, name: string): Policy {
	const policy = policyNamed(name)
	if (policy) return policy
	const names = POLICIES.map((known) => known.name).join(', ')
	return failCommand(command, 'E_POLICY', `there is no policy '${name}'; there are: ${names}`)
}
