import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../seats/icons.tsx'
import { t } from '../words/words.ts'

/** A window over the page, open for as long as it is rendered; Esc, the cross or a click beside it closes it. */
export function Dialog(props: {
	readonly title: string
	readonly size?: 'small' | 'wide' | 'full'
	readonly onClose: () => void
	readonly children: ComponentChildren
}): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null)
	useEffect(() => {
		dialog.current?.showModal()
	}, [])
	return (
		<dialog
			ref={dialog}
			class={`dialog console-dialog ${props.size ?? 'small'}`}
			aria-label={props.title}
			onClose={props.onClose}
			onClick={(event) => {
				if (event.target === dialog.current) props.onClose()
			}}
		>
			<div class="dialog-body">
				<div class="dialog-head">
					<h2>{props.title}</h2>
					<button type="button" class="icon-button" aria-label={t('app.close')} onClick={props.onClose}>
						<Icon name="close" />
					</button>
				</div>
				{props.children}
			</div>
		</dialog>
	)
}
