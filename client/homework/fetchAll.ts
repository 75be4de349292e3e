import type { Homework } from '../../shared/homework/link.ts'
import { levelNamed } from '../../shared/programs/levels.ts'
import type { Measure } from '../connect/measure.ts'
import { LANGUAGES, loadLanguage } from '../words/words.ts'

/** Downloads whatever a round of these items will need, so that from then on no network is. Rejects if something fails. */
export async function fetchAll(homework: Homework, measure: Measure): Promise<void> {
	const parts = Promise.all([
		import('../connect/soloBus.ts'),
		import('../seats/seatScreen.tsx'),
		import('../seats/rulesSheet.tsx'),
		import('../lot/mountLot.ts'),
		import('qrcode'),
		...LANGUAGES.map(loadLanguage),
	])
	const { loadProgram } = await import('../../shared/programs/loadProgram.ts')
	for (const { level: name, seed } of homework.items) {
		const level = levelNamed(name)
		if (level === undefined) throw new Error(`no such level: ${name}`)
		// Measured once ahead: then its worker is there, too.
		await measure.reference({ level, program: await loadProgram(level.name, seed), seed })
	}
	await parts
}
