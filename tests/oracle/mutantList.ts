/** One wrong rule: `search` occurs exactly once in `file` and is replaced. */
export interface Mutant {
	/** Rule of RULES.md that is broken, and how. */
	readonly rule: string
	readonly file: MutatedFile
	readonly search: string
	readonly replace: string
	/** Why no answer can change, for mutants that are no mistakes. */
	readonly equivalent?: string
}

export const MUTATED_FILES = [
	'heap/glibc/malloc.ts',
	'heap/glibc/bins.ts',
	'heap/glibc/tuning.ts',
	'kernel/anonymousMemory.ts',
] as const
export type MutatedFile = (typeof MUTATED_FILES)[number]

const [MALLOC, BINS, TUNING, KERNEL] = MUTATED_FILES

export const MUTANTS: readonly Mutant[] = [
	// 1, 2: chunks and state
	{
		rule: '1 a chunk has 16 bytes of its own',
		file: MALLOC,
		search: '(request + HEADER + ALIGN - 1)',
		replace: '(request + 2 * HEADER + ALIGN - 1)',
	},
	{
		rule: '1 the smallest chunk is 48',
		file: MALLOC,
		search: 'request <= MIN_SIZE - HEADER ? MIN_SIZE :',
		replace: 'request <= MIN_SIZE - HEADER ? 48 :',
	},
	{
		rule: '1 usable size of a mapping',
		file: MALLOC,
		search: '=== MAPPED ? 2 * HEADER : HEADER)',
		replace: '=== MAPPED ? HEADER : HEADER)',
	},
	{
		rule: '2 tcache ends at 1024',
		file: TUNING,
		search: 'tcacheMaxSize: 1040',
		replace: 'tcacheMaxSize: 1024',
	},
	{
		rule: '2 tcache block of 0x280',
		file: MALLOC,
		search: 'const size = chunkSizeFor(bins * TCACHE_BIN_BYTES)',
		replace: 'const size = chunkSizeFor(bins * TCACHE_BIN_BYTES) - 16',
	},
	{
		rule: '2 tcache block is not touched whole',
		file: MALLOC,
		search: 'touchAt(heap, row, PAYLOAD, size, true)',
		replace: 'touchAt(heap, row, PAYLOAD, PAYLOAD + 8, true)',
		equivalent: 'its own header and the one behind it have made both of its pages own',
	},
	{
		rule: '2 fast bins end at 112',
		file: MALLOC,
		search: 'const FAST_MAX_SIZE = 128',
		replace: 'const FAST_MAX_SIZE = 112',
	},
	{
		rule: '2 fast bins end at 144',
		file: MALLOC,
		search: 'const FAST_MAX_SIZE = 128',
		replace: 'const FAST_MAX_SIZE = 144',
	},
	{
		rule: '2 malloc makes no tcache',
		file: MALLOC,
		search: '	const needed = chunkSizeFor(request)\n	makeTcache(heap)\n	const row = popTcache',
		replace: '	const needed = chunkSizeFor(request)\n	const row = popTcache',
	},
	{
		rule: '2 calloc makes no tcache',
		file: MALLOC,
		search: '	makeTcache(heap)\n	const topAddress',
		replace: '	const topAddress',
	},
	{
		rule: '2 free makes no tcache',
		file: MALLOC,
		search: '	makeTcache(heap)\n	release(heap, row)',
		replace: '	release(heap, row)',
	},
	{
		rule: '2 free of a mapping makes the tcache',
		file: MALLOC,
		search: '	if (row === NONE) return\n	if (stateOf',
		replace: '	if (row === NONE) return\n	makeTcache(heap)\n	if (stateOf',
	},
	{
		rule: '2 realloc makes no tcache',
		file: MALLOC,
		search: '	makeTcache(heap)\n	const { chunks } = heap\n	const size',
		replace: '	const { chunks } = heap\n	const size',
	},
	{
		rule: '2 memalign makes the tcache',
		file: MALLOC,
		search: '	const align = Math.max(alignment, MIN_SIZE)',
		replace: '	makeTcache(heap)\n	const align = Math.max(alignment, MIN_SIZE)',
	},
	{
		rule: '2 memalign of 16 does not make it',
		file: MALLOC,
		search: 'if (alignment <= ALIGN) return malloc(heap, request)',
		replace: 'if (alignment < ALIGN) return malloc(heap, request)',
	},
	{ rule: '2 bin border 3136', file: BINS, search: 'if (size >> 6 <= 48)', replace: 'if (size >> 6 <= 47)' },
	{ rule: '2 bin border 10752', file: BINS, search: 'if (size >> 9 <= 20)', replace: 'if (size >> 9 <= 19)' },
	{ rule: '2 bin border 45056', file: BINS, search: 'if (size >> 12 <= 10)', replace: 'if (size >> 12 <= 11)' },
	{ rule: '2 bin border 163840', file: BINS, search: 'if (size >> 15 <= 4)', replace: 'if (size >> 15 <= 3)' },
	{ rule: '2 bin border 786432', file: BINS, search: 'if (size >> 18 <= 2)', replace: 'if (size >> 18 <= 3)' },
	{ rule: '2 bins 64 wide instead of 512', file: BINS, search: 'return 91 + (size >> 9)', replace: 'return 97' },
	{
		rule: '2 thresholds start at 132 KiB',
		file: TUNING,
		search: 'mmapThreshold: 131_072',
		replace: 'mmapThreshold: 135_168',
	},
	{
		rule: '2 trim threshold starts higher',
		file: TUNING,
		search: 'trimThreshold: 131_072',
		replace: 'trimThreshold: 139_264',
	},
	{ rule: '2 top pad of 124 KiB', file: TUNING, search: 'topPad: 131_072', replace: 'topPad: 126_976' },
	// 3, 4: malloc and imalloc
	{
		rule: '3 malloc does not pop the tcache',
		file: MALLOC,
		search: 'return row === NONE ? allocate(heap, needed) : row',
		replace: 'return allocate(heap, needed)',
	},
	{
		rule: '3 the tcache is a queue',
		file: MALLOC,
		search: '	heads[stack] = row\n	counts[stack]',
		replace:
			'	let last = heads[stack] as number\n	while (last !== NONE && (heap.chunks.forward[last] as number) !== NONE) last = heap.chunks.forward[last] as number\n	heap.chunks.forward[row] = NONE\n	if (last === NONE) heads[stack] = row\n	else heap.chunks.forward[last] = row\n	counts[stack]',
	},
	{ rule: '4 a tcache stack holds 8', file: TUNING, search: 'tcacheCount: 7', replace: 'tcacheCount: 8' },
	{ rule: '4 a tcache stack holds 6', file: TUNING, search: 'tcacheCount: 7', replace: 'tcacheCount: 6' },
	{
		rule: '4.1 no fast chunks onto the tcache',
		file: MALLOC,
		search: 'while (hasTcacheRoom(heap, needed) && heap.fastHeads[stackOf(needed)] !== NONE)',
		replace: 'while (needed < 0)',
	},
	{
		rule: '4.1 one fast chunk at most onto the tcache',
		file: MALLOC,
		search: 'while (hasTcacheRoom(heap, needed) && heap.fastHeads',
		replace: 'if (hasTcacheRoom(heap, needed) && heap.fastHeads',
	},
	{
		rule: '4.2 no small chunks onto the tcache',
		file: MALLOC,
		search: 'while (hasTcacheRoom(heap, needed) && !isEmpty(heap.chunks, binFor(needed)))',
		replace: 'while (needed < 0)',
	},
	{
		rule: '4.2 the newest of a small bin',
		file: MALLOC,
		search: 'const row = heap.chunks.backward[bin] as number\n	if (row === bin) return NONE',
		replace: 'const row = heap.chunks.forward[bin] as number\n	if (row === bin) return NONE',
	},
	{
		rule: '4.2 a large request does not consolidate',
		file: MALLOC,
		search: '} else if (heap.hasFastChunks) {\n		consolidate(heap)\n	}',
		replace: '}',
	},
	{
		rule: '4.2 requests of 1024 are small',
		file: MALLOC,
		search: '	if (needed < FIRST_LARGE_SIZE) {\n		const row = takeOldest',
		replace: '	if (needed <= FIRST_LARGE_SIZE) {\n		const row = takeOldest',
	},
	{
		rule: '4.3 scan from the newest',
		file: MALLOC,
		search:
			'for (let row = chunks.backward[UNSORTED] as number; row !== UNSORTED; row = chunks.backward[UNSORTED] as number)',
		replace:
			'for (let row = chunks.forward[UNSORTED] as number; row !== UNSORTED; row = chunks.forward[UNSORTED] as number)',
	},
	{
		rule: '4.3 entries enter at the back',
		file: MALLOC,
		search: 'insertFront(heap.chunks, heap.bins, UNSORTED, row)',
		replace:
			'insertFront(heap.chunks, heap.bins, UNSORTED, row)\n	if (heap.chunks.backward[UNSORTED] !== row) {\n		takeOut(heap.chunks, row)\n		const last = heap.chunks.backward[UNSORTED] as number\n		heap.chunks.forward[row] = UNSORTED\n		heap.chunks.backward[row] = last\n		heap.chunks.forward[last] = row\n		heap.chunks.backward[UNSORTED] = row\n	}',
	},
	{
		rule: '4.3a the last remainder need not be alone',
		file: MALLOC,
		search: 'isOnly && addressOf',
		replace: 'addressOf',
	},
	{
		rule: '4.3a any only chunk is split',
		file: MALLOC,
		search: 'isOnly && addressOf(heap, row) === heap.lastRemainder',
		replace: 'isOnly',
	},
	{
		rule: '4.3a also for large requests',
		file: MALLOC,
		search: 'if (needed < FIRST_LARGE_SIZE && isLastRemainder',
		replace: 'if (isLastRemainder',
	},
	{
		rule: '4.3a a rest of exactly 32 is split there',
		file: MALLOC,
		search: 'size > needed + MIN_SIZE) {',
		replace: 'size >= needed + MIN_SIZE) {',
	},
	{
		rule: '4.3a the rest does not become last remainder',
		file: MALLOC,
		search: 'heap.lastRemainder = addressOf(heap, split(heap, row, needed))',
		replace: 'split(heap, row, needed)',
	},
	{
		rule: '4.3a no last remainder rule',
		file: MALLOC,
		search: 'if (needed < FIRST_LARGE_SIZE && isLastRemainder',
		replace: 'if (needed < 0 && isLastRemainder',
	},
	{
		rule: '4.3b exact fits skip the tcache',
		file: MALLOC,
		search: 'if (!hasTcacheRoom(heap, needed)) return row',
		replace: 'if (needed > 0) return row',
	},
	{
		rule: '4.3b the first exact fit ends the scan',
		file: MALLOC,
		search: '			isCached = true\n			continue',
		replace: '			return popTcache(heap, needed)',
	},
	{
		rule: '4.3c 9999 chunks a scan',
		file: MALLOC,
		search: 'const MAX_SORTED = 10_000',
		replace: 'const MAX_SORTED = 9_999',
	},
	{
		rule: '4.3c 10001 chunks a scan',
		file: MALLOC,
		search: 'const MAX_SORTED = 10_000',
		replace: 'const MAX_SORTED = 10_001',
	},
	{
		rule: '4.3c exact fits count as well',
		file: MALLOC,
		search: '			isCached = true\n			continue',
		replace: '			isCached = true\n			sorted += 1\n			continue',
	},
	{
		rule: '4.4 a cached fit is left in the tcache',
		file: MALLOC,
		search: 'return isCached ? popTcache(heap, needed) : NONE',
		replace: 'return NONE',
	},
	{
		rule: '4.5 the own large bin is skipped',
		file: MALLOC,
		search: '		const row = bestInLargeBin(heap.chunks, heap.bins, bin, needed)\n		if (row !== NONE)',
		replace: '		const row = bestInLargeBin(heap.chunks, heap.bins, bin, needed)\n		if (row < 0)',
	},
	{
		rule: '4.5 largest instead of best in the own bin',
		file: BINS,
		search: 'let leader = chunks.bySizeUp[largest] as number\n	while',
		replace: 'let leader = largest\n	while',
	},
	{ rule: '4.5 the leader of equal sizes', file: BINS, search: '? second : leader', replace: '? leader : leader' },
	{
		rule: '4.5 a split there sets the last remainder',
		file: MALLOC,
		search: '			split(heap, row, needed)\n			return row',
		replace:
			'			const rest = split(heap, row, needed)\n			if (rest !== NONE) heap.lastRemainder = addressOf(heap, rest)\n			return row',
	},
	{
		rule: '4.6 the own bin again',
		file: MALLOC,
		search: 'smallestFrom(heap.chunks, heap.bins, bin + 1)',
		replace: 'smallestFrom(heap.chunks, heap.bins, bin)',
	},
	{
		rule: '4.6 one bin is passed over',
		file: MALLOC,
		search: 'smallestFrom(heap.chunks, heap.bins, bin + 1)',
		replace: 'smallestFrom(heap.chunks, heap.bins, bin + 2)',
	},
	{
		rule: '4.6 the first chunk of the higher bin',
		file: BINS,
		search: 'return chunks.backward[candidate] as number',
		replace: 'return chunks.forward[candidate] as number',
	},
	{
		rule: '4.6 the last remainder is not set',
		file: MALLOC,
		search: 'if (rest !== NONE && needed < FIRST_LARGE_SIZE) heap.lastRemainder = addressOf(heap, rest)',
		replace: '',
	},
	{
		rule: '4.6 large requests set it too',
		file: MALLOC,
		search: 'if (rest !== NONE && needed < FIRST_LARGE_SIZE)',
		replace: 'if (rest !== NONE)',
	},
	{
		rule: '4.6 bins wear out: the map is not marked',
		file: BINS,
		search: '	markBin(bins, bin)\n	if (largest === bin) {',
		replace: '	if (largest === bin) {',
	},
	{
		rule: '4.7 top may be used up',
		file: MALLOC,
		search: 'if (topSize(heap) >= needed + MIN_SIZE) return',
		replace: 'if (topSize(heap) >= needed) return',
	},
	{
		rule: '4.7 top must keep more than 32',
		file: MALLOC,
		search: 'if (topSize(heap) >= needed + MIN_SIZE) return',
		replace: 'if (topSize(heap) > needed + MIN_SIZE) return',
	},
	{
		rule: '4.8 no consolidation before the break moves',
		file: MALLOC,
		search: '		if (!heap.hasFastChunks) return growAndCut(heap, needed)\n		consolidate(heap)',
		replace: '		return growAndCut(heap, needed)',
	},
	{
		rule: '4.8 no new scan after it',
		file: MALLOC,
		search: '		if (!heap.hasFastChunks) return growAndCut(heap, needed)\n		consolidate(heap)',
		replace:
			'		if (!heap.hasFastChunks) return growAndCut(heap, needed)\n		consolidate(heap)\n		return topSize(heap) >= needed + MIN_SIZE ? cutTop(heap, needed) : growAndCut(heap, needed)',
	},
	// 5: large bins
	{
		rule: '5 equal sizes go before the leader',
		file: BINS,
		search:
			'		insertBetween(chunks, row, leader, chunks.forward[leader] as number)\n		chunks.bySizeDown[row] = NONE',
		replace:
			'		insertBetween(chunks, row, chunks.backward[leader] as number, leader)\n		chunks.bySizeDown[row] = NONE',
	},
	{
		rule: '5 equal sizes go behind all others',
		file: BINS,
		search: '		insertBetween(chunks, row, leader, chunks.forward[leader] as number)',
		replace:
			'		let last = leader\n		while ((chunks.forward[last] as number) >= BIN_HEADS && chunks.size[chunks.forward[last] as number] === size) last = chunks.forward[last] as number\n		insertBetween(chunks, row, last, chunks.forward[last] as number)',
	},
	{
		rule: '5 a leader takes its size with it',
		file: BINS,
		search: 'if (back >= BIN_HEADS && chunks.size[back] === chunks.size[row]) {',
		replace: 'if (back >= BIN_HEADS && chunks.size[back] === -1) {',
	},
	{
		rule: '5 the smallest enters in front',
		file: BINS,
		search:
			'		insertBetween(chunks, row, chunks.backward[bin] as number, bin)\n		insertLeader(chunks, row, smallest, largest)',
		replace:
			'		insertBetween(chunks, row, bin, chunks.forward[bin] as number)\n		insertLeader(chunks, row, smallest, largest)',
	},
	// 6: split
	{
		rule: '6 a rest of 32 is not split off',
		file: MALLOC,
		search: 'if (sizeOf(heap, row) - needed < MIN_SIZE) return NONE',
		replace: 'if (sizeOf(heap, row) - needed <= MIN_SIZE) return NONE',
	},
	{
		rule: '6 a rest of 16 is split off',
		file: MALLOC,
		search: 'if (sizeOf(heap, row) - needed < MIN_SIZE) return NONE',
		replace: 'if (sizeOf(heap, row) - needed < ALIGN) return NONE',
	},
	{
		rule: '6 the rest goes into its bin',
		file: MALLOC,
		search: '	const rest = cut(heap, row, needed, FREE)\n	putUnsorted(heap, rest)',
		replace:
			'	const rest = cut(heap, row, needed, FREE)\n	putUnsorted(heap, rest)\n	takeOut(heap.chunks, rest)\n	sortIntoBin(heap, rest)',
	},
	// 7: sysmalloc
	{
		rule: '7 mapped only above the threshold',
		file: MALLOC,
		search: 'if (needed >= heap.mmapThreshold &&',
		replace: 'if (needed > heap.mmapThreshold &&',
	},
	{
		rule: '7 mappings without limit',
		file: MALLOC,
		search: ' && heap.mapped < heap.tuning.mmapMax) {',
		replace: ') {',
	},
	{ rule: '7 65535 mappings', file: TUNING, search: 'mmapMax: 65_536', replace: 'mmapMax: 65_535' },
	{ rule: '7 unmapping is not counted', file: MALLOC, search: '	heap.mapped -= 1\n', replace: '' },
	{
		rule: '7 mapping length without the extra word',
		file: MALLOC,
		search: 'const length = pageUp(heap, needed + HEADER)\n	const number = mmap',
		replace: 'const length = pageUp(heap, needed)\n	const number = mmap',
	},
	{
		rule: '7 mapping length one word more',
		file: MALLOC,
		search: 'const length = pageUp(heap, needed + HEADER)\n	const number = mmap',
		replace: 'const length = pageUp(heap, needed + 3 * HEADER)\n	const number = mmap',
	},
	{
		rule: '7 the break grows without regard to top',
		file: MALLOC,
		search: '+ heap.tuning.topPad + MIN_SIZE - topSize(heap))',
		replace: '+ heap.tuning.topPad + MIN_SIZE)',
	},
	{
		rule: '7 without 32 for the next top',
		file: MALLOC,
		search: '+ heap.tuning.topPad + MIN_SIZE - topSize(heap))',
		replace: '+ heap.tuning.topPad - topSize(heap))',
	},
	{
		rule: '7 no second mmap after a refused break',
		file: MALLOC,
		search: 'if (!brk(heap.memory, end + by)) return mapChunk(heap, needed)',
		replace: 'if (!brk(heap.memory, end + by)) return NONE',
	},
	{
		rule: '7 a refused mmap is final',
		file: MALLOC,
		search: '		const row = mapChunk(heap, needed)\n		if (row !== NONE) return row',
		replace: '		return mapChunk(heap, needed)',
	},
	// 8: free
	{
		rule: '8.1 flag bit does not count below',
		file: MALLOC,
		search: 'size + 2 > heap.mmapThreshold',
		replace: 'size > heap.mmapThreshold',
	},
	{
		rule: '8.1 flag bit does not count above',
		file: MALLOC,
		search: 'size + 2 <= heap.tuning.mmapThresholdMax',
		replace: 'size <= heap.tuning.mmapThresholdMax',
	},
	{
		rule: '8.1 no upper limit',
		file: MALLOC,
		search: ' && size + 2 <= heap.tuning.mmapThresholdMax) {',
		replace: ') {',
	},
	{
		rule: '8.1 no lower limit',
		file: MALLOC,
		search: 'if (size + 2 > heap.mmapThreshold && size',
		replace: 'if (size',
	},
	{
		rule: '8.1 trim threshold not doubled',
		file: MALLOC,
		search: 'heap.trimThreshold = 2 * size',
		replace: 'heap.trimThreshold = size',
	},
	{ rule: '8.1 trim threshold stays', file: MALLOC, search: 'heap.trimThreshold = 2 * size', replace: '' },
	{ rule: '8.1 mmap threshold stays', file: MALLOC, search: 'heap.mmapThreshold = size\n', replace: '\n' },
	{
		rule: '8.2 frees skip the tcache',
		file: MALLOC,
		search: '	if (hasTcacheRoom(heap, size)) {\n		pushTcache(heap, row)\n		return\n	}\n	if (size <= FAST',
		replace: '	if (size <= FAST',
	},
	{ rule: '8.3 fast chunks are not flagged', file: MALLOC, search: '	heap.hasFastChunks = true\n', replace: '' },
	{
		rule: '8.3 a chunk next to top is not fast (TRIM_FASTBINS)',
		file: MALLOC,
		search: 'if (size <= FAST_MAX_SIZE) {\n		pushFast',
		replace: 'if (size <= FAST_MAX_SIZE && after(heap, row) !== heap.top) {\n		pushFast',
	},
	{
		rule: '8.4 no join with the previous chunk',
		file: MALLOC,
		search: 'if (left !== NONE && stateOf(heap, left) === FREE)',
		replace: 'if (left !== NONE && stateOf(heap, left) === -1)',
	},
	{
		rule: '8.4 no join with the next chunk',
		file: MALLOC,
		search: 'if (stateOf(heap, right) === FREE) {',
		replace: 'if (stateOf(heap, right) === -1) {',
	},
	{
		rule: '8.4 fast chunks in front are joined',
		file: MALLOC,
		search: '	if (stateOf(heap, right) === TOP) {\n',
		replace: '	if (stateOf(heap, right) === TOP && sizeOf(heap, joined) > 4096) {\n',
	},
	{
		rule: '8.5 consolidates above 64 KiB only',
		file: MALLOC,
		search: 'if (sizeOf(heap, joined) < heap.tuning.consolidateFrom) return',
		replace: 'if (sizeOf(heap, joined) <= heap.tuning.consolidateFrom) return',
	},
	{
		rule: '8.5 consolidates a chunk earlier',
		file: TUNING,
		search: 'consolidateFrom: 65_536',
		replace: 'consolidateFrom: 65_520',
	},
	{
		rule: '8.5 judged before joining',
		file: MALLOC,
		search: 'if (sizeOf(heap, joined) < heap.tuning.consolidateFrom) return',
		replace: 'if (size < heap.tuning.consolidateFrom) return',
	},
	{
		rule: '8.5 trims without consolidating',
		file: MALLOC,
		search: '	if (heap.hasFastChunks) consolidate(heap)\n	if (topSize',
		replace: '	if (topSize',
	},
	{
		rule: '8.5 trims above the threshold only',
		file: MALLOC,
		search: 'if (topSize(heap) >= heap.trimThreshold) trim(heap)',
		replace: 'if (topSize(heap) > heap.trimThreshold) trim(heap)',
	},
	{
		rule: '8.5 trims whatever the threshold',
		file: MALLOC,
		search: 'if (topSize(heap) >= heap.trimThreshold) trim(heap)',
		replace: 'trim(heap)',
	},
	{ rule: '8.5 never trims', file: MALLOC, search: 'if (topSize(heap) >= heap.trimThreshold) trim(heap)', replace: '' },
	{
		rule: '8.5 every free may trim',
		file: MALLOC,
		search: 'if (sizeOf(heap, joined) < heap.tuning.consolidateFrom) return',
		replace: 'if (sizeOf(heap, joined) < heap.tuning.consolidateFrom && topSize(heap) < heap.trimThreshold) return',
	},
	{
		rule: '8.5 trim keeps 32 instead of 33',
		file: MALLOC,
		search: 'const spare = topSize(heap) - MIN_SIZE - 1',
		replace: 'const spare = topSize(heap) - MIN_SIZE',
	},
	{
		rule: '8.5 trim without the pad',
		file: MALLOC,
		search: 'const released = pageDown(heap, spare - heap.tuning.topPad)',
		replace: 'const released = pageDown(heap, spare)',
	},
	{ rule: '8.5 trims nothing with a call', file: MALLOC, search: '	if (released === 0) return\n', replace: '' },
	{
		rule: '8.5 spare equal to the pad goes on',
		file: MALLOC,
		search: 'if (spare <= heap.tuning.topPad) return',
		replace: 'if (spare < heap.tuning.topPad) return',
		equivalent: 'then nothing is left to release',
	},
	// 9: consolidate
	{
		rule: '9 from the largest fast bin down',
		file: MALLOC,
		search: 'for (let size = MIN_SIZE; size <= FAST_MAX_SIZE; size += ALIGN) {',
		replace: 'for (let size = FAST_MAX_SIZE; size >= MIN_SIZE; size -= ALIGN) {',
	},
	{
		rule: '9 the last fast bin is left out',
		file: MALLOC,
		search: 'for (let size = MIN_SIZE; size <= FAST_MAX_SIZE; size += ALIGN) {',
		replace: 'for (let size = MIN_SIZE; size < FAST_MAX_SIZE; size += ALIGN) {',
	},
	{
		rule: '9 trims as well',
		file: MALLOC,
		search: 'row = popFast(heap, size)) joinNeighbours(heap, row)\n	}',
		replace:
			'row = popFast(heap, size)) joinNeighbours(heap, row)\n	}\n	if (topSize(heap) >= heap.trimThreshold) trim(heap)',
	},
	{ rule: '9 the flag stays', file: MALLOC, search: '	heap.hasFastChunks = false\n	for', replace: '	for' },
	// 10: calloc
	{
		rule: '10 calloc pops the tcache',
		file: MALLOC,
		search: '	const row = allocate(heap, chunkSizeFor(request))\n',
		replace:
			'	const cached = popTcache(heap, chunkSizeFor(request))\n	const row = cached === NONE ? allocate(heap, chunkSizeFor(request)) : cached\n',
	},
	{
		rule: '10 clears mappings',
		file: MALLOC,
		search: 'if (row === NONE || stateOf(heap, row) === MAPPED) return row\n	const size',
		replace: 'if (row === NONE) return row\n	const size',
	},
	{
		rule: '10 clears what was asked only',
		file: MALLOC,
		search: '(isFresh ? oldTopSize : size) + HEADER, true)',
		replace: '(isFresh ? oldTopSize : PAYLOAD + Math.max(1, request) - HEADER) + HEADER, true)',
		equivalent: 'the bytes in between lie on the page of the next header, which is own',
	},
	{ rule: '10 clears fresh memory too', file: MALLOC, search: '(isFresh ? oldTopSize : size)', replace: 'size' },
	{
		rule: '10 8 bytes of the first fresh page stay',
		file: MALLOC,
		search: '(isFresh ? oldTopSize : size) + HEADER, true)',
		replace: '(isFresh ? oldTopSize : size), true)',
	},
	{
		rule: '10 all of top counts as fresh',
		file: MALLOC,
		search: 'addressOf(heap, row) === topAddress && size > oldTopSize',
		replace: 'addressOf(heap, row) === topAddress',
	},
	{
		rule: '10 any larger chunk counts as fresh',
		file: MALLOC,
		search: 'addressOf(heap, row) === topAddress && size > oldTopSize',
		replace: 'size > oldTopSize',
	},
	// 11: realloc
	{
		rule: '11.2 lead is forgotten',
		file: MALLOC,
		search: 'const length = pageUp(heap, needed + lead + HEADER)',
		replace: 'const length = pageUp(heap, needed + HEADER)',
	},
	{
		rule: '11.2 without the extra word',
		file: MALLOC,
		search: 'const length = pageUp(heap, needed + lead + HEADER)',
		replace: 'const length = pageUp(heap, needed + lead)',
	},
	{
		rule: '11.2 mremap also to the same length',
		file: MALLOC,
		search: '	if (length === mapping.length) return row\n',
		replace: '',
	},
	{
		rule: '11.2 usable size with the lead',
		file: MALLOC,
		search: 'heap.chunks.size[row] = length - lead',
		replace: 'heap.chunks.size[row] = length',
	},
	{
		rule: '11.2 a refused mremap is final',
		file: MALLOC,
		search: '	return malloc(heap, request)\n}\n\n// ── memalign',
		replace: '	return NONE\n}\n\n// ── memalign',
	},
	{
		rule: '11.2 a mapping that shrinks below the threshold moves',
		file: MALLOC,
		search: 'if (mremap(heap.memory, number, length)) {',
		replace: 'if (needed >= 4096 && mremap(heap.memory, number, length)) {',
	},
	{
		rule: '11.3 equal sizes move',
		file: MALLOC,
		search: '	if (size >= needed) {\n		cutBlock',
		replace: '	if (size > needed) {\n		cutBlock',
	},
	{
		rule: '11.3a top may be used up',
		file: MALLOC,
		search: 'size + topSize(heap) >= needed + MIN_SIZE',
		replace: 'size + topSize(heap) >= needed',
	},
	{
		rule: '11.3a top must keep more than 32',
		file: MALLOC,
		search: 'size + topSize(heap) >= needed + MIN_SIZE',
		replace: 'size + topSize(heap) > needed + MIN_SIZE',
	},
	{
		rule: '11.3a never into top',
		file: MALLOC,
		search: 'if (next === heap.top && size',
		replace: 'if (next === -1 && size',
	},
	{
		rule: '11.3b never into a free chunk',
		file: MALLOC,
		search: 'if (stateOf(heap, next) === FREE && size',
		replace: 'if (stateOf(heap, next) === -1 && size',
	},
	{
		rule: '11.3b not if it fits exactly',
		file: MALLOC,
		search: 'size + sizeOf(heap, next) >= needed) {',
		replace: 'size + sizeOf(heap, next) > needed) {',
	},
	{
		rule: '11.3b the rest is kept',
		file: MALLOC,
		search: '		takeOut(chunks, next)\n		join(heap, row)\n		cutBlock(heap, row, needed)',
		replace: '		takeOut(chunks, next)\n		join(heap, row)',
	},
	{
		rule: '11.3c found behind itself: copies',
		file: MALLOC,
		search: 'if (moved === after(heap, row)) {',
		replace: 'if (moved === -1) {',
	},
	{
		rule: '11.3c the rest is kept',
		file: MALLOC,
		search: '	if (moved === after(heap, row)) {\n		join(heap, row)\n		cutBlock(heap, row, needed)',
		replace: '	if (moved === after(heap, row)) {\n		join(heap, row)',
	},
	{
		rule: '11.3c imalloc takes from the tcache',
		file: MALLOC,
		search: 'const moved = allocate(heap, needed)',
		replace: 'const moved = malloc(heap, request)',
	},
	{
		rule: '11.3c the copy reads nothing',
		file: MALLOC,
		search: '	touchAt(heap, row, PAYLOAD, size + HEADER, false)\n',
		replace: '',
	},
	{
		rule: '11.3c the copy writes nothing',
		file: MALLOC,
		search: '	touchAt(heap, moved, PAYLOAD, size + HEADER, true)\n',
		replace: '',
	},
	{
		rule: '11.3c copies less than the old usable size',
		file: MALLOC,
		search: '	touchAt(heap, moved, PAYLOAD, size + HEADER, true)\n',
		replace: '	touchAt(heap, moved, PAYLOAD, size - 8, true)\n',
	},
	{
		rule: '11.5 a rest of 32 stays',
		file: MALLOC,
		search: 'if (sizeOf(heap, row) - needed < MIN_SIZE) return\n',
		replace: 'if (sizeOf(heap, row) - needed <= MIN_SIZE) return\n',
	},
	{
		rule: '11.5 a rest is joined but not cached',
		file: MALLOC,
		search: '	touchAt(heap, rest, HEADER, 16, true)\n	release(heap, rest)',
		replace: '	touchAt(heap, rest, HEADER, 16, true)\n	joinNeighbours(heap, rest)',
	},
	{
		rule: '11.5 the rest has no header of its own',
		file: MALLOC,
		search: '	touchAt(heap, rest, HEADER, 16, true)\n	release(heap, rest)',
		replace: '	release(heap, rest)',
	},
	// 12: memalign
	{
		rule: '12 asks for 16 less',
		file: MALLOC,
		search: 'allocate(heap, needed + align + 48)',
		replace: 'allocate(heap, needed + align + 32)',
	},
	{
		rule: '12 takes from the tcache',
		file: MALLOC,
		search: 'let row = allocate(heap, needed + align + 48)',
		replace:
			'let row = popTcache(heap, needed + align + 48)\n	if (row === NONE) row = allocate(heap, needed + align + 48)',
	},
	{
		rule: '12 a front of 16 is a chunk',
		file: MALLOC,
		search: 'if (aligned - address < MIN_SIZE) aligned += align',
		replace: 'if (aligned - address < ALIGN) aligned += align',
	},
	{
		rule: '12 a front of 32 is none',
		file: MALLOC,
		search: 'if (aligned - address < MIN_SIZE) aligned += align',
		replace: 'if (aligned - address <= MIN_SIZE) aligned += align',
	},
	{
		rule: '12 the mapped lead is not taken off',
		file: MALLOC,
		search: 'heap.chunks.size[row] = sizeOf(heap, row) - aligned',
		replace: '',
	},
	{ rule: '12 the front is not freed', file: MALLOC, search: '		release(heap, front)\n', replace: '' },
	{
		rule: '12 the aligned header is not written',
		file: MALLOC,
		search: '		row = cut(heap, front, aligned - address, USED)\n		touchAt(heap, row, HEADER, 16, true)\n',
		replace: '		row = cut(heap, front, aligned - address, USED)\n',
	},
	{
		rule: '12 an end of 32 is cut off',
		file: MALLOC,
		search: 'sizeOf(heap, row) > needed + MIN_SIZE) cutBlock',
		replace: 'sizeOf(heap, row) >= needed + MIN_SIZE) cutBlock',
	},
	{
		rule: '12 the end stays',
		file: MALLOC,
		search: 'sizeOf(heap, row) > needed + MIN_SIZE) cutBlock',
		replace: 'sizeOf(heap, row) < 0) cutBlock',
	},
	{
		rule: '12 the end is freed before the front',
		file: MALLOC,
		search: '		release(heap, front)\n	}\n',
		replace:
			'		if (sizeOf(heap, row) > needed + MIN_SIZE) cutBlock(heap, row, needed)\n		release(heap, front)\n	}\n',
	},
	// 13: pages
	{
		rule: '13 a first read takes a frame',
		file: KERNEL,
		search: 'table[entry] = write ? OWN : ZERO',
		replace: 'table[entry] = OWN',
	},
	{
		rule: '13 a write to a zero page is free',
		file: KERNEL,
		search: 'if (state === OWN || (!write && state === ZERO)) return',
		replace: 'if (state !== ABSENT) return',
	},
	{
		rule: '13 each read of a zero page faults',
		file: KERNEL,
		search: 'if (state === OWN || (!write && state === ZERO)) return',
		replace: 'if (state === OWN) return',
	},
	{
		rule: '13 a lower break keeps its pages',
		file: KERNEL,
		search: 'if (to < memory.brk) dropPages(',
		replace: 'if (to < 0) dropPages(',
	},
	{
		rule: '13 mremap keeps the pages cut off',
		file: KERNEL,
		search: 'dropPages(memory, mapping.pages, length / 2 ** memory.pageShift, mapping.length / 2 ** memory.pageShift)',
		replace: '',
	},
	{
		rule: '13 mremap forgets all pages',
		file: KERNEL,
		search: 'dropPages(memory, mapping.pages, length / 2 ** memory.pageShift,',
		replace: 'dropPages(memory, mapping.pages, 0,',
	},
	{
		rule: '13 a range counts as one page',
		file: KERNEL,
		search: 'for (let page = first; page <= last; page += 1) {\n		if (touchPage',
		replace: 'for (let page = first; page <= first; page += 1) {\n		if (touchPage',
	},
	{
		rule: '13 the byte behind a range counts',
		file: KERNEL,
		search: 'Math.floor((high - 1) / 2 ** shift)',
		replace: 'Math.floor(high / 2 ** shift)',
	},
	{
		rule: '13 cut of top: its new header is not written',
		file: MALLOC,
		search: '	heap.chunks.state[row] = USED\n	touchTop(heap)',
		replace: '	heap.chunks.state[row] = USED',
	},
	{
		rule: '13 new top: its header is not written',
		file: MALLOC,
		search: '	touchTop(heap)\n	return cutTop(heap, needed)',
		replace: '	return cutTop(heap, needed)',
		equivalent:
			'the first chunk of all is written anyway (tcache, or front of a memalign); a later top keeps its header',
	},
	{
		rule: '13 realloc into top: its header is not written',
		file: MALLOC,
		search: '	chunks.size[top] = topSize(heap) - by\n	touchTop(heap)',
		replace: '	chunks.size[top] = topSize(heap) - by',
	},
	{
		rule: '13 new mapping: its first page is not written',
		file: MALLOC,
		search: '	heap.mapped += 1\n	touchAt(heap, row, HEADER, 16, true)',
		replace: '	heap.mapped += 1',
	},
	{
		rule: '13 free chunk: links are not written',
		file: MALLOC,
		search: '	touchAt(heap, row, HEADER, size >= FIRST_LARGE_SIZE ? 48 : 32, true)\n',
		replace: '',
	},
	{
		rule: '13 free large chunk: nextsize links are not written',
		file: MALLOC,
		search: 'size >= FIRST_LARGE_SIZE ? 48 : 32',
		replace: '32',
	},
	{
		rule: '13 free small chunk: nextsize links are written',
		file: MALLOC,
		search: 'size >= FIRST_LARGE_SIZE ? 48 : 32',
		replace: '48',
		equivalent: 'the header behind a small chunk lies on that page',
	},
	{
		rule: '13 nextsize links from 8192 on',
		file: MALLOC,
		search: 'size >= FIRST_LARGE_SIZE ? 48 : 32',
		replace: 'size >= 8192 ? 48 : 32',
	},
	{
		rule: '13 free chunk: the size behind is not written',
		file: MALLOC,
		search: '	touchAt(heap, row, size, size + 8, true)\n',
		replace: '',
		equivalent: 'the next header lies on that page',
	},
	{
		rule: '13 tcache: links are not written',
		file: MALLOC,
		search: '	touchAt(heap, row, PAYLOAD, PAYLOAD + 16, true)\n',
		replace: '',
		equivalent: 'never faults: the next header lies on that page',
	},
	{
		rule: '13 fast bin: the link is not written',
		file: MALLOC,
		search: '	touchAt(heap, row, PAYLOAD, PAYLOAD + 8, true)\n',
		replace: '',
		equivalent: 'never faults: the next header lies on that page',
	},
	{
		rule: '13 trim: the header of top is not written',
		file: MALLOC,
		search: '	heap.chunks.size[heap.top] = topSize(heap) - released\n	touchTop(heap)',
		replace: '	heap.chunks.size[heap.top] = topSize(heap) - released',
		equivalent: 'top keeps its address, so its header is own',
	},
	// Kernel: refusals
	{
		rule: 'kernel: mmap refuses nothing',
		file: KERNEL,
		search: "	if (!mayGrow(memory, 'mmap', length, length)) {",
		replace: '	if (length < 0) {',
	},
	{
		rule: 'kernel: a refused brk is not recorded',
		file: KERNEL,
		search: "		tell(memory, ['brk', 'fail'])\n",
		replace: '',
	},
	{
		rule: 'kernel: mremap refuses nothing',
		file: KERNEL,
		search: "	if (length >= USER_SPACE_BYTES) {\n		tell(memory, ['mremap'",
		replace: "	if (length < 0) {\n		tell(memory, ['mremap'",
	},
]
