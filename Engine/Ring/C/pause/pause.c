#define _GNU_SOURCE
#include "pause.h"

#include <malloc.h>
#include <sched.h>

int pitwire_pin_thread(int processor) {
    cpu_set_t set;
    if (processor < 0 || processor >= CPU_SETSIZE) return 0;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

int pitwire_gather_heap(int step) {
    // The largest threshold that glibc takes.
    return mallopt(M_MMAP_THRESHOLD, 32 << 20) && mallopt(M_TOP_PAD, step);
}
