// `npm start`: sets up what is missing, then runs the server. Arguments after `--` go to the server.
import { ensureBuilt, ensureInstalled, exitCodeOf, runNode, SERVER_FLAGS } from './bootstrap.mjs'

process.exitCode = await exitCodeOf(async () => {
	await ensureInstalled()
	await ensureBuilt()
	const args = process.argv.slice(2)
	if (args[0] === '--build-only') return 0
	return runNode([...SERVER_FLAGS, 'server/main.ts', ...args])
})
