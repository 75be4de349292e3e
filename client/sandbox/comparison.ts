import { totalCycles } from '../../shared/machine/buckets.ts'
import { replayBill } from '../../shared/programs/replayBill.ts'
import type { ReplayTotals } from '../../shared/programs/replayTrace.ts'
import { t } from '../words/words.ts'

const callsOf = ({ calls }: ReplayTotals): number =>
	calls.brk + calls.mmap + calls.munmap + calls.mremap + calls.madvise

/** How the second run differs from the first so far, in phrases: `12 % more RAM (RSS)`, `3 fewer page faults`. */
export function comparisonOf(one: ReplayTotals, other: ReplayTotals): string[] {
	return [
		share(one.rssBytes, other.rssBytes, t('sandbox.what.rss')),
		share(one.vszBytes, other.vszBytes, t('sandbox.what.vsz')),
		faults(other.faults - one.faults),
		calls(callsOf(other) - callsOf(one)),
		share(totalCycles(replayBill(one)), totalCycles(replayBill(other)), t('sandbox.what.cycles')),
	]
}

/** From here on a multiple says more than a percentage. */
const MANY_TIMES = 3

function share(one: number, other: number, what: string): string {
	if (one === other) return t('sandbox.same', { what })
	if (one > 0 && other / one >= MANY_TIMES) return t('sandbox.moreTimes', { times: (other / one).toFixed(1), what })
	const percent = percentText(Math.abs(other - one) / Math.max(1, one))
	return other > one ? t('sandbox.more', { percent, what }) : t('sandbox.less', { percent, what })
}

/** Never `0`: that would say that they are equal. */
const percentText = (part: number): string => {
	const percent = part * 100
	return percent >= 10 ? String(Math.round(percent)) : String(Math.max(0.1, Number(percent.toFixed(1))))
}

const faults = (more: number): string =>
	more === 0
		? t('sandbox.sameFaults')
		: more > 0
			? t('sandbox.moreFaults', { count: more })
			: t('sandbox.fewerFaults', { count: -more })

const calls = (more: number): string =>
	more === 0
		? t('sandbox.sameCalls')
		: more > 0
			? t('sandbox.moreCalls', { count: more })
			: t('sandbox.fewerCalls', { count: -more })
