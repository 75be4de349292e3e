/*
 * Replays a list of malloc calls on this machine's own malloc and prints what it answered.
 *
 *   oracle OPS-FILE > ANSWERS
 *
 * OPS-FILE: 32 bytes an op, in the machine's byte order, written by server/cli/runOracle.ts:
 *
 *   u64 kind    'a' malloc  'c' calloc  'm' memalign  'r' realloc  'f' free  'w' write  'd' read
 *   u64 id
 *   u64 first   a, r: size · c: count · m: alignment · w, d: offset
 *   u64 second  c, m: size · w, d: length
 *
 * ANSWERS: a line about the machine, then the op and end lines of the lot answers (JSON lines).
 *
 * Two processes. The child's heap is virgin: it was exec'ed, never calls malloc but for the ops, and has
 * no stdio. Before the first op it touches every page that it will use (its code and data, the C library's,
 * stack, tables), so that each minor fault during an op is the op's own; the kernel counts them
 * (getrusage). A seccomp filter stops it at brk, mmap, munmap and mremap only, and the parent, its tracer,
 * writes down what was asked and answered. Where the kernel forbids tracing, all else is still printed:
 * mapped blocks are then known by the flag in their chunk header.
 *
 *   parent:  read ops ─► memfd ─► fork ─────────► trace, collect calls ─────────► print answers
 *   child:                         exec ─► touch all ─► op, op, op …  (memfd: ops in, results out)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#ifndef __GLIBC__
#error "this C library is not glibc"
#endif
#include <gnu/libc-version.h>

#define MAX_OPS 1000000
#define MAX_IDS (1 << 20)
#define SHARED_FD 3
#define STACK_BYTES (128 * 1024)
#define BUFFER_BYTES (64 * 1024)
#define NO_MAPPING UINT32_MAX

enum tracing { TRACE_FILTERED, TRACE_ALL, TRACE_NONE };

struct op {
	uint64_t kind, id, first, second;
};

struct result {
	uint64_t address, usable, brk;
	uint32_t faults;
	/* From the chunk's header: mapped, and bytes in front of the chunk. */
	uint32_t mapped, lead;
	uint32_t unused;
};

/* What parent and child share: this, then ops, results and the address that each id holds. */
struct shared {
	uint64_t ops;
	volatile uint64_t current;
	uint64_t first_brk;
	uint32_t tracing;
	uint32_t done;
};

static struct op *ops_of(struct shared *s) { return (struct op *)(s + 1); }
static struct result *results_of(struct shared *s) { return (struct result *)(ops_of(s) + s->ops); }
static void **blocks_of(struct shared *s) { return (void **)(results_of(s) + s->ops); }
static size_t shared_bytes(uint64_t ops) {
	return sizeof(struct shared) + ops * (sizeof(struct op) + sizeof(struct result)) + MAX_IDS * sizeof(void *);
}

/* ── the child ─────────────────────────────────────────────────────────────────────────────────────── */

static char buffer[BUFFER_BYTES];

static void child_fail(const char *what) {
	ssize_t ignored = write(2, what, strlen(what));
	(void)ignored;
	_exit(3);
}

static uint64_t read_hex(const char **at) {
	uint64_t value = 0;
	for (;; ++*at) {
		char c = **at;
		if (c >= '0' && c <= '9') value = value * 16 + (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f') value = value * 16 + (uint64_t)(c - 'a' + 10);
		else return value;
	}
}

/* Touches each page of every mapping that we have, writable ones by a write of what is there. */
static void touch_everything(size_t page) {
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	if (fd < 0) child_fail("oracle: no /proc/self/maps\n");
	size_t length = 0;
	for (;;) {
		ssize_t got = read(fd, buffer + length, BUFFER_BYTES - 1 - length);
		if (got <= 0) break;
		length += (size_t)got;
	}
	close(fd);
	buffer[length] = 0;
	for (const char *line = buffer; *line;) {
		const char *at = line;
		uint64_t low = read_hex(&at);
		at++;
		uint64_t high = read_hex(&at);
		int readable = at[1] == 'r', writable = at[2] == 'w';
		const char *end = strchr(at, '\n');
		/* [vvar] and [vsyscall] can't be read; nothing of ours lies there. */
		const char *special = strchr(at, '[');
		int ours = !(special && special < end && (special[1] == 'v'));
		for (uint64_t p = low; ours && readable && p < high; p += page) {
			volatile char *byte = (volatile char *)p;
			char value = *byte;
			if (writable) *byte = value;
		}
		line = end + 1;
	}
}

static void __attribute__((noinline)) touch_stack(void) {
	volatile char room[STACK_BYTES];
	for (size_t i = 0; i < STACK_BYTES; i += 1024) room[i] = 1;
	(void)room[0];
}

/* Stops at the four calls that change the address space; all others run at full speed. */
static int install_filter(void) {
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_brk, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_munmap, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mremap, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
	};
	struct sock_fprog program = { .len = sizeof code / sizeof code[0], .filter = code };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static long minor_faults(void) {
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* One byte a page is enough: a page counts once, however much of it is used. */
static void touch_block(void *block, uint64_t offset, uint64_t length, int is_write, size_t page) {
	if (!block || !length) return;
	uint64_t low = (uint64_t)block + offset, high = low + length;
	for (uint64_t at = low; at < high; at = (at | (page - 1)) + 1) {
		volatile char *byte = (volatile char *)at;
		if (is_write) *byte = 1;
		else (void)*byte;
	}
}

static int replay(void) {
	struct stat stat;
	if (fstat(SHARED_FD, &stat) != 0) child_fail("oracle: no shared memory\n");
	struct shared *s =
		mmap(NULL, (size_t)stat.st_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, SHARED_FD, 0);
	if (s == MAP_FAILED) child_fail("oracle: no shared memory\n");
	struct op *ops = ops_of(s);
	struct result *results = results_of(s);
	void **blocks = blocks_of(s);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	uint64_t first_brk = (uint64_t)sbrk(0);
	if (first_brk % page) first_brk = (uint64_t)sbrk((intptr_t)(page - first_brk % page)) + page - first_brk % page;
	s->first_brk = first_brk;
	s->current = UINT64_MAX;
	touch_stack();
	touch_everything(page);
	minor_faults();
	s->tracing = TRACE_NONE;
	if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) {
		s->tracing = TRACE_ALL;
		kill(getpid(), SIGSTOP);
		if (install_filter() == 0) s->tracing = TRACE_FILTERED;
		kill(getpid(), SIGSTOP);
	}
	for (uint64_t i = 0; i < s->ops; i++) {
		struct op op = ops[i];
		void *old = blocks[op.id], *block = NULL;
		struct result *result = &results[i];
		result->faults = 0;
		s->current = i;
		long before = minor_faults();
		switch (op.kind) {
		case 'a': block = malloc(op.first); break;
		case 'c': block = calloc(op.first, op.second); break;
		case 'm': block = memalign(op.first, op.second); break;
		case 'r': block = realloc(old, op.first); break;
		case 'f': free(old); break;
		case 'w': touch_block(old, op.first, op.second, 1, page); break;
		case 'd': touch_block(old, op.first, op.second, 0, page); break;
		}
		long after = minor_faults();
		s->current = UINT64_MAX;
		result->faults = (uint32_t)(after - before);
		result->brk = (uint64_t)sbrk(0) - first_brk;
		result->address = (uint64_t)block;
		if (block) {
			const volatile size_t *header = (const volatile size_t *)(result->address - 2 * sizeof(size_t));
			result->usable = malloc_usable_size(block);
			result->mapped = (uint32_t)(header[1] >> 1 & 1);
			result->lead = result->mapped ? (uint32_t)header[0] : 0;
		}
		/* Refused: the old block stays. Size 0: it was freed. */
		if (op.kind == 'r' ? block || !op.first : op.kind != 'w' && op.kind != 'd') blocks[op.id] = block;
	}
	s->done = 1;
	_exit(0);
}

/* ── the parent ────────────────────────────────────────────────────────────────────────────────────── */

/* One system call as answered; `what` is its first letter but for mremap: 'b', 'm', 'u', 'r'. */
struct call {
	uint64_t op;
	char what, failed;
	uint32_t mapping;
	uint64_t old_length, length;
};

static struct call *calls;
static size_t call_count, call_room;

/* Mappings by number, and by the page that they begin on. */
struct mapping {
	uint64_t at, length;
};
static struct mapping *mappings;
static uint32_t mapping_count, mapping_room;

#define HASH_BITS 21
static uint32_t *by_page;

static void fail(const char *what) {
	fprintf(stderr, "oracle: %s: %s\n", what, strerror(errno));
	exit(3);
}

static uint32_t hash(uint64_t at) { return (uint32_t)((at >> 12) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - HASH_BITS)); }

/* The live mapping that begins at an address. Entries of the table are numbers + 1; dead ones are passed over, and reused. */
static uint32_t find_mapping(uint64_t at) {
	for (uint32_t slot = hash(at); by_page[slot]; slot = (slot + 1) & ((1u << HASH_BITS) - 1)) {
		struct mapping *mapping = &mappings[by_page[slot] - 1];
		if (mapping->at == at && mapping->length) return by_page[slot] - 1;
	}
	return NO_MAPPING;
}

static void index_mapping(uint32_t number) {
	uint32_t slot = hash(mappings[number].at);
	for (; by_page[slot]; slot = (slot + 1) & ((1u << HASH_BITS) - 1)) {
		const struct mapping *other = &mappings[by_page[slot] - 1];
		if (!other->length || other->at == mappings[number].at) break;
	}
	by_page[slot] = number + 1;
}

static uint32_t add_mapping(uint64_t at, uint64_t length) {
	if (mapping_count == mapping_room) {
		mapping_room = mapping_room ? mapping_room * 2 : 1024;
		mappings = realloc(mappings, mapping_room * sizeof *mappings);
		if (!mappings) fail("mappings");
	}
	mappings[mapping_count] = (struct mapping){ at, length };
	index_mapping(mapping_count);
	return mapping_count++;
}

static void add_call(struct call call) {
	if (call_count == call_room) {
		call_room = call_room ? call_room * 2 : 1024;
		calls = realloc(calls, call_room * sizeof *calls);
		if (!calls) fail("calls");
	}
	calls[call_count++] = call;
}

static struct __ptrace_syscall_info entered;

static void note_call(struct shared *s, const struct __ptrace_syscall_info *left) {
	uint64_t nr = entered.entry.nr, *args = (uint64_t *)entered.entry.args;
	uint64_t answer = (uint64_t)left->exit.rval;
	char failed = (char)left->exit.is_error;
	struct call call = { .op = s->current, .failed = failed, .mapping = NO_MAPPING };
	if (s->current == UINT64_MAX) return;
	if (nr == __NR_brk) {
		if (args[0] == 0) return;
		call.what = 'b';
		call.length = args[0] - s->first_brk;
		call.failed = answer < args[0];
	} else if (nr == __NR_mmap) {
		call.what = 'm';
		call.length = args[1];
		if (!failed) call.mapping = add_mapping(answer, args[1]);
	} else if (nr == __NR_munmap) {
		call.what = 'u';
		call.length = args[1];
		call.mapping = find_mapping(args[0]);
		if (!failed && call.mapping != NO_MAPPING) mappings[call.mapping].length = 0;
	} else if (nr == __NR_mremap) {
		call.what = 'r';
		call.old_length = args[1];
		call.length = args[2];
		call.mapping = find_mapping(args[0]);
		if (!failed && call.mapping != NO_MAPPING) {
			mappings[call.mapping] = (struct mapping){ answer, args[2] };
			index_mapping(call.mapping);
		}
	} else {
		return;
	}
	add_call(call);
}

/* Where each result lies must be asked while its mapping stands: after the last call of its op. */
static uint32_t *result_mapping;
static uint64_t *result_offset;

static void locate(struct shared *s, uint64_t i) {
	struct result *result = &results_of(s)[i];
	result_mapping[i] = NO_MAPPING;
	result_offset[i] = result->address - s->first_brk;
	if (!result->mapped || !result->address) return;
	uint64_t at = result->address - 16 - result->lead;
	result_mapping[i] = find_mapping(at);
	result_offset[i] = result->address - at;
}

/* Runs the child to its end. A mapping's later fate must not hide an earlier result, so results are located as calls come. */
static void trace(struct shared *s, pid_t child) {
	int status, stops = 0, signal = 0;
	uint64_t located = 0;
	enum __ptrace_request go = PTRACE_CONT;
	while (waitpid(child, &status, 0) == child) {
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (s->done) break;
			if (WIFEXITED(status)) exit(WEXITSTATUS(status));
			uint64_t at = 0;
			while (at < s->ops && results_of(s)[at].brk | results_of(s)[at].address) at++;
			fprintf(stderr, "oracle: the replay was killed by signal %d (%s) in or after op %" PRIu64 "\n", WTERMSIG(status),
				strsignal(WTERMSIG(status)), s->current == UINT64_MAX ? at : s->current);
			exit(4);
		}
		int stop = WSTOPSIG(status);
		signal = 0;
		if (stop == SIGSTOP && stops < 2) {
			if (++stops == 1) {
				ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
			} else if (s->tracing == TRACE_ALL) {
				go = PTRACE_SYSCALL;
			}
			ptrace(go, child, 0, 0);
			continue;
		}
		struct __ptrace_syscall_info info = { 0 };
		int is_seccomp = status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
		if (is_seccomp || stop == (SIGTRAP | 0x80)) {
			if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) < 0) fail("PTRACE_GET_SYSCALL_INFO (Linux 5.3)");
			if (info.op == PTRACE_SYSCALL_INFO_SECCOMP || info.op == PTRACE_SYSCALL_INFO_ENTRY) {
				for (; s->current != UINT64_MAX && located < s->current; located++) locate(s, located);
				entered = info;
				ptrace(PTRACE_SYSCALL, child, 0, 0);
				continue;
			}
			if (info.op == PTRACE_SYSCALL_INFO_EXIT) note_call(s, &info);
		} else if (stop != SIGTRAP) {
			signal = stop;
		}
		ptrace(go, child, 0, signal);
	}
	for (; located < s->ops; located++) locate(s, located);
}

/* Without tracing: each mapped result of a call that didn't start from a mapped block is a new mapping. */
static void number_mapped_results(struct shared *s) {
	uint32_t *of_id = malloc(MAX_IDS * sizeof *of_id), next = 0;
	if (!of_id) fail("mappings");
	for (uint32_t id = 0; id < MAX_IDS; id++) of_id[id] = NO_MAPPING;
	for (uint64_t i = 0; i < s->ops; i++) {
		struct op *op = &ops_of(s)[i];
		struct result *result = &results_of(s)[i];
		result_mapping[i] = NO_MAPPING;
		result_offset[i] = result->address - s->first_brk;
		if (op->kind == 'w' || op->kind == 'd') continue;
		if (result->address && result->mapped) {
			if (op->kind != 'r' || of_id[op->id] == NO_MAPPING) of_id[op->id] = next++;
			result_mapping[i] = of_id[op->id];
			result_offset[i] = 16 + result->lead;
		} else if (op->kind != 'r' || result->address || !op->first) {
			of_id[op->id] = NO_MAPPING;
		}
	}
}

static void print_call(const struct call *call) {
	if (call->what == 'b') {
		if (call->failed) printf("[\"brk\",\"fail\"]");
		else printf("[\"brk\",%" PRId64 "]", (int64_t)call->length);
	} else if (call->what == 'm') {
		if (call->failed) printf("[\"mmap\",\"fail\"]");
		else printf("[\"mmap\",%" PRIu64 "]", call->length);
	} else if (call->what == 'u') {
		if (call->failed) printf("[\"munmap\",\"fail\"]");
		else printf("[\"munmap\",%" PRIu64 ",%" PRId32 "]", call->length, (int32_t)call->mapping);
	} else {
		if (call->failed) printf("[\"mremap\",\"fail\"]");
		else printf("[\"mremap\",%" PRIu64 ",%" PRIu64 ",%" PRId32 "]", call->old_length, call->length, (int32_t)call->mapping);
	}
}

static void print_answers(struct shared *s) {
	static const char *tracing[] = { "seccomp", "ptrace", "none" };
	struct utsname machine;
	uname(&machine);
	printf("{\"glibc\":\"%s\",\"kernel\":\"%s\",\"page\":%ld,\"tracing\":\"%s\"}\n", gnu_get_libc_version(), machine.release,
		sysconf(_SC_PAGESIZE), tracing[s->tracing]);
	uint64_t brk = 0, peak = 0, faults = 0, count[4] = { 0 };
	size_t next = 0;
	for (uint64_t i = 0; i < s->ops; i++) {
		struct op *op = &ops_of(s)[i];
		struct result *result = &results_of(s)[i];
		printf("{\"i\":%" PRIu64, i);
		if (op->kind != 'f' && op->kind != 'w' && op->kind != 'd') {
			if (!result->address) printf(",\"p\":null");
			else if (result_mapping[i] != NO_MAPPING)
				printf(",\"p\":\"m%" PRIu32 "+%" PRIu64 "\",\"u\":%" PRIu64, result_mapping[i], result_offset[i], result->usable);
			else printf(",\"p\":%" PRId64 ",\"u\":%" PRIu64, (int64_t)result_offset[i], result->usable);
		}
		if (result->brk != brk) printf(",\"k\":%" PRIu64, result->brk);
		brk = result->brk;
		if (brk > peak) peak = brk;
		if (result->faults) printf(",\"f\":%" PRIu32, result->faults);
		faults += result->faults;
		for (int first = 1; next < call_count && calls[next].op == i; next++, first = 0) {
			fputs(first ? ",\"s\":[" : ",", stdout);
			print_call(&calls[next]);
			count[calls[next].what == 'b' ? 0 : calls[next].what == 'm' ? 1 : calls[next].what == 'u' ? 2 : 3]++;
			if (next + 1 == call_count || calls[next + 1].op != i) putchar(']');
		}
		fputs("}\n", stdout);
	}
	printf("{\"end\":1,\"faults\":%" PRIu64 ",\"brk\":%" PRIu64 ",\"peak_brk\":%" PRIu64 ",\"calls\":{\"brk\":%" PRIu64
		",\"mmap\":%" PRIu64 ",\"munmap\":%" PRIu64 ",\"mremap\":%" PRIu64 "}}\n",
		faults, brk, peak, count[0], count[1], count[2], count[3]);
	if (fflush(stdout) != 0) fail("answers");
}

/* Another allocator or other tunables would answer in glibc's place. */
static int is_disturbing(const char *variable) {
	return !strncmp(variable, "GLIBC_TUNABLES=", 15) || !strncmp(variable, "MALLOC_", 7) || !strncmp(variable, "LD_", 3);
}

static void exec_child(char **environment) {
	size_t kept = 0;
	for (size_t i = 0; environment[i]; i++)
		if (!is_disturbing(environment[i])) environment[kept++] = environment[i];
	environment[kept] = NULL;
	char *arguments[] = { "oracle", "--replay", NULL };
	execve("/proc/self/exe", arguments, environment);
	_exit(3);
}

int main(int count, char **arguments, char **environment) {
	if (count == 2 && !strcmp(arguments[1], "--replay")) return replay();
	if (count != 2) {
		fputs("usage: oracle OPS-FILE\n", stderr);
		return 2;
	}
	for (size_t i = 0; environment[i]; i++) {
		if (!is_disturbing(environment[i])) continue;
		fprintf(stderr, "oracle: %.*s is left out\n", (int)strcspn(environment[i], "="), environment[i]);
	}
	int in = open(arguments[1], O_RDONLY | O_CLOEXEC);
	struct stat stat;
	if (in < 0 || fstat(in, &stat) != 0) fail(arguments[1]);
	uint64_t ops = (uint64_t)stat.st_size / sizeof(struct op);
	if (ops > MAX_OPS) {
		errno = EFBIG;
		fail(arguments[1]);
	}
	int fd = memfd_create("ops", 0);
	if (fd < 0 || ftruncate(fd, (off_t)shared_bytes(ops)) != 0) fail("memfd_create");
	struct shared *s = mmap(NULL, shared_bytes(ops), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (s == MAP_FAILED) fail("shared memory");
	s->ops = ops;
	for (size_t got = 0; got < ops * sizeof(struct op);) {
		ssize_t more = read(in, (char *)ops_of(s) + got, ops * sizeof(struct op) - got);
		if (more <= 0) fail(arguments[1]);
		got += (size_t)more;
	}
	by_page = calloc(1u << HASH_BITS, sizeof *by_page);
	result_mapping = malloc((ops + 1) * sizeof *result_mapping);
	result_offset = malloc((ops + 1) * sizeof *result_offset);
	if (!by_page || !result_mapping || !result_offset) fail("tables");
	pid_t child = fork();
	if (child < 0) fail("fork");
	if (child == 0) {
		if (fd != SHARED_FD && dup2(fd, SHARED_FD) < 0) _exit(3);
		exec_child(environment);
	}
	trace(s, child);
	if (s->tracing == TRACE_NONE) number_mapped_results(s);
	print_answers(s);
	return 0;
}
