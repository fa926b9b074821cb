#define _GNU_SOURCE
#include "fuzz_support.h"

#include <sys/mman.h>

// Read by the sanitizer before anything else runs; without it nobody calls this. One allocation
// above the cap is a fault: every decoder has a limit far below it, but for the window that a zstd
// frame may ask for, 128 MiB. The quarantine is small, so that the memory of the process says
// something about its decoders. Traps show where they are.
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "max_allocation_size_mb=160:allocator_may_return_null=0:quarantine_size_mb=8:"
           "detect_leaks=1:detect_stack_use_after_return=0:handle_sigill=1:handle_abort=1";
}

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

int pitfuzz_has_address_sanitizer(void) {
#ifdef HAS_ASAN
    return 1;
#else
    return 0;
#endif
}

// glibc's memfd_create is not in the headers that Swift imports.
int pitfuzz_shared_memory(void) { return memfd_create("pitfuzz", 0); }
