import Chance
import Feed
import Market
import Records
import Ring
import Testing

/// The feed's end of the rings: runs of one instrument, and what a full ring means.
@Suite struct FeedPortTests {
    /// A port, the other ends of its rings, and what came out of them.
    private struct Rig: ~Copyable {
        let rings: [SPSCRing<Input>]
        let order: OrderRing
        var port: FeedPort
        private var consumers: RingEnds<RingConsumer<Input>>
        private var entries: RingConsumer<OrderEntry>
        var taken: [Input] = []
        /// The lengths of the runs.
        var runs: [Int] = []

        init(instruments: Int, slots: Int, order entries: Int = 1024) {
            let ids = (0..<instruments).map { InstrumentID(UInt32($0)) }
            rings = ids.map { _ in SPSCRing(of: Input.self, capacity: slots) }
            order = OrderRing(capacity: entries)
            port = FeedPort(
                instruments: ids, rings: rings, order: order, bell: Doorbell(policy: .spin))
            consumers = RingEnds(reading: rings)
            self.entries = order.takeConsumer()
        }

        mutating func offer(_ inputs: some Collection<Input>) -> Int {
            Array(inputs).withUnsafeBufferPointer { port.offer($0) }
        }

        /// Takes everything out in the order of its arrival.
        mutating func drain() {
            while let entry = entries.pop() {
                guard case .ticks(let instrument, let count) = entry.kind else { continue }
                runs.append(Int(count))
                for _ in 0..<count {
                    guard let input = consumers[Int(instrument)].pointee.pop() else {
                        Issue.record("instrument \(instrument) has fewer than \(count)")
                        return
                    }
                    taken.append(input)
                }
                #expect(entry.time == taken.last?.time.rawValue)
            }
        }
    }

    private func tick(_ instrument: Int, _ number: Int) -> Input {
        .tick(
            InstrumentID(UInt32(instrument)), time: Nanoseconds(Int64(number)),
            price: Price(1), size: Size(1), side: .buyer)
    }

    private func times(_ inputs: [Input]) -> [Int64] { inputs.map(\.time.rawValue) }

    @Test(arguments: [1, 2, 3, 17, 40], [1, 3, 6, 300])
    func `inputs come out in the order they were offered, by instrument`(
        instruments: Int, longest: Int
    ) {
        var random = SplitMix64(UInt64(instruments * longest))
        var inputs: [Input] = []
        while inputs.count < 3000 {
            let instrument = random.below(instruments)
            for _ in 0..<1 + random.below(longest) {
                inputs.append(tick(instrument, inputs.count))
            }
        }
        var rig = Rig(instruments: instruments, slots: 64)
        var next = 0
        while next < inputs.count {
            let end = min(next + 1 + random.below(200), inputs.count)
            next += rig.offer(inputs[next..<end])
            if random.once(in: 2) || next < end { rig.drain() }
        }
        rig.drain()
        #expect(times(rig.taken) == times(inputs))
        #expect(rig.taken.map(\.instrument) == inputs.map(\.instrument))
    }

    @Test(arguments: [60, 61, 62, 63, 64, 65, 126, 127, 128])
    func `the halves of a bar are in one run, wherever they stand`(before: Int) {
        let bar = BarInput(
            start: Nanoseconds(5), period: .second1, open: Price(1), high: Price(1),
            low: Price(1), close: Price(1), volume: Volume(1)
        ).inputs(for: InstrumentID(1))
        let ticks = (0..<before).map { tick($0 % 2, $0) }
        var rig = Rig(instruments: 2, slots: 256)
        #expect(rig.offer(ticks + [bar.0, bar.1, tick(0, 9)]) == before + 3)
        rig.drain()
        #expect(rig.taken.count == before + 3)
        // The last tick is a run of its own, that before it ends with the bar.
        #expect(rig.runs.last == 1)
        #expect((rig.runs.dropLast().last ?? 0) >= 2)
    }

    @Test func `a bar that has room for one half waits with both`() {
        let bar = BarInput(
            start: Nanoseconds(5), period: .second1, open: Price(1), high: Price(1),
            low: Price(1), close: Price(1), volume: Volume(1)
        ).inputs(for: InstrumentID(0))
        var rig = Rig(instruments: 1, slots: 4)
        #expect(rig.offer([tick(0, 1), tick(0, 2), tick(0, 3), bar.0, bar.1]) == 3)
        rig.drain()
        #expect(rig.offer([bar.0, bar.1]) == 2)
    }

    @Test func `a ring that has no room for all is counted as full, and so is the order ring`() {
        var rig = Rig(instruments: 2, slots: 4, order: 2)
        let inputs = (0..<6).map { tick(0, $0) }
        #expect(rig.offer(inputs) == 4)
        #expect(rig.rings[0].monitor.fullCount == 1)
        #expect(rig.offer(inputs[4...]) == 0)
        #expect(rig.rings[0].monitor.fullCount == 2)
        #expect(rig.order.monitor.fullCount == 0)
        // The order ring has one entry left, then two.
        #expect(rig.offer([tick(1, 7), tick(0, 8), tick(1, 9)]) == 1)
        #expect(rig.order.monitor.fullCount == 1)
        rig.drain()
        #expect(rig.offer([tick(1, 7), tick(0, 8), tick(1, 9)]) == 2)
        #expect(rig.order.monitor.fullCount == 2)
        #expect(rig.rings.map(\.monitor.fullCount) == [2, 0])
    }
}
