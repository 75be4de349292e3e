import { render } from 'preact'
import './style/tokens.css'
import './style/fonts.css'
import 'virtual:chinese-font.css'
import './style/base.css'
import { App } from './app/app.tsx'
import type { Environment } from './app/environment.ts'
import { createGame, GameProvider } from './app/game.ts'
import { followAddress } from './app/router.ts'
import { keepSettings, wishedLanguage } from './app/settings.ts'
import type { Store } from './connect/playerRecord.ts'
import { workerMeasure } from './connect/workerMeasure.ts'
import { loadLanguage } from './words/words.ts'

/** Where storage is forbidden even reading the property throws; then a Map serves for this visit. */
function storeOr(read: () => Storage): Store {
	try {
		const store = read()
		store.getItem('lot.probe')
		return store
	} catch {
		const kept = new Map<string, string>()
		return {
			getItem: (key) => kept.get(key) ?? null,
			setItem: (key, value) => void kept.set(key, value),
			removeItem: (key) => void kept.delete(key),
		}
	}
}

async function joinOrigins(): Promise<readonly string[]> {
	try {
		const reply = await fetch('/api/join-info')
		const info: unknown = reply.ok ? await reply.json() : null
		const urls = typeof info === 'object' && info !== null && 'urls' in info ? info.urls : []
		return Array.isArray(urls) ? urls.filter((one) => typeof one === 'string').map((one) => new URL(one).origin) : []
	} catch {
		return []
	}
}

const tab = storeOr(() => sessionStorage)
/** How many times faster than life the clock of solo rounds runs, for demonstrations and tests; like the server's CLOCK_SPEED. */
const clockSpeed = Math.min(50, Math.max(0.1, Number(tab.getItem('lot.clockSpeed')) || 1))

const env: Environment = {
	tab,
	browser: storeOr(() => localStorage),
	nowMs: () => Date.now(),
	random: (below) => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % below,
	every(ms, turn) {
		const timer = setInterval(turn, ms / clockSpeed)
		return () => clearInterval(timer)
	},
	measure: workerMeasure(
		() => new Worker(new URL('./connect/measureWorker.ts', import.meta.url), { type: 'module', name: 'measure' }),
	),
	origin: location.origin,
	languages: navigator.languages,
	wantsLessMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
	isPhone: matchMedia('(pointer: coarse) and (max-width: 600px)').matches,
	joinOrigins,
}

const root = document.getElementById('app')
if (root === null) throw new Error('index.html has no #app')

await loadLanguage(wishedLanguage(env))
keepSettings(env, document.documentElement)
followAddress()
const game = createGame(env)
document.addEventListener('visibilitychange', () => game.setVisible(document.visibilityState === 'visible'))
render(
	<GameProvider value={game}>
		<App />
	</GameProvider>,
	root,
)
