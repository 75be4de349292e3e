import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { TICK_MS } from '../../shared/game/seat.ts'
import type { HostLesson } from '../../shared/lesson/view.ts'
import { levelTitle } from '../app/levelWords.ts'
import { Notice } from '../app/notice.tsx'
import { LanguageSwitch, SettingsButton } from '../app/topBar.tsx'
import { Icon } from '../seats/icons.tsx'
import { t } from '../words/words.ts'
import { AskDialog } from './askDialog.tsx'
import { ConfirmDialog } from './confirmDialog.tsx'
import { actOf, isFree } from './consoleKeys.ts'
import type { Console } from './consoleModel.ts'
import { CrewDialog } from './crewDialog.tsx'
import { CrewTable } from './crewTable.tsx'
import { HelpDialog } from './helpDialog.tsx'
import { InjectDialog } from './injectDialog.tsx'
import { InviteDialog } from './inviteDialog.tsx'
import { Key } from './key.tsx'
import { NobodyYet } from './nobodyYet.tsx'
import { PrintedDebrief } from './printedDebrief.tsx'
import { RosterDialog } from './rosterDialog.tsx'
import { SetupDialog } from './setupDialog.tsx'
import { ShareDialog } from './shareDialog.tsx'
import { SidePanel } from './sidePanel.tsx'
import { SPEED_SIGNS } from './speedSigns.ts'
import { clockText, useSeconds } from './useLesson.ts'

interface Props {
	readonly room: Console
	readonly lesson: HostLesson
}

/** Everything that a lecturer needs on one screen of 1366 × 768. */
export function ConsoleScreen({ room, lesson }: Props): JSX.Element {
	useEffect(() => {
		function onKeyDown(event: KeyboardEvent): void {
			const target = event.target instanceof Element ? event.target : null
			if (room.open.peek() !== null || !isFree(target, event.key)) return
			const act = actOf({
				key: event.key,
				code: event.code,
				shift: event.shiftKey,
				withModifier: event.ctrlKey || event.altKey || event.metaKey,
				repeat: event.repeat,
			})
			if (act === null) return
			event.preventDefault()
			room.act(act)
		}
		addEventListener('keydown', onKeyDown)
		return () => removeEventListener('keydown', onKeyDown)
	}, [room])
	return (
		<>
			<div class="console" data-stage={lesson.stage}>
				<Head room={room} lesson={lesson} />
				<LinkBanner room={room} />
				{lesson.demo === null ? null : <DemoBanner room={room} lesson={lesson} />}
				<main id="main" class="console-main">
					<h1 class="visually-hidden">{t('console.title', { code: lesson.code })}</h1>
					{lesson.players === 0 && lesson.stage === 'lobby' ? (
						<NobodyYet room={room} lesson={lesson} />
					) : (
						<CrewTable room={room} lesson={lesson} />
					)}
					<SidePanel room={room} lesson={lesson} />
				</main>
				<SaidLine room={room} />
				<Dialogs room={room} lesson={lesson} />
			</div>
			<PrintedDebrief lesson={lesson} />
		</>
	)
}

function Head({ room, lesson }: Props): JSX.Element {
	const { stage, paused, table, hosts, projectors } = lesson
	const tick = Math.max(0, ...table.map((crew) => crew.tick))
	const { status, sending } = room.state.value
	return (
		<header class="console-head">
			<button type="button" class="console-code" onClick={() => room.act('invite')} title={t('key.invite')}>
				<span class="mono">{lesson.code}</span>
				<span class="console-code-what">
					{t('console.invite')} <Key act="invite" />
				</span>
			</button>
			<div class="console-what">
				<strong class="console-lesson">{lesson.title}</strong>
				<span class="muted number">
					{t('console.round', { round: lesson.round })} · {levelTitle(lesson.level)} ·{' '}
					{t('console.seed', { seed: lesson.seed })} · {t(`pace.${lesson.pace}`)}
				</span>
			</div>
			<p class="stage-chip" data-stage={paused === null ? stage : 'paused'} role="status">
				<i aria-hidden="true" />
				{stage === 'running' && paused !== null
					? t(paused === 'host' ? 'console.paused' : 'console.pausedAway')
					: t(`console.stage.${stage}`)}
				{stage === 'running' ? (
					<span class="number" title={t('console.clock')}>
						{clockText(tick * TICK_MS)}
						{lesson.speed === 1 ? '' : ` ×${SPEED_SIGNS[lesson.speed]}`}
					</span>
				) : null}
			</p>
			<div class="console-links">
				<p class="console-health muted">
					<span
						title={t(`console.${status === 'refused' ? 'connecting' : status === 'offline' ? 'connecting' : status}`)}
					>
						<i class="console-dot" data-status={status} aria-hidden="true" />
						{status === 'online' ? t('console.online') : t('console.connecting')}
						{hosts > 1 ? ` · ${t('console.hosts', { count: hosts })}` : ''}
					</span>
					<span data-off={projectors === 0} title={t('console.projectors', { count: projectors })}>
						{projectors === 0 ? t('console.noProjector') : t('console.projectorOn')}
					</span>
					{sending > 1 ? <span>{t('console.sending', { count: sending })}</span> : null}
				</p>
				<button type="button" class="button compact" onClick={() => (room.open.value = { kind: 'share' })}>
					{t('console.more')}
				</button>
				<button type="button" class="icon-button" aria-label={t('console.help')} onClick={() => room.act('help')}>
					<Icon name="help" />
				</button>
				<LanguageSwitch />
				<SettingsButton />
			</div>
		</header>
	)
}

/** A blink of the connection is nobody's concern. */
const QUIET_MS = 1_500

function LinkBanner({ room }: { readonly room: Console }): JSX.Element | null {
	const now = useSeconds()
	const { status, offlineSinceMs } = room.state.value
	if (status !== 'offline' || offlineSinceMs === null) return null
	const downMs = now.value - offlineSinceMs
	if (downMs < QUIET_MS) return null
	return (
		<div class="console-banner" data-kind="bad">
			<strong role="alert">{t('console.offline', { since: clockText(downMs) })}</strong>
			<span>{t('console.offlineWhat')}</span>
		</div>
	)
}

function DemoBanner({ room, lesson }: Props): JSX.Element | null {
	const { demo, table } = lesson
	if (demo === null) return null
	const name = table.find(({ crew }) => crew === demo.crew)?.name ?? `${demo.crew}`
	return (
		<div class="console-banner" data-kind="demo">
			<strong role="status">{t('console.showsDemo', { name, step: room.demoWish.value ?? demo.step })}</strong>
			<span>{t('console.demoWhat')}</span>
			<button type="button" class="button compact" onClick={() => room.act('live')}>
				{t('console.back')} <Key act="live" />
			</button>
		</div>
	)
}

/** What came of the latest command. */
function SaidLine({ room }: { readonly room: Console }): JSX.Element {
	const said = room.said.value
	return <div class="console-said">{said === null ? null : <Notice kind={said.kind}>{said.text}</Notice>}</div>
}

function Dialogs({ room, lesson }: Props): JSX.Element | null {
	const open = room.open.value
	const close = (): void => {
		room.open.value = null
	}
	switch (open?.kind) {
		case 'invite':
			return <InviteDialog lesson={lesson} onClose={close} />
		case 'inject':
			return <InjectDialog room={room} lesson={lesson} onClose={close} />
		case 'ask':
			return <AskDialog room={room} lesson={lesson} onClose={close} />
		case 'help':
			return <HelpDialog onClose={close} />
		case 'roster':
			return <RosterDialog room={room} lesson={lesson} onClose={close} />
		case 'setup':
			return <SetupDialog room={room} lesson={lesson} onClose={close} />
		case 'share':
			return <ShareDialog room={room} lesson={lesson} onClose={close} />
		case 'endRound':
		case 'endLesson':
			return <ConfirmDialog room={room} lesson={lesson} what={open.kind} onClose={close} />
		case 'crew':
			return <CrewDialog key={open.crew} room={room} lesson={lesson} crew={open.crew} onClose={close} />
		case undefined:
			return null
	}
}
