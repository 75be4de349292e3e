import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../words/words.ts'

const QUIET_ZONE = 3

/** Dark on light with its quiet zone, or cameras don't find it. */
export function QrCode({ url }: { readonly url: string }): JSX.Element {
	const drawn = useSignal<{ readonly path: string; readonly size: number } | null>(null)
	useEffect(() => {
		let current = true
		void import('qrcode').then(({ create }) => {
			if (!current) return
			const { data, size } = create(url, { errorCorrectionLevel: 'M' }).modules
			let path = ''
			for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (data[y * size + x]) path += `M${x} ${y}h1v1h-1z`
			drawn.value = { path, size }
		})
		return () => {
			current = false
		}
	}, [url, drawn])

	if (drawn.value === null) return <div class="qr skeleton" />
	const { path, size } = drawn.value
	const edge = size + 2 * QUIET_ZONE
	return (
		<svg
			class="qr"
			viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${edge} ${edge}`}
			role="img"
			aria-label={t('host.qr', { url })}
		>
			<rect x={-QUIET_ZONE} y={-QUIET_ZONE} width={edge} height={edge} rx="2" fill="#fff" />
			<path d={path} fill="#111519" shape-rendering="crispEdges" />
		</svg>
	)
}
