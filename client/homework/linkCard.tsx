import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useGame } from '../app/game.ts'
import { QrCode } from '../app/qrCode.tsx'
import { t } from '../words/words.ts'

/** The students' link, as text, QR code and copy. */
export function LinkCard({ id }: { readonly id: string }): JSX.Element {
	const { env } = useGame()
	const origin = useSignal<string | null>(null)
	useEffect(() => {
		// Whoever opened the page by a name that others reach keeps it; localhost is of no use to them.
		if (!/\/\/(localhost|127\.|\[::1\])/.test(env.origin)) origin.value = env.origin
		else void env.joinOrigins().then((origins) => (origin.value = origins[0] ?? env.origin))
	}, [env, origin])
	const url = `${origin.value ?? env.origin}/homework/${id}`
	return (
		<section class="card homework-link" aria-labelledby="link-title">
			<div>
				<h2 id="link-title">{t('homework.linkTitle')}</h2>
				<p class="mono homework-url">{url}</p>
				<CopyButton text={url} label={t('app.copy')} />
			</div>
			{origin.value === null ? <div class="qr skeleton" /> : <QrCode key={url} url={url} />}
		</section>
	)
}

const COPIED_MS = 2_000

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): JSX.Element | null {
	const copied = useSignal(false)
	// Browsers offer the clipboard on https and localhost only.
	if (navigator.clipboard === undefined) return null
	return (
		<button
			type="button"
			class="button"
			onClick={() => {
				void navigator.clipboard.writeText(text).then(() => {
					copied.value = true
					setTimeout(() => (copied.value = false), COPIED_MS)
				})
			}}
		>
			{copied.value ? t('app.copied') : label}
		</button>
	)
}
