"""Plays a lot trace on a free list as OSTEP's malloc.py keeps it, and prints the nanoseconds per op.

A list of (address, size), first fit from its front; free appends, sorts by address and joins neighbours. The yardstick
for "how fast is an allocator that one writes in an afternoon": nothing in it is clever, and nothing is slowed down.

    python3 ostep_list.py TRACE
"""

import sys
import time

HEADER = 8
ALIGNMENT = 16
HEAP_BYTES = 1 << 30


class FreeList:
    def __init__(self):
        self.free_list = [(0, HEAP_BYTES)]
        self.size_of = {}

    def malloc(self, request):
        size = (request + HEADER + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT
        for index, (address, free_bytes) in enumerate(self.free_list):
            if free_bytes < size:
                continue
            if free_bytes == size:
                del self.free_list[index]
            else:
                self.free_list[index] = (address + size, free_bytes - size)
            self.size_of[address] = size
            return address
        return None

    def free(self, address):
        self.free_list.append((address, self.size_of.pop(address)))
        self.free_list.sort()
        joined = []
        for address, size in self.free_list:
            if joined and joined[-1][0] + joined[-1][1] == address:
                joined[-1] = (joined[-1][0], joined[-1][1] + size)
            else:
                joined.append((address, size))
        self.free_list = joined


def read_ops(path):
    """Tuples (kind, id, bytes); a realloc is a free and a malloc, touches are left out."""
    ops = []
    for line in open(path, encoding="utf-8"):
        words = line.split()
        if not words or words[0] not in ("a", "c", "m", "r", "f"):
            continue
        kind, numbers = words[0], [int(word) for word in words[1:]]
        if kind == "c":
            ops.append(("a", numbers[0], numbers[1] * numbers[2]))
        elif kind == "m":
            ops.append(("a", numbers[0], numbers[2]))
        else:
            ops.append((kind, numbers[0], numbers[1] if len(numbers) > 1 else 0))
    return ops


def play(ops):
    heap = FreeList()
    held = {}
    for kind, number, size in ops:
        if kind == "a":
            held[number] = heap.malloc(size)
            continue
        address = held.pop(number)
        if address is not None:
            heap.free(address)
        if kind == "r":
            held[number] = heap.malloc(size)


def main():
    ops = read_ops(sys.argv[1])
    start = time.perf_counter_ns()
    play(ops)
    print(f"{(time.perf_counter_ns() - start) / len(ops):.1f}")


main()
