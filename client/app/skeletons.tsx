import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { TopBar } from './topBar.tsx'

export function LobbySkeleton(): JSX.Element {
	return (
		<>
			<TopBar />
			<main id="main" class="page lobby" aria-busy="true">
				<p class="visually-hidden" role="status">
					{t('link.connecting')}
				</p>
				<div class="lobby-side">
					<div class="skeleton" style={{ height: '9rem' }} />
				</div>
				<div class="lobby-main">
					<div class="skeleton" style={{ height: '2rem', width: '60%' }} />
					<div class="seat-grid">
						{[0, 1, 2].map((card) => (
							<div key={card} class="skeleton" style={{ height: '14rem' }} />
						))}
					</div>
				</div>
				<div class="action-bar">
					<p class="action-hint">{t('link.connecting')}</p>
				</div>
			</main>
		</>
	)
}

/** The shape of a playing screen: rows of slots. */
export function RoundSkeleton(): JSX.Element {
	return (
		<main id="main" class="page round-skeleton" aria-busy="true">
			<p class="muted" role="status">
				{t('app.loadingLot')}
			</p>
			{[0, 1, 2, 3].map((row) => (
				<div key={row} class="skeleton" style={{ height: '3.2rem' }} />
			))}
			<div class="skeleton" style={{ height: '1rem', background: 'var(--stripes)' }} />
			<div class="skeleton" style={{ height: '7rem' }} />
		</main>
	)
}
