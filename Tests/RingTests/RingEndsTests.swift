import Testing

@testable import Ring

/// Ends that lie in their rings' memory.
@Suite struct RingEndsTests {
    private func rings(_ count: Int) -> [SPSCRing<Int>] {
        (0..<count).map { _ in SPSCRing(of: Int.self, capacity: 4) }
    }

    @Test func `what goes into one ring comes out of the same, through wraps`() {
        let rings = rings(3)
        let writing = RingEnds(writing: rings)
        let reading = RingEnds(reading: rings)
        #expect(writing.count == 3 && reading.count == 3)
        for value in 0..<10 {
            for place in 0..<3 { check(writing[place].pointee.push(value * 3 + place)) }
            for place in 0..<3 { check(reading[place].pointee.pop() == value * 3 + place) }
        }
        for place in 0..<3 {
            while writing[place].pointee.push(place) {}
            #expect(rings[place].monitor.depth == 4)
            #expect(rings[place].monitor.fullCount == 1)
            #expect(rings[place].monitor.pushed == 14)
            #expect(rings[place].monitor.popped == 10)
        }
    }

    @Test func `an end shares a line with its own index and with nothing else`() {
        let rings = rings(2)
        let writing = RingEnds(writing: rings)
        let reading = RingEnds(reading: rings)
        for (place, ring) in rings.enumerated() {
            let base = Int(bitPattern: ring.monitor.lines.base)
            let (writer, reader) = (
                Int(bitPattern: writing[place]), Int(bitPattern: reading[place])
            )
            #expect(base % 128 == 0)
            #expect(writer - base == MemoryLayout<UInt>.size)
            #expect(writer + MemoryLayout<RingProducer<Int>>.size - base <= 64)
            #expect(reader - base == 128 + MemoryLayout<UInt>.size)
            #expect(reader + MemoryLayout<RingConsumer<Int>>.size - base <= 192)
        }
    }

    /// Holds ends until it goes.
    private final class Holder<End: ~Copyable> {
        let ends: RingEnds<End>
        init(_ ends: consuming RingEnds<End>) { self.ends = ends }
    }

    @Test func `a ring's memory goes with the last of its ends`() {
        weak var monitor: RingMonitor?
        var writing: Holder<RingProducer<Int>>?
        var reading: Holder<RingConsumer<Int>>?
        do {
            let rings = rings(1)
            monitor = rings[0].monitor
            writing = Holder(RingEnds(writing: rings))
            reading = Holder(RingEnds(reading: rings))
        }
        check(writing?.ends[0].pointee.push(7) == true)
        writing = nil
        #expect(monitor != nil)
        check(reading?.ends[0].pointee.pop() == 7)
        reading = nil
        #expect(monitor == nil)
    }
}
