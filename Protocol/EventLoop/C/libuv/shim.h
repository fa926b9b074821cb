#ifndef PITWIRE_LIBUV_SHIM_H
#define PITWIRE_LIBUV_SHIM_H

#include <netinet/tcp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

// prctl is variadic, which Swift cannot call.
static inline void pitwire_name_this_thread(const char *name) { prctl(PR_SET_NAME, name); }

// The time unacknowledged bytes may wait before the connection is given up, milliseconds.
static inline int pitwire_set_user_timeout(int socket, unsigned int milliseconds) {
    return setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

// glibc's own is shown to GNU sources alone.
static inline int pitwire_this_thread(void) { return (int)syscall(SYS_gettid); }

// Linux's policy for what runs only while nobody else wants to: a macro that glibc shows to GNU
// sources alone.
enum { pitwire_sched_idle = 5 };

#endif
