/** Numbers as they come, for their percentiles. Sized for millions: 8 bytes each. */
export class Samples {
	#values = new Float64Array(1024)
	#count = 0

	get count(): number {
		return this.#count
	}

	add(value: number): void {
		if (this.#count === this.#values.length) {
			const larger = new Float64Array(this.#count * 2)
			larger.set(this.#values)
			this.#values = larger
		}
		this.#values[this.#count++] = value
	}

	addAll(values: Iterable<number>): void {
		for (const value of values) this.add(value)
	}

	all(): Float64Array {
		return this.#values.slice(0, this.#count)
	}

	/** Of each percentile (0 … 100), by the nearest rank; null without samples. */
	percentiles<const P extends readonly number[]>(wanted: P): { [I in keyof P]: number | null } {
		const sorted = this.all().sort()
		return wanted.map((percent) =>
			sorted.length === 0 ? null : (sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null),
		) as { [I in keyof P]: number | null }
	}

	get max(): number | null {
		return this.#count === 0 ? null : this.all().reduce((a, b) => Math.max(a, b))
	}
}
