import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { CheckedResult } from '../../shared/homework/link.ts'
import { useGame } from '../app/game.ts'
import { levelTitle } from '../app/levelWords.ts'
import { Medal } from '../app/medal.tsx'
import { Notice } from '../app/notice.tsx'
import { TopBar } from '../app/topBar.tsx'
import { formatNumber, t } from '../words/words.ts'
import { askHomework } from './api.ts'
import { explainHomework } from './explain.ts'
import { formatMoment } from './times.ts'
import '../style/homework.css'

/** Where the QR code of a result leads: what this server signed, or that it didn't. */
export function CheckPage(): JSX.Element {
	const code = decodeURIComponent(location.pathname.split('/')[3] ?? '')
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow homework">
				<h1>{t('homework.checkTitle')}</h1>
				<p class="mono">{code}</p>
				<CheckedCode code={code} />
			</main>
		</>
	)
}

export function CheckedCode({ code }: { readonly code: string }): JSX.Element {
	const { env } = useGame()
	const reply = useSignal<CheckedResult | string | null>(null)
	useEffect(() => {
		reply.value = null
		void askHomework<{ checked: CheckedResult }>(env.origin, `/check/${encodeURIComponent(code)}`).then((answer) => {
			reply.value = answer.ok ? answer.checked : explainHomework(answer.code)
		})
	}, [env, code, reply])

	if (reply.value === null) return <div class="skeleton" style={{ height: '8rem' }} />
	if (typeof reply.value === 'string') return <Notice kind="bad">{reply.value}</Notice>
	const { title, name, item, result, sameAs } = reply.value
	return (
		<Notice kind="good">
			<p>
				<strong>{t('homework.genuine')}</strong>
			</p>
			<p class="checked-score number">
				<Medal medal={result.medal} /> {name}: {formatNumber(result.score)} {t('result.points')}
			</p>
			<p>
				{title} · {levelTitle(item.level)} · {t(`role.${item.seat}`)} · {t('lobby.seed', { seed: item.seed })}
			</p>
			<p>
				{t('homework.receivedAt', { when: formatMoment(result.uploadedMs) })}
				{result.late ? ` · ${t('homework.late')}` : ''}
				{result.botSharePercent > 0 ? ` · ${t('homework.botShare', { percent: result.botSharePercent })}` : ''}
				{sameAs === null ? '' : ` · ${t('homework.sameAs', { name: sameAs })}`}
			</p>
		</Notice>
	)
}
