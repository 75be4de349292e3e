import type { JSX } from 'preact'
import { type ConsoleAct, KEY_SIGNS } from './consoleKeys.ts'

/** The key that does the same as the button it stands on. */
export function Key({ act }: { readonly act: ConsoleAct }): JSX.Element {
	return (
		<kbd class="key" aria-hidden="true">
			{KEY_SIGNS[act]}
		</kbd>
	)
}
