/**
 * What the machine should be, told once more in the simplest way that could work: a byte map of the heap in units of 16
 * bytes, a map of pages, a set of free frames. Shares no code with `shared/machine`; every number is from GAME.md §4.1.
 */
export type Behind = { readonly kind: 'frame'; readonly frame: number } | { readonly kind: 'zero' | 'swapped' | 'file' }

const HEAP = 0x1000
const UNIT = 16
const PAGE = 256
const FIRST_MAP_PAGE = 0xdb

export class Model {
	/** For each 16 bytes of heap: `top`, `free`, `used 7`, `racked 7`. */
	units: string[] = []
	/** First units of free chunks, head of the list first; of racked ones, oldest first. */
	list: number[] = []
	rack: { readonly at: number; readonly object: number }[] = []
	rackMaxBytes = 0
	readonly pages = new Map<number, Behind>()
	readonly freeFrames = new Set<number>()
	/** Frames whose content is in a file, unless it was written. */
	readonly fileFrames = new Set<number>()
	stackLow = 0xee
	/** Pages by object. */
	readonly maps = new Map<number, { readonly first: number; readonly pages: number }>()
	/** Pages that the TLB holds, by line. */
	readonly lines: (number | null)[]
	readonly accessed = new Set<number>()
	readonly dirty = new Set<number>()
	bill = 0

	constructor(frames: number, lines: number) {
		this.lines = Array<number | null>(lines).fill(null)
		for (let frame = 0; frame < frames; frame += 1) this.freeFrames.add(frame)
		for (const page of [0x08, 0x09, 0x0a]) this.pages.set(page, { kind: 'file' })
		this.back(0xef, 0)
	}

	// ── heap ─────────────────────────────────────────────────────────────────────────────────
	/** The stretch of equal units around one: a chunk, since free neighbours are always joined. */
	stretch(unit: number): { readonly from: number; readonly to: number } {
		let from = unit
		let to = unit + 1
		while (from > 0 && this.units[from - 1] === this.units[unit]) from -= 1
		while (to < this.units.length && this.units[to] === this.units[unit]) to += 1
		return { from, to }
	}

	/** First units of all chunks with a word in front, e.g. `used`. */
	chunks(use: string): number[] {
		return this.units.flatMap((unit, at) => (unit.startsWith(use) && this.units[at - 1] !== unit ? [at] : []))
	}

	sizeOf(unit: number): number {
		const { from, to } = this.stretch(unit)
		return (to - from) * UNIT
	}

	/** How every chunk reads: address, bytes, use. */
	told(): string[] {
		return this.chunks('').map((unit) =>
			[unit * UNIT + HEAP, this.sizeOf(unit), this.units[unit]?.split(' ')[0]].join(' '),
		)
	}

	place(unit: number, bytes: number, object: number, high: boolean): void {
		const { from, to } = this.stretch(unit)
		const isTop = this.units[unit] === 'top'
		let take = bytes / UNIT
		if (!isTop && to - from - take < 2) take = to - from
		const splits = take < to - from
		const position = isTop ? this.list.length : this.list.indexOf(from) + 1
		this.bill += 60 + 60 * position + (splits ? 20 : 0)
		const start = high && splits ? to - take : from
		for (let at = start; at < start + take; at += 1) this.units[at] = `used ${object}`
		if (isTop) return
		const place = this.list.indexOf(from)
		if (!splits) this.list.splice(place, 1)
		else if (!high) this.list[place] = from + take
	}

	takeRacked(bytes: number, object: number): void {
		const index = this.rack.findLastIndex(({ at }) => this.sizeOf(at) === bytes)
		const { at } = this.rack[index] as { at: number }
		const { from, to } = this.stretch(at)
		this.units.fill(`used ${object}`, from, to)
		this.rack.splice(index, 1)
		this.bill += 25
	}

	free(unit: number): void {
		const { from, to } = this.stretch(unit)
		const bytes = (to - from) * UNIT
		const alike = this.rack.filter(({ at }) => this.sizeOf(at) === bytes).length
		if (bytes <= this.rackMaxBytes && alike < 2) {
			const object = Number(this.units[from]?.split(' ')[1])
			this.units.fill(`racked ${object}`, from, to)
			this.rack.push({ at: from, object })
			this.bill += 25
			return
		}
		const behind = this.units[to] === 'top'
		const neighbours = [this.units[from - 1] === 'free', behind || this.units[to] === 'free']
		this.bill += 30 + 30 * neighbours.filter(Boolean).length
		this.list = this.list.filter((at) => at !== to && !(neighbours[0] && at === this.stretch(from - 1).from))
		this.units.fill('free', from, to)
		const joined = this.stretch(from)
		if (behind) this.units.fill('top', joined.from, this.stretch(to).to)
		else this.list.unshift(joined.from)
	}

	get heapPages(): number {
		return (this.units.length * UNIT) / PAGE
	}

	grow(pages: number): void {
		this.bill += 1500
		for (let unit = 0; unit < (pages * PAGE) / UNIT; unit += 1) this.units.push('top')
	}

	/** Whole pages that top can give and still be a chunk. */
	get spare(): number {
		const top = this.chunks('top')[0]
		return top === undefined ? 0 : Math.floor((this.sizeOf(top) - 32) / PAGE)
	}

	shrink(pages: number): void {
		this.units.length -= (pages * PAGE) / UNIT
		this.bill += 1500 + this.drop(HEAP / PAGE + this.heapPages, pages)
	}

	// ── kernel ───────────────────────────────────────────────────────────────────────────────
	areaOf(page: number): { readonly write: boolean } | null {
		if (page === 0x08 || page === 0x09) return { write: false }
		if (page === 0x0a || page === 0x0b || (page >= this.stackLow && page <= 0xef)) return { write: true }
		if (page >= 0x10 && page < 0x10 + this.heapPages) return { write: true }
		const mapped = [...this.maps.values()].some(({ first, pages }) => page >= first && page < first + pages)
		return mapped ? { write: true } : null
	}

	get promised(): number {
		const mapped = [...this.maps.values()].reduce((sum, { pages }) => sum + pages, 0)
		return 2 + this.heapPages + mapped + (0xef - this.stackLow + 1)
	}

	/** Tries every place from the top down. */
	gapFor(pages: number): number | null {
		for (let first = FIRST_MAP_PAGE - pages + 1; first >= 0x10 + this.heapPages; first -= 1) {
			const taken = [...this.maps.values()].some((map) => first < map.first + map.pages && map.first < first + pages)
			if (!taken) return first
		}
		return null
	}

	map(object: number, pages: number): void {
		this.maps.set(object, { first: this.gapFor(pages) as number, pages })
		this.bill += 2700
	}

	unmap(object: number): void {
		const { first, pages } = this.maps.get(object) as { first: number; pages: number }
		this.maps.delete(object)
		this.bill += 5600 + this.drop(first, pages)
	}

	private drop(first: number, pages: number): number {
		let cycles = 0
		for (let page = first; page < first + pages; page += 1) {
			if (this.pages.get(page)?.kind === 'frame') cycles += 800
			this.forget(page)
			this.pages.delete(page)
		}
		return cycles
	}

	/** Whatever changes behind a page: the frame is free, the TLB and the bits know nothing of it. */
	private forget(page: number): void {
		const behind = this.pages.get(page)
		if (behind?.kind === 'frame') this.freeFrames.add(behind.frame)
		const line = this.lines.indexOf(page)
		if (line >= 0) this.lines[line] = null
		this.accessed.delete(page)
		this.dirty.delete(page)
	}

	private back(page: number, frame: number): void {
		this.forget(page)
		this.freeFrames.delete(frame)
		this.fileFrames.delete(frame)
		this.pages.set(page, { kind: 'frame', frame })
	}

	evict(page: number): void {
		const behind = this.pages.get(page)
		const clean = behind?.kind === 'frame' && this.fileFrames.has(behind.frame) && !this.dirty.has(page)
		this.forget(page)
		this.pages.set(page, { kind: clean ? 'file' : 'swapped' })
		this.bill += clean ? 500 : 8000
	}

	get swapped(): number {
		return [...this.pages.values()].filter(({ kind }) => kind === 'swapped').length
	}

	verdictOf(page: number, write: boolean): string {
		const area = this.areaOf(page)
		if (!area) return page >= 0xe0 && page <= 0xef ? 'STACK' : 'SEGV'
		if (write && !area.write) return 'SEGV'
		const behind = this.pages.get(page)
		if (!behind) return write ? 'ZERO' : 'ZPAGE'
		if (behind.kind === 'file') return 'FILE'
		return behind.kind === 'swapped' ? 'SWAPIN' : 'COW'
	}

	resolve(page: number, verdict: string, frame: number, pair: boolean): void {
		switch (verdict) {
			case 'ZERO':
				this.bill += 2500 + (pair ? 2000 : 1000)
				if (pair) for (const offset of [0, 1]) this.back(page - (page % 2) + offset, frame + offset)
				else this.back(page, frame)
				return
			case 'STACK':
				this.bill += 3500
				this.stackLow = page
				return this.back(page, frame)
			case 'FILE':
				this.bill += 3000
				this.back(page, frame)
				this.fileFrames.add(frame)
				return
			case 'SWAPIN':
				this.bill += 10_000
				return this.back(page, frame)
			case 'COW':
				this.bill += 5000
				return this.back(page, frame)
			case 'ZPAGE':
				this.bill += 1850
				this.pages.set(page, { kind: 'zero' })
				return
			default:
				this.bill += 2500
		}
	}

	// ── MMU ──────────────────────────────────────────────────────────────────────────────────
	allows(page: number, write: boolean): boolean {
		const behind = this.pages.get(page)
		if (page >= 0xf0 || !behind || behind.kind === 'swapped' || behind.kind === 'file') return false
		return !write || (behind.kind === 'frame' && page !== 0x08 && page !== 0x09)
	}

	/** True if the TLB lets it pass. */
	look(page: number, write: boolean): boolean {
		const line = this.lines.indexOf(page)
		if (line < 0) return false
		if (!this.allows(page, write)) {
			this.lines[line] = null
			return false
		}
		this.used(page, write)
		return true
	}

	fill(line: number, page: number, write: boolean): void {
		this.lines[line] = page
		this.used(page, write)
	}

	private used(page: number, write: boolean): void {
		this.accessed.add(page)
		if (write) this.dirty.add(page)
	}
}
