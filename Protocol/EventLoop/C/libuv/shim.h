#ifndef PITWIRE_LIBUV_SHIM_H
#define PITWIRE_LIBUV_SHIM_H

#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <uv.h>

// prctl is variadic, which Swift cannot call.
static inline void pitwire_name_this_thread(const char *name) { prctl(PR_SET_NAME, name); }

// The time unacknowledged bytes may wait before the connection is given up, milliseconds.
static inline int pitwire_set_user_timeout(int socket, unsigned int milliseconds) {
    return setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

#endif
