import type { JSX } from 'preact'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { Invitation } from '../app/invitation.tsx'
import { t } from '../words/words.ts'
import { Dialog } from './dialog.tsx'

/** Code, QR code and address, as large as the screen. */
export function InviteDialog(props: { readonly lesson: HostLesson; readonly onClose: () => void }): JSX.Element {
	return (
		<Dialog title={t('key.invite')} size="full" onClose={props.onClose}>
			<Invitation code={props.lesson.code} large />
		</Dialog>
	)
}
