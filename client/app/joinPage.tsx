import type { JSX } from 'preact'
import { t } from '../words/words.ts'
import { ContinueList } from './continueList.tsx'
import { useGame } from './game.ts'
import { Invitation } from './invitation.tsx'
import { JoinForm } from './joinForm.tsx'
import { LotArt } from './lotArt.tsx'
import { go } from './router.ts'
import { TopBar } from './topBar.tsx'

/** Where a QR code leads. In the tab that made the room, the code is shown as large as can be. */
export function JoinPage({ code }: { readonly code: string }): JSX.Element {
	const { hosting } = useGame()
	if (hosting.value === code) {
		return (
			<>
				<TopBar />
				<main id="main" class="page host-room">
					<h1 class="visually-hidden">{t('host.ready')}</h1>
					<Invitation code={code} large />
					<section class="card host-self" aria-labelledby="self-title">
						<h2 id="self-title">{t('host.joinSelf')}</h2>
						<JoinForm code={code} />
					</section>
				</main>
			</>
		)
	}
	return (
		<>
			<TopBar />
			<main id="main" class="page narrow">
				<LotArt short />
				<section class="card" aria-labelledby="join-title">
					<h1 id="join-title" class="join-room">
						<span class="label">{t('join.inRoom')}</span>
						<span class="mono">{code}</span>
					</h1>
					<ContinueList code={code} />
					<JoinForm code={code} />
					<button type="button" class="link" onClick={() => go('/')}>
						{t('join.otherRoom')}
					</button>
				</section>
			</main>
		</>
	)
}
