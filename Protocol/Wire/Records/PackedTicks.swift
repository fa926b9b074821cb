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
    static let maximumLength = 64
    /// The most bytes of the fields before the first tick.
    static let prefixLength = 32

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
        guard let start = ticks.baseAddress, ticks.count > 0 else { return }
        var context = Context(
            time: start.pointee.time.rawValue, level: start.pointee.level.rawValue,
            attributes: attributes(start))
        writer.append(upTo: prefixLength) { place in
            var used = Varint.store(ZigZag.encode(context.time &- base.rawValue), at: place)
            place.storeBytes(of: context.attributes, toByteOffset: used, as: UInt8.self)
            used &+= 1
            return used &+ Varint.store(ZigZag.encode(context.level), at: place + used)
        }
        var index = 0
        while index < ticks.count {
            // A run at a time, so that the room asked for stays small.
            let run = UnsafeBufferPointer(
                start: start + index, count: min(256, ticks.count - index))
            writer.append(upTo: run.count * maximumLength) { place in
                sizes.lot == 1
                    ? write(run, tick: prices.tick, lot: 1, hasUnitLot: true, &context, place)
                    : write(
                        run, tick: prices.tick, lot: sizes.lot, hasUnitLot: false, &context, place)
            }
            index += run.count
        }
    }

    /// What one tick leaves to the next.
    struct Context {
        var time: Int64
        var level: Int64
        var attributes: UInt8
    }

    @inline(__always)
    private static func attributes(_ tick: UnsafePointer<Tick>) -> UInt8 {
        tick.pointee.rule.rawValue | (tick.pointee.flags.rawValue & 15) &<< 3
    }

    /// Writes a run of ticks; everything a tick needs is in locals.
    ///
    /// - Returns: The bytes written.
    @inline(__always)
    private static func write(
        _ run: UnsafeBufferPointer<Tick>, tick unit: Int64, lot: Int64, hasUnitLot: Bool,
        _ context: inout Context, _ start: UnsafeMutableRawPointer
    ) -> Int {
        guard var tick = run.baseAddress else { return 0 }
        let end = tick + run.count
        var place = start
        var (lastTime, lastLevel) = (context.time, context.level)
        var marks = context.attributes
        while tick < end {
            let control = place
            place += 1
            let (time, level) = (tick.pointee.time.rawValue, tick.pointee.level.rawValue)
            let size = tick.pointee.size.rawValue
            let attributes = attributes(tick)
            let step = level &- lastLevel
            let elapsed = time &- lastTime
            let remainder = tick.pointee.price.rawValue &- level &* unit
            var bits =
                tick.pointee.aggressor.rawValue | (tick.pointee.flags.rawValue & 16) &>> 2
            let isOdd =
                UInt64(UInt64(bitPattern: step &+ 1) > 2 ? 1 : 0)
                | UInt64(attributes != marks ? 1 : 0) | UInt64(bitPattern: remainder)
                | UInt64(time < lastTime ? 1 : 0)
            var magnitude = UInt64(bitPattern: elapsed)
            if isOdd == 0 {
                bits |= UInt8(truncatingIfNeeded: step & 3) &<< 4
            } else {
                bits |= 2 &<< 4
                place = writeEscape(
                    level: level, step: step, isOffLevel: remainder != 0,
                    goesBack: time < lastTime, attributes: attributes,
                    isChanged: attributes != marks, at: place)
                marks = attributes
                if time < lastTime { magnitude = 0 &- magnitude }
            }
            // Written in any case, kept only when needed: cheaper than a branch no one foresees.
            let isSameTime = UInt64(elapsed == 0 ? 1 : 0)
            let timeLength = Varint.store(magnitude, at: place)
            place += timeLength & Int(bitPattern: UInt(isSameTime &- 1))
            bits |= UInt8(truncatingIfNeeded: isSameTime) &<< 3
            let lots = hasUnitLot ? size : size / lot
            if lots > 0, hasUnitLot || lots &* lot == size {
                let isMany = 0 &- UInt64(lots > 3 ? 1 : 0)
                let sizeLength = Varint.store(UInt64(bitPattern: lots), at: place)
                place += sizeLength & Int(bitPattern: UInt(isMany))
                bits |= UInt8(truncatingIfNeeded: UInt64(bitPattern: lots) & ~isMany) &<< 6
            } else {
                place.storeBytes(of: 0, as: UInt8.self)
                place += 1 + Varint.store(ZigZag.encode(size), at: place + 1)
            }
            if remainder != 0 {
                place += Varint.store(ZigZag.encode(remainder), at: place)
            }
            control.storeBytes(of: bits, as: UInt8.self)
            (lastTime, lastLevel) = (time, level)
            tick += 1
        }
        context = Context(time: lastTime, level: lastLevel, attributes: marks)
        return place - start
    }

    /// Writes the escape and its extensions.
    ///
    /// - Returns: The place behind them.
    @inline(never)
    private static func writeEscape(
        level: Int64, step: Int64, isOffLevel: Bool, goesBack: Bool, attributes: UInt8,
        isChanged: Bool, at start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        // Steps that leave no room for the two bits below them travel as the level itself.
        let isFar = step >= 1 &<< 60 || step < -(1 &<< 60)
        let isTwice = goesBack || isFar
        let isExtended = isTwice || isChanged
        let head = (isOffLevel ? 1 : 0) | (isExtended ? 2 : 0) as UInt64
        var place = start
        place += Varint.store((isFar ? 0 : ZigZag.encode(step) &<< 2) | head, at: place)
        guard isExtended else { return place }
        place.storeBytes(of: attributes | (isTwice ? 0x80 : 0), as: UInt8.self)
        place += 1
        if isTwice {
            place.storeBytes(of: (goesBack ? 1 : 0) | (isFar ? 2 : 0), as: UInt8.self)
            place += 1
        }
        if isFar {
            place.storeBytes(of: level.littleEndian, as: Int64.self)
            place += 8
        }
        return place
    }
}
