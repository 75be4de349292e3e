export interface Measured {
	readonly runs: number
	/** Mean of the faster half: what is slow because of others counts less. */
	readonly usPerRun: number
}

/** Repeats something for about so many milliseconds, after a short warm-up. */
export function measure(milliseconds: number, run: () => unknown): Measured {
	const warmUntil = performance.now() + milliseconds / 10
	do run()
	while (performance.now() < warmUntil)
	const samples: number[] = []
	const until = performance.now() + milliseconds
	do {
		const start = performance.now()
		run()
		samples.push(performance.now() - start)
	} while (performance.now() < until)
	const faster = samples.toSorted((a, b) => a - b).slice(0, Math.ceil(samples.length / 2))
	return { runs: samples.length, usPerRun: (faster.reduce((sum, sample) => sum + sample, 0) / faster.length) * 1000 }
}

export const formatRow = ([what, figure, ratio]: readonly [string, string, string]): string =>
	`${what.padEnd(40)}${figure.padStart(18)}   ${ratio}`
