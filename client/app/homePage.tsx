import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { ContinueLessons } from './continueLessons.tsx'
import { ContinueList } from './continueList.tsx'
import { JoinForm } from './joinForm.tsx'
import { LotArt } from './lotArt.tsx'
import { go } from './router.ts'
import { SeatIcon } from './seatIcon.tsx'
import { TopBar } from './topBar.tsx'

/** Phone first: the code is the one thing that nearly everyone came for. */
export function HomePage(): JSX.Element {
	return (
		<div class="home">
			<TopBar brand={false} />
			<section class="home-hero" aria-labelledby="home-title">
				<h1 class="home-title" id="home-title">
					<span>{t('app.title')}</span> <span class="mono home-hex">{t('app.titleHex')}</span>
				</h1>
				<p class="home-tagline">{t('app.tagline')}</p>
				<div class="only-phone">
					<LotArt short />
				</div>
				<div class="only-wide">
					<LotArt />
				</div>
			</section>
			<main id="main" class="home-main">
				<ContinueLessons />
				<ContinueList />
				<section class="card" aria-labelledby="join-title">
					<h2 id="join-title">{t('join.title')}</h2>
					<JoinForm />
				</section>
				<nav class="home-ways" aria-label={t('join.or')}>
					<Way to="/solo" title={t('join.alone')} line={t('join.aloneLine')} icon="all" />
					<Way to="/join/new" title={t('join.start')} line={t('join.startLine')} icon="kernel" />
				</nav>
				<details class="how">
					<summary>{t('join.how')}</summary>
					<ol>
						<li>{t('join.how1')}</li>
						<li>{t('join.how2')}</li>
						<li>{t('join.how3')}</li>
					</ol>
				</details>
			</main>
		</div>
	)
}

function Way(props: {
	readonly to: string
	readonly title: string
	readonly line: string
	readonly icon: 'all' | 'kernel'
}): JSX.Element {
	return (
		<a
			class="way"
			href={props.to}
			onClick={(event) => {
				event.preventDefault()
				go(props.to)
			}}
		>
			<SeatIcon seat={props.icon} />
			<span>
				<strong>{props.title}</strong>
				<span class="muted">{props.line}</span>
			</span>
		</a>
	)
}
