import type { JSX } from 'preact'
import type { Bill } from '../../shared/machine/buckets.ts'
import type { Reference } from '../../shared/game/roundInfo.ts'
import type { Medal as MedalName } from '../../shared/game/score/score.ts'
import { BillStacks } from '../debrief/billStacks.tsx'
import { formatNumber, t } from '../words/words.ts'
import { BillBar } from './billBars.tsx'
import { ghostLine, ghostName } from './ghostWords.ts'
import { Medal } from './medal.tsx'
import { judge, standings } from './result.ts'

/** Points, medal, and the bill beside what others pay on the same seed. */
export function ScoreCard(props: {
	readonly reference: Reference
	readonly billCycles: number
	/** Null: still playing. */
	readonly oracleCycles: number | null
	readonly you: string
	/** Best of this browser; null: not counted. */
	readonly best: { readonly score: number; readonly isNew: boolean } | null
	/** The own bill by line, and the best ghost's; null: not known. */
	readonly bills: { readonly bill: Bill; readonly ghost: { readonly name: string; readonly bill: Bill } | null } | null
}): JSX.Element {
	const { reference, billCycles, oracleCycles, you, best, bills } = props
	const { lowerBoundCycles, parCycles, ghosts } = reference
	const { score, medal, next } = judge(reference, billCycles, oracleCycles)
	const par = ghosts.find((ghost) => ghost.billCycles === parCycles)?.name ?? ''
	const longestCycles = Math.max(billCycles, parCycles)
	const bar = { floorCycles: lowerBoundCycles, longestCycles }
	return (
		<>
			<div class="score-head" data-medal={medal}>
				<Medal medal={medal} ribbon />
				<div>
					<p class="score-medal">{t(`medal.${medal}`)}</p>
					<p class="score-figure number">
						{formatNumber(score)} <span>{t('result.points')}</span>
					</p>
					{best === null ? null : (
						<p class={best.isNew ? 'score-best chip new' : 'score-best muted number'}>
							{best.isNew ? t('result.newBest') : t('result.best', { score: best.score })}
						</p>
					)}
				</div>
			</div>
			<p class="score-next">{nextLine(medal, next, oracleCycles !== null)}</p>
			{bills === null || bills.ghost === null ? (
				<div class="end-race">
					<BillBar name={you} cycles={billCycles} kind="you" {...bar} />
					<BillBar name={t('result.par', { name: ghostName(par) })} cycles={parCycles} kind="par" {...bar} />
					<BillBar name={t('ghost.floor')} cycles={lowerBoundCycles} kind="floor" {...bar} />
					<p class="race-legend muted">
						<span data-kind="fixed">{t('result.fixed')}</span>
						<span data-kind="rest">{t('result.avoidable')}</span>
					</p>
				</div>
			) : (
				<BillStacks
					bill={bills.bill}
					ghost={{ ...bills.ghost, name: t('result.par', { name: bills.ghost.name }) }}
					floorCycles={lowerBoundCycles}
					you={you}
				/>
			)}
			<p class="field-hint">{t('result.how')}</p>
			<details class="all-ghosts">
				<summary>{t('result.all')}</summary>
				<div class="end-race">
					{standings(reference, billCycles, oracleCycles).map(({ name, cycles }) => (
						<BillBar
							key={name}
							name={name === 'you' ? you : ghostName(name)}
							{...(name === 'you' ? {} : { line: ghostLine(name) })}
							cycles={cycles}
							floorCycles={lowerBoundCycles}
							longestCycles={Math.max(longestCycles, ...ghosts.map((ghost) => ghost.billCycles))}
							kind={name === 'you' || name === 'oracle' ? name : 'ghost'}
						/>
					))}
				</div>
			</details>
		</>
	)
}

function nextLine(medal: MedalName, next: ReturnType<typeof judge>['next'], oracleHasPlayed: boolean): string {
	if (next === null) return !oracleHasPlayed && medal === 'gold' ? t('result.oracleThinks') : t('result.top')
	const { lessCycles: cycles, score } = next
	return score === null
		? t('result.bronzeNeeds', { cycles })
		: t('result.nextMedal', { medal: t(`medal.${next.medal}`), score, cycles })
}
