import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { RECORDED_NAMES, type RecordedName } from '../../shared/programs/loadProgram.ts'
import { levelLine, levelTitle } from '../app/levelWords.ts'
import { Notice } from '../app/notice.tsx'
import { t } from '../words/words.ts'
import { Icon } from './icons.tsx'
import type { Problem, Sandbox } from './sandbox.ts'

/** What a shipped recording was; shown as the program's own command. */
const COMMANDS: Readonly<Record<RecordedName, string>> = {
	sqlite3: "sqlite3 db '.read words.sql'",
	bash: 'bash --norc words.sh',
	'git-log': 'git log -p --stat',
	cc1: 'cc1 -quiet -O2 small.c',
}
const RECORD_LINES = ['npm run --silent lot -- record -- ls -l > my.lot', 'npm run --silent lot -- replay my.lot']

/** Where a trace comes from: a recording that is shipped, or a file of one's own. */
export function Chooser({
	sandbox,
	onChosen,
}: {
	readonly sandbox: Sandbox
	readonly onChosen?: () => void
}): JSX.Element {
	const input = useRef<HTMLInputElement>(null)
	const opening = sandbox.opening.value
	return (
		<div class="chooser">
			<h2>{t('sandbox.pick')}</h2>
			<div class="chooser-cards">
				{RECORDED_NAMES.map((name) => (
					<button
						key={name}
						type="button"
						class="chooser-card"
						aria-busy={opening === name}
						onClick={() => {
							onChosen?.()
							void sandbox.openRecording(name)
						}}
					>
						<strong>{levelTitle(name)}</strong>
						<code class="mono">{COMMANDS[name]}</code>
						<span>{levelLine(name)}</span>
					</button>
				))}
			</div>
			<div class="chooser-drop">
				<Icon name="file" />
				<div>
					<h2>{t('sandbox.drop')}</h2>
					<p>{t('sandbox.formats')}</p>
					<p class="muted">{t('sandbox.private')}</p>
				</div>
				<button type="button" class="button" onClick={() => input.current?.click()}>
					{t('sandbox.file')}
				</button>
				<input
					ref={input}
					type="file"
					hidden
					onChange={({ currentTarget }) => {
						const file = currentTarget.files?.[0]
						currentTarget.value = ''
						if (!file) return
						onChosen?.()
						void sandbox.openFile(file)
					}}
				/>
			</div>
			<div class="chooser-record">
				<p class="muted">{t('sandbox.record')}</p>
				<pre class="mono" tabIndex={0}>
					{RECORD_LINES.join('\n')}
				</pre>
			</div>
		</div>
	)
}

/** Why nothing was opened; what was open stays. */
export function ProblemNotice({
	problem,
	isOpen,
}: {
	readonly problem: Problem
	readonly isOpen: boolean
}): JSX.Element {
	return (
		<Notice kind="bad">
			{problem.kind === 'trace' ? (
				<>
					<p>{t('sandbox.wrong')}</p>
					<code class="mono problem-line">{problem.line}</code>
				</>
			) : (
				<p>{PROBLEMS[problem.kind](problem.file)}</p>
			)}
			{isOpen ? <p class="muted">{t('sandbox.wrongLine')}</p> : null}
		</Notice>
	)
}

const PROBLEMS: Readonly<Record<Exclude<Problem['kind'], 'trace'>, (file: string) => string>> = {
	empty: (file) => t('sandbox.wrongEmpty', { file }),
	large: (file) => t('sandbox.wrongLarge', { file }),
	unreadable: (file) => t('sandbox.wrongUnreadable', { file }),
}

/** Opens whatever file is dropped anywhere on the page. Returns the props of the page's root, and whether one hovers. */
export function useDrop(sandbox: Sandbox): {
	readonly over: boolean
	readonly props: {
		readonly onDragOver: (event: DragEvent) => void
		readonly onDragLeave: (event: DragEvent) => void
		readonly onDrop: (event: DragEvent) => void
	}
} {
	const over = useSignal(false)
	return {
		over: over.value,
		props: {
			onDragOver(event) {
				event.preventDefault()
				over.value = true
			},
			onDragLeave(event) {
				if (event.relatedTarget === null) over.value = false
			},
			onDrop(event) {
				event.preventDefault()
				over.value = false
				const file = event.dataTransfer?.files[0]
				if (file) void sandbox.openFile(file)
			},
		},
	}
}
