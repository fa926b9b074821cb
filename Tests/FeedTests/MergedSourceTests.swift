import Chance
import Feed
import Market
import Records
import Testing

@Suite struct MergedSourceTests {
    private func tick(_ lane: UInt32, _ time: Int64, size: Int64 = 1) -> Input {
        .tick(
            InstrumentID(lane), time: Nanoseconds(time), price: Price(1), size: Size(size),
            side: .none)
    }

    private func bad(_ lane: UInt32, _ time: Int64) -> Input {
        Input(kind: .malformed, instrument: InstrumentID(lane), time: Nanoseconds(time), size: 1)
    }

    /// The inputs as `lane:time`.
    private func order(_ lanes: [[Input]], most: Int = Int.max) throws -> [String] {
        let merged = MergedSource(lanes.map { ListSource($0, most: most) })
        return try merged.readAll(batch: 5).map { "\($0.instrument.rawValue):\($0.time.rawValue)" }
    }

    @Test func `sources merge by time, ties by their order`() throws {
        let lanes = [[tick(0, 1), tick(0, 3), tick(0, 3)], [tick(1, 1), tick(1, 2), tick(1, 3)]]
        for most in 1...3 {
            #expect(
                try order(lanes, most: most) == ["0:1", "1:1", "1:2", "0:3", "0:3", "1:3"])
        }
    }

    @Test func `each source keeps its own order`() throws {
        // 0:5 holds back 0:2; what is bad moves no key, however late it says it is.
        let lanes = [
            [tick(0, 5), tick(0, 2), tick(0, 7)],
            [tick(1, 1), tick(1, 9, size: 0), bad(1, 99), tick(1, 6)],
        ]
        #expect(try order(lanes) == ["1:1", "1:9", "1:99", "0:5", "0:2", "1:6", "0:7"])
    }

    @Test func `bars stay whole`() throws {
        let bar = BarInput(
            start: Nanoseconds(2), period: .second1, open: Price(1), high: Price(1),
            low: Price(1), close: Price(1), volume: Volume(1)
        ).inputs(for: InstrumentID(0))
        let lanes = [[bar.0, bar.1], [tick(1, 1), tick(1, 2), tick(1, 3)]]
        for capacity in 2...4 {
            let merged = MergedSource(lanes.map { ListSource($0) })
            let kinds = try merged.readAll(batch: capacity).map(\.kind)
            #expect(kinds == [.tick, .bar, .barRest, .tick, .tick])
        }
    }

    @Test func `a batch stays inside one second of the key`() throws {
        let second: Int64 = 1_000_000_000
        let times: [Int64] = [
            -1, 0, 5, second - 1, second, second + 1, second - 2, 3 * second, 3 * second,
        ]
        let merged = MergedSource([ListSource([bad(0, 0)] + times.map { tick(0, $0) })])
        #expect(merged.lastKey == nil)
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 16)
        defer { batch.deallocate() }
        var seen: [[Int64]] = []
        var keys: [Nanoseconds?] = []
        while true {
            let count = try merged.next(into: batch)
            if count == 0 { break }
            seen.append(batch[..<count].map(\.time.rawValue))
            keys.append(merged.lastKey)
        }
        #expect(
            seen == [
                [0], [-1], [0, 5, second - 1], [second, second + 1, second - 2],
                [3 * second, 3 * second],
            ])
        #expect(
            keys
                == [nil, -1, second - 1, second + 1, 3 * second].map { $0.map { Nanoseconds($0) } })
        #expect(merged.report.rows == 10)
    }

    @Test func `an error of one source is the error of all`() {
        let broken = Sample.failure { () throws(FeedError) in
            let csv = try TickCSVSource(
                ByteSource(bytes: Sample.bytes("ts_ns,price,size,side\n"), name: "b.csv"),
                instrument: Sample.es, id: Sample.id)
            _ = try MergedSource([ListSource([tick(0, 1)]), csv]).readAll()
        }
        #expect(broken?.source == "b.csv")
    }

    @Test func `what was read before an error is handed out first`() throws {
        let lanes = [[tick(0, 1), tick(0, 3)], [tick(1, 2), tick(1, 4), tick(1, 5)]]
        let merged = MergedSource([
            ListSource(lanes[0], most: 1, fault: "torn"), ListSource(lanes[1], most: 2),
        ])
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 8)
        defer { batch.deallocate() }
        #expect(try merged.next(into: batch) == 3)
        #expect(batch[..<3].map(\.time.rawValue) == [1, 2, 3])
        for _ in 0..<2 {
            let error = Sample.failure { () throws(FeedError) in
                _ = try merged.next(into: batch)
            }
            #expect(error?.source == "torn")
        }
    }

    @Test func `many sources merge as a sort by key and place would`() throws {
        var random = SplitMix64(5)
        for count in [1, 2, 3, 7, 64, 300] {
            var lanes: [[Input]] = []
            var expected: [(key: Int64, lane: Int, place: Int)] = []
            for lane in 0..<count {
                var key = Int64.min
                var inputs: [Input] = []
                for place in 0..<random.below(40) {
                    let time = Int64(random.below(50) * 400_000_000)
                    key = max(key, time)
                    inputs.append(tick(UInt32(lane), time))
                    expected.append((key, lane, place))
                }
                lanes.append(inputs)
            }
            expected.sort { ($0.key, $0.lane, $0.place) < ($1.key, $1.lane, $1.place) }
            let merged = MergedSource(lanes.map { ListSource($0, most: 3) })
            let found = try merged.readAll(batch: 1 + 1 + random.below(20))
            #expect(
                found.map { "\($0.instrument.rawValue):\($0.time.rawValue)" }
                    == expected.map { "\($0.lane):\(lanes[$0.lane][$0.place].time.rawValue)" })
        }
    }
}

@Suite struct PacerTests {
    private func due(_ speed: Double, first: Int64 = 100, start: Int64 = 5000, _ event: Int64)
        -> Int64
    {
        Pacer(speed: speed, firstEvent: Nanoseconds(first), startWall: Nanoseconds(start))
            .due(Nanoseconds(event)).rawValue
    }

    @Test func `speed divides the time since the first event`() {
        #expect(due(1, 100) == 5000)
        #expect(due(1, 160) == 5060)
        #expect(due(4, 160) == 5015)
        #expect(due(0.5, 160) == 5120)
        #expect(due(0, 1_000_000) == 5000)
        // Out of order before the start: due at once.
        #expect(due(1, 40) == 5000)
        #expect(due(1, 9_007_199_254_740_993 + 100) == 9_007_199_254_740_993 + 5000)
    }

    @Test func `extremes end in never`() {
        #expect(due(1, first: Int64.min, Int64.max) == Int64.max)
        #expect(due(0.000001, Int64.max) == Int64.max)
        #expect(due(1, start: Int64.max, 101) == Int64.max)
        #expect(due(2, first: Int64.min, start: 0, Int64.max) == Int64.max)
        #expect(due(4, first: -1, start: 0, Int64.max) == 1 << 61)
        #expect(due(1e300, Int64.max) == 5000)
    }
}
