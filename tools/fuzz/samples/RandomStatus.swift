public import Chance
import Market
import Records
public import Wire

/// What an engine tells of itself and its instruments, with fields that hold random values.
extension SplitMix64 {
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

    mutating func counters() -> CountersRecord {
        var counters = CountersRecord(
            instrument: instrument(), time: instant(), cause: natural())
        counters.accepted = integer()
        counters.bad = integer()
        counters.duplicate = integer()
        counters.late = integer()
        counters.outOfRange = integer()
        counters.outOfSession = (integer(), integer(), integer(), integer())
        counters.lost = integer()
        counters.feedGaps = integer()
        return counters
    }

    /// The state of an engine, with or without the counters of an instrument.
    public mutating func status() -> StatusRecord {
        StatusRecord(
            time: instant(), feed: one(of: FeedState.self), isSimulated: once(in: 2),
            counters: once(in: 2) ? counters() : nil, rings: list(4) { $0.ring() },
            latencies: list(4) { $0.latency() })
    }

    mutating func statistics() -> Statistics {
        Statistics(
            time: instant(), counters: list(6) { NamedCounter($0.text(64), $0.integer()) },
            rings: list(4) { $0.ring() }, latencies: list(4) { $0.latency() })
    }

    mutating func instrumentInfo() -> InstrumentInfo {
        InstrumentInfo(
            id: instrument(),
            instrument: Instrument(
                symbol: text(64), assetClass: one(of: AssetClass.self),
                prices: PriceScale(decimals: below(10), tick: 1 + Int64(below(1000))),
                sizes: SizeScale(decimals: below(10), lot: 1 + Int64(below(1000))),
                tickValueNanos: integer()))
    }

    mutating func instrumentState() -> InstrumentState {
        InstrumentState(
            instrument: instrument(), time: instant(), session: date(),
            cumulativeDelta: volume(), feed: one(of: FeedState.self), isSimulated: once(in: 2),
            lastTick: once(in: 2) ? tick() : nil, quote: once(in: 2) ? quote() : nil)
    }
}
