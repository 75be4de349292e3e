import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { t } from '../words/words.ts'
import type { Console } from './consoleModel.ts'
import { Dialog } from './dialog.tsx'
import { saveFile } from './files.ts'
import { decodeRoster, FAULTS_SHOWN, parseRoster, type Roster, ROSTER_SAMPLE } from './rosterCsv.ts'

/** A class list from a spreadsheet: read here, and sent only when every line of it makes sense. */
export function RosterDialog(props: {
	readonly room: Console
	readonly lesson: HostLesson
	readonly onClose: () => void
}): JSX.Element {
	const { room, lesson, onClose } = props
	const read = useSignal<{ readonly file: string; readonly roster: Roster } | null>(null)
	const over = useSignal(false)
	const take = async (file: File | undefined): Promise<void> => {
		if (file === undefined) return
		const bytes = new Uint8Array(await file.arrayBuffer())
		read.value = { file: file.name, roster: parseRoster(decodeRoster(bytes)) }
	}
	const send = async (rows: HostLesson['roster']): Promise<void> => {
		if (!(await room.send({ kind: 'ROSTER', rows }))) return
		room.say({ kind: 'good', text: t('lobbyPanel.rosterRows', { count: rows.length }) })
		onClose()
	}
	return (
		<Dialog title={t('roster.title')} size="wide" onClose={onClose}>
			<p>{t('roster.what')}</p>
			<div
				class="roster-drop"
				data-over={over.value}
				onDragOver={(event) => {
					event.preventDefault()
					over.value = true
				}}
				onDragLeave={() => (over.value = false)}
				onDrop={(event) => {
					event.preventDefault()
					over.value = false
					void take(event.dataTransfer?.files[0])
				}}
			>
				<label class="button office">
					{t('roster.choose')}
					<input
						class="visually-hidden"
						type="file"
						accept=".csv,.txt,text/csv"
						onChange={(event) => void take(event.currentTarget.files?.[0])}
					/>
				</label>
				<span class="muted">{t('roster.drop')}</span>
				<button
					type="button"
					class="link"
					onClick={() => saveFile('roster.csv', new Blob([ROSTER_SAMPLE], { type: 'text/csv' }))}
				>
					{t('roster.sample')}
				</button>
			</div>
			<div aria-live="polite">{read.value === null ? null : <ReadRoster {...read.value} />}</div>
			<div class="dialog-buttons">
				{lesson.roster.length === 0 ? null : (
					<button type="button" class="button quiet" onClick={() => void send([])}>
						{t('roster.clear')}
					</button>
				)}
				{read.value?.roster.ok === true ? <UseIt rows={read.value.roster.rows} onUse={send} /> : null}
			</div>
		</Dialog>
	)
}

function UseIt(props: {
	readonly rows: HostLesson['roster']
	readonly onUse: (rows: HostLesson['roster']) => Promise<void>
}): JSX.Element {
	return (
		<button type="button" class="button primary" onClick={() => void props.onUse(props.rows)}>
			{t('roster.use')}
		</button>
	)
}

function ReadRoster({ file, roster }: { readonly file: string; readonly roster: Roster }): JSX.Element {
	if (roster.ok) {
		const crews = new Set(roster.rows.map(({ crew }) => crew).filter((crew) => crew !== '')).size
		return (
			<p class="notice good">
				{t('roster.good', { count: roster.rows.length, file })} {crews === 0 ? '' : t('roster.crews', { count: crews })}
			</p>
		)
	}
	const more = roster.faults.length - FAULTS_SHOWN
	return (
		<div class="notice bad">
			<div>
				<p>{t('roster.bad', { count: roster.faults.length, file })}</p>
				<ul class="roster-faults">
					{roster.faults.slice(0, FAULTS_SHOWN).map(({ line, kind, facts }, index) => (
						<li key={index}>{t('roster.line', { line, what: t(`roster.fault.${kind}`, facts) })}</li>
					))}
				</ul>
				{more > 0 ? <p>{t('roster.more', { count: more })}</p> : null}
			</div>
		</div>
	)
}
