import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../words/words.ts'
import { Icon } from './icons.tsx'

interface Props {
	readonly title: string
	/** What it is called; default: the title. */
	readonly label?: string
	readonly kind?: string
	readonly onClose: () => void
	readonly children: ComponentChildren
}

/** A dialog over the seat for as long as it is rendered; closed by its button, Escape, or a press beside it. */
export function Sheet({ title, label = title, kind = '', onClose, children }: Props): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null)
	useEffect(() => dialog.current?.showModal(), [])
	return (
		<dialog
			class={`helpSheet ${kind}`}
			ref={dialog}
			aria-label={label}
			onClose={onClose}
			onClick={(event) => {
				if (event.target === dialog.current) onClose()
			}}
		>
			<div class="helpHead">
				<h2>{title}</h2>
				<button type="button" class="iconButton" aria-label={t('app.close')} onClick={onClose}>
					<Icon name="close" />
				</button>
			</div>
			{children}
		</dialog>
	)
}
