import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../fixtures/traces/', import.meta.url)

/** The text of a trace in tests/fixtures/traces. */
export const fixture = (fileName: string): string => readFileSync(new URL(fileName, folder), 'utf8')

/** All traces there; their answers (*.jsonl) lie beside them. */
export const fixtureNames: readonly string[] = readdirSync(folder)
	.filter((name) => /\.(lot|rep)$/.test(name))
	.sort()
