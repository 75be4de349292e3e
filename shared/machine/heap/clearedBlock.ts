import { type Allocator, type Block, NULL_BLOCK } from './allocator.ts'

/** calloc of an allocator that doesn't know which of its pages are clear: malloc, and a write of what was asked for. */
export function clearedBlock(allocator: Pick<Allocator, 'malloc' | 'touch'>, request: number): Block {
	const block = allocator.malloc(request)
	if (block !== NULL_BLOCK) allocator.touch(block, 0, request, true)
	return block
}
