#ifndef PITWIRE_PAUSE_H
#define PITWIRE_PAUSE_H

// Tells the processor that the caller spins: saves power and frees the sibling thread.
static inline void pitwire_cpu_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// Keeps the calling thread on one processor: 1 when that is so, 0 when there is no such processor
// or it is not allowed.
int pitwire_pin_thread(int processor);

#endif
