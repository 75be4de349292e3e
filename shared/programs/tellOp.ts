import type { TraceOp } from './trace.ts'

/** An op as the program would write it; `#3` is what the trace calls id 3. */
export function tellOp(op: TraceOp): string {
	switch (op.kind) {
		case 'malloc':
			return `#${op.id} = malloc(${op.sizeBytes})`
		case 'calloc':
			return `#${op.id} = calloc(${op.count}, ${op.sizeBytes})`
		case 'memalign':
			return `#${op.id} = memalign(${op.alignmentBytes}, ${op.sizeBytes})`
		case 'realloc':
			return `#${op.id} = realloc(#${op.id}, ${op.sizeBytes})`
		case 'free':
			return `free(#${op.id})`
		case 'write':
		case 'read':
			return `${op.kind} #${op.id} ${op.offsetBytes} … ${op.offsetBytes + op.lengthBytes}`
	}
}
