import { common } from './common.ts'
import { lot } from './lot.ts'
import { play } from './play.ts'
import { sandbox } from './sandbox.ts'
import { seats } from './seats.ts'

/** Every sentence of this language: one file to download. */
export const en = { ...common, ...seats, ...lot, ...play, ...sandbox }
