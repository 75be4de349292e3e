import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useGame } from '../app/game.ts'

/** Where others in the room reach the server; null: not known yet. */
export function useJoinOrigin(): string | null {
	const { env } = useGame()
	const origin = useSignal<string | null>(null)
	useEffect(() => {
		void env.joinOrigins().then((origins) => {
			origin.value = origins[0] ?? env.origin
		})
	}, [env, origin])
	return origin.value
}
