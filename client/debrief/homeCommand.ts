import type { LevelName } from '../../shared/programs/levels.ts'

/** A command of a real machine that shows what the round was about. */
export interface HomeCommand {
	readonly kind: 'strace' | 'time' | 'perf'
	readonly line: string
}

const COMMANDS = {
	strace: { kind: 'strace', line: 'strace -e brk,mmap,munmap ls' },
	time: { kind: 'time', line: '/usr/bin/time -v sort /etc/services' },
	perf: { kind: 'perf', line: 'perf stat -e faults,dTLB-load-misses ls -R /usr' },
} as const satisfies Record<HomeCommand['kind'], HomeCommand>

/** Asking and giving back: strace. What is resident: time. Translation and locality: perf. */
const OF_LEVEL: Readonly<Record<LevelName, HomeCommand['kind']>> = {
	steady: 'strace',
	'steady-roomy': 'perf',
	sawtooth: 'strace',
	burst: 'strace',
	compiler: 'time',
	leak: 'time',
	fragmenter: 'time',
	vector: 'strace',
	big: 'time',
	recursion: 'perf',
	wild: 'perf',
	fork: 'time',
	'three-acts': 'perf',
	sqlite3: 'strace',
	bash: 'strace',
	'git-log': 'time',
	cc1: 'perf',
}

/** A manager's stream, or a level that this page doesn't know: the first look of all. */
export const homeCommandOf = (level: string): HomeCommand =>
	COMMANDS[(OF_LEVEL as Readonly<Record<string, HomeCommand['kind'] | undefined>>)[level] ?? 'strace']
