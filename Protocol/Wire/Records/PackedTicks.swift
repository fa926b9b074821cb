public import Bytes
public import Market

/// Ticks as a ticks frame carries them: about four bytes each, in order, with nothing to know but
/// the frame's header and the instrument's scales.
///
/// A payload begins with three fields about its first tick:
///
/// | size | field |
/// |-----:|-------|
/// | zigzag | time of the first tick minus the frame's publish time, ns |
/// | 1 | attributes: bits 0-2 `SideRule`, bits 3-6 session flags, bit 7 zero |
/// | zigzag | level of the first tick |
///
/// Then each tick is a control byte and only what it asks for, in this order:
///
/// | field | present when |
/// |-------|--------------|
/// | control: bits 0-1 `Aggressor`; 2 end of event; 3 same time; 4-5 level step 0, +1, escape, -1; 6-7 lots 1 to 3, 0 for a varint | always |
/// | escape varint: bit 0 the price is off its level; bit 1 an extension follows; above, zigzag level step | step is escape |
/// | extension: new attributes in bits 0-6; bit 7 a second extension follows | escape bit 1 |
/// | second extension: bit 0 time went back; bit 1 the level follows whole; others zero | extension bit 7 |
/// | level, 8 bytes, in place of the step | second extension bit 1 |
/// | time step varint, ns | not same time |
/// | lots varint; 0 says that the size is no multiple of the lot | lots are 0 in the control |
/// | size zigzag, size units | lots varint is 0 |
/// | price minus level's price zigzag, price units | escape bit 0 |
///
/// Flags beyond `TickFlags.endOfEvent` are not carried.
public enum PackedTicks {
    /// The most bytes of one tick.
    @usableFromInline
    static let maximumLength = 64
    /// The most bytes of the fields before the first tick.
    @usableFromInline
    static let prefixLength = 24

    /// What one tick leaves to the next.
    @usableFromInline
    @frozen
    struct Context {
        @usableFromInline var time: Int64
        @usableFromInline var level: Int64
        @usableFromInline var attributes: UInt8
        @usableFromInline let tick: Int64
        @usableFromInline let lot: Int64

        @inlinable
        init(time: Int64, level: Int64, attributes: UInt8, tick: Int64, lot: Int64) {
            self.time = time
            self.level = level
            self.attributes = attributes
            self.tick = tick
            self.lot = lot
        }
    }

    /// The most bytes that `count` ticks take.
    public static func maximumLength(of count: Int) -> Int {
        prefixLength + count * maximumLength
    }

    /// Writes ticks.
    ///
    /// - Parameter base: the frame's publish time.
    public static func encode(
        _ ticks: UnsafeBufferPointer<Tick>, prices: PriceScale, sizes: SizeScale,
        base: Nanoseconds, into writer: inout ByteWriter
    ) {
        guard let first = ticks.first else { return }
        var context = Context(
            time: first.time.rawValue, level: first.level.rawValue, attributes: attributes(first),
            tick: prices.tick, lot: sizes.lot)
        writer.append(zigzag: first.time.rawValue &- base.rawValue)
        writer.append(context.attributes)
        writer.append(zigzag: first.level.rawValue)
        var index = 0
        while index < ticks.count {
            // A run at a time, so that the room asked for stays small.
            let run = UnsafeBufferPointer(rebasing: ticks[index..<min(index + 256, ticks.count)])
            writer.append(upTo: run.count * maximumLength) { start in
                var place = start
                if sizes.lot == 1 {
                    for tick in run { write(tick, hasUnitLot: true, &context, &place) }
                } else {
                    for tick in run { write(tick, hasUnitLot: false, &context, &place) }
                }
                return place - start
            }
            index += run.count
        }
    }

    @inline(__always)
    static func attributes(_ tick: Tick) -> UInt8 {
        tick.rule.rawValue | (tick.flags.rawValue & 15) &<< 3
    }

    @inline(__always)
    private static func write(
        _ tick: Tick, hasUnitLot: Bool, _ context: inout Context,
        _ place: inout UnsafeMutableRawPointer
    ) {
        let control = place
        place += 1
        let step = tick.level.rawValue &- context.level
        let elapsed = tick.time.rawValue &- context.time
        let remainder = tick.price.rawValue &- tick.level.rawValue &* context.tick
        let isPlain =
            UInt64(bitPattern: step &+ 1) <= 2 && remainder == 0 && elapsed >= 0
            && attributes(tick) == context.attributes
        var bits = tick.aggressor.rawValue | (tick.flags.rawValue & 16) &>> 2
        var magnitude = UInt64(bitPattern: elapsed)
        if isPlain {
            bits |= UInt8(truncatingIfNeeded: step & 3) &<< 4
        } else {
            bits |= 2 &<< 4
            magnitude = writeEscape(tick, step, remainder, &context, &place)
        }
        // Written in any case, kept only when needed: cheaper than a branch no one can foresee.
        let timeLength = Varint.store(magnitude, at: place)
        place += elapsed == 0 ? 0 : timeLength
        bits |= elapsed == 0 ? 8 : 0
        let size = tick.size.rawValue
        let lots = hasUnitLot ? size : size / context.lot
        if lots > 0, hasUnitLot || lots &* context.lot == size {
            let isShort = lots <= 3
            let sizeLength = Varint.store(UInt64(bitPattern: lots), at: place)
            place += isShort ? 0 : sizeLength
            bits |= isShort ? UInt8(truncatingIfNeeded: lots) &<< 6 : 0
        } else {
            place.storeBytes(of: 0, as: UInt8.self)
            place += 1
            place += Varint.store(ZigZag.encode(size), at: place)
        }
        if !isPlain, remainder != 0 {
            place += Varint.store(ZigZag.encode(remainder), at: place)
        }
        control.storeBytes(of: bits, as: UInt8.self)
        context.time = tick.time.rawValue
        context.level = tick.level.rawValue
    }

    /// Writes the escape and its extensions.
    ///
    /// - Returns: The time step without its sign.
    @inline(never)
    private static func writeEscape(
        _ tick: Tick, _ step: Int64, _ remainder: Int64, _ context: inout Context,
        _ place: inout UnsafeMutableRawPointer
    ) -> UInt64 {
        let goesBack = tick.time.rawValue < context.time
        // Steps that leave no room for the two bits below them travel as the level itself.
        let isFar = step >= 1 &<< 60 || step < -(1 &<< 60)
        let attributes = attributes(tick)
        let isExtended = goesBack || isFar || attributes != context.attributes
        let head = (remainder != 0 ? 1 : 0) | (isExtended ? 2 : 0) as UInt64
        place += Varint.store((isFar ? 0 : ZigZag.encode(step) &<< 2) | head, at: place)
        if isExtended {
            let isTwice = goesBack || isFar
            place.storeBytes(of: attributes | (isTwice ? 0x80 : 0), as: UInt8.self)
            place += 1
            if isTwice {
                place.storeBytes(of: (goesBack ? 1 : 0) | (isFar ? 2 : 0), as: UInt8.self)
                place += 1
            }
            if isFar {
                place.storeBytes(of: tick.level.rawValue.littleEndian, as: Int64.self)
                place += 8
            }
            context.attributes = attributes
        }
        let elapsed = UInt64(bitPattern: tick.time.rawValue &- context.time)
        return goesBack ? 0 &- elapsed : elapsed
    }
}
