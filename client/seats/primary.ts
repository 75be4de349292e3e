import type { Intent } from '../../shared/game/intent.ts'
import type { Refusal } from '../../shared/game/refusal.ts'
import type { MallocPlan } from './mallocModel.ts'
import type { Say } from './say.ts'

/** The one big button: what it would do, or (with no act) what to do next. */
export interface Primary {
	readonly label: Say
	readonly act:
		| { readonly kind: 'send'; readonly intent: Intent }
		| { readonly kind: 'plan'; readonly plan: MallocPlan }
		| null
	/** Why the thing in hand can't be done, as the rules would say it. */
	readonly refusal?: Refusal
}
