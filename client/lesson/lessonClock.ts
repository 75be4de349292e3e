import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { LessonCommon } from '../../shared/lesson/view.ts'
import type { Environment } from '../app/environment.ts'
import { t } from '../words/words.ts'

/**
 * What the server's clock says by now, told anew each second while `runs`. The page's own clock may be wrong by hours:
 * only what has passed since the lesson was heard of is read from it.
 */
export function useServerNow(env: Environment, lesson: Pick<LessonCommon, 'nowMs'> | null, runs: boolean): number {
	const heardMs = useMemo(() => env.nowMs(), [env, lesson])
	const now = useSignal(heardMs)
	useEffect(() => {
		if (!runs) return undefined
		now.value = env.nowMs()
		return env.every(1_000, () => (now.value = env.nowMs()))
	}, [env, now, runs])
	return (lesson?.nowMs ?? 0) + Math.max(0, now.value - heardMs)
}

/** `40 seconds ago` */
export function agoText(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000))
	return seconds < 60
		? t('lesson.since', { count: seconds })
		: t('lesson.sinceMinutes', { minutes: Math.floor(seconds / 60) })
}
