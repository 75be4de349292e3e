import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { Notice } from './notice.tsx'

/** In place of a page that broke, or whose download did: a reload goes on. */
export function Crashed(): JSX.Element {
	return (
		<main id="main" class="page narrow trouble">
			<Notice kind="bad">{t('app.crash')}</Notice>
			<button type="button" class="button primary" onClick={() => location.reload()}>
				{t('app.reload')}
			</button>
		</main>
	)
}
