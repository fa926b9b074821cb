#ifndef PITWIRE_LIBWEBSOCKETS_SHIM_H
#define PITWIRE_LIBWEBSOCKETS_SHIM_H

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

// What a context points at for as long as it lives.
struct pitwire_lws {
    struct lws_protocols protocols[2];
    lws_retry_bo_t liveness;
};

static inline void pitwire_lws_say_nothing(int level, const char *line) {
    (void)level;
    (void)line;
}

// Nothing of the library's own log goes anywhere. For the whole process.
static inline void pitwire_lws_silence(void) { lws_set_log_level(0, pitwire_lws_say_nothing); }

// A context without a listener on a libuv loop of ours: sockets are given to it one by one.
// Strict UTF-8 in texts, no extension, a ping after `ping_s` of silence, the end after `dead_s`.
static inline struct lws_context *pitwire_lws_start(
    struct pitwire_lws *own, void *loop, lws_callback_function *callback, void *user, size_t fragment,
    unsigned short ping_s, unsigned short dead_s) {
    memset(own, 0, sizeof *own);
    own->protocols[0].name = "pitwire";
    own->protocols[0].callback = callback;
    own->protocols[0].rx_buffer_size = 4096;
    own->protocols[0].tx_packet_size = fragment + LWS_PRE;
    own->liveness.secs_since_valid_ping = ping_s;
    own->liveness.secs_since_valid_hangup = dead_s;

    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    void *loops[1] = {loop};
    info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
    info.protocols = own->protocols;
    info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_VALIDATE_UTF8
        | LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN;
    info.foreign_loops = loops;
    info.user = user;
    info.retry_and_idle_policy = &own->liveness;
    info.max_http_header_data = 1024;
    info.gid = (gid_t)-1;
    info.uid = (uid_t)-1;
    return lws_create_context(&info);
}

// The room before a frame's bytes that the library writes its header to.
static inline size_t pitwire_lws_room(void) { return LWS_PRE; }

#endif
