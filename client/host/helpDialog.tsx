import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { CONSOLE_ACTS, KEY_SIGNS } from './consoleKeys.ts'
import { Dialog } from './dialog.tsx'

export function HelpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
	return (
		<Dialog title={t('help.title')} size="wide" onClose={onClose}>
			<p class="muted">{t('help.what')}</p>
			<dl class="key-list">
				{CONSOLE_ACTS.map((act) => (
					<div key={act}>
						<dt>
							<kbd class="key">{KEY_SIGNS[act]}</kbd>
						</dt>
						<dd>{t(`key.${act}`)}</dd>
					</div>
				))}
			</dl>
		</Dialog>
	)
}
