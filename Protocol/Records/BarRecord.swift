public import Market

/// A closed bar in the core's output: three slots.
///
/// | slot | words |
/// |---|---|
/// | 0 | head, start, cause, open, high, low, close, period, mode, from ticks, has VWAP, session |
/// | 1 | end, volume, buy, sell, max delta, min delta, cumulative delta, trades |
/// | 2 | VWAP, volume by rule: exchange, quote, tick, simulated, unknown; late and lost; out of range and gaps |
public struct BarRecord: Hashable, Sendable {
    /// Slots a record takes.
    public static let slotCount = 3

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The bar.
    public var bar: Bar
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Puts a record together.
    public init(instrument: InstrumentID, bar: Bar, cause: UInt64) {
        self.instrument = instrument
        self.bar = bar
        self.cause = cause
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        Self.write(bar, instrument: instrument, cause: cause, to: &buffer)
    }

    /// Writes the record of a bar.
    @inlinable
    @inline(__always)
    public static func write(
        _ bar: Bar, instrument: InstrumentID, cause: UInt64, to buffer: inout OutputBuffer
    ) {
        buffer.reserve(slotCount)
        BarSlots.write(
            bar, kind: .bar, slots: slotCount, instrument: instrument, cause: cause, to: &buffer)
    }

    /// Reads a record of at least three slots.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        instrument = slots[0].instrument
        cause = slots[0].cause
        bar = BarSlots.read(slots)
    }
}

/// The three slots that a bar and a footprint share.
@usableFromInline
enum BarSlots {
    @inlinable
    @inline(__always)
    static func write(
        _ bar: Bar, kind: OutputKind, slots: Int, instrument: InstrumentID, cause: UInt64,
        to buffer: inout OutputBuffer
    ) {
        let facts =
            Int64(bar.period.rawValue) | Int64(bar.mode.rawValue) << 8
            | (bar.isFromTicks ? 1 << 16 : 0) | (bar.vwap != nil ? 1 << 17 : 0)
            | Int64(bar.session.rawValue) << 32
        buffer.append(
            OutputSlot(
                kind: kind, slots: slots, instrument: instrument, time: bar.start, cause: cause,
                a: bar.open.rawValue, b: bar.high.rawValue, c: bar.low.rawValue,
                d: bar.close.rawValue, e: facts))
        buffer.append(
            OutputSlot(
                words: bar.end.rawValue, bits(bar.volume), bits(bar.buyVolume),
                bits(bar.sellVolume), bits(bar.maxDelta), bits(bar.minDelta),
                bits(bar.cumulativeDelta), bar.trades))
        let whole = bar.completeness
        buffer.append(
            OutputSlot(
                words: Int64(bitPattern: (bar.vwap ?? 0).bitPattern), bits(whole.exchangeVolume),
                bits(whole.quoteVolume), bits(whole.tickVolume), bits(whole.simulatedVolume),
                bits(whole.unknownVolume), pair(whole.late, whole.lost),
                pair(whole.outOfRange, whole.feedGaps)))
    }

    static func read(_ slots: UnsafeBufferPointer<OutputSlot>) -> Bar {
        let (first, second, third) = (slots[0], slots[1], slots[2])
        var whole = Completeness()
        whole.exchangeVolume = volume(third.time.rawValue)
        whole.quoteVolume = volume(Int64(bitPattern: third.cause))
        whole.tickVolume = volume(third.a)
        whole.simulatedVolume = volume(third.b)
        whole.unknownVolume = volume(third.c)
        whole.late = UInt32(truncatingIfNeeded: third.d)
        whole.lost = UInt32(truncatingIfNeeded: third.d >> 32)
        whole.outOfRange = UInt32(truncatingIfNeeded: third.e)
        whole.feedGaps = UInt32(truncatingIfNeeded: third.e >> 32)
        let facts = first.e
        return Bar(
            start: first.time, end: Nanoseconds(Int64(bitPattern: second.head)),
            session: SessionDate(rawValue: Int32(truncatingIfNeeded: facts >> 32)),
            mode: SessionMode(rawValue: UInt8(truncatingIfNeeded: facts >> 8)) ?? .utc,
            period: BarPeriod(rawValue: UInt8(truncatingIfNeeded: facts)) ?? .minute1,
            isFromTicks: facts & 1 << 16 != 0, open: Price(first.a), high: Price(first.b),
            low: Price(first.c), close: Price(first.d), volume: volume(second.time.rawValue),
            buyVolume: volume(Int64(bitPattern: second.cause)), sellVolume: volume(second.a),
            maxDelta: volume(second.b), minDelta: volume(second.c),
            cumulativeDelta: volume(second.d), trades: second.e,
            vwap: facts & 1 << 17 != 0 ? Double(bitPattern: third.head) : nil,
            completeness: whole)
    }

    @inlinable
    static func bits(_ volume: Volume) -> Int64 { Int64(bitPattern: volume.rawValue.bitPattern) }

    @inlinable
    static func volume(_ bits: Int64) -> Volume {
        Volume(Double(bitPattern: UInt64(bitPattern: bits)))
    }

    @inlinable
    static func pair(_ low: UInt32, _ high: UInt32) -> Int64 { Int64(low) | Int64(high) << 32 }
}
