import Bytes
import Market
import Records

/// Reads the bodies that `InputPacker` writes.
struct InputUnpacker: ~Copyable {
    private let lanes: UnsafeMutablePointer<InputLane>
    private let shapes: UnsafeMutablePointer<InputShape>
    private let inputs: UnsafeMutablePointer<Input>
    private let capacity = JournalFormat.largestInputCount

    init() {
        lanes = .allocate(capacity: capacity)
        shapes = .allocate(capacity: capacity)
        inputs = .allocate(capacity: capacity)
    }

    deinit {
        lanes.deallocate()
        shapes.deallocate()
        inputs.deallocate()
    }

    /// The inputs of a body; valid until the next call.
    func unpack(
        _ body: UnsafeRawBufferPointer, count: Int
    ) throws(BytesError) -> UnsafeBufferPointer<Input> {
        var reader = ByteReader(body)
        let block = try reader.read(Int64.self)
        let laneCount = try readLanes(&reader, block: block, limit: count)
        let shapeCount = try readShapes(&reader, lanes: laneCount, limit: count)
        let side = try reader.read(UInt8.self)
        guard side <= 3 else { throw reader.badValue(Int(side), width: 1) }
        var lengths = [7 of Int](repeating: 0)
        for column in 0..<InputColumns.count {
            lengths[column] = try reader.readCount(limit: body.count)
        }
        var runs = ByteReader(try reader.readBytes(lengths[0]))
        var sides = ByteReader(try reader.readBytes(lengths[1]))
        var fields = InputFields(
            times: ByteReader(try reader.readBytes(lengths[2])),
            prices: ByteReader(try reader.readBytes(lengths[3])),
            sizes: ByteReader(try reader.readBytes(lengths[4])),
            quotes: ByteReader(try reader.readBytes(lengths[5])),
            ids: ByteReader(try reader.readBytes(lengths[6])))
        guard reader.isAtEnd else { throw reader.badValue(reader.remaining) }
        try readRuns(&runs, &fields, shapes: shapeCount, count: count)
        try readSides(&sides, side, count: count)
        try Self.end(runs)
        try Self.end(sides)
        try fields.end()
        return UnsafeBufferPointer(start: inputs, count: count)
    }

    /// A column must be read to its end.
    static func end(_ column: ByteReader) throws(BytesError) {
        guard column.isAtEnd else { throw column.badValue(column.remaining) }
    }

    private func readLanes(
        _ reader: inout ByteReader, block: Int64, limit: Int
    ) throws(BytesError) -> Int {
        let count = try reader.readCount(limit: limit)
        guard count > 0 else { throw reader.badValue(0, width: 1) }
        for index in 0..<count {
            let instrument = try reader.readCount(limit: Int(UInt32.max))
            let bits = try reader.read(UInt8.self)
            guard Input.Kind(rawValue: bits & 0x7f) != nil else {
                throw reader.badValue(Int(bits), width: 1)
            }
            var lane = InputLane(
                instrument: UInt32(instrument), kind: bits & 0x7f,
                time: block &+ (try reader.readZigzag()))
            lane.hasPlainSizes = bits & 0x80 == 0
            lane.price = try reader.readZigzag()
            lane.bid = try reader.readZigzag()
            lane.id = try reader.readVarint()
            lane.timeUnit = try reader.readVarint()
            lane.priceUnit = try reader.readVarint()
            lane.sizeUnit = try reader.readVarint()
            lane.quoteUnit = try reader.readVarint()
            lanes[index] = lane
        }
        return count
    }

    private func readShapes(
        _ reader: inout ByteReader, lanes: Int, limit: Int
    ) throws(BytesError) -> Int {
        let count = try reader.readCount(limit: limit)
        for index in 0..<count {
            let lane = try reader.readCount(limit: lanes - 1)
            let flags = try reader.readCount(limit: 0xffff)
            let presence = try reader.read(UInt8.self)
            guard presence < 16 else { throw reader.badValue(Int(presence), width: 1) }
            shapes[index] = InputShape(lane: lane, flags: UInt16(flags), presence: presence)
        }
        return count
    }

    private func readRuns(
        _ runs: inout ByteReader, _ fields: inout InputFields, shapes count: Int, count total: Int
    ) throws(BytesError) {
        var index = 0
        while index < total {
            let word = try runs.readVarint()
            guard word >> 1 < UInt64(count) else { throw runs.badValue(Int(clamping: word >> 1)) }
            var length = 1
            if word & 1 != 0 { length = 2 + (try runs.readCount(limit: total)) }
            guard length <= total - index else { throw runs.badValue(length) }
            let shape = shapes[Int(word >> 1)]
            for place in index..<index + length {
                inputs[place] = try fields.read(shape, &lanes[shape.lane])
            }
            index += length
        }
    }

    private func readSides(
        _ sides: inout ByteReader, _ side: UInt8, count: Int
    ) throws(BytesError) {
        if let all = Aggressor(rawValue: side) {
            for index in 0..<count { inputs[index].side = all }
            return
        }
        var byte: UInt8 = 0
        for index in 0..<count {
            if index & 3 == 0 { byte = try sides.read() }
            guard let one = Aggressor(rawValue: byte & 3) else { throw sides.badValue(3, width: 1) }
            inputs[index].side = one
            byte >>= 2
        }
        guard byte == 0 else { throw sides.badValue(Int(byte), width: 1) }
    }
}

/// The columns of an input's fields.
struct InputFields {
    var times: ByteReader
    var prices: ByteReader
    var sizes: ByteReader
    var quotes: ByteReader
    var ids: ByteReader

    @inline(__always)
    private static func step(
        _ reader: inout ByteReader, _ unit: UInt64
    ) throws(BytesError) -> Int64 {
        try reader.readZigzag() &* Int64(bitPattern: unit)
    }

    /// The next input of a shape; its side is yet to come.
    @inline(__always)
    mutating func read(
        _ shape: InputShape, _ lane: inout InputLane
    ) throws(BytesError) -> Input {
        lane.time &+= try Self.step(&times, lane.timeUnit)
        // Of a kind that was checked when the lane was read.
        var input = Input(
            kind: Input.Kind(rawValue: lane.kind) ?? .tick,
            instrument: InstrumentID(lane.instrument), time: Nanoseconds(lane.time),
            flags: Input.Flags(rawValue: shape.flags))
        if shape.presence & InputShape.price != 0 {
            input.price = lane.priceValue(try Self.step(&prices, lane.priceUnit))
        }
        if shape.presence & InputShape.size != 0 {
            let step =
                lane.hasPlainSizes
                ? Int64(bitPattern: try sizes.readVarint() &* lane.sizeUnit)
                : try Self.step(&sizes, lane.sizeUnit)
            input.size = lane.sizeValue(step, price: input.price)
        }
        if shape.presence & InputShape.quote != 0 {
            let bid = try Self.step(&quotes, lane.quoteUnit)
            let ask = try Self.step(&quotes, lane.quoteUnit)
            (input.bid, input.ask) = lane.quoteValues(bid, ask, price: input.price)
        }
        if shape.presence & InputShape.id != 0 {
            lane.id &+= UInt64(bitPattern: try ids.readZigzag())
            input.tradeID = lane.id
        }
        return input
    }

    func end() throws(BytesError) {
        try InputUnpacker.end(times)
        try InputUnpacker.end(prices)
        try InputUnpacker.end(sizes)
        try InputUnpacker.end(quotes)
        try InputUnpacker.end(ids)
    }
}

/// From steps to values.
extension InputLane {
    @inline(__always)
    mutating func priceValue(_ step: Int64) -> Int64 {
        switch shape {
        case .trade, .bar:
            price &+= step
            return price
        case .quote: return step
        case .doubles: return Self.reversed(step)
        }
    }

    @inline(__always)
    func sizeValue(_ step: Int64, price: Int64) -> Int64 {
        switch shape {
        case .trade, .quote: step
        case .bar: price &+ step
        case .doubles: Self.reversed(step)
        }
    }

    @inline(__always)
    mutating func quoteValues(_ first: Int64, _ second: Int64, price: Int64) -> (Int64, Int64) {
        switch shape {
        case .trade, .quote:
            bid &+= first
            return (bid, bid &+ second)
        case .bar: return (price &+ first, price &+ second)
        case .doubles: return (Self.reversed(first), Self.reversed(second))
        }
    }
}
