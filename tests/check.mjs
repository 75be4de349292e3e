// `npm run check`: everything that can be said about the code, one step after the other.
//   --no-test      leaves the suite out (.ci/run has just run it)
//   --only <name>  one step
// The architecture test (tests/architecture.test.ts) is part of the suite.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, exitCodeOf, ROOT, runNode, SetupError } from '../server/bootstrap.mjs'

const bin = {
	biome: 'node_modules/@biomejs/biome/bin/biome',
	oxlint: 'node_modules/oxlint/bin/oxlint',
	tsc: 'node_modules/typescript/bin/tsc',
	knip: 'node_modules/knip/bin/knip.js',
}

/** @type {Record<string, { run: () => Promise<number>, help: string }>} */
const STATIC_STEPS = {
	format: { run: () => runNode([bin.biome, 'format', '--reporter=summary', '.']), help: '`npm run format` writes it' },
	lint: {
		run: () => runNode([bin.oxlint, '--type-aware', '--deny-warnings']),
		help: 'the rules and their reasons: .oxlintrc.json',
	},
	types: { run: checkTypes, help: 'one tsconfig.json per folder, base in ./tsconfig.json' },
	'dead code': {
		run: () => runNode([bin.knip, '--config', '.knip.json']),
		help: 'delete it, or stop exporting it',
	},
}

const args = process.argv.slice(2)
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined

process.exitCode = await exitCodeOf(async () => {
	await ensureInstalled()
	const steps = Object.entries(STATIC_STEPS).filter(([name]) => only === undefined || name === only)
	if (steps.length === 0)
		throw new SetupError(`no such step: ${only}. There are: ${Object.keys(STATIC_STEPS).join(', ')}`)

	const failed = []
	for (const [name, { run, help }] of steps) {
		const startedAt = Date.now()
		const ok = (await run()) === 0
		const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
		console.log(`[check] ${name}: ${ok ? 'ok' : `FAILED (${help})`}, ${seconds} s`)
		if (!ok) failed.push(name)
	}
	if (failed.length > 0) {
		console.log(`[check] ${failed.length} of ${steps.length} steps failed: ${failed.join(', ')}`)
		return 1
	}
	if (only !== undefined || args.includes('--no-test')) {
		console.log(`[check] all ${steps.length} steps ok`)
		return 0
	}
	return runNode(['tests/run.mjs'])
})

/** Each folder with the `lib` and `types` that it may touch. All are run, so that all errors show. */
async function checkTypes() {
	const folders = ['shared', 'server', 'client', 'tests'].filter(hasSources)
	const codes = await Promise.all(folders.map((folder) => runNode([bin.tsc, '-p', folder])))
	return Math.max(0, ...codes)
}

/** @param {string} folder */
function hasSources(folder) {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).some((path) => /\.tsx?$/.test(path))
}
