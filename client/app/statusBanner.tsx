import { signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../words/words.ts'
import { useGame } from './game.ts'

/** The browser's own knowledge of its link; wrong at times, but it tells "you" from "the server". */
const ownLinkUp = signal(true)

/** Follows the browser's online state; returns the undo. */
export function followOwnLink(): () => void {
	const look = (): void => {
		ownLinkUp.value = navigator.onLine
	}
	look()
	addEventListener('online', look)
	addEventListener('offline', look)
	return () => {
		removeEventListener('online', look)
		removeEventListener('offline', look)
	}
}

/** A blink of the connection is nobody's concern. */
const QUIET_MS = 1_200
const SLOW_MS = 8_000

/** Whose link is down, and since when. Nothing while all is well. */
export function StatusBanner(): JSX.Element | null {
	const { env, state, active, trouble, phase } = useGame()
	const now = useSignal(env.nowMs())
	const matesSince = useSignal<Readonly<Record<number, number>>>({})
	const crew = active.value?.kind === 'crew' ? state.value : null
	// Before and after a round no bot plays for anybody: the crew's list tells who is there.
	const members = phase.value === 'running' ? (crew?.crew?.members ?? []) : []
	const mates = members.filter(({ player, online }) => !online && player !== crew?.you?.player)
	const isDown = crew !== null && crew.status !== 'online'
	const mateNumbers = mates.map(({ player }) => player).join()

	useEffect(() => {
		const known = matesSince.peek()
		matesSince.value = Object.fromEntries(mates.map(({ player }) => [player, known[player] ?? env.nowMs()]))
	}, [mateNumbers])
	useEffect(() => {
		if (!isDown && mates.length === 0) return undefined
		now.value = env.nowMs()
		return env.every(1_000, () => (now.value = env.nowMs()))
	}, [isDown, mates.length > 0])

	if (trouble.value?.kind === 'goodbye' && trouble.value.reason === 'stopping' && isDown) {
		return (
			<Banner
				text={t('link.stopping')}
				detail={crew.offlineSinceMs === null ? '' : since(now.value - crew.offlineSinceMs)}
			/>
		)
	}
	if (crew?.status === 'offline' && crew.offlineSinceMs !== null) {
		const downMs = now.value - crew.offlineSinceMs
		if (ownLinkUp.value && downMs < QUIET_MS) return null
		return (
			<Banner
				text={ownLinkUp.value ? t('link.server') : t('link.own')}
				detail={`${since(downMs)} · ${downMs > SLOW_MS ? `${t('link.slow')} ` : ''}${t('link.trying')}`}
			/>
		)
	}
	const mate = mates[0]
	if (mate === undefined) return null
	return (
		<Banner
			quiet
			text={mates.map(({ name }) => t('link.mate', { name })).join(' ')}
			detail={since(now.value - (matesSince.value[mate.player] ?? now.value))}
		/>
	)
}

function Banner({
	text,
	detail,
	quiet = false,
}: {
	readonly text: string
	readonly detail: string
	readonly quiet?: boolean
}): JSX.Element {
	return (
		<div class="banner" data-quiet={quiet}>
			<strong role={quiet ? 'status' : 'alert'}>{text}</strong> <span class="number">{detail}</span>
		</div>
	)
}

function since(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000))
	return seconds < 60
		? t('link.since', { count: seconds })
		: t('link.sinceMinutes', { minutes: Math.floor(seconds / 60) })
}
