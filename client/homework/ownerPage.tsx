import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { bestOf, type Homework, type HomeworkStudent } from '../../shared/homework/link.ts'
import { useGame } from '../app/game.ts'
import { levelTitle } from '../app/levelWords.ts'
import { Medal } from '../app/medal.tsx'
import { Notice } from '../app/notice.tsx'
import { TopBar } from '../app/topBar.tsx'
import { formatNumber, t } from '../words/words.ts'
import { askHomework } from './api.ts'
import { CheckedCode } from './checkPage.tsx'
import { explainHomework } from './explain.ts'
import { LinkCard } from './linkCard.tsx'
import { ownedHomework } from './owned.ts'
import { formatMoment } from './times.ts'
import '../style/homework.css'

interface Table {
	readonly homework: Homework
	readonly students: readonly HomeworkStudent[]
}

const REFRESH_MS = 20_000

/** Who has handed in what. The token stands behind the #, so that no server's log of addresses holds it. */
export function OwnerPage(): JSX.Element {
	const { env } = useGame()
	const id = (location.pathname.split('/')[2] ?? '').toUpperCase()
	const token = location.hash.slice(1) || (ownedHomework(env.browser).find((one) => one.id === id)?.ownerToken ?? '')
	const table = useSignal<Table | null>(null)
	const problem = useSignal<string | null>(null)
	const typed = useSignal('')
	const checked = useSignal('')

	useEffect(() => {
		const load = async (): Promise<void> => {
			const reply = await askHomework<Table>(env.origin, `/${id}/table`, token)
			if (reply.ok) table.value = reply
			problem.value = reply.ok ? null : explainHomework(reply.code)
		}
		void load()
		return env.every(REFRESH_MS, () => void load())
	}, [env, id, token, table, problem])

	const download = async (): Promise<void> => {
		const reply = await fetch(`/api/homework/${id}/table.csv`, { headers: { Authorization: `Bearer ${token}` } }).catch(
			() => null,
		)
		if (!reply?.ok) {
			problem.value = t('homework.unreachable')
			return
		}
		const url = URL.createObjectURL(await reply.blob())
		const link = document.createElement('a')
		link.href = url
		link.download = `homework-${id}.csv`
		link.click()
		URL.revokeObjectURL(url)
	}

	const now = table.value
	return (
		<>
			<TopBar />
			<main id="main" class="page homework">
				<h1>{now?.homework.title ?? t('homework.ownerTitle')}</h1>
				{problem.value === null ? null : <Notice kind="bad">{problem.value}</Notice>}
				{now === null ? (
					problem.value === null ? (
						<div class="skeleton" style={{ height: '16rem' }} />
					) : null
				) : (
					<>
						<p class="muted">
							{t('homework.handedIn', { count: now.students.length })} ·{' '}
							{t('homework.due', { when: formatMoment(now.homework.deadlineMs) })} ·{' '}
							{t('homework.bestOf', { count: now.homework.attempts })}
						</p>
						{now.students.length === 0 ? (
							<Notice kind="info">{t('homework.nobody')}</Notice>
						) : (
							<StudentTable table={now} />
						)}
						<div class="homework-row">
							<button type="button" class="button office" onClick={() => void download()}>
								{t('homework.csv')}
							</button>
						</div>
						<section class="card" aria-labelledby="check-title">
							<h2 id="check-title">{t('homework.checkTitle')}</h2>
							<form
								class="homework-row"
								onSubmit={(event) => {
									event.preventDefault()
									checked.value = typed.value.trim()
								}}
							>
								<input
									class="input mono"
									aria-label={t('homework.code')}
									placeholder="0000-0000-0000-0000"
									autocomplete="off"
									value={typed.value}
									onInput={(event) => (typed.value = event.currentTarget.value)}
								/>
								<button type="submit" class="button">
									{t('homework.check')}
								</button>
							</form>
							{checked.value === '' ? null : <CheckedCode key={checked.value} code={checked.value} />}
						</section>
						<LinkCard id={id} />
					</>
				)}
			</main>
		</>
	)
}

function StudentTable({ table: { homework, students } }: { readonly table: Table }): JSX.Element {
	return (
		// Wide tables scroll by themselves, not the page.
		<div class="homework-table" tabIndex={0} role="region" aria-label={t('homework.ownerTitle')}>
			<table>
				<thead>
					<tr>
						<th scope="col">{t('homework.student')}</th>
						<th scope="col">{t('homework.rosterShort')}</th>
						{homework.items.map(({ level, seed, seat }, index) => (
							<th key={index} scope="col">
								{levelTitle(level)}
								<span class="muted">
									{t(`role.${seat}`)} · {seed}
								</span>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{students.map((student, index) => (
						<tr key={index}>
							<th scope="row">{student.name}</th>
							<td>
								{student.rosterId}
								{student.sharesRosterId ? <span class="chip">{t('homework.sharedId')}</span> : null}
							</td>
							{homework.items.map((_, item) => {
								const best = bestOf(student.results, item)
								if (best === undefined)
									return (
										<td key={item} class="muted">
											–
										</td>
									)
								const tries = student.results.filter((result) => result.item === item).length
								return (
									<td key={item} class="number">
										<span class="table-score">
											<Medal medal={best.medal} /> {formatNumber(best.score)}
										</span>
										<span class="muted">
											{t('homework.tries', { count: tries, of: homework.attempts })}
											{best.botSharePercent > 0
												? ` · ${t('homework.botShare', { percent: best.botSharePercent })}`
												: ''}
										</span>
										{best.late ? <span class="chip warn">{t('homework.late')}</span> : null}
										{best.sameAs === null ? null : (
											<span class="chip warn" title={t('homework.sameAsLine')}>
												{t('homework.sameAs', { name: best.sameAs })}
											</span>
										)}
									</td>
								)
							})}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	)
}
