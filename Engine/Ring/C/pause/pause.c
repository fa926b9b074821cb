#define _GNU_SOURCE
#include "pause.h"

#include <sched.h>

int pitwire_pin_thread(int processor) {
    cpu_set_t set;
    if (processor < 0 || processor >= CPU_SETSIZE) return 0;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}
