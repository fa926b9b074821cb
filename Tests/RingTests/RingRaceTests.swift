import Glibc
import Ring
import Synchronization
import Testing

/// An element whose words must all say the same number: a torn one does not.
private struct Wide: BitwiseCopyable {
    var a: UInt64, b: UInt64, c: UInt64, d: UInt64, e: UInt64, f: UInt64, g: UInt64, h: UInt64

    init(_ number: UInt64) {
        (a, b, c, d) = (number, ~number, number &* 3, number &+ 7)
        (e, f, g, h) = (number, ~number, number &* 5, number &+ 9)
    }

    var isWhole: Bool {
        b == ~a && c == a &* 3 && d == a &+ 7 && e == a && f == ~a && g == a &* 5 && h == a &+ 9
    }
}

/// What must never be seen by the reader of a ring.
private struct Forbidden: Equatable, Sendable {
    var lost = 0
    var doubledOrReordered = 0
    var torn = 0

    mutating func see(_ element: Wide, expected: inout UInt64) {
        if !element.isWhole { torn += 1 }
        if element.a > expected { lost += 1 }
        if element.a < expected { doubledOrReordered += 1 }
        expected = element.a &+ 1
    }
}

/// How the two threads of a race move elements.
private enum Style: String, CaseIterable, Sendable {
    case single, batch, first, allOrNone, drain, inPlace
}

/// Two threads on one ring; no sleeps, a thread that cannot go on yields.
@Suite(.serialized) struct RingRaceTests {
    private let count: UInt64 = isLong ? 20_000_000 : 50_000

    private func produce(_ ring: SPSCRing<Wide>, _ style: Style, _ count: UInt64) {
        var producer = ring.takeProducer()
        var next: UInt64 = 0
        var batch: [Wide] = []
        batch.reserveCapacity(64)
        while next < count {
            if style == .single || style == .drain {
                if producer.push(Wide(next)) { next += 1 } else { sched_yield() }
                continue
            }
            // Batch lengths 1 to 7, bounded by the ring and by what is left.
            let length = min(next % 7 + 1, UInt64(producer.capacity), count - next)
            batch.removeAll(keepingCapacity: true)
            for index in 0..<length { batch.append(Wide(next + index)) }
            // What follows the first ones is no part of them.
            if style == .first { for _ in 0..<3 { batch.append(Wide(.max)) } }
            let pushed = batch.withUnsafeBufferPointer { buffer in
                switch style {
                case .allOrNone: producer.pushAll(buffer) ? buffer.count : 0
                case .first: producer.push(first: Int(length), of: buffer)
                default: producer.push(buffer)
                }
            }
            next += UInt64(pushed)
            if pushed == 0 { sched_yield() }
        }
    }

    private func consume(_ ring: SPSCRing<Wide>, _ style: Style, _ count: UInt64) -> Forbidden {
        var consumer = ring.takeConsumer()
        var seen = Forbidden()
        var next: UInt64 = 0
        var buffer = [Wide](repeating: Wide(0), count: 5)
        while next < count {
            let before = next
            switch style {
            case .single:
                if let element = consumer.pop() { seen.see(element, expected: &next) }
            case .batch, .first, .allOrNone:
                let taken = buffer.withUnsafeMutableBufferPointer { consumer.pop(into: $0) }
                for element in buffer[..<taken] { seen.see(element, expected: &next) }
            case .drain:
                _ = consumer.drain(max: 9) { seen.see($0, expected: &next) }
            case .inPlace:
                let run = consumer.ready()
                for element in run { seen.see(element, expected: &next) }
                consumer.release(run.count)
            }
            if next == before { sched_yield() }
        }
        if consumer.pop() != nil { seen.doubledOrReordered += 1 }
        return seen
    }

    @Test(arguments: [1, 2, 8, 1024], Style.allCases)
    private func `nothing is lost, doubled, reordered or torn`(capacity: Int, style: Style) {
        let ring = SPSCRing(of: Wide.self, capacity: capacity)
        let count = count
        let producer = Worker { produce(ring, style, count) }
        let seen = consume(ring, style, count)
        producer.join()
        #expect(seen == Forbidden())
        #expect(ring.monitor.pushed == count && ring.monitor.popped == count)
        #expect(ring.monitor.highWater <= capacity && ring.monitor.highWater > 0)
        #expect(ring.monitor.depth == 0)
    }

    @Test(arguments: [1, 2, 8])
    func `never more than the capacity is in flight`(capacity: Int) {
        let ring = SPSCRing(of: UInt64.self, capacity: capacity)
        let taken = Tally()
        let count = Int(count)
        let producer = Worker {
            var producer = ring.takeProducer()
            var pushed = 0
            while pushed < count {
                guard producer.push(UInt64(pushed)) else {
                    sched_yield()
                    continue
                }
                pushed += 1
                // The reader says what it took before it frees the slot, so this never passes
                // the capacity unless a slot was given twice.
                let inFlight = pushed - taken.value.load(ordering: .acquiring)
                if inFlight > capacity {
                    Issue.record("\(inFlight) elements in a ring of \(capacity) slots")
                    return
                }
            }
        }
        var consumer = ring.takeConsumer()
        var next = 0
        while next < count {
            let run = consumer.ready()
            guard !run.isEmpty else {
                sched_yield()
                continue
            }
            next += run.count
            taken.value.store(next, ordering: .releasing)
            consumer.release(run.count)
        }
        producer.join()
        #expect(ring.monitor.highWater <= capacity)
    }

    @Test func `a monitor on a third thread never sees the impossible`() {
        let ring = SPSCRing(of: Wide.self, capacity: 16)
        let count = count
        let isOver = Tally()
        let producer = Worker { produce(ring, .single, count) }
        let watcher = Worker {
            var lastPushed: UInt64 = 0
            var lastHigh = 0
            while isOver.value.load(ordering: .relaxed) == 0 {
                let monitor = ring.monitor
                let pushed = monitor.pushed
                let high = monitor.highWater
                let depth = monitor.depth
                if !(0...16).contains(depth) || !(lastHigh...16).contains(high)
                    || pushed < lastPushed || pushed > count
                {
                    Issue.record("depth \(depth), high \(high), pushed \(pushed)")
                }
                lastPushed = pushed
                lastHigh = high
                sched_yield()
            }
        }
        #expect(consume(ring, .single, count) == Forbidden())
        producer.join()
        isOver.value.store(1, ordering: .relaxed)
        watcher.join()
    }
}
