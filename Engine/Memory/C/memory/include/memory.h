#ifndef PITWIRE_MEMORY_H
#define PITWIRE_MEMORY_H

// Starts to bring a cache line near, to be written; any address is allowed, none is read.
static inline void pitwire_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }

// The same for a line that another thread writes and this one reads: it stays the other's.
static inline void pitwire_prefetch_shared(const void *address) { __builtin_prefetch(address, 0, 3); }

// Writes a cache line's 64 bytes straight to memory, for the writer itself to read again: nothing is read
// for it, and nothing that is near makes room for it. `to` is the beginning of a line.
static inline void pitwire_write_far(void *to, const void *from) {
    typedef long long line __attribute__((vector_size(64)));
    line bytes;
    __builtin_memcpy(&bytes, from, sizeof bytes);
    __builtin_nontemporal_store(bytes, (line *)to);
}

// Has the allocator take memory from one growing region, in steps of so many bytes, for all but the
// largest blocks, and grow now by one step, there being less than `more` bytes left: 1 when it does. To be
// called by the main thread before there is another.
int pitwire_gather_heap(int step, int more);

#endif
