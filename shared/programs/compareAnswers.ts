import type { SyscallRecord } from '../machine/kernel/anonymousMemory.ts'
import type { Answer, AnswerAddress } from './answer.ts'

/** What two answers to the same op are compared by. */
export const ANSWER_FIELDS = ['address', 'usable', 'break', 'calls', 'faults'] as const
export type AnswerField = (typeof ANSWER_FIELDS)[number]

/** An answer with nothing left out. `address` is '-' where the call returns nothing. */
export interface FullAnswer {
	readonly address: AnswerAddress | '-'
	readonly usable: number | null
	readonly break: number
	readonly calls: readonly SyscallRecord[]
	readonly faults: number
}

/** Fills in what answers leave out: above all the break, which is written only when it moves. */
export function fillAnswers(answers: readonly Answer[]): FullAnswer[] {
	let brk = 0
	return answers.map((answer) => {
		brk = answer.k ?? brk
		return {
			address: answer.p === undefined ? '-' : answer.p,
			usable: answer.u ?? null,
			break: brk,
			calls: answer.s ?? [],
			faults: answer.f ?? 0,
		}
	})
}

export interface Comparison {
	/** Ops of the longer run. */
	readonly ops: number
	/** Ops that are equal in a field. */
	readonly same: Readonly<Record<AnswerField, number>>
	/** The first op that differs in a field that counts; and in which fields. */
	readonly firstDifference?: { readonly i: number; readonly fields: readonly AnswerField[] }
}

/** Compares two runs op by op, with nothing ignored but `ignored` fields. An op that one of them lacks differs in all. */
export function compareAnswers(
	wanted: readonly FullAnswer[],
	got: readonly FullAnswer[],
	ignored: readonly AnswerField[] = [],
): Comparison {
	const ops = Math.max(wanted.length, got.length)
	const same: Record<AnswerField, number> = { address: 0, usable: 0, break: 0, calls: 0, faults: 0 }
	let firstDifference: Comparison['firstDifference']
	for (let i = 0; i < ops; i += 1) {
		const fields = differingFields(wanted[i], got[i])
		for (const field of ANSWER_FIELDS) if (!fields.includes(field)) same[field] += 1
		if (!firstDifference && fields.some((field) => !ignored.includes(field))) firstDifference = { i, fields }
	}
	return firstDifference ? { ops, same, firstDifference } : { ops, same }
}

function differingFields(wanted: FullAnswer | undefined, got: FullAnswer | undefined): readonly AnswerField[] {
	if (!wanted || !got) return ANSWER_FIELDS
	return ANSWER_FIELDS.filter((field) =>
		field === 'calls' ? !areSameCalls(wanted.calls, got.calls) : wanted[field] !== got[field],
	)
}

const areSameCalls = (wanted: readonly SyscallRecord[], got: readonly SyscallRecord[]): boolean =>
	wanted.length === got.length && wanted.every((call, index) => call.join() === got[index]?.join())
