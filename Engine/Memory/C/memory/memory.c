#include "memory.h"

#include <malloc.h>
#include <stdlib.h>

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
