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
]
/** WebGL, drawn by processors. */
const SOFTWARE_GPU_FLAGS = [
	'--ignore-gpu-blocklist',
	'--use-gl=angle',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader',
]
/** As on a computer without a GPU: pages draw on canvas 2D. A tenth of the work, so that a whole class fits two cores. */
const NO_GPU_FLAGS = ['--disable-gpu', '--disable-software-rasterizer']
const LAUNCH_TIMEOUT_MS = 60_000

/** A headless Chromium, with WebGL in software or without any. The caller closes it. Throws what to install if there is none. */
export async function launchChromium(gpu: 'software' | 'none' = 'software'): Promise<Browser> {
	const found = findChromium()
	return chromium.launch({
		executablePath: found.path,
		headless: true,
		args: [...FLAGS, ...(gpu === 'none' ? NO_GPU_FLAGS : SOFTWARE_GPU_FLAGS)],
		env: { ...definedEnv(), ...found.env },
		timeout: LAUNCH_TIMEOUT_MS,
	})
}

function definedEnv(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
	)
}
