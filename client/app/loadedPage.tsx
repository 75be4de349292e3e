import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../words/words.ts'
import { Notice } from './notice.tsx'
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
			<main id="main" class="page narrow trouble">
				<Notice kind="bad">{t('app.crash')}</Notice>
				<button type="button" class="button primary" onClick={() => location.reload()}>
					{t('app.reload')}
				</button>
			</main>
		</>
	)
}
