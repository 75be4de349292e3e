// `npm test`: sets up what is missing, makes sure that a browser starts, runs the suite.
// The last line is always `N passed, N failed`. Arguments go to vitest: `npm test -- machine`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureBuilt, ensureInstalled, exitCodeOf, ROOT, runNode, SetupError, say } from '../server/bootstrap.mjs'
import { findChromium } from './browser/chromium.mjs'

const REPORT = join(ROOT, 'node_modules', '.cache', 'lot', 'vitest.json')

const counts = { passed: 0, failed: 0 }
const args = process.argv.slice(2)
// Logs of CI are read as text.
if (!process.stdout.isTTY) process.env['NO_COLOR'] = '1'

const code = await exitCodeOf(async () => {
	await ensureInstalled()
	await ensureBuilt()
	// A part of the suite may need no browser; tests that do find it by themselves.
	if (args.length === 0) await proveBrowser()

	mkdirSync(dirname(REPORT), { recursive: true })
	rmSync(REPORT, { force: true })
	const vitest = join('node_modules', 'vitest', 'vitest.mjs')
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
	const vitestCode = await runNode([vitest, 'run', '--config', 'tests/vitest.config.ts', ...reporters, ...args])
	if (!existsSync(REPORT)) throw new SetupError(`vitest ended with exit code ${vitestCode} and left no report.`)
	count(JSON.parse(readFileSync(REPORT, 'utf8')))
	if (counts.passed + counts.failed === 0) throw new SetupError('no test ran.')
	return vitestCode
})

// Whatever went wrong beside the tests (no browser, a crash, an unhandled rejection) counts as one failure.
if (code !== 0 && counts.failed === 0) counts.failed = 1
process.exitCode = counts.failed === 0 ? 0 : 1
console.log(`${counts.passed} passed, ${counts.failed} failed`)

async function proveBrowser() {
	let found
	try {
		found = findChromium()
	} catch (error) {
		throw new SetupError(error instanceof Error ? error.message : String(error))
	}
	say(`browser for the tests: ${found.path} (${found.from})`)
	const probeCode = await runNode(['--import', 'tsx', 'tests/browser/probe.ts'], process.env)
	if (probeCode !== 0) {
		throw new SetupError(
			`${found.path} does not start (above: why). Set CHROME_PATH to a Chrome or Chromium that does.`,
		)
	}
}

/** @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} report vitest's JSON reporter */
function count(report) {
	for (const file of report.testResults) {
		const failed = file.assertionResults.filter((test) => test.status === 'failed').length
		counts.passed += file.assertionResults.filter((test) => test.status === 'passed').length
		// A file that cannot even be imported has no tests to fail.
		counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed
	}
}
