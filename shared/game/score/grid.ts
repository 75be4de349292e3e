import type { CrewPolicy } from '../bots/policy.ts'
import { BOT_POLICIES, FITS } from '../bots/policy.ts'

const TEXTBOOK = BOT_POLICIES[2]

/** A habit that is kept whatever the program does. */
export interface FixedPolicy {
	readonly name: string
	readonly policies: Partial<CrewPolicy>
}

/** 96 fixed policies: fit × pad × rack × order × victim (GAME.md §9.4, test 4). */
export const FIXED_POLICIES: readonly FixedPolicy[] = FITS.flatMap((fit) =>
	[0, 3, 12].flatMap((padPages) =>
		[0, 128].flatMap((rackMaxBytes) =>
			([0, 1] as const).flatMap((order) =>
				(['fifo', 'clock'] as const).map((victim) => ({
					name: `${fit} pad ${padPages} rack ${rackMaxBytes} order ${order} ${victim}`,
					policies: {
						malloc: { ...TEXTBOOK.malloc, fit, padPages, rackMaxBytes },
						kernel: { ...TEXTBOOK.kernel, order, orderFreeFrames: 4, victim },
					},
				})),
			),
		),
	),
)
