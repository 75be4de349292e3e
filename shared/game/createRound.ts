import type { Level } from '../programs/levels.ts'
import type { Program } from '../programs/op.ts'
import type { RoundHeader } from './round.ts'
import { referenceOf } from './score/reference.ts'
import { createWorld, type World } from './world.ts'

/** A fresh round in phase `waiting`, bots on all seats. It knows what it will be measured by. */
export const createRound = (header: RoundHeader, level: Level, program: Program): World =>
	createWorld(header, level, program, referenceOf(level, program, header.seed))
