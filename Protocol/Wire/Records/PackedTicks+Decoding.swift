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
        var failure: WireError?
        let decoded = [Tick](unsafeUninitializedCapacity: count) { buffer, used in
            do throws(WireError) {
                try decode(
                    payload, prices: prices, sizes: sizes, base: base,
                    into: UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
                used = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        ticks.append(contentsOf: decoded)
    }

    private static func read(
        _ payload: UnsafeRawBufferPointer, _ prices: PriceScale, _ sizes: SizeScale,
        _ base: Int64, _ ticks: UnsafeMutableBufferPointer<Tick>
    ) throws(BytesError) {
        guard ticks.count > 0 else {
            if payload.count > 0 { throw BytesError(.tooLong, offset: 0, got: payload.count) }
            return
        }
        var prefix = ByteReader(payload)
        let time = base &+ (try prefix.readZigzag())
        let attributes = try prefix.read(UInt8.self)
        guard attributes & 0x87 <= 4 else { throw prefix.badValue(Int(attributes), width: 1) }
        var context = Context(
            time: time, level: try prefix.readZigzag(), attributes: attributes, tick: prices.tick,
            lot: sizes.lot)
        guard let start = payload.baseAddress else { return }
        var cursor = Cursor(place: start + prefix.offset, start: start, end: start + payload.count)
        let lotLimit = UInt64(Int64.max / sizes.lot)
        for index in 0..<ticks.count {
            let tick =
                cursor.end - cursor.place >= 24
                ? try readFast(&cursor, &context, lotLimit)
                : try readChecked(&cursor, &context, lotLimit)
            ticks.initializeElement(at: index, to: tick)
        }
        guard cursor.place == cursor.end else {
            throw BytesError(
                .tooLong, offset: cursor.offset, needed: cursor.offset, got: payload.count)
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

    /// A tick with at least 24 bytes left: the usual kind is read without a foreseeable branch.
    @inline(__always)
    private static func readFast(
        _ cursor: inout Cursor, _ context: inout Context, _ lotLimit: UInt64
    ) throws(BytesError) -> Tick {
        let control = cursor.place.load(as: UInt8.self)
        let step = Int64(Int8(bitPattern: control &<< 2) &>> 6)
        guard step != -2 else { return try readChecked(&cursor, &context, lotLimit) }
        let place = cursor.place + 1
        let (elapsed, elapsedLength) = Varint.loadWord(at: place)
        let isSameTime = control & 8 != 0
        let sizePlace = place + (isSameTime ? 0 : elapsedLength)
        let (manyLots, manyLength) = Varint.loadWord(at: sizePlace)
        let fewLots = UInt64(control &>> 6)
        let lots = fewLots == 0 ? manyLots : fewLots
        // A long varint, a size that is no multiple of the lot, or a fault.
        let isUsual =
            (isSameTime || elapsedLength > 0) && (fewLots != 0 || manyLength > 0)
            && lots &- 1 < lotLimit && control & 3 != 3
        guard isUsual else { return try readChecked(&cursor, &context, lotLimit) }
        cursor.place = sizePlace + (fewLots == 0 ? manyLength : 0)
        context.time &+= isSameTime ? 0 : Int64(bitPattern: elapsed)
        context.level &+= step
        return tick(control, context, size: Int64(bitPattern: lots) &* context.lot, remainder: 0)
    }

    /// Any tick, every byte checked.
    @inline(never)
    private static func readChecked(
        _ cursor: inout Cursor, _ context: inout Context, _ lotLimit: UInt64
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
        guard lots <= lotLimit else {
            throw BytesError(
                .badValue, offset: cursor.offset, needed: Int(lotLimit), got: Int(clamping: lots))
        }
        let size =
            lots == 0
            ? ZigZag.decode(try cursor.varint()) : Int64(bitPattern: lots) &* context.lot
        let remainder = isOffLevel ? ZigZag.decode(try cursor.varint()) : 0
        return tick(control, context, size: size, remainder: remainder)
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

    /// A tick of checked parts.
    @inline(__always)
    private static func tick(
        _ control: UInt8, _ context: Context, size: Int64, remainder: Int64
    ) -> Tick {
        Tick(
            time: Nanoseconds(context.time),
            price: Price(context.level &* context.tick &+ remainder), size: Size(size),
            level: Level(context.level),
            aggressor: Aggressor(rawValue: control & 3).unsafelyUnwrapped,
            rule: SideRule(rawValue: context.attributes & 7).unsafelyUnwrapped,
            flags: TickFlags(rawValue: (context.attributes &>> 3) | (control & 4) &<< 2))
    }
}
