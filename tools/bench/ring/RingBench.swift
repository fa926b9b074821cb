import Glibc
import Ring
import Synchronization

/// Measures the ring between two pinned threads.
///
///     ringbench [ROUNDS]   every work ROUNDS times (15), interleaved; median and best as JSON lines
///     ringbench -          one round per work named on standard input, for `C/compare.py`
///
/// At a full ring the producers yield (Disruptor's parks); the consumers spin.
/// `RINGBENCH_PIN=0` leaves the threads where the system puts them. Works: `one32`, `one64` (push and pop one by one, 32 and 64 bytes), `drain32` (push one by one,
/// drain), `batch32` (32 at a time at both ends, 32 bytes): million elements a second. `rtt32`:
/// there and back over two rings, ns.
@main
struct RingBench {
    static func main() {
        let argument = CommandLine.arguments.dropFirst().first ?? "15"
        if argument == "-" { return serve() }
        guard let rounds = Int(argument), rounds > 0 else {
            fail("usage: ringbench [ROUNDS | -]")
        }
        measure(rounds)
    }

    private static func fail(_ text: String) -> Never {
        let line = Array((text + "\n").utf8)
        _ = write(2, line, line.count)
        exit(2)
    }

    private static func measure(_ rounds: Int) {
        var values: [Work: [Double]] = [:]
        for _ in 0..<rounds {
            for work in Work.allCases { values[work, default: []].append(work.run()) }
        }
        for work in Work.allCases {
            let sorted = values[work, default: []].sorted()
            work.report(sorted[sorted.count / 2], "median")
            work.report(work == .rtt32 ? sorted[0] : sorted[sorted.count - 1], "best")
        }
    }

    private static func serve() {
        while let line = readLine() {
            guard let work = Work(rawValue: line) else {
                fail("ringbench: no work called \(line)")
            }
            work.report(work.run(), "round")
        }
    }
}

private enum Work: String, CaseIterable {
    case one32, one64, drain32, batch32, rtt32

    func run() -> Double {
        switch self {
        case .one32: throughput(Record32.self, producer: pushOneByOne, consumer: popOneByOne)
        case .one64: throughput(Record64.self, producer: pushOneByOne, consumer: popOneByOne)
        case .drain32: throughput(Record32.self, producer: pushOneByOne, consumer: drain)
        case .batch32: throughput(Record32.self, producer: pushBatches, consumer: popBatches)
        case .rtt32: roundTrip()
        }
    }

    func report(_ value: Double, _ statistic: String) {
        let rounded = (value * 10).rounded() / 10
        // One write per line: a pipe must not wait for a full buffer.
        let line =
            "{\"bench\":\"ring\",\"peer\":\"pitwire\",\"work\":\"\(rawValue)\","
            + "\"statistic\":\"\(statistic)\",\"value\":\(rounded),"
            + "\"unit\":\"\(self == .rtt32 ? "ns" : "M/s")\"}\n"
        let bytes = Array(line.utf8)
        _ = write(1, bytes, bytes.count)
    }
}

private protocol Record: BitwiseCopyable, Sendable {
    init(_ number: Int)
    var number: Int { get }
}

private struct Record32: Record {
    var a: Int, b = 1, c = 2, d = 3
    init(_ number: Int) { a = number }
    var number: Int { a }
}

private struct Record64: Record {
    var a: Int, b = 1, c = 2, d = 3, e = 4, f = 5, g = 6, h = 7
    init(_ number: Int) { a = number }
    var number: Int { a }
}

private let capacity = 4096
private let elements = 4_000_000
private let trips = 100_000

private func pushOneByOne<R: Record>(_ ring: SPSCRing<R>) {
    var producer = ring.takeProducer()
    var backOff = BackOff(.yield)
    for number in 0..<elements {
        let record = R(number)
        while !producer.push(record) { backOff.pause() }
    }
}

private func popOneByOne<R: Record>(_ ring: SPSCRing<R>) -> Int {
    var consumer = ring.takeConsumer()
    var sum = 0
    var left = elements
    var wait = SpinWait()
    while left > 0 {
        if let record = consumer.pop() {
            sum &+= record.number
            left -= 1
            wait.took(1)
        } else {
            wait.empty()
        }
    }
    return sum
}

private func drain<R: Record>(_ ring: SPSCRing<R>) -> Int {
    var consumer = ring.takeConsumer()
    var sum = 0
    var left = elements
    var wait = SpinWait()
    while left > 0 {
        let count = consumer.drain(max: 1024) { sum &+= $0.number }
        if count == 0 { wait.empty() } else { wait.took(count) }
        left -= count
    }
    return sum
}

private func pushBatches<R: Record>(_ ring: SPSCRing<R>) {
    var producer = ring.takeProducer()
    var backOff = BackOff(.yield)
    withUnsafeTemporaryAllocation(of: R.self, capacity: 32) { batch in
        for start in stride(from: 0, to: elements, by: 32) {
            for index in 0..<32 { batch.initializeElement(at: index, to: R(start + index)) }
            while !producer.pushAll(UnsafeBufferPointer(batch)) { backOff.pause() }
        }
    }
}

private func popBatches<R: Record>(_ ring: SPSCRing<R>) -> Int {
    var consumer = ring.takeConsumer()
    var sum = 0
    var left = elements
    var wait = SpinWait()
    withUnsafeTemporaryAllocation(of: R.self, capacity: 32) { batch in
        while left > 0 {
            let count = consumer.pop(into: batch)
            if count == 0 { wait.empty() } else { wait.took(count) }
            for index in 0..<count { sum &+= batch[index].number }
            left -= count
        }
    }
    return sum
}

/// Million elements a second from the first push to the last pop.
private func throughput<R: Record>(
    _ record: R.Type, producer: @escaping @Sendable (SPSCRing<R>) -> Void,
    consumer: @escaping @Sendable (SPSCRing<R>) -> Int
) -> Double {
    let ring = SPSCRing(of: R.self, capacity: capacity, prefault: true)
    let gate = Gate()
    let sum = Atomic(0)
    let other = Gate.thread {
        gate.pass()
        producer(ring)
    }
    Gate.pin(to: 1)
    gate.pass()
    let start = now()
    sum.store(consumer(ring), ordering: .relaxed)
    let end = now()
    other.join()
    let expected = elements * (elements - 1) / 2
    precondition(sum.load(ordering: .relaxed) == expected, "the ring lost or changed elements")
    return Double(elements) * 1000 / Double(end - start)
}

/// ns from a push to the pop of its answer.
private func roundTrip() -> Double {
    let there = SPSCRing(of: Record32.self, capacity: capacity, prefault: true)
    let back = SPSCRing(of: Record32.self, capacity: capacity, prefault: true)
    let gate = Gate()
    let other = Gate.thread {
        var questions = there.takeConsumer()
        var answers = back.takeProducer()
        gate.pass()
        var left = trips
        var wait = SpinWait()
        while left > 0 {
            guard let record = questions.pop() else {
                wait.empty()
                continue
            }
            wait.took(1)
            while !answers.push(record) { cpuPause() }
            left -= 1
        }
    }
    Gate.pin(to: 1)
    var questions = there.takeProducer()
    var answers = back.takeConsumer()
    gate.pass()
    let start = now()
    var wait = SpinWait()
    for number in 0..<trips {
        while !questions.push(Record32(number)) { cpuPause() }
        var answer = answers.pop()
        while answer == nil {
            wait.empty()
            answer = answers.pop()
        }
        wait.took(1)
        precondition(answer?.number == number, "an answer to another question")
    }
    let end = now()
    other.join()
    return Double(end - start) / Double(trips)
}

private func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Lets two threads go at the same moment.
private final class Gate: Sendable {
    private let arrived = Atomic(0)

    func pass() {
        arrived.wrappingAdd(1, ordering: .acquiringAndReleasing)
        while arrived.load(ordering: .acquiring) < 2 { cpuPause() }
    }

    /// Pins the calling thread, unless `RINGBENCH_PIN=0`.
    static func pin(to processor: Int) {
        if getenv("RINGBENCH_PIN").map({ String(cString: $0) }) != "0" { pinThread(to: processor) }
    }

    struct Thread {
        let handle: pthread_t
        func join() { pthread_join(handle, nil) }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a thread pinned to processor 0.
    static func thread(_ body: @escaping @Sendable () -> Void) -> Thread {
        var handle = pthread_t()
        let status = pthread_create(
            &handle, nil,
            { argument in
                Gate.pin(to: 0)
                Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Body(body)).toOpaque())
        precondition(status == 0, "pthread_create failed with \(status)")
        return Thread(handle: handle)
    }
}
