// The ring's design in C++, to hold the Swift one against: cached indexes, one allocation, what
// each end writes on lines of its own. Same works, same JSON lines as ringbench.
//
//   g++ -std=c++20 -O3 -march=x86-64-v2 -pthread cpp_ring.cpp -o cpp_ring
#include <immintrin.h>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

template <class T>
struct Memory {
    alignas(128) std::atomic<uint64_t> tail{0};
    alignas(128) std::atomic<uint64_t> head{0};
    alignas(128) T *slots;
    uint64_t mask;

    explicit Memory(size_t capacity)
        : slots(static_cast<T *>(::operator new(capacity * sizeof(T), std::align_val_t(128)))),
          mask(capacity - 1) {
        std::memset(static_cast<void *>(slots), 0, capacity * sizeof(T));
    }
    ~Memory() { ::operator delete(slots, std::align_val_t(128)); }
};

template <class T>
class Producer {
public:
    explicit Producer(Memory<T> &memory)
        : memory(memory), slots(memory.slots), mask(memory.mask) {}

    bool push(const T &value) {
        if (tail - cachedHead > mask) {
            cachedHead = memory.head.load(std::memory_order_acquire);
            if (tail - cachedHead > mask) return false;
        }
        slots[tail & mask] = value;
        memory.tail.store(++tail, std::memory_order_release);
        return true;
    }

    bool pushAll(const T *batch, size_t count) {
        if (mask + 1 - (tail - cachedHead) < count) {
            cachedHead = memory.head.load(std::memory_order_acquire);
            if (mask + 1 - (tail - cachedHead) < count) return false;
        }
        size_t start = tail & mask, first = std::min<size_t>(count, mask + 1 - start);
        std::memcpy(slots + start, batch, first * sizeof(T));
        if (first < count) std::memcpy(slots, batch + first, (count - first) * sizeof(T));
        memory.tail.store(tail += count, std::memory_order_release);
        return true;
    }

private:
    Memory<T> &memory;
    T *slots;
    uint64_t mask, tail = 0, cachedHead = 0;
};

template <class T>
class Consumer {
public:
    explicit Consumer(Memory<T> &memory)
        : memory(memory), slots(memory.slots), mask(memory.mask) {}

    bool pop(T &value) {
        if (head == cachedTail) {
            cachedTail = memory.tail.load(std::memory_order_acquire);
            if (head == cachedTail) return false;
        }
        value = slots[head & mask];
        memory.head.store(++head, std::memory_order_release);
        return true;
    }

    size_t pop(T *into, size_t limit) {
        size_t count = available(limit);
        if (count == 0) return 0;
        size_t start = head & mask, first = std::min<size_t>(count, mask + 1 - start);
        std::memcpy(into, slots + start, first * sizeof(T));
        if (first < count) std::memcpy(into + first, slots, (count - first) * sizeof(T));
        memory.head.store(head += count, std::memory_order_release);
        return count;
    }

    template <class Body>
    size_t drain(size_t limit, Body body) {
        size_t count = available(limit);
        if (count == 0) return 0;
        for (uint64_t index = head, end = head + count; index != end; ++index)
            body(slots[index & mask]);
        memory.head.store(head += count, std::memory_order_release);
        return count;
    }

private:
    size_t available(size_t limit) {
        if (cachedTail - head < limit) cachedTail = memory.tail.load(std::memory_order_acquire);
        return std::min<size_t>(cachedTail - head, limit);
    }

    Memory<T> &memory;
    T *slots;
    uint64_t mask, head = 0, cachedTail = 0;
};

// The same wait: one pause, or a longer look away while elements stream in.
class SpinWait {
public:
    void took(size_t count) { taken += count; }

    void empty() {
        int pauses = 1;
        if (taken == 0) {
            ++looks;
        } else {
            if (streaming) {
                streaming = taken >= 8;
                quick = 0;
            } else {
                quick = looks <= 2 ? quick + 1 : 0;
                streaming = quick >= 8;
            }
            taken = 0;
            looks = 1;
            pauses = streaming ? 32 : 1;
        }
        while (pauses-- > 0) _mm_pause();
    }

private:
    size_t taken = 0;
    int looks = 0, quick = 0;
    bool streaming = false;
};

struct Record32 {
    int64_t a, b = 1, c = 2, d = 3;
};
struct Record64 {
    int64_t a, b = 1, c = 2, d = 3, e = 4, f = 5, g = 6, h = 7;
};

constexpr size_t capacity = 4096;
constexpr int64_t elements = 4'000'000, trips = 100'000;

void pin(int processor) {
    const char *wish = std::getenv("RINGBENCH_PIN");
    if (wish && std::string(wish) == "0") return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set);
}

double now() {
    return std::chrono::duration<double, std::nano>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void pass(std::atomic<int> &gate) {
    gate.fetch_add(1);
    while (gate.load(std::memory_order_acquire) < 2) _mm_pause();
}

template <class T, class Push, class Pop>
double throughput(Push push, Pop pop) {
    Memory<T> memory(capacity);
    std::atomic<int> gate{0};
    std::thread other([&] {
        pin(0);
        Producer<T> producer(memory);
        pass(gate);
        push(producer);
    });
    pin(1);
    Consumer<T> consumer(memory);
    pass(gate);
    double start = now();
    int64_t sum = pop(consumer);
    double end = now();
    other.join();
    if (sum != elements * (elements - 1) / 2) std::abort();
    return elements * 1000.0 / (end - start);
}

template <class T>
void pushOneByOne(Producer<T> &producer) {
    for (int64_t number = 0; number < elements; ++number) {
        T record{number};
        while (!producer.push(record)) sched_yield();
    }
}

template <class T>
int64_t popOneByOne(Consumer<T> &consumer) {
    int64_t sum = 0, left = elements;
    T record{0};
    SpinWait wait;
    while (left > 0) {
        if (consumer.pop(record)) {
            sum += record.a;
            --left;
            wait.took(1);
        } else {
            wait.empty();
        }
    }
    return sum;
}

double drain32() {
    return throughput<Record32>(pushOneByOne<Record32>, [](Consumer<Record32> &consumer) {
        int64_t sum = 0, left = elements;
        SpinWait wait;
        while (left > 0) {
            size_t count = consumer.drain(1024, [&](const Record32 &r) { sum += r.a; });
            count == 0 ? wait.empty() : wait.took(count);
            left -= static_cast<int64_t>(count);
        }
        return sum;
    });
}

double batch32() {
    return throughput<Record32>(
        [](Producer<Record32> &producer) {
            Record32 batch[32];
            for (int64_t start = 0; start < elements; start += 32) {
                for (int index = 0; index < 32; ++index) batch[index] = Record32{start + index};
                while (!producer.pushAll(batch, 32)) sched_yield();
            }
        },
        [](Consumer<Record32> &consumer) {
            Record32 batch[32];
            int64_t sum = 0, left = elements;
            SpinWait wait;
            while (left > 0) {
                size_t count = consumer.pop(batch, 32);
                count == 0 ? wait.empty() : wait.took(count);
                for (size_t index = 0; index < count; ++index) sum += batch[index].a;
                left -= static_cast<int64_t>(count);
            }
            return sum;
        });
}

double rtt32() {
    Memory<Record32> there(capacity), back(capacity);
    std::atomic<int> gate{0};
    std::thread other([&] {
        pin(0);
        Consumer<Record32> questions(there);
        Producer<Record32> answers(back);
        Record32 record{0};
        SpinWait wait;
        pass(gate);
        for (int64_t left = trips; left > 0; --left) {
            while (!questions.pop(record)) wait.empty();
            wait.took(1);
            while (!answers.push(record)) _mm_pause();
        }
    });
    pin(1);
    Producer<Record32> questions(there);
    Consumer<Record32> answers(back);
    Record32 record{0};
    SpinWait wait;
    pass(gate);
    double start = now();
    for (int64_t number = 0; number < trips; ++number) {
        while (!questions.push(Record32{number})) _mm_pause();
        while (!answers.pop(record)) wait.empty();
        wait.took(1);
        if (record.a != number) std::abort();
    }
    double end = now();
    other.join();
    return (end - start) / trips;
}

double run(const std::string &work) {
    if (work == "one32")
        return throughput<Record32>(pushOneByOne<Record32>, popOneByOne<Record32>);
    if (work == "one64")
        return throughput<Record64>(pushOneByOne<Record64>, popOneByOne<Record64>);
    if (work == "drain32") return drain32();
    if (work == "batch32") return batch32();
    if (work == "rtt32") return rtt32();
    std::fprintf(stderr, "cpp_ring: no work called %s\n", work.c_str());
    std::exit(2);
}

void report(const std::string &work, double value, const char *statistic) {
    std::printf("{\"bench\":\"ring\",\"peer\":\"cpp\",\"work\":\"%s\",\"statistic\":\"%s\","
                "\"value\":%.1f,\"unit\":\"%s\"}\n",
                work.c_str(), statistic, value, work == "rtt32" ? "ns" : "M/s");
    std::fflush(stdout);
}

}  // namespace

int main(int count, char **arguments) {
    std::string argument = count > 1 ? arguments[1] : "15";
    if (argument == "-") {
        for (std::string work; std::getline(std::cin, work);) report(work, run(work), "round");
        return 0;
    }
    const std::vector<std::string> works{"one32", "one64", "drain32", "batch32", "rtt32"};
    std::map<std::string, std::vector<double>> values;
    for (int round = std::max(1, std::atoi(argument.c_str())); round > 0; --round)
        for (auto &work : works) values[work].push_back(run(work));
    for (auto &work : works) {
        auto &sorted = values[work];
        std::sort(sorted.begin(), sorted.end());
        report(work, sorted[sorted.size() / 2], "median");
        report(work, work == "rtt32" ? sorted.front() : sorted.back(), "best");
    }
}
