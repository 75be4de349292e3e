// The one way in which tests start a browser.
import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './chromium.mjs'

/** Without the background flags Chromium asks hosts of its own all the time, which a closed network refuses. */
const FLAGS = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
	'--ignore-gpu-blocklist',
	'--use-gl=angle',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader',
]
const LAUNCH_TIMEOUT_MS = 60_000

/** A headless Chromium with WebGL in software. The caller closes it. Throws what to install if there is none. */
export async function launchChromium(): Promise<Browser> {
	const found = findChromium()
	return chromium.launch({
		executablePath: found.path,
		headless: true,
		args: FLAGS,
		env: { ...definedEnv(), ...found.env },
		timeout: LAUNCH_TIMEOUT_MS,
	})
}

function definedEnv(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
	)
}
