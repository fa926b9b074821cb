import Bytes
import Market
import Measures
import Records
import Wire

/// Records whose fields hold random values.
extension FuzzRandom {
    mutating func finite() -> Double {
        switch below(4) {
        case 0: 0
        case 1: Double(integer())
        case 2: Double(below(1 << 20)) / 4
        default: Double(integer()) * 1e280
        }
    }

    private mutating func volume() -> Volume { Volume(finite()) }
    private mutating func price() -> Price { once(in: 4) ? .none : Price(integer()) }
    mutating func date() -> SessionDate {
        SessionDate(rawValue: Int32(truncatingIfNeeded: integer()))
    }

    mutating func tick() -> Tick {
        Tick(
            time: instant(), price: price(), size: Size(integer()), level: Level(integer()),
            aggressor: one(of: Aggressor.self), rule: one(of: SideRule.self),
            flags: TickFlags(rawValue: UInt8(below(32))))
    }

    private mutating func rows() -> [FootprintRow] {
        var row = integer() >> 8
        return list(40) { random in
            row += 1 + (random.once(in: 3) ? Int64(random.below(1 << 20)) : 0)
            return FootprintRow(
                row: row, bid: random.volume(), ask: random.volume(), neutral: random.volume(),
                marks: FootprintRow.Marks(rawValue: UInt8(random.below(8))))
        }
    }

    private mutating func bar() -> Bar {
        var whole = Completeness()
        whole.exchangeVolume = volume()
        whole.tickVolume = volume()
        whole.late = u32()
        whole.feedGaps = u32()
        return Bar(
            start: instant(), end: instant(), session: date(), mode: one(of: SessionMode.self),
            period: one(of: BarPeriod.self), isFromTicks: once(in: 2), open: price(),
            high: price(), low: price(), close: price(), volume: volume(), buyVolume: volume(),
            sellVolume: volume(), maxDelta: volume(), minDelta: volume(),
            cumulativeDelta: volume(), trades: integer(), vwap: once(in: 2) ? finite() : nil,
            completeness: whole)
    }

    private mutating func landmarks() -> ProfileLandmarks {
        var landmarks = ProfileLandmarks()
        let (low, high) = (integer(), integer())
        if once(in: 2) { landmarks.poc = integer() }
        if once(in: 2) { landmarks.valueArea = min(low, high)...max(low, high) }
        if once(in: 2) { landmarks.lvns = list(5) { $0.integer() } }
        if once(in: 2) { landmarks.hvns = list(5) { $0.integer() } }
        if once(in: 2) {
            landmarks.nakedPOCs = list(5) {
                ProfileLandmarks.NakedPOC(session: $0.date(), row: $0.integer())
            }
        }
        return landmarks
    }

    private mutating func ring() -> RingReading {
        RingReading(
            name: text(64), capacity: natural(), depth: natural(), highWater: natural(),
            pushed: natural(), waits: natural(), dropped: natural())
    }

    private mutating func latency() -> LatencyReading {
        LatencyReading(
            name: text(64), count: natural(), p50: natural(), p99: natural(), p999: natural(),
            largest: natural())
    }

    private mutating func quote() -> Quote {
        Quote(
            time: instant(), bid: price(), ask: price(), bidSize: Size(integer()),
            askSize: Size(integer()))
    }

    private mutating func footprint() -> FootprintRecord {
        FootprintRecord(
            instrument: InstrumentID(u32()), bar: bar(), rowTicks: 1 + Int64(below(1000)),
            poc: integer(), buyImbalances: below(100), sellImbalances: below(100),
            rule: ImbalanceRule(
                ratio: finite(), minimumVolume: volume(), ignoresZeros: once(in: 2)),
            rows: rows(), cause: natural())
    }

    private mutating func profile() -> ProfileSnapshot {
        ProfileSnapshot(
            instrument: InstrumentID(u32()), cause: natural(), anchor: one(of: Anchor.self),
            anchorNumber: u32(), date: date(), start: instant(), end: instant(),
            rowTicks: 1 + Int64(below(50)), isFromTicks: once(in: 2), isCompleted: once(in: 2),
            landmarks: landmarks(), rows: rows())
    }

    /// A record of this kind.
    mutating func record(_ kind: RecordKind) -> any WireRecord {
        let id = InstrumentID(u32())
        return switch kind {
        case .tick:
            TickRecord(
                instrument: id, tick: tick(), cause: natural(), received: instant(),
                decidedAfter: u32())
        case .quote: QuoteRecord(instrument: id, quote: quote(), cause: natural())
        case .bar, .openBar: BarRecord(instrument: id, bar: bar(), cause: natural())
        case .footprint, .openFootprint: footprint()
        case .profile: profile()
        case .profileDelta:
            ProfileDelta(
                instrument: id, cause: natural(), anchor: one(of: Anchor.self),
                anchorNumber: u32(), date: date(), end: instant(), landmarks: landmarks(),
                rows: rows())
        case .vwap:
            VWAPRecord(
                instrument: id, barStart: instant(), period: one(of: BarPeriod.self),
                anchor: one(of: Anchor.self), anchorNumber: u32(), date: date(), vwap: finite(),
                sigma: finite(), volume: volume(), cause: natural())
        case .vwapState:
            VWAPState(
                instrument: id, cause: natural(), time: instant(), anchor: one(of: Anchor.self),
                anchorNumber: u32(), date: date(), vwap: finite(), sigma: finite(),
                volume: volume(), origin: finite(), first: finite(), second: finite())
        case .roll:
            RollRecord(
                instrument: id, measure: one(of: Measure.self), anchor: one(of: Anchor.self),
                window: SessionWindow(date: date(), start: instant(), end: instant()),
                time: instant(), cause: natural())
        case .counters: CountersRecord(instrument: id, time: instant(), cause: natural())
        case .nakedPOC:
            NakedPOCRecord(
                instrument: id, time: instant(), cause: natural(), session: date(),
                row: integer(), rowTicks: 1 + Int64(below(9)), isTouched: once(in: 2))
        case .status:
            StatusRecord(
                time: instant(), feed: one(of: FeedState.self), isSimulated: once(in: 2),
                counters: nil, rings: list(4) { $0.ring() }, latencies: list(4) { $0.latency() })
        case .instrument: instrumentInfo()
        case .instrumentState:
            InstrumentState(
                instrument: id, time: instant(), session: date(), cumulativeDelta: volume(),
                feed: one(of: FeedState.self), isSimulated: once(in: 2),
                lastTick: once(in: 2) ? tick() : nil, quote: once(in: 2) ? quote() : nil)
        case .statistics:
            Statistics(
                time: instant(), counters: list(6) { NamedCounter($0.text(64), $0.integer()) },
                rings: list(4) { $0.ring() }, latencies: list(4) { $0.latency() })
        case .evaluation: evaluation()
        case .strategy: strategy()
        case .alert: alert()
        case .halt: halt()
        case .setting: setting()
        case .anchor: anchor()
        case .order: order()
        case .fill: fill()
        case .trade: closedTrade()
        case .position: position()
        case .account: account()
        case .session: tradingSession()
        }
    }

    /// The fields of a record of this kind.
    mutating func fields(_ kind: RecordKind) -> [UInt8] {
        var writer = ByteWriter()
        record(kind).encode(fields: &writer)
        return Array(writer.bytes)
    }
}
