import type { Speed } from '../../shared/lesson/command.ts'

export const SPEED_SIGNS: Readonly<Record<Speed, string>> = { 0.25: '¼', 0.5: '½', 1: '1', 2: '2' }
