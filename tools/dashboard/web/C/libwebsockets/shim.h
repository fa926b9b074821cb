#ifndef PITWIRE_LIBWEBSOCKETS_SHIM_H
#define PITWIRE_LIBWEBSOCKETS_SHIM_H

#include <arpa/inet.h>
#include <errno.h>
#include <libwebsockets.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Where to listen and what to bound.
struct pitwire_lws_plan {
    const char *host;      // a numeric address
    int port;              // 0 takes a free one
    unsigned header;       // bytes of a request's line and headers
    unsigned connections;  // at a time
    unsigned request_s;    // for the headers of a request to come in
    unsigned idle_s;       // without a request
    unsigned short ping_s; // of silence, before a page is asked
    size_t fragment;       // bytes that are written at a time
};

#define PITWIRE_LWS_HEADERS 6

// What a context points at for as long as it lives.
struct pitwire_lws {
    struct lws_protocols protocols[2];
    struct lws_protocol_vhost_options headers[PITWIRE_LWS_HEADERS];
    lws_retry_bo_t liveness;
    char host[INET6_ADDRSTRLEN];
    int is_v6;
};

static inline void pitwire_lws_say_nothing(int level, const char *line) {
    (void)level;
    (void)line;
}

// Nothing of the library's own log goes anywhere. For the whole process.
static inline void pitwire_lws_silence(void) { lws_set_log_level(0, pitwire_lws_say_nothing); }

// Of every answer, the library's own too: what a page may load and who may show it. Nothing of and
// for other hosts.
static inline void pitwire_lws_add_headers(struct pitwire_lws *own) {
    static const char *const texts[PITWIRE_LWS_HEADERS][2] = {
        {"content-security-policy:",
         "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; "
         "script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
        {"x-content-type-options:", "nosniff"},
        {"x-frame-options:", "DENY"},
        {"referrer-policy:", "no-referrer"},
        {"cross-origin-opener-policy:", "same-origin"},
        {"cross-origin-resource-policy:", "same-origin"},
    };
    for (int i = 0; i < PITWIRE_LWS_HEADERS; i++) {
        own->headers[i].next = i + 1 < PITWIRE_LWS_HEADERS ? &own->headers[i + 1] : NULL;
        own->headers[i].name = texts[i][0];
        own->headers[i].value = texts[i][1];
    }
}

static inline void pitwire_lws_fill(
    struct pitwire_lws *own, const struct pitwire_lws_plan *plan, struct lws_context_creation_info *info) {
    memset(info, 0, sizeof *info);
    info->protocols = own->protocols;
    info->retry_and_idle_policy = &own->liveness;
    info->max_http_header_data2 = plan->header;
    info->max_http_header_pool2 = plan->connections + 8;
    // For bodies; the server's own time is up before and answers.
    info->timeout_secs = plan->request_s + 5;
    info->timeout_secs_ah_idle = plan->request_s;
    info->keepalive_timeout = (int)plan->idle_s;
    info->ka_time = 60;
    info->ka_interval = 15;
    info->ka_probes = 4;
    info->gid = (gid_t)-1;
    info->uid = (uid_t)-1;
}

// Comes first. Whether the address can be listened on: 0, or the system's number of what is wrong.
// The library itself would not say, and must not be asked for IPv4 with an address of IPv6.
static inline int pitwire_lws_probe(struct pitwire_lws *own, const struct pitwire_lws_plan *plan) {
    memset(own, 0, sizeof *own);
    if (strlen(plan->host) >= sizeof own->host)
        return EINVAL;
    strcpy(own->host, plan->host);
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    memset(&v4, 0, sizeof v4);
    memset(&v6, 0, sizeof v6);
    v4.sin_family = AF_INET;
    v4.sin_port = htons((uint16_t)plan->port);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons((uint16_t)plan->port);
    own->is_v6 = inet_pton(AF_INET6, own->host, &v6.sin6_addr) == 1;
    if (!own->is_v6 && inet_pton(AF_INET, own->host, &v4.sin_addr) != 1)
        return EINVAL;
    int file = socket(own->is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0)
        return errno;
    int one = 1;
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    int status = own->is_v6 ? bind(file, (struct sockaddr *)&v6, sizeof v6)
                            : bind(file, (struct sockaddr *)&v4, sizeof v4);
    int wrong = status < 0 ? errno : 0;
    close(file);
    return wrong;
}

// A context on a libuv loop of ours that does not listen yet. Strict UTF-8 in texts, no extension,
// a ping after `ping_s` of silence, the end after twice that.
static inline struct lws_context *pitwire_lws_start(
    struct pitwire_lws *own, const struct pitwire_lws_plan *plan, void *loop,
    lws_callback_function *callback, void *user) {
    own->protocols[0].name = "pitwire";
    own->protocols[0].callback = callback;
    own->protocols[0].rx_buffer_size = 4096;
    own->protocols[0].tx_packet_size = plan->fragment + LWS_PRE;
    own->liveness.secs_since_valid_ping = plan->ping_s;
    own->liveness.secs_since_valid_hangup = (uint16_t)(2 * plan->ping_s);
    pitwire_lws_add_headers(own);

    struct lws_context_creation_info info;
    pitwire_lws_fill(own, plan, &info);
    void *loops[1] = {loop};
    info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
    info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_VALIDATE_UTF8
        | LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    info.foreign_loops = loops;
    info.user = user;
    return lws_create_context(&info);
}

// Listens; the port, or -1.
static inline int pitwire_lws_listen(
    struct pitwire_lws *own, const struct pitwire_lws_plan *plan, struct lws_context *context) {
    struct lws_context_creation_info info;
    pitwire_lws_fill(own, plan, &info);
    info.port = plan->port;
    info.iface = own->host;
    info.headers = own->headers;
    info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND
        | (own->is_v6 ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6);
    struct lws_vhost *vhost = lws_create_vhost(context, &info);
    return vhost ? lws_get_vhost_listen_port(vhost) : -1;
}

// "address:port" of the other side.
static inline void pitwire_lws_peer(int file, char *text, size_t size) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[INET6_ADDRSTRLEN], port[8];
    text[0] = 0;
    if (getpeername(file, (struct sockaddr *)&address, &length) == 0
        && getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
                       NI_NUMERICHOST | NI_NUMERICSERV) == 0)
        snprintf(text, size, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

// Begins an answer without the library's name in it.
static inline int pitwire_lws_status(
    struct lws *wsi, unsigned status, unsigned char **at, unsigned char *end) {
    return lws_add_http_header_status(wsi, status | LWSAHH_FLAG_NO_SERVER_NAME, at, end);
}

// The room before a frame's bytes that the library writes its header to.
static inline size_t pitwire_lws_room(void) { return LWS_PRE; }

#endif
