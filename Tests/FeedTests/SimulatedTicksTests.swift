import Feed
import Market
import Records
import Testing

@Suite struct SimulatedTicksTests {
    private func ticks(
        _ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64, volume: Double = 10,
        previousClose: Int64? = nil
    ) -> [SimulatedTicks.Point] {
        Array(
            SimulatedTicks(
                start: .zero, period: .minute1, open: Level(open), high: Level(high),
                low: Level(low), close: Level(close), volume: volume,
                previousClose: previousClose.map { Level($0) }))
    }

    /// O 100.00 H 100.50 L 99.75 C 100.25, tick 0.25, volume 10.
    @Test func `the worked example`() {
        let points = ticks(400, 402, 399, 401)
        #expect(points.map(\.level.rawValue) == [400, 399, 400, 401, 402, 401])
        #expect(points.map(\.size) == [2, 2, 2, 2, 1, 1])
        #expect(points.map { $0.time.rawValue / 1_000_000_000 } == [0, 10, 20, 30, 40, 50])
        #expect(
            points.map(\.aggressor) == [.buyer, .seller, .buyer, .buyer, .buyer, .seller])
    }

    @Test func `a falling bar goes up first`() {
        #expect(
            ticks(401, 402, 399, 400).map(\.level.rawValue) == [401, 402, 401, 400, 399, 400])
    }

    @Test func `the first point compares with the close before`() {
        #expect(ticks(400, 401, 400, 401, previousClose: 400)[0].aggressor == .buyer)
        #expect(ticks(400, 401, 400, 401, previousClose: 399)[0].aggressor == .buyer)
        #expect(ticks(400, 401, 400, 401, previousClose: 401)[0].aggressor == .seller)
        #expect(ticks(400, 401, 400, 401)[0].aggressor == .buyer)
    }

    @Test func `a flat bar is one point with all volume`() {
        let points = ticks(400, 400, 400, 400, volume: 7.5)
        #expect(points.map(\.size) == [7.5])
    }

    @Test func `less volume than points is split evenly`() {
        #expect(ticks(400, 402, 399, 401, volume: 3).map(\.size) == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    }

    /// Counted and hashed (`h = (h * 1000003 + level) mod (2^61 - 1)`) by a plain list of all
    /// points outside this project.
    @Test(
        arguments: [
            ([1000, 1100, 900, 1050], 241, UInt64(1_894_285_304_759_947_709)),
            ([1000, 1400, 650, 700], 242, 1_291_615_975_918_802_059),
            ([5, 300, 5, 300], 240, 572_297_339_874_793_333),
            ([0, 121, -119, 0], 241, 1_936_139_359_946_318_988),
        ])
    func `long paths are thinned`(bar: [Int64], count: Int, hash: UInt64) {
        let points = ticks(bar[0], bar[1], bar[2], bar[3], volume: 1000)
        #expect(points.count == count)
        let modulus = Int128(1) << 61 - 1
        let found = points.reduce(Int128(0)) { hash, point in
            let next = (hash * 1_000_003 + Int128(point.level.rawValue)) % modulus
            return next < 0 ? next + modulus : next
        }
        #expect(UInt64(found) == hash)
        #expect(points.map(\.level.rawValue).max() == bar[1])
        #expect(points.map(\.level.rawValue).min() == bar[2])
        #expect(points.first?.level == Level(bar[0]))
        #expect(points.last?.level == Level(bar[3]))
        #expect(points.map(\.size).reduce(0, +) == 1000)
    }

    @Test func `a bar of any span takes no time`() {
        let edge = Int64.max
        let points = ticks(0, edge, -edge, edge, volume: 1)
        #expect(points.count <= 242)
        #expect(points.last?.level == Level(edge))
    }

    /// Every bar of up to 4 levels and 9 units: what comes out rebuilds what went in.
    @Test func `inputs rebuild the bar exactly`() throws {
        for low in Int64(0)...3 {
            for high in low...3 {
                for open in low...high {
                    for close in low...high {
                        for volume in Int64(0)...9 {
                            try checkRebuilt(open, high, low, close, volume)
                        }
                    }
                }
            }
        }
    }

    private func checkRebuilt(
        _ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64, _ volume: Int64
    ) throws {
        let bar = BarInput(
            start: .zero, period: .minute1, open: Price(open * 25), high: Price(high * 25),
            low: Price(low * 25), close: Price(close * 25), volume: Volume(Double(volume)))
        let source = SimulatedTicksSource(ListSource(bars: [bar]), prices: Sample.es.prices)
        let inputs = try source.readAll(batch: 3)
        #expect(inputs.map(\.size).reduce(0, +) == volume)
        #expect(inputs.allSatisfy { $0.kind == .tick && $0.flags == .simulated && $0.size > 0 })
        let prices = inputs.map { $0.price / 25 }
        guard volume > 0 else { return }
        #expect(prices.last == close)
        if volume >= 4 {
            #expect(prices.first == open)
            #expect(prices.max() == high)
            #expect(prices.min() == low)
        }
    }

    @Test func `what is no bar passes through, and the close is remembered`() throws {
        func bar(_ second: Int64, _ level: Int64, _ volume: Double) -> BarInput {
            BarInput(
                start: .seconds(second), period: .minute1, open: Price(level * 25),
                high: Price(level * 25), low: Price(level * 25), close: Price(level * 25),
                volume: Volume(volume))
        }
        let list = ListSource(bars: [bar(0, 10, 5), bar(60, 2, 0), bar(120, 9, 3)])
        list.inputs.insert(
            Input(kind: .malformed, instrument: Sample.id, time: .zero, size: 1), at: 2)
        let inputs = try SimulatedTicksSource(list, prices: Sample.es.prices).readAll()
        #expect(inputs.map(\.kind) == [.tick, .malformed, .tick])
        // The bar without volume is no bar: 9 is below 10, not above 2.
        #expect(inputs.map(\.side) == [.buyer, .none, .seller])
        #expect(inputs.map(\.size) == [5, 1, 3])
    }
}

/// Hands out a list, at most `most` at once.
final class ListSource: InputSource {
    var inputs: [Input]
    private let most: Int
    /// What it calls itself when it ends by a fault.
    private let fault: String?
    private(set) var report = SourceReport(name: "list")
    let skew = Nanoseconds.zero

    init(_ inputs: [Input], most: Int = Int.max, fault: String? = nil) {
        self.inputs = inputs
        self.most = most
        self.fault = fault
    }

    convenience init(bars: [BarInput]) {
        self.init(
            bars.flatMap { bar in
                let (first, rest) = bar.inputs(for: Sample.id)
                return [first, rest]
            })
    }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = 0
        while count < min(batch.count, most), let next = inputs.first {
            let slots = next.kind == .bar ? 2 : 1
            if count + slots > batch.count { break }
            for slot in 0..<slots { batch[count + slot] = inputs[slot] }
            inputs.removeFirst(slots)
            count += slots
        }
        if count == 0, let fault {
            throw FeedError(source: fault, place: .whole, expected: "more", found: "nothing")
        }
        report.rows += count
        return count
    }
}
