import { defineConfig } from 'vitest/config'

const ROOT = new URL('..', import.meta.url).pathname

/** What starts servers or browsers waits for other processes on shared cores. */
const UNIT_TIMEOUT_MS = 20_000
const SERVER_TIMEOUT_MS = 60_000
const BROWSER_TIMEOUT_MS = 120_000

const SHARED = { root: ROOT, environment: 'node', pool: 'forks' } as const

export default defineConfig({
	root: ROOT,
	oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
	test: {
		// What is computed fills two cores; what waits for clocks lies in between.
		maxWorkers: 3,
		projects: [
			{
				extends: true,
				test: {
					...SHARED,
					name: 'unit',
					include: ['tests/**/*.test.{ts,tsx}'],
					exclude: ['tests/server/**', 'tests/browser/**'],
					testTimeout: UNIT_TIMEOUT_MS,
					setupFiles: ['tests/bothLanguages.ts'],
					sequence: { groupOrder: 0 },
				},
			},
			{
				extends: true,
				test: {
					...SHARED,
					name: 'server',
					include: ['tests/server/**/*.test.ts'],
					testTimeout: SERVER_TIMEOUT_MS,
					hookTimeout: SERVER_TIMEOUT_MS,
					sequence: { groupOrder: 0 },
				},
			},
			{
				extends: true,
				test: {
					...SHARED,
					name: 'browser',
					include: ['tests/browser/**/*.test.{ts,tsx}'],
					testTimeout: BROWSER_TIMEOUT_MS,
					hookTimeout: BROWSER_TIMEOUT_MS,
					// Each waits for the other's pages now and then; more than two on two cores would time out.
					maxWorkers: 2,
					sequence: { groupOrder: 1 },
				},
			},
		],
	},
})
