import { common } from './common.ts'
import { homework } from './homework.ts'
import { host } from './host.ts'
import { debrief } from './debrief.ts'
import { lesson } from './lesson.ts'
import { lot } from './lot.ts'
import { play } from './play.ts'
import { preflight } from './preflight.ts'
import { questions } from './questions.ts'
import { sandbox } from './sandbox.ts'
import { seats } from './seats.ts'

/** Every sentence of this language: one file to download. */
export const en = {
	...common,
	...seats,
	...lot,
	...host,
	...play,
	...preflight,
	...homework,
	...sandbox,
	...questions,
	...lesson,
	...debrief,
}
