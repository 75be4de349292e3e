import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { useGame } from '../app/game.ts'
import { go, route } from '../app/router.ts'
import { RoundSkeleton } from '../app/skeletons.tsx'
import { lessonRecords } from '../connect/lessonRecord.ts'
import { hostPath, tokenOf } from './links.ts'

/** `/cohost/CODE#token`: keeps the key in this browser, so that a reload or a closed tab loses nothing, and opens the console. */
export function CohostPage(): JSX.Element {
	const { env } = useGame()
	// Once: it is still this page for a moment when the address is the console's already.
	const code = useMemo(() => {
		const { value } = route
		return value.page === 'cohost' ? value.code : ''
	}, [])
	const token = useMemo(() => tokenOf(location.hash), [])
	useEffect(() => {
		if (token !== '') {
			const record = { code, title: '', token, links: null, savedAtMs: env.nowMs() }
			lessonRecords(env.browser, env.nowMs).save(record)
		}
		// The key leaves the address bar, which stands on the projector sooner or later.
		go(hostPath(code), true)
	}, [env, code, token])
	return <RoundSkeleton />
}
