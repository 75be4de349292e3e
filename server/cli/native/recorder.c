/*
 * Records the calls of a program to malloc and its kin, as lines like ltrace's:
 *
 *   LOT_RECORD_FILE=calls LD_PRELOAD=./recorder PROGRAM ARGS
 *
 *   malloc(24) = 0x55d0c7b0e2a0
 *   realloc(0x55d0c7b0e2a0, 100) = 0x55d0c7b0e2c0
 *   free(0x55d0c7b0e2c0)
 *   ! process 1234     first line: who
 *   ! w 0x55d0c7b0f000 before the next call, the program wrote to this page for the first time
 *   ! d 0x55d0c7b10000 … it read there, and the kernel gave its page of zeros
 *   ! no pages         the kernel doesn't tell which pages are there
 *   ! threads          a second thread called: the list ends there
 *   ! full             the list is as long as a trace may be
 *
 * server/cli/record.ts makes a lot trace of it. Only the first process is recorded: a forked child's state is wiped by
 * the kernel (MADV_WIPEONFORK, Linux 4.14), and what a child exec's finds the file taken. If the process itself exec's
 * another program, as wrapper scripts do, the list begins anew with that.
 *
 * Which pages the program touched is asked before and after each call (/proc/self/pagemap): what became present between
 * two calls it touched itself, what became present during one malloc did. Only of the heap and of mapped blocks, and only
 * from the first page on that is not written yet. LOT_RECORD_TOUCHES=0: not at all.
 *
 * The calls go on to glibc's own functions by their other names, so that no dlsym is needed, which may itself call
 * malloc, and calls before our constructor are recorded too. Lines are written through a shared mapping of the file:
 * no malloc, no buffer to flush, nothing lost in a crash.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

#define WINDOW_BYTES (1 << 20)
#define MAX_LINES 1000000
#define HIGH_FD 500
#define PAGE 4096
#define MAX_MAPPED 256
/* One byte a page: 256 GiB of heap. */
#define MAX_HEAP_PAGES (1 << 26)

enum page_state { ABSENT, ZERO, OWN };
/* Pages of the heap or of one mapped block, and what is known of each. */
struct area {
	uintptr_t low;
	size_t pages;
	unsigned char *state;
	/* All below are OWN. */
	size_t first;
};

/* On a page of its own, which a forked child finds filled with zeros: then it is off. */
struct recording {
	int on, fd;
	uint64_t lines;
	char *window;
	off_t base;
	size_t used;
	const char *path;
	/* Address of a thread-local byte: whose calls are recorded. */
	const char *thread;
	/* -1: touches are not recorded. */
	int pagemap;
	struct area heap, mapped[MAX_MAPPED];
	size_t mapped_count;
};
static struct recording *recording;
static int started;
static __thread char here __attribute__((tls_model("initial-exec")));

static int next_window(struct recording *r) {
	if (r->window) munmap(r->window, WINDOW_BYTES);
	r->window = NULL;
	/* The program may have closed all files. */
	if (ftruncate(r->fd, r->base + WINDOW_BYTES) != 0) {
		r->fd = open(r->path, O_RDWR | O_CLOEXEC);
		if (r->fd < 0 || ftruncate(r->fd, r->base + WINDOW_BYTES) != 0) return 0;
	}
	void *window = mmap(NULL, WINDOW_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, r->base);
	if (window == MAP_FAILED) return 0;
	madvise(window, WINDOW_BYTES, MADV_DONTFORK);
	r->window = window;
	r->base += WINDOW_BYTES;
	r->used = 0;
	return 1;
}

static void put(struct recording *r, const char *text, size_t length) {
	while (length > 0) {
		if (r->used == WINDOW_BYTES && !next_window(r)) {
			r->on = 0;
			return;
		}
		size_t part = WINDOW_BYTES - r->used < length ? WINDOW_BYTES - r->used : length;
		memcpy(r->window + r->used, text, part);
		r->used += part;
		text += part;
		length -= part;
	}
}

/* A line under construction. */
struct line {
	char text[128];
	size_t length;
};

static void add_text(struct line *line, const char *text) {
	while (*text) line->text[line->length++] = *text++;
}

static void add_number(struct line *line, uint64_t value, unsigned base) {
	char digits[24];
	size_t count = 0;
	do digits[count++] = "0123456789abcdef"[value % base];
	while (value /= base);
	while (count > 0) line->text[line->length++] = digits[--count];
}

static void add_address(struct line *line, const void *block) {
	add_text(line, "0x");
	add_number(line, (uint64_t)block, 16);
}

static struct line own_line(void) {
	struct line line = { .length = 0 };
	add_text(&line, "! process ");
	add_number(&line, (uint64_t)getpid(), 10);
	add_text(&line, "\n");
	return line;
}

/* The file, if it is ours: nobody has taken it, or this process did before it exec'ed this program. */
static int take(const char *path) {
	struct line own = own_line();
	char owner[sizeof own.text];
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0) return -1;
		ssize_t got = read(fd, owner, own.length);
		if (got != (ssize_t)own.length || memcmp(owner, own.text, own.length) != 0) {
			/* Another program that is recorded started us. Leave a mark that there was one more. */
			char mark[4096];
			if (strlen(path) + 6 < sizeof mark) {
				int more = open(strcat(strcpy(mark, path), ".more"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
				if (more >= 0) close(more);
			}
			close(fd);
			return -1;
		}
		if (ftruncate(fd, 0) != 0) return -1;
	}
	return fd;
}

static size_t heap_pages(const struct recording *r) {
	size_t pages = ((uintptr_t)sbrk(0) - r->heap.low) / PAGE;
	return pages < MAX_HEAP_PAGES ? pages : MAX_HEAP_PAGES;
}

static void start_touches(struct recording *r) {
	const char *wanted = getenv("LOT_RECORD_TOUCHES");
	r->pagemap = -1;
	if (wanted && wanted[0] == '0') return;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	void *state = mmap(NULL, MAX_HEAP_PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (fd < 0 || state == MAP_FAILED) {
		put(r, "! no pages\n", 11);
		return;
	}
	r->pagemap = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
	if (r->pagemap < 0) r->pagemap = fd;
	else close(fd);
	/* A huge page would make 512 pages present at one touch. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	r->heap.low = ((uintptr_t)sbrk(0) + PAGE - 1) / PAGE * PAGE;
	r->heap.state = state;
}

/* The environment is there before any call but the dynamic linker's first ones. */
static void start(void) {
	if (!environ) return;
	started = 1;
	const char *path = getenv("LOT_RECORD_FILE");
	if (!path) return;
	int fd = take(path);
	if (fd < 0) return;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
	if (high >= 0) {
		close(fd);
		fd = high;
	}
	struct recording *r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (r == MAP_FAILED || madvise(r, sizeof *r, MADV_WIPEONFORK) != 0) return;
	r->fd = fd;
	r->path = path;
	r->thread = &here;
	r->on = next_window(r);
	recording = r;
	struct line own = own_line();
	if (r->on) put(r, own.text, own.length);
	start_touches(r);
}

/* Counts a line. 0: the trace is full. */
static int has_room(struct recording *r) {
	if (++r->lines <= MAX_LINES) return 1;
	put(r, "! full\n", 7);
	r->on = 0;
	return 0;
}

/* NULL: nothing is recorded here. */
static struct recording *recorder(void) {
	if (!started) start();
	struct recording *r = recording;
	if (!r || !r->on) return NULL;
	if (r->thread != &here) {
		if (__atomic_exchange_n(&r->on, 0, __ATOMIC_SEQ_CST)) put(r, "! threads\n", 10);
		return NULL;
	}
	if (!has_room(r)) return NULL;
	return r;
}

/* name(block, first, second) = result; what a call has not is left out. */
static void record(const char *name, const void *block, int count, uint64_t first, uint64_t second, const void *result) {
	int error = errno;
	struct recording *r = recorder();
	if (r) {
		struct line line = { .length = 0 };
		int is_free = name[0] == 'f', has_block = is_free || name[0] == 'r';
		add_text(&line, name);
		add_text(&line, "(");
		if (has_block) add_address(&line, block);
		if (count > 0) {
			if (has_block) add_text(&line, ", ");
			add_number(&line, first, 10);
		}
		if (count > 1) {
			add_text(&line, ", ");
			add_number(&line, second, 10);
		}
		add_text(&line, ")");
		if (!is_free) {
			add_text(&line, " = ");
			add_address(&line, result);
		}
		add_text(&line, "\n");
		put(r, line.text, line.length);
	}
	errno = error;
}

/* Bits of a pagemap entry: present, swapped, mapped by this process alone (the page of zeros is not). */
static enum page_state state_of(uint64_t entry) {
	if (entry >> 62 & 1) return OWN;
	if (!(entry >> 63)) return ABSENT;
	return entry >> 56 & 1 ? OWN : ZERO;
}

/* Brings an area up to date; `tell`: what is new was touched by the program. */
static void look(struct recording *r, struct area *area, int tell) {
	uint64_t entries[512];
	while (area->first < area->pages && area->state[area->first] == OWN) area->first += 1;
	for (size_t page = area->first; page < area->pages;) {
		size_t wanted = area->pages - page < 512 ? area->pages - page : 512;
		ssize_t got = pread(r->pagemap, entries, wanted * 8, (off_t)((area->low / PAGE + page) * 8));
		if (got < 8) return;
		for (ssize_t at = 0; at < got / 8; at += 1, page += 1) {
			enum page_state now = state_of(entries[at]);
			if (now <= area->state[page]) continue;
			area->state[page] = now;
			if (!tell || !r->on || !has_room(r)) continue;
			struct line line = { .length = 0 };
			add_text(&line, now == OWN ? "! w " : "! d ");
			add_address(&line, (void *)(area->low + page * PAGE));
			add_text(&line, "\n");
			put(r, line.text, line.length);
		}
	}
}

/* The heap is as long as the break says; pages above it are gone. */
static void follow_break(struct recording *r) {
	size_t pages = heap_pages(r);
	if (pages < r->heap.pages) memset(r->heap.state + pages, ABSENT, r->heap.pages - pages);
	if (r->heap.first > pages) r->heap.first = pages;
	r->heap.pages = pages;
}

static void look_everywhere(struct recording *r, int tell) {
	follow_break(r);
	look(r, &r->heap, tell);
	for (size_t at = 0; at < r->mapped_count; at += 1) look(r, &r->mapped[at], tell);
}

/* Non-zero: a block in a mapping of its own, as its size word says (malloc.c: IS_MMAPPED). */
static int is_mapped(const void *block) { return block && (((const size_t *)block)[-1] & 2); }

static void add_mapped(struct recording *r, const void *block) {
	if (!is_mapped(block) || r->mapped_count == MAX_MAPPED) return;
	const size_t *chunk = (const size_t *)block - 2;
	struct area area = { .low = (uintptr_t)chunk - chunk[0], .pages = (chunk[0] + (chunk[1] & ~(size_t)7)) / PAGE };
	area.state = mmap(NULL, area.pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area.state != MAP_FAILED) r->mapped[r->mapped_count++] = area;
}

static void drop_mapped(struct recording *r, const void *block) {
	for (size_t at = 0; at < r->mapped_count; at += 1) {
		struct area *area = &r->mapped[at];
		if ((uintptr_t)block < area->low || (uintptr_t)block >= area->low + area->pages * PAGE) continue;
		munmap(area->state, area->pages);
		*area = r->mapped[--r->mapped_count];
		return;
	}
}

/* Of our thread, while touches are recorded; else NULL. */
static struct recording *toucher(void) {
	if (!started) start();
	struct recording *r = recording;
	return r && r->on && r->pagemap >= 0 && r->thread == &here ? r : NULL;
}

/* Before a call: what is new is the program's doing. `block`: what the call gives back. */
static void enter(const void *block) {
	int error = errno;
	struct recording *r = toucher();
	if (r) {
		look_everywhere(r, 1);
		if (is_mapped(block)) drop_mapped(r, block);
	}
	errno = error;
}

/* After a call: what is new is malloc's. `block`: what the program has now. */
static void leave(const void *block) {
	int error = errno;
	struct recording *r = toucher();
	if (r) {
		add_mapped(r, block);
		look_everywhere(r, 0);
	}
	errno = error;
}

static __attribute__((constructor)) void start_early(void) {
	if (!started) start();
}

void *malloc(size_t size) {
	enter(NULL);
	void *block = __libc_malloc(size);
	record("malloc", NULL, 1, size, 0, block);
	leave(block);
	return block;
}

void *calloc(size_t count, size_t size) {
	enter(NULL);
	void *block = __libc_calloc(count, size);
	record("calloc", NULL, 2, count, size, block);
	leave(block);
	return block;
}

void *realloc(void *old, size_t size) {
	enter(old);
	void *block = __libc_realloc(old, size);
	record("realloc", old, 1, size, 0, block);
	leave(block || size == 0 ? block : old);
	return block;
}

void free(void *block) {
	if (!block) return;
	enter(block);
	record("free", block, 0, 0, 0, NULL);
	__libc_free(block);
	leave(NULL);
}

void *memalign(size_t alignment, size_t size) {
	enter(NULL);
	void *block = __libc_memalign(alignment, size);
	record("memalign", NULL, 2, alignment, size, block);
	leave(block);
	return block;
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
	if (alignment % sizeof(void *) || !alignment || alignment & (alignment - 1)) return EINVAL;
	int error = errno;
	void *block = memalign(alignment, size);
	errno = error;
	if (!block) return ENOMEM;
	*result = block;
	return 0;
}

void *valloc(size_t size) { return memalign((size_t)sysconf(_SC_PAGESIZE), size); }

void *pvalloc(size_t size) {
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	return memalign(page, (size + page - 1) & ~(page - 1));
}
