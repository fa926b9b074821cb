import Bytes
public import Market

extension PackedTicks {
    /// Reads `into.count` ticks, which must be all there are.
    ///
    /// - Parameter base: the frame's publish time.
    public static func decode(
        _ payload: UnsafeRawBufferPointer, prices: PriceScale, sizes: SizeScale,
        base: Nanoseconds, into ticks: UnsafeMutableBufferPointer<Tick>
    ) throws(WireError) {
        do {
            try read(payload, prices, sizes, base.rawValue, ticks)
        } catch {
            throw WireError(malformed: error, in: "packed ticks")
        }
    }

    /// Reads `count` ticks behind those that `ticks` holds; on an error it is left as it was.
    public static func decode(
        _ payload: UnsafeRawBufferPointer, count: Int, prices: PriceScale, sizes: SizeScale,
        base: Nanoseconds, appendingTo ticks: inout [Tick]
    ) throws(WireError) {
        // A tick takes a byte at least: no room is made for more than can be there.
        guard count <= payload.count else {
            throw WireError(
                malformed: BytesError(.short, offset: 0, needed: count, got: payload.count),
                in: "packed ticks")
        }
        let held = ticks.count
        ticks.append(contentsOf: repeatElement(blank, count: count))
        let failure = ticks.withUnsafeMutableBufferPointer { buffer -> WireError? in
            do throws(WireError) {
                try decode(
                    payload, prices: prices, sizes: sizes, base: base,
                    into: UnsafeMutableBufferPointer(rebasing: buffer[held...]))
                return nil
            } catch {
                return error
            }
        }
        if let failure {
            ticks.removeLast(count)
            throw failure
        }
    }

    private static var blank: Tick {
        Tick(
            time: .zero, price: Price(0), size: Size(0), level: Level(0), aggressor: .none,
            rule: .unknown, flags: [])
    }

    private static func read(
        _ payload: UnsafeRawBufferPointer, _ prices: PriceScale, _ sizes: SizeScale,
        _ base: Int64, _ ticks: UnsafeMutableBufferPointer<Tick>
    ) throws(BytesError) {
        guard ticks.count > 0 else {
            if payload.count > 0 { throw BytesError(.tooLong, offset: 0, got: payload.count) }
            return
        }
        guard let start = payload.baseAddress, let out = ticks.baseAddress else {
            throw BytesError(.short, offset: 0, needed: 1, got: 0)
        }
        var cursor = Cursor(place: start, start: start, end: start + payload.count)
        let time = base &+ ZigZag.decode(try cursor.varint())
        let attributes = try cursor.byte()
        guard attributes & 0x87 <= 4 else {
            throw BytesError(.badValue, offset: cursor.offset - 1, got: Int(attributes))
        }
        var context = Context(
            time: time, level: ZigZag.decode(try cursor.varint()), attributes: attributes)
        let scales = Scales(tick: prices.tick, lot: sizes.lot)
        var index = 0
        while index < ticks.count {
            index &+= readUsual(&cursor, &context, scales, out + index, ticks.count &- index)
            if index < ticks.count {
                index &+= readTail(&cursor, &context, scales, out + index, ticks.count &- index)
            }
            guard index < ticks.count else { break }
            (out + index).initialize(to: try readChecked(&cursor, &context, scales))
            index &+= 1
        }
        guard cursor.place == cursor.end else {
            throw BytesError(
                .tooLong, offset: cursor.offset, needed: cursor.offset, got: payload.count)
        }
    }

    /// What an instrument's numbers count in.
    private struct Scales {
        let tick: Int64
        let lot: Int64
        /// The most lots whose size fits.
        let lotLimit: UInt64

        init(tick: Int64, lot: Int64) {
            self.tick = tick
            self.lot = lot
            lotLimit = lot == 1 ? UInt64(Int64.max) : UInt64(Int64.max / lot)
        }
    }

    /// A place in the payload.
    private struct Cursor {
        var place: UnsafeRawPointer
        let start: UnsafeRawPointer
        let end: UnsafeRawPointer

        var offset: Int { place - start }

        @inline(__always)
        mutating func varint() throws(BytesError) -> UInt64 {
            let (value, length) = Varint.load(at: place, available: end - place)
            guard length > 0 else { throw failure(length) }
            place += length
            return value
        }

        @inline(__always)
        mutating func byte() throws(BytesError) -> UInt8 {
            guard place < end else { throw failure(0) }
            let value = place.load(as: UInt8.self)
            place += 1
            return value
        }

        @inline(never)
        func failure(_ length: Int) -> BytesError {
            let left = end - place
            return length < 0
                ? BytesError(.badVarint, offset: offset)
                : BytesError(.short, offset: offset, needed: left + 1, got: left)
        }
    }

    /// Reads ticks of the usual kind as long as a word can be read at each of their fields.
    ///
    /// - Returns: How many were read.
    private static func readUsual(
        _ cursor: inout Cursor, _ context: inout Context, _ scales: Scales,
        _ out: UnsafeMutablePointer<Tick>, _ count: Int
    ) -> Int {
        guard cursor.end - cursor.place >= reach else { return 0 }
        return readUsual(
            &cursor.place, through: cursor.end - reach, end: cursor.end, &context, scales, out,
            count)
    }

    /// The same for the last bytes, from a copy with room behind it.
    private static func readTail(
        _ cursor: inout Cursor, _ context: inout Context, _ scales: Scales,
        _ out: UnsafeMutablePointer<Tick>, _ count: Int
    ) -> Int {
        let left = cursor.end - cursor.place
        guard left < reach, left > 0 else { return 0 }
        return withUnsafeTemporaryAllocation(byteCount: 2 * reach, alignment: 8) { copy in
            guard let start = copy.baseAddress else { return 0 }
            start.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * reach)
            start.copyMemory(from: cursor.place, byteCount: left)
            let end = UnsafeRawPointer(start) + left
            var place = UnsafeRawPointer(start)
            let read = readUsual(
                &place, through: end - 1, end: end, &context, scales, out, count)
            cursor.place += place - UnsafeRawPointer(start)
            return read
        }
    }

    /// How far a usual tick is read: its control byte and two words.
    private static var reach: Int { 17 }

    /// Reads ticks of the usual kind that begin at `last` or before, without a branch that cannot
    /// be foreseen; stops before one that is unusual, wrong, or does not end by `end`.
    ///
    /// - Returns: How many were read.
    @inline(__always)
    private static func readUsual(
        _ cursor: inout UnsafeRawPointer, through last: UnsafeRawPointer, end: UnsafeRawPointer,
        _ context: inout Context, _ scales: Scales, _ out: UnsafeMutablePointer<Tick>, _ count: Int
    ) -> Int {
        var place = cursor
        var (time, level) = (context.time, context.level)
        let marks = context.attributes
        var read = 0
        while read < count, place <= last {
            let control = place.load(as: UInt8.self)
            let step = Int64(Int8(bitPattern: control &<< 2) &>> 6)
            // All ones or zero, instead of branches: half of the ticks go either way.
            let isNewTime = UInt64(control &>> 3 & 1) &- 1
            let (elapsed, elapsedLength, elapsedFault) = Varint.loadWord(at: place + 1)
            let sizePlace = place + 1 + (elapsedLength & Int(bitPattern: UInt(isNewTime)))
            let (many, manyLength, manyFault) = Varint.loadWord(at: sizePlace)
            let few = UInt64(control &>> 6)
            let isMany = 0 &- UInt64(few == 0 ? 1 : 0)
            let lots = few | (many & isMany)
            let fault =
                (elapsedFault & isNewTime) | (manyFault & isMany)
                | UInt64(step == -2 ? 1 : 0) | UInt64(lots &- 1 < scales.lotLimit ? 0 : 1)
                | UInt64(control & 3 == 3 ? 1 : 0)
            let next = sizePlace + (manyLength & Int(bitPattern: UInt(isMany)))
            guard fault == 0, next <= end else { break }
            place = next
            time &+= Int64(bitPattern: elapsed & isNewTime)
            level &+= step
            (out + read).initialize(
                to: tick(
                    control, time, level, marks, price: level &* scales.tick,
                    size: Int64(bitPattern: lots) &* scales.lot))
            read &+= 1
        }
        cursor = place
        context.time = time
        context.level = level
        return read
    }

    /// Any tick, every byte checked.
    @inline(never)
    private static func readChecked(
        _ cursor: inout Cursor, _ context: inout Context, _ scales: Scales
    ) throws(BytesError) -> Tick {
        let start = cursor.offset
        let control = try cursor.byte()
        guard control & 3 != 3 else { throw BytesError(.badValue, offset: start, got: 3) }
        let step = Int64(Int8(bitPattern: control &<< 2) &>> 6)
        var isOffLevel = false
        var goesBack = false
        if step == -2 {
            (isOffLevel, goesBack) = try readEscape(&cursor, &context)
        } else {
            context.level &+= step
        }
        if control & 8 == 0 {
            let elapsed = Int64(bitPattern: try cursor.varint())
            context.time = goesBack ? context.time &- elapsed : context.time &+ elapsed
        }
        var lots = UInt64(control &>> 6)
        if lots == 0 { lots = try cursor.varint() }
        guard lots <= scales.lotLimit else {
            throw BytesError(
                .badValue, offset: cursor.offset, needed: Int(scales.lotLimit),
                got: Int(clamping: lots))
        }
        let size =
            lots == 0
            ? ZigZag.decode(try cursor.varint()) : Int64(bitPattern: lots) &* scales.lot
        let remainder = isOffLevel ? ZigZag.decode(try cursor.varint()) : 0
        return tick(
            control, context.time, context.level, context.attributes,
            price: context.level &* scales.tick &+ remainder, size: size)
    }

    private static func readEscape(
        _ cursor: inout Cursor, _ context: inout Context
    ) throws(BytesError) -> (isOffLevel: Bool, goesBack: Bool) {
        let escape = try cursor.varint()
        var goesBack = false
        context.level &+= ZigZag.decode(escape &>> 2)
        guard escape & 2 != 0 else { return (escape & 1 != 0, false) }
        let extension1 = try cursor.byte()
        guard extension1 & 7 <= 4 else {
            throw BytesError(.badValue, offset: cursor.offset - 1, got: Int(extension1))
        }
        context.attributes = extension1 & 0x7f
        if extension1 & 0x80 != 0 {
            let extension2 = try cursor.byte()
            guard extension2 <= 3 else {
                throw BytesError(.badValue, offset: cursor.offset - 1, got: Int(extension2))
            }
            goesBack = extension2 & 1 != 0
            if extension2 & 2 != 0 {
                guard cursor.end - cursor.place >= 8 else { throw cursor.failure(0) }
                context.level = Int64(littleEndian: cursor.place.loadUnaligned(as: Int64.self))
                cursor.place += 8
            }
        }
        return (escape & 1 != 0, goesBack)
    }

    /// A tick of checked parts: aggressor and rule name cases.
    @inline(__always)
    private static func tick(
        _ control: UInt8, _ time: Int64, _ level: Int64, _ attributes: UInt8, price: Int64,
        size: Int64
    ) -> Tick {
        Tick(
            time: Nanoseconds(time), price: Price(price), size: Size(size), level: Level(level),
            aggressor: unsafeBitCast(control & 3, to: Aggressor.self),
            rule: unsafeBitCast(attributes & 7, to: SideRule.self),
            flags: TickFlags(rawValue: (attributes &>> 3) | (control & 4) &<< 2))
    }
}
