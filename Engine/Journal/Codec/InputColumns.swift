import Bytes
import Market
import Records

/// Room for the columns of a block of inputs.
struct InputColumns {
    /// A place in each column.
    struct Places {
        var runs: UnsafeMutableRawPointer
        var sides: UnsafeMutableRawPointer
        var times: UnsafeMutableRawPointer
        var prices: UnsafeMutableRawPointer
        var sizes: UnsafeMutableRawPointer
        var quotes: UnsafeMutableRawPointer
        var ids: UnsafeMutableRawPointer
    }

    /// The columns' numbers in a body.
    static let count = 7
    let start: Places
    private let base: UnsafeMutableRawPointer

    /// Room for `capacity` inputs.
    init(capacity: Int) {
        // Each number has ten bytes at most; a store may touch eight behind the last.
        let longest = capacity * Varint.maximumLength + 16
        let widths = [2 * longest, capacity + 16, longest, longest, longest, 2 * longest, longest]
        base = .allocate(byteCount: widths.reduce(0, +), alignment: 16)
        var offset = 0
        var places: [UnsafeMutableRawPointer] = []
        for width in widths {
            places.append(base + offset)
            offset += width
        }
        start = Places(
            runs: places[0], sides: places[1], times: places[2], prices: places[3],
            sizes: places[4], quotes: places[5], ids: places[6])
    }

    func deallocate() { base.deallocate() }

    /// Adds the lengths of the columns, then the columns.
    func append(through ends: Places, to writer: inout ByteWriter) {
        append(ends) { writer.append(varint: UInt64($0.count)) }
        append(ends) { writer.append($0) }
    }

    @inline(__always)
    private func append(_ ends: Places, _ body: (UnsafeRawBufferPointer) -> Void) {
        func column(_ from: UnsafeMutableRawPointer, _ to: UnsafeMutableRawPointer) {
            body(UnsafeRawBufferPointer(start: from, count: to - from))
        }
        column(start.runs, ends.runs)
        column(start.sides, ends.sides)
        column(start.times, ends.times)
        column(start.prices, ends.prices)
        column(start.sizes, ends.sizes)
        column(start.quotes, ends.quotes)
        column(start.ids, ends.ids)
    }
}

extension InputColumns.Places {
    /// A step over its unit.
    @inline(__always)
    private static func over(_ step: Int64, _ unit: UInt64) -> UInt64 {
        if unit == 1 || step == 0 { return ZigZag.encode(step) }
        // Half the width divides several times quicker, and nearly always does.
        let size = step.magnitude
        let units =
            (size | unit) >> 32 == 0
            ? UInt64(UInt32(truncatingIfNeeded: size) / UInt32(truncatingIfNeeded: unit))
            : size / unit
        let signed = Int64(bitPattern: units)
        return ZigZag.encode(step < 0 ? 0 &- signed : signed)
    }

    /// Writes the fields of an input that are there.
    @inline(__always)
    mutating func write(
        _ input: UnsafePointer<Input>, _ presence: UInt8, _ lane: inout InputLane
    ) {
        let time = lane.timeStep(input.pointee.time.rawValue)
        times += Varint.store(Self.over(time, lane.timeUnit), at: times)
        if presence & InputShape.price != 0 {
            let step = lane.priceStep(input.pointee.price)
            prices += Varint.store(Self.over(step, lane.priceUnit), at: prices)
        }
        if presence & InputShape.size != 0 {
            let step = lane.sizeStep(input.pointee.size, price: input.pointee.price)
            let number = Self.over(step, lane.sizeUnit)
            sizes += Varint.store(lane.hasPlainSizes ? number >> 1 : number, at: sizes)
        }
        if presence & InputShape.quote != 0 {
            let steps = lane.quoteSteps(
                bid: input.pointee.bid, ask: input.pointee.ask, price: input.pointee.price)
            quotes += Varint.store(Self.over(steps.bid, lane.quoteUnit), at: quotes)
            quotes += Varint.store(Self.over(steps.ask, lane.quoteUnit), at: quotes)
        }
        if presence & InputShape.id != 0 {
            let step = lane.idStep(input.pointee.tradeID)
            ids += Varint.store(ZigZag.encode(step), at: ids)
        }
    }
}
