import Market
import Records
import Wire

/// Random values of everything that travels.
struct Samples {
    var random: SplitMix64

    init(_ seed: UInt64) { random = SplitMix64(seed) }

    mutating func int() -> Int64 { Int64(bitPattern: random.next()) >> Int64(random.next() % 64) }
    mutating func natural() -> UInt64 { random.next() >> (random.next() % 64) }
    mutating func small(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    mutating func flag() -> Bool { random.next() % 2 == 0 }
    mutating func u32() -> UInt32 { UInt32(truncatingIfNeeded: natural()) }
    mutating func time() -> Nanoseconds { Nanoseconds(int()) }
    mutating func date() -> SessionDate { SessionDate(rawValue: Int32(truncatingIfNeeded: int())) }
    mutating func instrument() -> InstrumentID { InstrumentID(u32()) }
    mutating func price() -> Price { flag() ? Price(int()) : (flag() ? .none : Price(17_525)) }
    mutating func size() -> Size { Size(int()) }

    mutating func double() -> Double {
        switch small(5) {
        case 0: 0
        case 1: -0.0
        case 2: Double(int())
        case 3: Double.greatestFiniteMagnitude * (random.unit() - 0.5)
        default: (random.unit() - 0.5) * 1e6
        }
    }

    mutating func volume() -> Volume {
        switch small(4) {
        case 0: Volume(Double(small(1000)))
        case 1: Volume(Double(int() >> 11))
        case 2: Volume((Double(small(1000)) + 0.25))
        default: Volume(double())
        }
    }

    mutating func text(_ limit: Int) -> String {
        let letters = Array("abcXYZ019-./ äß€日😀")
        var text = ""
        for _ in 0..<small(20) {
            let next = text + String(letters[small(letters.count)])
            if next.utf8.count > limit { break }
            text = next
        }
        return text
    }

    mutating func list<Element>(
        _ limit: Int, _ make: (inout Samples) -> Element
    ) -> [Element] {
        (0..<small(limit)).map { _ in make(&self) }
    }

    mutating func one<Value: CaseIterable>(of type: Value.Type) -> Value {
        let all = Array(Value.allCases)
        return all[small(all.count)]
    }

    mutating func tick() -> Tick {
        Tick(
            time: time(), price: price(), size: size(), level: Level(int()),
            aggressor: one(of: Aggressor.self), rule: one(of: SideRule.self),
            flags: TickFlags(rawValue: UInt8(small(32))))
    }

    mutating func quote() -> Quote {
        Quote(time: time(), bid: price(), ask: price(), bidSize: size(), askSize: size())
    }

    mutating func rows() -> [FootprintRow] {
        var row = int() >> 8
        return list(30) { samples in
            row += samples.flag() ? 1 : 1 + Int64(samples.small(1 << 20))
            return FootprintRow(
                row: row, bid: samples.volume(), ask: samples.volume(),
                neutral: samples.volume(),
                marks: FootprintRow.Marks(rawValue: UInt8(samples.small(8))))
        }
    }

    mutating func bar() -> Bar {
        var whole = Completeness()
        whole.exchangeVolume = volume()
        whole.tickVolume = volume()
        if flag() {
            whole.late = u32()
            whole.feedGaps = u32()
        }
        return Bar(
            start: time(), end: time(), session: date(), mode: one(of: SessionMode.self),
            period: one(of: BarPeriod.self), isFromTicks: flag(), open: price(), high: price(),
            low: price(), close: price(), volume: volume(), buyVolume: volume(),
            sellVolume: volume(), maxDelta: volume(), minDelta: volume(),
            cumulativeDelta: volume(), trades: int(), vwap: flag() ? double() : nil,
            completeness: whole)
    }

    mutating func footprint() -> FootprintRecord {
        let rule = ImbalanceRule(ratio: double(), minimumVolume: volume(), ignoresZeros: flag())
        return FootprintRecord(
            instrument: instrument(), bar: bar(), rowTicks: 1 + Int64(small(1000)), poc: int(),
            buyImbalances: small(100), sellImbalances: small(100), rule: rule, rows: rows(),
            cause: natural())
    }

    mutating func landmarks() -> ProfileLandmarks {
        var landmarks = ProfileLandmarks()
        if flag() { landmarks.poc = int() }
        if flag() {
            let (a, b) = (int(), int())
            landmarks.valueArea = min(a, b)...max(a, b)
        }
        if flag() { landmarks.lvns = list(5) { $0.int() } }
        if flag() { landmarks.hvns = list(5) { $0.int() } }
        if flag() {
            landmarks.nakedPOCs = list(5) {
                ProfileLandmarks.NakedPOC(session: $0.date(), row: $0.int())
            }
        }
        return landmarks
    }

    mutating func profile() -> ProfileSnapshot {
        ProfileSnapshot(
            instrument: instrument(), cause: natural(), anchor: one(of: Anchor.self),
            anchorNumber: u32(), date: date(), start: time(), end: time(),
            rowTicks: 1 + Int64(small(50)), isFromTicks: flag(), isCompleted: flag(),
            landmarks: landmarks(), rows: rows())
    }

    mutating func profileDelta() -> ProfileDelta {
        ProfileDelta(
            instrument: instrument(), cause: natural(), anchor: one(of: Anchor.self),
            anchorNumber: u32(), date: date(), end: time(), landmarks: landmarks(), rows: rows())
    }

    mutating func vwap() -> VWAPRecord {
        VWAPRecord(
            instrument: instrument(), barStart: time(), period: one(of: BarPeriod.self),
            anchor: one(of: Anchor.self), anchorNumber: u32(), date: date(), vwap: double(),
            sigma: double(), volume: Volume(double()), cause: natural())
    }

    mutating func vwapState() -> VWAPState {
        VWAPState(
            instrument: instrument(), cause: natural(), time: time(), anchor: one(of: Anchor.self),
            anchorNumber: u32(), date: date(), vwap: double(), sigma: double(),
            volume: Volume(double()), origin: double(), first: double(), second: double())
    }

    mutating func counters() -> CountersRecord {
        var counters = CountersRecord(instrument: instrument(), time: time(), cause: natural())
        counters.accepted = int()
        counters.bad = int()
        counters.duplicate = int()
        counters.late = int()
        counters.outOfRange = int()
        counters.outOfSession = (int(), int(), int(), int())
        counters.lost = int()
        counters.feedGaps = int()
        return counters
    }

    mutating func ring() -> RingReading {
        RingReading(
            name: text(64), capacity: natural(), depth: natural(), highWater: natural(),
            pushed: natural(), waits: natural(), dropped: natural())
    }

    mutating func latency() -> LatencyReading {
        LatencyReading(
            name: text(64), count: natural(), p50: natural(), p99: natural(), p999: natural(),
            largest: natural())
    }

    mutating func status() -> StatusRecord {
        StatusRecord(
            time: time(), feed: one(of: FeedState.self), isSimulated: flag(),
            counters: flag() ? counters() : nil, rings: list(4) { $0.ring() },
            latencies: list(4) { $0.latency() })
    }

    mutating func statistics() -> Statistics {
        Statistics(
            time: time(), counters: list(6) { NamedCounter($0.text(64), $0.int()) },
            rings: list(4) { $0.ring() }, latencies: list(4) { $0.latency() })
    }

    mutating func instrumentInfo() -> InstrumentInfo {
        InstrumentInfo(
            id: instrument(),
            instrument: Instrument(
                symbol: text(64), assetClass: one(of: AssetClass.self),
                prices: PriceScale(decimals: small(10), tick: 1 + Int64(small(1000))),
                sizes: SizeScale(decimals: small(10), lot: 1 + Int64(small(1000))),
                tickValueNanos: int()))
    }

    mutating func instrumentState() -> InstrumentState {
        InstrumentState(
            instrument: instrument(), time: time(), session: date(), cumulativeDelta: volume(),
            feed: one(of: FeedState.self), isSimulated: flag(), lastTick: flag() ? tick() : nil,
            quote: flag() ? quote() : nil)
    }

    mutating func roll() -> RollRecord {
        RollRecord(
            instrument: instrument(), measure: one(of: Measure.self), anchor: one(of: Anchor.self),
            window: SessionWindow(date: date(), start: time(), end: time()), time: time(),
            cause: natural())
    }

    mutating func nakedPOC() -> NakedPOCRecord {
        NakedPOCRecord(
            instrument: instrument(), time: time(), cause: natural(), session: date(), row: int(),
            rowTicks: 1 + Int64(small(9)), isTouched: flag())
    }
}
