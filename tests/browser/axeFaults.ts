import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical findings, one line each; and whether the page can be pushed sideways. `only`: within that part. */
export async function axeFaults(page: Page, only = 'html'): Promise<string[]> {
	await page.evaluate(AXE)
	return page.evaluate(async (part) => {
		interface Found {
			readonly id: string
			readonly impact: string | null
			readonly nodes: readonly { readonly html: string }[]
		}
		const { axe } = window as unknown as { axe: { run: (part: string) => Promise<{ violations: readonly Found[] }> } }
		const { violations } = await axe.run(part)
		const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth
		return [
			...serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
			...(wide ? ['the page scrolls sideways'] : []),
		]
	}, only)
}
