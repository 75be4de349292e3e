import type { JSX } from 'preact'
import { explain } from '../words/explain.ts'
import { t } from '../words/words.ts'
import { Icon } from './icons.tsx'
import type { Screen } from './screen.ts'
import { speak } from './speak.ts'

/** What was refused or audited, explained with the facts of that very item. */
export function NoticeCard({ screen }: { readonly screen: Screen }): JSX.Element | null {
	const notice = screen.notice.value
	if (!notice) return null
	const lines = notice.kind === 'refused' ? [explain(notice.failed)] : notice.lines.map(speak)
	return (
		<div class={`noticeCard ${notice.kind}`} role="alert">
			<Icon name="warn" size={22} />
			<div class="noticeText">
				<b>
					{notice.kind === 'audit' ? t('seats.audit.title', { seat: t(`role.${notice.seat}`) }) : t('seats.refused')}
				</b>
				{lines.map((line) => (
					<p key={line}>{line}</p>
				))}
			</div>
			<button
				type="button"
				class="iconButton"
				aria-label={t('app.close')}
				onClick={() => {
					screen.notice.value = null
				}}
			>
				<Icon name="close" />
			</button>
		</div>
	)
}
