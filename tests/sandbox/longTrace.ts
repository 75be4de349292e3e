import { loadRecordedTrace, type RecordedName } from '../../shared/programs/loadProgram.ts'
import { formatLotTrace } from '../../shared/programs/lotTrace.ts'
import type { Trace } from '../../shared/programs/trace.ts'

/** A recorded program that begins anew as often as needed for so many ops; nothing of an earlier round is ever freed later. */
export async function longTrace(name: RecordedName, ops: number): Promise<Trace> {
	const { ops: round, ...rest } = await loadRecordedTrace(name)
	const ids = round.reduce((most, { id }) => Math.max(most, id + 1), 0)
	const rounds = Math.ceil(ops / round.length)
	const all = Array.from({ length: rounds }, (_, number) =>
		round.map((op) => ({ ...op, id: op.id + number * ids })),
	).flat()
	return { ...rest, ids: ids * rounds, ops: all }
}

export const longTraceText = async (name: RecordedName, ops: number): Promise<string> =>
	formatLotTrace(await longTrace(name, ops))
