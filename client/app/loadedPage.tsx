import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { Crashed } from './crashed.tsx'
import { RoundSkeleton } from './skeletons.tsx'
import { TopBar } from './topBar.tsx'

/** A page that is a download of its own. */
export function LoadedPage({ load }: { readonly load: () => Promise<ComponentType> }): JSX.Element {
	const loaded = useSignal<{ readonly Page: ComponentType } | 'failed' | null>(null)
	useEffect(() => {
		void load().then(
			(Page) => (loaded.value = { Page }),
			() => (loaded.value = 'failed'),
		)
	}, [load, loaded])

	if (loaded.value === null) return <RoundSkeleton />
	if (loaded.value !== 'failed') return <loaded.value.Page />
	return (
		<>
			<TopBar />
			<Crashed />
		</>
	)
}
