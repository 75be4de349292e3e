import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'
import { saveLogs, saveTable } from './files.ts'
import { cohostLink, joinLink, projectorLink, readable } from './links.ts'
import { useJoinOrigin } from './useJoinLink.ts'

interface Props {
	readonly room: Console
	readonly lesson: HostLesson
	readonly onClose: () => void
}

/** Every link that can be given away, and every file that can be taken home. */
export function ShareDialog({ room, lesson, onClose }: Props): JSX.Element {
	const origin = useJoinOrigin()
	const { code, stage } = lesson
	const { links } = room.record
	return (
		<Dialog title={t('share.title')} size="wide" onClose={onClose}>
			<h3>{t('share.links')}</h3>
			<ul class="share-list">
				<LinkRow title={t('share.join')} url={origin === null ? null : joinLink(origin, code)} shown />
				{links === null ? (
					<li class="muted">{t('share.onlyHost')}</li>
				) : (
					<>
						<LinkRow
							title={t('share.projector')}
							what={t('share.projectorWhat')}
							url={origin === null ? null : projectorLink(origin, code, links.projector)}
							open={projectorLink('', code, links.projector)}
						/>
						<LinkRow
							title={t('share.cohost')}
							what={t('share.cohostWhat')}
							url={origin === null ? null : cohostLink(origin, code, links.cohost)}
						/>
					</>
				)}
			</ul>
			<p>
				<a class="link" href="/preflight" target="_blank">
					{t('preflight.title')}
				</a>
			</p>
			<h3>{t('share.files')}</h3>
			<Files room={room} lesson={lesson} />
			{stage === 'ended' ? null : (
				<div class="dialog-buttons">
					<button type="button" class="button danger" onClick={() => (room.open.value = { kind: 'endLesson' })}>
						{t('console.endLesson')}
					</button>
				</div>
			)}
		</Dialog>
	)
}

const COPIED_MS = 2_000

function LinkRow(props: {
	readonly title: string
	readonly what?: string
	/** Null: not known yet. */
	readonly url: string | null
	readonly open?: string
	/** Its text is no secret. */
	readonly shown?: boolean
}): JSX.Element {
	const { url } = props
	const copied = useSignal(false)
	return (
		<li>
			<span>
				<strong>{props.title}</strong>{' '}
				<span class="muted">{props.shown === true && url !== null ? readable(url) : props.what}</span>
			</span>
			<span class="share-buttons">
				{props.open === undefined ? null : (
					<a class="button" href={props.open} target="_blank">
						{t('share.open')}
					</a>
				)}
				{/* Browsers offer the clipboard on https and localhost only. */}
				{navigator.clipboard === undefined ? (
					<input
						class="input mono share-url"
						readOnly
						aria-label={props.title}
						value={url ?? ''}
						onFocus={(event) => event.currentTarget.select()}
					/>
				) : (
					<button
						type="button"
						class="button"
						disabled={url === null}
						aria-label={`${t('share.copy')}: ${props.title}`}
						onClick={() => {
							void navigator.clipboard.writeText(url ?? '').then(() => {
								copied.value = true
								setTimeout(() => (copied.value = false), COPIED_MS)
							})
						}}
					>
						{t(copied.value ? 'share.copied' : 'share.copy')}
					</button>
				)}
			</span>
		</li>
	)
}

function Files({ room, lesson }: Omit<Props, 'onClose'>): JSX.Element {
	const progress = useSignal<{ readonly done: number; readonly total: number } | null>(null)
	const { token } = room.record
	const { code } = lesson
	const logs = lesson.results.flatMap(({ round }) => lesson.table.map(({ crew }) => ({ crew, round })))
	const save = async (fetchIt: () => Promise<void>): Promise<void> => {
		try {
			await fetchIt()
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error)
			room.say({ kind: 'bad', text: t('share.failed', { why }) })
		}
	}
	return (
		<ul class="share-list files">
			{(['gradebook', 'items'] as const).map((table) => (
				<li key={table}>
					<button type="button" class="button" onClick={() => void save(() => saveTable(code, token, table))}>
						{t(`share.${table}`)}
					</button>
					<span class="muted">{t(`share.${table}What`)}</span>
				</li>
			))}
			<li>
				<button
					type="button"
					class="button"
					disabled={logs.length === 0 || progress.value !== null}
					onClick={() => {
						const total = logs.length
						void save(() => saveLogs(code, token, logs, (done) => (progress.value = { done, total }))).then(() => {
							progress.value = null
						})
					}}
				>
					{t('share.logs')}
				</button>
				<span class="muted" role="status">
					{progress.value !== null
						? t('share.working', progress.value)
						: t(logs.length === 0 ? 'share.noLogs' : 'share.logsWhat')}
				</span>
			</li>
			<li>
				<button type="button" class="button" onClick={() => window.print()}>
					{t('share.print')}
				</button>
				<span class="muted">{t('share.printWhat')}</span>
			</li>
		</ul>
	)
}
