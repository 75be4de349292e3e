import type { JSX } from 'preact'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'

/** What can't be taken back is asked twice. */
export function ConfirmDialog(props: {
	readonly room: Console
	readonly lesson: HostLesson
	readonly what: 'endRound' | 'endLesson'
	readonly onClose: () => void
}): JSX.Element {
	const { room, lesson, what, onClose } = props
	const isRound = what === 'endRound'
	return (
		<Dialog title={t(`confirm.${what}`, { round: lesson.round })} onClose={onClose}>
			<p>{t(isRound ? 'confirm.endRoundWhat' : 'confirm.endLessonWhat')}</p>
			<div class="dialog-buttons">
				<button type="button" class="button quiet" onClick={onClose}>
					{t('crew.cancel')}
				</button>
				<button
					type="button"
					class="button danger"
					onClick={() => {
						onClose()
						void room.send({ kind: isRound ? 'END_ROUND' : 'END' })
					}}
				>
					{t(isRound ? 'confirm.yesRound' : 'confirm.yesLesson')}
				</button>
			</div>
		</Dialog>
	)
}
