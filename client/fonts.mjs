// Vite plugin: Noto Sans SC (SIL OFL) cut down to the characters that our Chinese words use, 2.3 MB → some 100 kB.
// Nicknames may hold any character: those come from the system's fonts (see --font-ui).
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'

const CLIENT = dirname(fileURLToPath(import.meta.url))
const MODULES = join(dirname(CLIENT), 'node_modules')
const FILES = join(MODULES, '@fontsource', 'noto-sans-sc', 'files')
const CACHE = join(MODULES, '.cache', 'lot', 'fonts')
const MODULE_ID = 'virtual:chinese-font.css'
/** Two cuts are enough: the browser takes the nearest. */
const WEIGHTS = [
	{ weight: 400, range: '100 500' },
	{ weight: 700, range: '600 900' },
]
/** Marks that Chinese sentences need even if no word uses them yet. Below U+2E80 the Latin font has the better shape. */
const FIRST_CJK = 0x2e80

/** Every Chinese character and full-width mark in client/words, each once, sorted. */
function usedCharacters() {
	const folder = join(CLIENT, 'words')
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
	const characters = new Set(files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8')]))
	return [...characters]
		.filter((character) => (character.codePointAt(0) ?? 0) >= FIRST_CJK)
		.sort()
		.join('')
}

/**
 * @param {number} weight
 * @param {string} characters
 */
async function subset(weight, characters) {
	const source = join(FILES, `noto-sans-sc-chinese-simplified-${weight}-normal.woff2`)
	const key = createHash('sha256').update(`${weight} ${characters}`).digest('hex').slice(0, 16)
	const cached = join(CACHE, `${key}.woff2`)
	if (existsSync(cached)) return readFileSync(cached)
	const font = await subsetFont(readFileSync(source), characters, { targetFormat: 'woff2' })
	mkdirSync(CACHE, { recursive: true })
	writeFileSync(cached, font)
	return font
}

/** @returns {import('vite').Plugin} `import 'virtual:chinese-font.css'` brings the @font-face rules. */
export function chineseFont() {
	let building = false
	return {
		name: 'chinese-font',
		configResolved(config) {
			building = config.command === 'build'
		},
		resolveId(id) {
			return id === MODULE_ID ? `\0${MODULE_ID}` : undefined
		},
		async load(id) {
			if (id !== `\0${MODULE_ID}`) return undefined
			const characters = usedCharacters()
			if (characters === '') return ''
			const faces = []
			for (const { weight, range } of WEIGHTS) {
				const font = await subset(weight, characters)
				const url = building
					? `__VITE_ASSET__${this.emitFile({ type: 'asset', name: `noto-sans-sc-${weight}.woff2`, source: font })}__`
					: `data:font/woff2;base64,${font.toString('base64')}`
				faces.push(
					`@font-face{font-family:'Noto Sans SC Lot';src:url(${url}) format('woff2');` +
						`font-weight:${range};font-display:swap;unicode-range:U+2E80-FFEF;}`,
				)
			}
			return faces.join('\n')
		},
	}
}
