import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** Part of the page that is fetched when it is first rendered. `load` must be the same function each time. */
export function useDownload<Part>(load: () => Promise<Part>): { readonly part: Part } | 'failed' | null {
	const loaded = useSignal<{ readonly part: Part } | 'failed' | null>(null)
	useEffect(() => {
		let isStill = true
		load().then(
			(part) => {
				if (isStill) loaded.value = { part }
			},
			() => {
				if (isStill) loaded.value = 'failed'
			},
		)
		return () => {
			isStill = false
		}
	}, [load, loaded])
	return loaded.value
}
