// Says at exit how often the heap was asked. A round of four million elements that asks some 15
// times (ring, thread, report) allocates nothing per element.
//
//   gcc -O2 -shared -fPIC count_mallocs.c -o count_mallocs.so
//   echo one32 | LD_PRELOAD=./count_mallocs.so ringbench -
//   LD_PRELOAD=./count_mallocs.so corebench --only position
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_long calls;

void *malloc(size_t size) {
    calls++;
    return __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
    calls++;
    return __libc_calloc(count, size);
}
void *realloc(void *old, size_t size) {
    calls++;
    return __libc_realloc(old, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
    calls++;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void **result, size_t alignment, size_t size) {
    calls++;
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : 12;
}

/* How often so far, for a program that asks while it runs. */
long count_mallocs(void) { return calls; }

__attribute__((destructor)) static void report(void) {
    fprintf(stderr, "mallocs %ld\n", (long)calls);
}
