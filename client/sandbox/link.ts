import { policyNamed } from '../../shared/machine/heap/policies.ts'
import { RECORDED_NAMES, type RecordedName } from '../../shared/programs/loadProgram.ts'
import type { TouchMode } from '../../shared/programs/replayTrace.ts'

/** What the address of the page keeps, so that it can be shared. A file of one's own can't be: then `trace` is null. */
export interface SandboxLink {
	readonly trace: RecordedName | null
	readonly policies: readonly string[]
	readonly touch: TouchMode
	readonly op: number
}

export const DEFAULT_POLICY = 'glibc'

/** Anything may stand in an address: what makes no sense is left out. */
export function readLink(query: string): SandboxLink {
	const fields = new URLSearchParams(query)
	const named = ['policy', 'with']
		.map((name) => fields.get(name))
		.filter((name) => name !== null && policyNamed(name) !== null)
	const policies = [...new Set(named.filter((name) => name !== null))]
	const op = Number(fields.get('op'))
	return {
		trace: RECORDED_NAMES.find((name) => name === fields.get('trace')) ?? null,
		policies: policies.length > 0 ? policies : [DEFAULT_POLICY],
		touch: fields.get('touch') === 'full' ? 'full' : 'traced',
		op: Number.isSafeInteger(op) && op > 0 ? op : 0,
	}
}

export function writeLink({ trace, policies, touch, op }: SandboxLink): string {
	if (trace === null) return ''
	const [policy = DEFAULT_POLICY, other] = policies
	const fields = new URLSearchParams({ trace, policy })
	if (other !== undefined) fields.set('with', other)
	if (touch !== 'traced') fields.set('touch', touch)
	if (op > 0) fields.set('op', String(op))
	return `?${fields.toString()}`
}
