import type { JSX } from 'preact'
import { QrCode } from '../app/qrCode.tsx'
import { t } from '../words/words.ts'

/** What a student shows a lecturer: the signed code, and a QR code that leads to its check. */
export function ResultCode({ code, origin }: { readonly code: string; readonly origin: string }): JSX.Element {
	return (
		<details class="result-code">
			<summary>
				{t('homework.code')} <span class="mono">{code}</span>
			</summary>
			<p class="field-hint">{t('homework.codeLine')}</p>
			<QrCode url={`${origin}/homework/check/${code}`} />
		</details>
	)
}
