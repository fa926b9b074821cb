public import Chance
public import Market
public import Records
public import Wire

/// Ticks, quotes and what is measured of them, with fields that hold random values.
extension SplitMix64 {
    /// A tick, with or without a price.
    public mutating func tick() -> Tick {
        Tick(
            time: instant(), price: price(), size: size(), level: Level(integer()),
            aggressor: one(of: Aggressor.self), rule: one(of: SideRule.self),
            flags: TickFlags(rawValue: UInt8(below(32))))
    }

    /// A quote, with both its prices, one or none.
    public mutating func quote() -> Quote {
        Quote(time: instant(), bid: price(), ask: price(), bidSize: size(), askSize: size())
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

    /// How much of a bar is there: all of it half the time.
    private mutating func completeness() -> Completeness {
        var whole = Completeness()
        whole.exchangeVolume = volume()
        whole.quoteVolume = volume()
        whole.tickVolume = volume()
        whole.simulatedVolume = volume()
        whole.unknownVolume = volume()
        if once(in: 2) {
            whole.late = u32()
            whole.lost = u32()
            whole.outOfRange = u32()
            whole.feedGaps = u32()
        }
        return whole
    }

    mutating func bar() -> Bar {
        Bar(
            start: instant(), end: instant(), session: date(), mode: one(of: SessionMode.self),
            period: one(of: BarPeriod.self), isFromTicks: once(in: 2), open: price(),
            high: price(), low: price(), close: price(), volume: volume(), buyVolume: volume(),
            sellVolume: volume(), maxDelta: volume(), minDelta: volume(),
            cumulativeDelta: volume(), trades: integer(), vwap: once(in: 2) ? finite() : nil,
            completeness: completeness())
    }

    /// A footprint of up to 40 rows.
    public mutating func footprint() -> FootprintRecord {
        FootprintRecord(
            instrument: instrument(), bar: bar(), rowTicks: 1 + Int64(below(1000)),
            poc: integer(), buyImbalances: below(100), sellImbalances: below(100),
            rule: ImbalanceRule(
                ratio: finite(), minimumVolume: volume(), ignoresZeros: once(in: 2)),
            rows: rows(), cause: natural())
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

    /// A profile of up to 40 rows, completed or not.
    public mutating func profile() -> ProfileSnapshot {
        ProfileSnapshot(
            instrument: instrument(), cause: natural(), anchor: one(of: Anchor.self),
            anchorNumber: u32(), date: date(), start: instant(), end: instant(),
            rowTicks: 1 + Int64(below(50)), isFromTicks: once(in: 2), isCompleted: once(in: 2),
            landmarks: landmarks(), rows: rows())
    }

    /// What changed of a profile, in up to 40 rows.
    public mutating func profileDelta() -> ProfileDelta {
        ProfileDelta(
            instrument: instrument(), cause: natural(), anchor: one(of: Anchor.self),
            anchorNumber: u32(), date: date(), end: instant(), landmarks: landmarks(),
            rows: rows())
    }

    mutating func vwap() -> VWAPRecord {
        VWAPRecord(
            instrument: instrument(), barStart: instant(), period: one(of: BarPeriod.self),
            anchor: one(of: Anchor.self), anchorNumber: u32(), date: date(), vwap: finite(),
            sigma: finite(), volume: volume(), cause: natural())
    }

    /// A VWAP and the sums it is made of.
    public mutating func vwapState() -> VWAPState {
        VWAPState(
            instrument: instrument(), cause: natural(), time: instant(),
            anchor: one(of: Anchor.self), anchorNumber: u32(), date: date(), vwap: finite(),
            sigma: finite(), volume: volume(), origin: finite(), first: finite(),
            second: finite())
    }

    mutating func nakedPOC() -> NakedPOCRecord {
        NakedPOCRecord(
            instrument: instrument(), time: instant(), cause: natural(), session: date(),
            row: integer(), rowTicks: 1 + Int64(below(9)), isTouched: once(in: 2))
    }

    /// A measure that starts anew.
    public mutating func roll() -> RollRecord {
        RollRecord(
            instrument: instrument(), measure: one(of: Measure.self),
            anchor: one(of: Anchor.self),
            window: SessionWindow(date: date(), start: instant(), end: instant()),
            time: instant(), cause: natural())
    }
}
