/*
 * Plays a lot trace on this machine's own malloc, and prints the nanoseconds per op:
 *
 *   nativeLoop TRACE TIMES
 *
 * Each time in a child of its own, so that the heap is fresh and the kernel's work is in the figure; the mean of the
 * faster half is printed. Neither stdio nor malloc is used before, and w and d touch one byte of each page.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct op {
	char kind;
	unsigned id;
	size_t first, second;
};
enum { MAX_OPS = 1000000, MAX_IDS = 1 << 20, MAX_TIMES = 100, PAGE = 4096 };

static struct op *ops;
static char **blocks;
static int count;

static void *shared(size_t bytes) {
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED) _exit(1);
	memset(at, 0, bytes);
	return at;
}

static void read_ops(const char *text, const char *end) {
	while (text < end && count < MAX_OPS) {
		const char *line_end = memchr(text, '\n', end - text);
		if (!line_end) line_end = end;
		if (line_end > text + 1 && strchr("acmrfwd", text[0]) && text[1] == ' ') {
			char *rest;
			struct op *op = &ops[count++];
			op->kind = text[0];
			op->id = strtoul(text + 2, &rest, 10);
			op->first = op->kind == 'f' ? 0 : strtoull(rest, &rest, 10);
			op->second = strchr("cmwd", op->kind) ? strtoull(rest, &rest, 10) : 0;
		}
		text = line_end + 1;
	}
}

static void touch(char *block, const struct op *op) {
	if (!block || op->second == 0) return;
	volatile char *at = block + op->first;
	volatile char *last = at + op->second - 1;
	for (;; at += PAGE) {
		if (at > last) at = last;
		if (op->kind == 'w') *at = 1;
		else (void)*at;
		if (at == last) return;
	}
}

static void play(void) {
	for (const struct op *op = ops; op < ops + count; op += 1) {
		char **block = &blocks[op->id];
		switch (op->kind) {
		case 'a': *block = malloc(op->first); break;
		case 'c': *block = calloc(op->first, op->second); break;
		case 'm': *block = memalign(op->first, op->second); break;
		case 'f': free(*block); break;
		case 'r': {
			char *moved = realloc(*block, op->first);
			if (moved || op->first == 0) *block = moved;
			break;
		}
		default: touch(*block, op);
		}
	}
}

static long long now(void) {
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000000000ll + at.tv_nsec;
}

static int by_value(const void *a, const void *b) {
	const long long x = *(const long long *)a, y = *(const long long *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv) {
	if (argc != 3) return 2;
	const int times = atoi(argv[2]);
	const int fd = open(argv[1], O_RDONLY);
	struct stat status;
	if (fd < 0 || fstat(fd, &status) != 0 || times < 1 || times > MAX_TIMES) return 2;
	const char *text = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED) return 2;
	ops = shared(MAX_OPS * sizeof *ops);
	blocks = shared(MAX_IDS * sizeof *blocks);
	long long *took = shared(MAX_TIMES * sizeof *took);
	read_ops(text, text + status.st_size);
	for (int at = 0; at < times; at += 1) {
		const pid_t child = fork();
		if (child == 0) {
			const long long start = now();
			play();
			took[at] = now() - start;
			_exit(0);
		}
		int ended;
		if (child < 0 || waitpid(child, &ended, 0) != child || ended != 0) return 1;
	}
	qsort(took, times, sizeof *took, by_value);
	long long sum = 0;
	const int faster = (times + 1) / 2;
	for (int at = 0; at < faster; at += 1) sum += took[at];
	printf("%.2f\n", (double)sum / faster / count);
	return 0;
}
