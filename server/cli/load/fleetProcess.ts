import { obeyParent } from './processes.ts'

obeyParent()
