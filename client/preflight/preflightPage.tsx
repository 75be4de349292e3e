import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useGame } from '../app/game.ts'
import { TopBar } from '../app/topBar.tsx'
import { t } from '../words/words.ts'
import { CHECKS, type CheckName, type Finding, type Findings, outcomeOf, runChecks } from './checks.ts'
import '../style/preflight.css'

/** `/preflight`: before the class, on the lecturer's laptop and on one student's phone. */
export function PreflightPage(): JSX.Element {
	const { env } = useGame()
	const findings = useSignal<Findings>({})
	const runs = useSignal(1)
	const run = runs.value
	useEffect(() => {
		let isStale = false
		findings.value = {}
		void runChecks(env, (name, finding) => {
			if (!isStale) findings.value = { ...findings.value, [name]: finding }
		})
		return () => {
			isStale = true
		}
	}, [env, findings, run])

	const outcome = outcomeOf(findings.value)
	return (
		<>
			<TopBar />
			<main id="main" class="page preflight">
				<h1>{t('preflight.title')}</h1>
				<p class="lead">{t('preflight.line')}</p>
				<p class="preflight-outcome" data-outcome={outcome} role="status">
					{t(`preflight.outcome.${outcome}`)}
				</p>
				<ul class="preflight-list">
					{CHECKS.map((name) => (
						<Check key={name} name={name} finding={findings.value[name]} />
					))}
				</ul>
				<button
					type="button"
					class="button primary"
					disabled={outcome === 'running'}
					onClick={() => {
						runs.value += 1
					}}
				>
					{t('preflight.again')}
				</button>
				<p class="muted">{t('preflight.others')}</p>
			</main>
		</>
	)
}

function Check(props: { readonly name: CheckName; readonly finding: Finding | undefined }): JSX.Element {
	const { name, finding } = props
	const verdict = finding?.verdict ?? 'running'
	return (
		<li class="preflight-check" data-verdict={verdict}>
			<span class="preflight-mark" aria-hidden="true">
				{MARKS[verdict]}
			</span>
			<div>
				<strong>{t(`preflight.${name}`)}</strong>
				<span class="visually-hidden"> {t(`preflight.verdict.${verdict}`)}</span>
				<p>{finding ? t(`preflight.${name}.${finding.verdict}`, finding.facts) : t('preflight.verdict.running')}</p>
			</div>
		</li>
	)
}

const MARKS = { fine: '✓', trouble: '!', running: '…' } as const
