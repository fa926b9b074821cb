import Ring
import Testing

@Suite struct RingTests {
    @Test func `elements come out in the order they went in`() {
        let ring = SPSCRing(of: Int32.self, capacity: 4)
        var producer = ring.takeProducer()
        var consumer = ring.takeConsumer()
        for value in 1...3 { check(producer.push(Int32(value))) }
        check(consumer.pop() == 1)
        check(consumer.pop() == 2)
        check(consumer.pop() == 3)
        check(consumer.pop() == nil)
    }

    @Test func `a full ring refuses and says so`() {
        let ring = SPSCRing(of: Int.self, capacity: 2)
        var producer = ring.takeProducer()
        check(producer.push(1) && producer.push(2))
        check(!producer.push(3))
        check([3, 4].withUnsafeBufferPointer { producer.push($0) } == 0)
        check(![3, 4].withUnsafeBufferPointer { producer.pushAll($0) })
        #expect(ring.monitor.fullCount == 3)
        #expect(ring.monitor.highWater == 2)
        #expect(ring.monitor.depth == 2)
        #expect(ring.monitor.capacity == 2)
    }

    @Test func `an empty batch is no refusal, even at a full ring`() {
        let ring = SPSCRing(of: Int.self, capacity: 1)
        var producer = ring.takeProducer()
        var consumer = ring.takeConsumer()
        check(producer.push(1))
        let nothing = UnsafeBufferPointer<Int>(start: nil, count: 0)
        check(producer.push(nothing) == 0)
        check(producer.pushAll(nothing))
        check(consumer.pop(into: UnsafeMutableBufferPointer(start: nil, count: 0)) == 0)
        check(consumer.drain(max: 0) { _ in Issue.record("drained beyond the limit") } == 0)
        #expect(ring.monitor.fullCount == 0)
    }

    @Test func `high water is what the consumer found waiting`() {
        let ring = SPSCRing(of: Int.self, capacity: 64)
        var producer = ring.takeProducer()
        var consumer = ring.takeConsumer()
        for value in 0..<10 { check(producer.push(value)) }
        #expect(ring.monitor.highWater == 0)  // no one has looked yet
        check(consumer.drain(max: 64) { _ in } == 10)
        #expect(ring.monitor.highWater == 10)
        #expect(ring.monitor.pushed == 10 && ring.monitor.popped == 10)
    }

    @Test func `high water is at least half of the true maximum`() {
        let ring = SPSCRing(of: Int.self, capacity: 64)
        var producer = ring.takeProducer()
        var consumer = ring.takeConsumer()
        for value in 0..<10 { check(producer.push(value)) }
        check(consumer.pop() == 0)  // the consumer has seen 10, and leaves 9
        for value in 10..<22 { check(producer.push(value)) }
        #expect(ring.monitor.depth == 21)
        check(consumer.drain(max: 64) { _ in } == 21)
        #expect(ring.monitor.highWater >= 11 && ring.monitor.highWater <= 21)
    }

    @Test func `elements in place are the slots themselves`() {
        let ring = SPSCRing(of: Int.self, capacity: 4)
        var producer = ring.takeProducer()
        var consumer = ring.takeConsumer()
        for value in 1...4 { check(producer.push(value)) }
        check(Array(consumer.ready()) == [1, 2, 3, 4])
        consumer.release(3)
        for value in 5...7 { check(producer.push(value)) }
        // Seen before: only what was there at the last look, up to the end of the slots.
        check(Array(consumer.ready()) == [4])
        consumer.release(1)
        check(Array(consumer.ready()) == [5, 6, 7])
    }

    @Test func `both ends live in memory of their own`() {
        let count = 1000
        let producers = UnsafeMutablePointer<RingProducer<Int>>.allocate(capacity: count)
        let consumers = UnsafeMutablePointer<RingConsumer<Int>>.allocate(capacity: count)
        for index in 0..<count {
            let ring = SPSCRing(of: Int.self, capacity: 8)
            (producers + index).initialize(to: ring.takeProducer())
            (consumers + index).initialize(to: ring.takeConsumer())
        }
        for index in 0..<count { check(producers[index].push(index)) }
        for index in 0..<count { check(consumers[index].pop() == index) }
        consumers.deinitialize(count: count).deallocate()
        producers.deinitialize(count: count).deallocate()
    }

    @Test func `the memory lives as long as either end`() {
        var consumer: RingConsumer<Int>
        do {
            let ring = SPSCRing(of: Int.self, capacity: 2, prefault: true)
            var producer = ring.takeProducer()
            consumer = ring.takeConsumer()
            check(producer.push(41))
        }
        check(consumer.pop() == 41)
    }

    @Test func `a capacity that is no power of two traps with the number`() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { _ = SPSCRing(of: Int.self, capacity: 3) }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("16777216, got 3"))
    }

    @Test func `a capacity of nothing, or beyond the limit, traps`() async {
        await #expect(processExitsWith: .failure) { _ = SPSCRing(of: Int.self, capacity: 0) }
        await #expect(processExitsWith: .failure) { _ = SPSCRing(of: Int.self, capacity: -8) }
        await #expect(processExitsWith: .failure) {
            _ = SPSCRing(of: UInt8.self, capacity: 1 << 25)
        }
        let largest = SPSCRing(of: UInt8.self, capacity: ringCapacityLimit)
        #expect(largest.monitor.capacity == 16_777_216)
    }

    @Test func `each end is handed out once`() async {
        await #expect(processExitsWith: .failure) {
            let ring = SPSCRing(of: Int.self, capacity: 2)
            let first = ring.takeConsumer()
            let second = ring.takeConsumer()
            _ = (first.isEmpty, second.isEmpty)
        }
    }

    @Test func `releasing more than was ready, and a batch that never fits, trap`() async {
        await #expect(processExitsWith: .failure) {
            let ring = SPSCRing(of: Int.self, capacity: 2)
            var consumer = ring.takeConsumer()
            consumer.release(1)
        }
        await #expect(processExitsWith: .failure) {
            let ring = SPSCRing(of: Int.self, capacity: 2)
            var producer = ring.takeProducer()
            _ = [1, 2, 3].withUnsafeBufferPointer { producer.pushAll($0) }
        }
    }

    @Test func `elements behind the oldest can be looked at, past the wrap too`() {
        let ring = SPSCRing(of: Int.self, capacity: 4)
        var producer = ring.takeProducer()
        var consumer = ring.takeConsumer()
        for value in 0..<3 { check(producer.push(value)) }
        check(consumer.pop() == 0 && consumer.pop() == 1)
        for value in 3..<6 { check(producer.push(value)) }
        #expect((0..<4).map { consumer.peek($0).pointee } == [2, 3, 4, 5])
        check(consumer.pop() == 2)
    }
}
