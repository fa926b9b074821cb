#define _GNU_SOURCE
#include "pause.h"

#include <malloc.h>
#include <sched.h>
#include <stdlib.h>

int pitwire_pin_thread(int processor) {
    cpu_set_t set;
    if (processor < 0 || processor >= CPU_SETSIZE) return 0;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

int pitwire_gather_heap(int step, int more) {
    // The largest threshold that glibc takes. Threads made later share the region, too: a region of
    // their own would be on small pages.
    if (!mallopt(M_MMAP_THRESHOLD, 32 << 20) || !mallopt(M_TOP_PAD, step) || !mallopt(M_ARENA_MAX, 1)) return 0;
    void *block = malloc((size_t)more);
    // A block that nobody looks at would not be asked for.
    __asm__ volatile("" : : "r"(block) : "memory");
    free(block);
    return 1;
}
