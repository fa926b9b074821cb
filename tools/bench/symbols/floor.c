// What a tick costs a bare C loop as symbols are added: the floor beside `corebench --only symbols`.
//
//     symbols-floor TICKS SYMBOLS
//
// The same trades in the same order, and of what a core keeps only: a second bar with its footprint and
// imbalances, delta, session profile with its point of control, session VWAP with the width of its bands. Arrays
// by price are as wide as the walks need and known beforehand; nothing is checked, nothing is written out.
// Prints a JSON line; the first quarter is not measured.
#define _DEFAULT_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { width = 1024, block = 32768 };

typedef struct {
    int64_t time;
    int32_t symbol, level, size;
    uint8_t buys;
} trade;

typedef struct {
    int64_t next, delta, imbalances, bars;
    int32_t open, high, low, close, poc;
    double pv, p2, volume, width;
    int64_t *bid, *ask, *profile;
} state;

static uint64_t word = 7;
static uint64_t below(uint64_t limit) {
    uint64_t w = word += 0x9e3779b97f4a7c15u;
    w = (w ^ (w >> 30)) * 0xbf58476d1ce4e5b9u;
    w = (w ^ (w >> 27)) * 0x94d049bb133111ebu;
    return (uint64_t)(((unsigned __int128)(w ^ (w >> 31)) * limit) >> 64);
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void close_bar(state *s) {
    for (int q = s->low; q <= s->high; q++) {
        int64_t under = s->bid[q - 1], over = s->ask[q + 1];
        if (under > 0 && s->ask[q] >= 3 * under) s->imbalances++;
        if (over > 0 && s->bid[q] >= 3 * over) s->imbalances++;
    }
    for (int q = s->low; q <= s->high; q++) s->bid[q] = s->ask[q] = 0;
    s->bars++;
}

static void take(state *s, const trade *t) {
    int q = t->level;
    if (t->time >= s->next) {
        if (s->next) close_bar(s);
        s->next = (t->time / 1000000000 + 1) * 1000000000;
        s->open = s->high = s->low = q;
    }
    if (q > s->high) s->high = q;
    if (q < s->low) s->low = q;
    s->close = q;
    if (t->buys) s->ask[q] += t->size, s->delta += t->size;
    else s->bid[q] += t->size, s->delta -= t->size;
    s->pv += (double)q * t->size;
    s->volume += t->size;
    s->p2 += (double)q * q * t->size;
    double mean = s->pv / s->volume, spread = s->p2 / s->volume - mean * mean;
    s->width += spread > 0 ? sqrt(spread) : 0;
    s->profile[q] += t->size;
    if (s->profile[q] > s->profile[s->poc]) s->poc = q;
}

// Zeroed memory, on large pages where ours is.
static void *room(int symbols, size_t bytes) {
    size_t page = 2 << 20, whole = (bytes + page - 1) / page * page;
    void *place = aligned_alloc(page, whole);
    if (!place) exit(1);
    if (symbols > 16) madvise(place, whole, MADV_HUGEPAGE);
    return memset(place, 0, whole);
}

static double cost(int symbols, long ticks) {
    state *all = room(symbols, symbols * sizeof *all);
    int64_t *cells = room(symbols, (size_t)symbols * width * 3 * 8);
    int *walks = malloc(symbols * sizeof *walks);
    trade *trades = malloc((block + 4) * sizeof *trades);
    for (int i = 0; i < symbols; i++) {
        int64_t *own = cells + (size_t)i * width * 3;
        all[i].bid = own, all[i].ask = own + width, all[i].profile = own + 2 * width;
        walks[i] = width / 2;
    }
    int64_t time = 1731508200000000000;
    uint64_t gap = 20000000 / symbols;
    double spent = 0;
    long measured = 0;
    int symbol = 0;
    word = 7;
    for (long done = 0; done < ticks;) {
        int count = 0;
        while (count < block) {
            int next = (int)below(symbols > 1 ? symbols - 1 : 1);
            symbol = next < symbol || symbols == 1 ? next : next + 1;
            int length = 1 + (int)below(4);
            for (int i = 0; i < length; i++) {
                time += below(2 * gap);
                int step = (int)below(100), moved = walks[symbol] + (step < 12) - (step >= 12 && step < 24);
                if (moved > 1 && moved < width - 2) walks[symbol] = moved;
                int size = 1 + (int)below(9);
                trades[count++] = (trade){time, symbol, walks[symbol], size, below(2) == 0};
            }
        }
        double start = seconds();
        for (int i = 0; i < count; i++) take(&all[trades[i].symbol], &trades[i]);
        if (done >= ticks / 4) spent += seconds() - start, measured += count;
        done += count;
    }
    int64_t sum = 0;
    for (int i = 0; i < symbols; i++) sum += all[i].delta + all[i].imbalances + all[i].bars + all[i].poc;
    fprintf(stderr, "%d symbols: sum %lld\n", symbols, (long long)sum);
    free(trades), free(walks), free(cells), free(all);
    return spent * 1e9 / measured;
}

int main(int argc, char **argv) {
    if (argc != 3) return fputs("usage: symbols-floor TICKS SYMBOLS\n", stderr), 2;
    int symbols = atoi(argv[2]);
    printf("{\"bench\":\"symbols\",\"work\":\"%d symbols\",\"unit\":\"ns/tick\",\"value\":%.2f}\n", symbols,
           cost(symbols, atol(argv[1])));
    return 0;
}
