/** What `GET /metrics` said at a moment: each line's name (with labels) and value. */
export type Scrape = ReadonlyMap<string, number>

/** The text format of Prometheus. */
export function parseScrape(text: string): Scrape {
	const values = new Map<string, number>()
	for (const line of text.split('\n')) {
		const at = line.lastIndexOf(' ')
		if (line.startsWith('#') || at < 0) continue
		values.set(line.slice(0, at), Number(line.slice(at + 1)))
	}
	return values
}

/** How much a counter grew. */
export const growth = (before: Scrape, after: Scrape, name: string): number =>
	(after.get(name) ?? 0) - (before.get(name) ?? 0)

/**
 * A percentile of what a histogram saw between two scrapes; within a bucket evenly spread, as Prometheus does it.
 * Null: it saw nothing. A value past the last bucket counts as that bucket's limit.
 */
export function histogramPercentile(before: Scrape, after: Scrape, name: string, percent: number): number | null {
	const buckets = [...after.keys()]
		.map((key) => ({ key, limit: new RegExp(`^${name}_bucket\\{le="([^"]+)"\\}$`).exec(key)?.[1] }))
		.filter((one): one is { key: string; limit: string } => one.limit !== undefined)
		.map(({ key, limit }) => ({ limit: limit === '+Inf' ? Infinity : Number(limit), seen: growth(before, after, key) }))
		.sort((a, b) => a.limit - b.limit)
	const total = buckets.at(-1)?.seen ?? 0
	if (total === 0) return null
	const rank = (percent / 100) * total
	let low = 0
	let below = 0
	for (const { limit, seen } of buckets) {
		if (seen >= rank) {
			if (limit === Infinity) return low
			return seen === below ? limit : low + ((limit - low) * (rank - below)) / (seen - below)
		}
		low = limit
		below = seen
	}
	return low
}
