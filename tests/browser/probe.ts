// Run by tests/run.mjs before the suite: does the browser that was found really draw? Prints one line or fails.
import { launchChromium } from './launch.ts'

const browser = await launchChromium()
try {
	const page = await browser.newPage()
	await page.setContent('<canvas id="c"></canvas>')
	const renderer = await page.evaluate(() => {
		const canvas = document.querySelector('canvas')
		const gl = canvas?.getContext('webgl2') ?? canvas?.getContext('webgl')
		return gl ? String(gl.getParameter(gl.VERSION)) : 'no WebGL: Phaser falls back to Canvas'
	})
	console.log(`Chromium ${browser.version()}, ${renderer}`)
} finally {
	await browser.close()
}
