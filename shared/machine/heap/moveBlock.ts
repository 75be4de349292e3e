import { type Allocator, type Block, NULL_BLOCK } from './allocator.ts'

type Mover = Pick<Allocator, 'malloc' | 'free' | 'touch' | 'usableBytes'>

/**
 * realloc that moves: a new block, the old bytes read and written there, the old block freed.
 * NULL_BLOCK: refused, and the old one stays.
 */
export function moveBlock(allocator: Mover, block: Block, request: number, askFor = request): Block {
	let moved = allocator.malloc(askFor)
	if (moved === NULL_BLOCK && askFor !== request) moved = allocator.malloc(request)
	if (moved === NULL_BLOCK) return NULL_BLOCK
	const copied = Math.min(allocator.usableBytes(block), request)
	allocator.touch(block, 0, copied, false)
	allocator.touch(moved, 0, copied, true)
	allocator.free(block)
	return moved
}
