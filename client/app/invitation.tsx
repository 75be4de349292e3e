import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../words/words.ts'
import { useGame } from './game.ts'
import { QrCode } from './qrCode.tsx'

const COPIED_MS = 2_000

/** The room's code, as large as the screen allows, and its QR code. */
export function Invitation({ code, large = false }: { readonly code: string; readonly large?: boolean }): JSX.Element {
	const { env } = useGame()
	const origin = useSignal<string | null>(null)
	const copied = useSignal(false)
	useEffect(() => {
		void env.joinOrigins().then((origins) => {
			origin.value = origins[0] ?? env.origin
		})
	}, [env, origin])

	const url = origin.value === null ? null : `${origin.value}/join/${code}`
	const onlyLocal = url !== null && /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)
	return (
		<div class={large ? 'invitation large' : 'invitation'}>
			<div class="invitation-code">
				<p class="label">{t('lobby.room')}</p>
				<p class="room-code mono" aria-label={[...code].join(' ')}>
					{[...code].map((letter, index) => (
						<span key={index}>{letter}</span>
					))}
				</p>
				<p class="invitation-url">
					{t('host.scan')} <strong class="mono">{url === null ? '…' : url.replace(/^https?:\/\//, '')}</strong>
				</p>
				{/* Browsers offer the clipboard on https and localhost only. */}
				<button
					type="button"
					class="button"
					hidden={navigator.clipboard === undefined}
					disabled={url === null}
					onClick={() => {
						void navigator.clipboard?.writeText(url ?? '').then(() => {
							copied.value = true
							setTimeout(() => (copied.value = false), COPIED_MS)
						})
					}}
				>
					{copied.value ? t('app.copied') : t('app.copy')}
				</button>
				{onlyLocal ? <p class="field-hint">{t('host.onlyLocal')}</p> : null}
			</div>
			{url === null ? <div class="qr skeleton" /> : <QrCode url={url} />}
		</div>
	)
}
