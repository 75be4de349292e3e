// The walls of the house, asserted over the sources themselves. The rules: ARCHITECTURE in the README; lint and the
// tsconfig of each folder hold part of them too, but only here all of them stand in one place.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = ['shared', 'server', 'client', 'tests'] as const

/** Lowest first: a floor imports only floors before it, and itself. */
const FLOORS = ['machine', 'programs', 'game', 'view', 'lesson', 'homework', 'protocol']
/** What may parse untrusted values with zod; nothing else in shared imports a package. */
const ZOD_IMPORTERS = ['shared/protocol/', 'shared/game/intent.ts']
/** What composes, and so reads the environment, the clock and entropy. Each entry is a file or a folder with a slash. */
const AMBIENT_READERS = ['server/main.ts', 'server/cli/', 'client/main.ts', 'client/main.tsx', 'client/vite.config.ts']
/** Run in Node when the page is built; not part of it. */
const BUILD_STEPS = ['client/vite.config.ts', 'client/fonts.mjs']
const AMBIENT = /^(process\.env|import\.meta\.env|Date\.now|performance\.now|Math\.random|(globalThis\.)?crypto\..+)$/
const ENTROPY_IMPORTS = ['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync', 'webcrypto', 'default']

/** The player's words. `park` itself is free: PARK is the field name of a game command. */
const METAPHOR_WORDS = [
	'car cars parking barrier barriers asphalt pave paves paved paving booth booths valet valets attendant attendants',
	'tow tows towed plot plots cheque cheques annex annexes annexe',
]
	.join(' ')
	.split(' ')
const METAPHOR_PHRASES = ['land office']
/** The words themselves, the folder that draws them, and tests that read the page as a player does. */
const METAPHOR_SPEAKERS = [
	'client/words/',
	'client/lot/',
	'tests/browser/',
	'tests/lot/',
	'tests/words/',
	'tests/architecture.test.ts',
]
/** The name of the product. */
const PRODUCT_NAME = /parking[ -]lot[ -]0x1000/gi

interface Import {
	readonly from: string
	readonly isType: boolean
	readonly names: readonly string[]
}
interface Source {
	readonly path: string
	readonly text: string
	readonly imports: readonly Import[]
	readonly ambient: readonly string[]
}

const SOURCES = FOLDERS.flatMap(filesBelow)
	.filter((path) => /\.(ts|tsx|mjs)$/.test(path))
	.map(readSource)
const CODE = SOURCES.filter(({ path }) => !path.startsWith('tests/'))

describe('architecture', () => {
	test('A0 there are sources to look at, on every floor', () => {
		expect(CODE.length).toBeGreaterThan(0)
		for (const folder of ['shared', 'server', 'client']) {
			expect(
				CODE.filter(({ path }) => path.startsWith(`${folder}/`) && !path.endsWith('.mjs')),
				folder,
			).not.toEqual([])
		}
	})

	test('A1 a floor of shared imports only the floors below it', () => {
		const broken = importsOf('shared/').filter(({ path, target }) => {
			if (target === undefined) return false
			const [from, to] = [floorOf(path), floorOf(target)]
			return from === -1 || to === -1 || to > from
		})
		expect(broken.map(shown)).toEqual([])
	})

	test('A2 every source of shared stands on a floor', () => {
		const homeless = CODE.filter(({ path }) => path.startsWith('shared/') && floorOf(path) === -1)
		expect(homeless.map(({ path }) => path)).toEqual([])
	})

	test('A3 shared imports no package, but for zod where untrusted values are parsed', () => {
		const broken = importsOf('shared/').filter(
			({ path, from, target }) => target === undefined && !(from === 'zod' && isListed(path, ZOD_IMPORTERS)),
		)
		expect(broken.map(shown)).toEqual([])
	})

	test('A4 server and client never import each other', () => {
		const broken = [
			...importsOf('server/').filter(({ target }) => target !== undefined && !/^(server|shared)\//.test(target)),
			...importsOf('client/').filter(({ target }) => target !== undefined && !/^(client|shared)\//.test(target)),
			...importsOf('client/').filter(({ path, from }) => from.startsWith('node:') && !isListed(path, BUILD_STEPS)),
		]
		expect(broken.map(shown)).toEqual([])
	})

	test('A5 only what composes reads the environment, the clock and entropy', () => {
		const broken = CODE.filter(({ path }) => !path.endsWith('.mjs') && !isListed(path, AMBIENT_READERS)).flatMap(
			({ path, ambient }) => ambient.map((read) => `${path}: ${read}`),
		)
		expect(broken).toEqual([])
	})

	test('A6 Phaser is imported as a value only under client/lot', () => {
		const broken = CODE.flatMap(({ path, imports }) => imports.map((one) => ({ path, ...one }))).filter(
			({ path, from, isType }) => /^phaser($|\/)/.test(from) && !isType && !path.startsWith('client/lot/'),
		)
		expect(broken.map(shown)).toEqual([])
	})

	test('A7 the words of the metaphor stand only where players read them', () => {
		const broken = FOLDERS.flatMap(filesBelow)
			.filter((path) => /\.(ts|tsx|mjs|css|html)$/.test(path) && !isListed(path, METAPHOR_SPEAKERS))
			.flatMap((path) => metaphorsIn(readFileSync(join(ROOT, path), 'utf8')).map((found) => `${path}:${found}`))
		expect(broken).toEqual([])
	})

	test('A8 no barrels, no utils: a file has the name of its one concept', () => {
		const broken = SOURCES.filter(({ path }) => /^(index|utils?)\./.test(basename(path)))
		expect(broken.map(({ path }) => path)).toEqual([])
	})

	test('A9 imports of our own files are relative and carry their extension', () => {
		const broken = SOURCES.flatMap(({ path, imports }) => imports.map((one) => ({ path, ...one }))).filter(
			({ from }) =>
				from.startsWith('/') ||
				from.startsWith('@/') ||
				from.startsWith('~') ||
				(from.startsWith('.') && !/\.\w+(\?\w+)?$/.test(from)),
		)
		expect(broken.map(shown)).toEqual([])
	})
})

describe('the tools of this test', () => {
	test('T1 it sees imports of every form', () => {
		const text = `
      import type { A } from './a.ts'; import { type B } from './b.ts'; import { c } from './c.ts';
      import './d.css'; export { e } from './e.ts'; export type { F } from './f.ts'; export * from './g.ts';
      const h = await import('./h.ts'); type I = import('./i.ts').I; import * as J from 'j';`
		expect(
			parse('x.ts', text)
				.imports.map(({ from, isType }) => `${from} ${isType}`)
				.toSorted(),
		).toEqual([
			'./a.ts true',
			'./b.ts true',
			'./c.ts false',
			'./d.css false',
			'./e.ts false',
			'./f.ts true',
			'./g.ts false',
			'./h.ts false',
			'./i.ts true',
			'j false',
		])
	})

	test('T2 it sees reads of the surroundings, not mentions of them', () => {
		const text = `
      // Date.now() is not read here
      const a = Date.now(); const b = process.env['X']; const c = Math['random'](); const d = new Date();
      const e = new Date(5); const f = crypto.randomUUID(); const g = 'Math.random'; const { env } = process;
      import { randomBytes, createHash } from 'node:crypto';`
		expect(parse('x.ts', text).ambient.toSorted()).toEqual([
			'Date.now',
			'Math.random',
			'crypto.randomUUID',
			'import randomBytes',
			'new Date()',
			'process.env',
			'process.env',
		])
	})

	test('T3 it sees metaphor words inside names, and leaves others alone', () => {
		const seen = (text: string) => metaphorsIn(text).length
		for (const text of [
			'drawCar',
			'car_width',
			'PAVING_COST',
			'a "land office"',
			'// the valet',
			'carCount2',
			'land-office',
			'landOffice',
		]) {
			expect(seen(text), text).toBe(1)
		}
		for (const text of [
			'card',
			'scar',
			'PARK',
			'park',
			'tower',
			'towards',
			'carry',
			'Parking Lot 0x1000',
			'parking-lot-0x1000',
			'uplot',
		]) {
			expect(seen(text), text).toBe(0)
		}
	})
})

function filesBelow(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => posix.join(entry.parentPath.slice(ROOT.length + 1).replaceAll('\\', '/'), entry.name))
		.filter((path) => !path.startsWith('client/dist/') && !path.includes('node_modules/'))
}

function readSource(path: string): Source {
	return parse(path, readFileSync(join(ROOT, path), 'utf8'))
}

function parse(path: string, text: string): Source {
	const { program, module, errors } = parseSync(path, text)
	if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
	const imports: Import[] = []
	for (const { moduleRequest, entries } of module.staticImports) {
		const isType = entries.length > 0 && entries.every((entry) => entry.isType)
		imports.push({
			from: moduleRequest.value,
			isType,
			names: entries.map((entry) => entry.importName.name ?? 'default'),
		})
	}
	for (const { entries } of module.staticExports) {
		const from = entries.find((entry) => entry.moduleRequest)?.moduleRequest?.value
		if (from !== undefined) imports.push({ from, isType: entries.every((entry) => entry.isType), names: [] })
	}
	const ambient = imports
		.filter(({ from, isType }) => /^(node:)?crypto$/.test(from) && !isType)
		.flatMap(({ names }) => names.filter((name) => ENTROPY_IMPORTS.includes(name)).map((name) => `import ${name}`))
	visit(program, (node) => {
		if (node.type === 'ImportExpression')
			imports.push({ from: literal(node['source']) ?? '?', isType: false, names: [] })
		if (node.type === 'TSImportType')
			imports.push({ from: literal(node['source'] ?? node['argument']) ?? '?', isType: true, names: [] })
		if (node.type === 'MemberExpression') {
			const name = dotted(node)
			if (name !== undefined && AMBIENT.test(name)) ambient.push(name)
		}
		if (node.type === 'NewExpression' && dotted(node['callee']) === 'Date' && isEmpty(node['arguments']))
			ambient.push('new Date()')
		if (
			node.type === 'VariableDeclarator' &&
			dotted(node['init']) === 'process' &&
			isNode(node['id']) &&
			node['id'].type === 'ObjectPattern'
		) {
			ambient.push('process.env')
		}
	})
	return { path, text, imports, ambient }
}

interface Node {
	readonly type: string
	readonly [key: string]: unknown
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function isEmpty(value: unknown): boolean {
	return Array.isArray(value) && value.length === 0
}

function visit(value: unknown, seen: (node: Node) => void): void {
	if (Array.isArray(value)) for (const one of value) visit(one, seen)
	if (!isNode(value)) return
	seen(value)
	for (const child of Object.values(value)) if (typeof child === 'object') visit(child, seen)
}

function literal(value: unknown): string | undefined {
	if (!isNode(value)) return undefined
	if (value.type === 'TSLiteralType') return literal(value['literal'])
	return typeof value['value'] === 'string' ? value['value'] : undefined
}

/** `a.b` and `a['b']` as "a.b"; undefined for anything that is not a plain path. */
function dotted(value: unknown): string | undefined {
	if (!isNode(value)) return undefined
	if (value.type === 'Identifier') return String(value['name'])
	if (value.type === 'MetaProperty') return 'import.meta'
	if (value.type !== 'MemberExpression') return undefined
	const object = dotted(value['object'])
	const property = value['computed'] === true ? literal(value['property']) : dotted(value['property'])
	return object === undefined || property === undefined ? undefined : `${object}.${property}`
}

/** The imports of the sources below a folder; `target` is the path of one of our files, undefined for a package. */
function importsOf(folder: string) {
	return CODE.filter(({ path }) => path.startsWith(folder)).flatMap(({ path, imports }) =>
		imports.map(({ from }) => ({
			path,
			from,
			target: from.startsWith('.') ? posix.join(posix.dirname(path), from) : undefined,
		})),
	)
}

function floorOf(path: string): number {
	const [folder, floor, ...rest] = path.split('/')
	return folder === 'shared' && rest.length > 0 ? FLOORS.indexOf(floor ?? '') : -1
}

function isListed(path: string, list: readonly string[]): boolean {
	return list.some((entry) => (entry.endsWith('/') ? path.startsWith(entry) : path === entry))
}

function shown({ path, from }: { readonly path: string; readonly from: string }): string {
	return `${path} imports ${from}`
}

/** "line: word" for each metaphor word: whole words, also inside camelCase and snake_case names. */
function metaphorsIn(text: string): string[] {
	return text.split('\n').flatMap((line, at) => {
		const words = line
			.replaceAll(PRODUCT_NAME, '')
			.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
			.replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
			.toLowerCase()
			.split(/[^a-z]+/)
		const sentence = ` ${words.join(' ')} `
		const found = [
			...words.filter((word) => METAPHOR_WORDS.includes(word)),
			...METAPHOR_PHRASES.filter((phrase) => sentence.includes(` ${phrase} `)),
		]
		return found.map((word) => `${at + 1} ${word}`)
	})
}
