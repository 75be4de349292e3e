import type { JSX } from 'preact'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { Invitation } from '../app/invitation.tsx'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { projectorLink } from './links.ts'

/** The first thing that a lecturer sees: how students come in. */
export function NobodyYet({ room, lesson }: { readonly room: Console; readonly lesson: HostLesson }): JSX.Element {
	const { links } = room.record
	return (
		<section class="console-empty" aria-labelledby="empty-title">
			<div class="console-empty-text">
				<h2 id="empty-title">{t('table.empty')}</h2>
				<p>{t('table.emptyWhat')}</p>
				<ol>
					<li>
						{t('table.emptyStep1')}{' '}
						{links === null ? null : (
							<a class="button compact" href={projectorLink('', lesson.code, links.projector)} target="_blank">
								{t('console.openProjector')}
							</a>
						)}
					</li>
					<li>{t('table.emptyStep2')}</li>
					<li>{t('table.emptyStep3')}</li>
				</ol>
			</div>
			<Invitation code={lesson.code} />
		</section>
	)
}
