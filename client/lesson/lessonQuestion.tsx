import type { ComponentType, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Answer, PollView } from '../../shared/lesson/poll.ts'
import type { Confidence } from '../../shared/lesson/question.ts'
import { useDownload } from '../app/download.ts'
import { Notice } from '../app/notice.tsx'
import type { Done } from '../connect/bus.ts'
import { t } from '../words/words.ts'
import { canVote, isAside, setAside } from './questionState.ts'
import '../style/lesson.css'

type Panel = ComponentType<{
	poll: PollView
	canVote: boolean
	onVote: (answer: Answer, confidence: Confidence) => Promise<Done>
}>

interface Props {
	readonly poll: PollView
	/** A clock runs behind it: then the seat stays within reach. */
	readonly isLive: boolean
	readonly onVote: (answer: Answer, confidence: Confidence) => Promise<Done>
}

/** The question that is put to the class, over whatever is on; put aside, a line above the page opens it again. */
export function LessonQuestion(props: Props): JSX.Element | null {
	const { poll, isLive } = props
	if (isAside(poll)) return null
	return isLive ? <BesideSeat {...props} /> : <OverPage {...props} />
}

/** Nothing runs: the question has the page for itself. */
function OverPage(props: Props): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null)
	useEffect(() => {
		dialog.current?.showModal()
	}, [])
	return (
		<dialog
			ref={dialog}
			class="question-sheet"
			aria-label={t('lesson.question.title')}
			onClose={() => setAside(props.poll, true)}
			onClick={(event) => {
				if (event.target === dialog.current) dialog.current?.close()
			}}
		>
			<Content {...props} onAside={() => dialog.current?.close()} />
		</dialog>
	)
}

/** A clock runs: the seat's controls stay free, and the focus where it is. */
function BesideSeat(props: Props): JSX.Element {
	const aside = (): void => setAside(props.poll, true)
	return (
		<section
			class="question-sheet beside"
			aria-label={t('lesson.question.title')}
			onKeyDown={(event) => {
				// The seat listens to digits and letters, too.
				event.stopPropagation()
				if (event.key === 'Escape') aside()
			}}
		>
			<p class="visually-hidden" role="status">
				{t('lesson.question.first')}
			</p>
			<Content {...props} onAside={aside} />
		</section>
	)
}

function Content({ poll, onVote, onAside }: Props & { readonly onAside: () => void }): JSX.Element {
	const panel = useDownload(loadPanel)
	return (
		<div class="question-body">
			<div class="question-head">
				<h2>{t('lesson.question.title')}</h2>
				<button type="button" class="button quiet compact" onClick={onAside}>
					{t('lesson.question.aside')}
				</button>
			</div>
			{panel === null ? (
				<div class="skeleton" style={{ height: '14rem' }} />
			) : panel === 'failed' ? (
				<Notice kind="bad">{t('lesson.question.failed')}</Notice>
			) : (
				<panel.part poll={poll} canVote={canVote(poll.stage)} onVote={onVote} />
			)}
		</div>
	)
}

const loadPanel = async (): Promise<Panel> => (await import('./question/questionPanel.tsx')).QuestionPanel
