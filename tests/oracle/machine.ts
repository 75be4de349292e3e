import { runOracle } from '../../server/cli/runOracle.ts'
import type { OracleMachine } from '../../server/cli/runOracle.ts'

/** This machine's allocator as the oracle finds it; or why it can't be asked. */
function askMachine(): { readonly machine?: OracleMachine; readonly why: string } {
	const run = runOracle({ name: 'nothing', origin: '', ops: [] })
	return run.ok ? { machine: run.machine, why: '' } : { why: run.message }
}

const { machine, why } = askMachine()
/** True where the real malloc is the one that the emulator is, and all of its answers can be seen. */
export const isEmulatedMachine = machine?.glibc === '2.36' && machine.tracing !== 'none' && machine.page === 4096
const machineText = machine ? `glibc ${machine.glibc}, tracing ${machine.tracing}` : why
if (!isEmulatedMachine)
	console.warn(`tests against the real malloc are skipped: they need glibc 2.36; here: ${machineText}`)
export const canRunOracle = machine !== undefined
