import Bytes
import Market
import Records

/// Writes a block of inputs: columns of small numbers, with nothing to know but the block.
///
/// The body, before it is packed:
///
/// | field | what |
/// |-------|------|
/// | 8 bytes | time of the first input |
/// | varint, lanes | an instrument and kind each: varint instrument; 1 byte kind, bit 7 sizes have a sign; zigzag first time minus the block's; zigzag first price; zigzag first bid; varint first trade id; varint units of time, price, size, quote |
/// | varint, shapes | varint lane, varint flags, 1 byte presence: bit 0 price, 1 size, 2 quote, 3 trade id |
/// | 1 byte | sides: 0 to 2 of all inputs, 3 in a column |
/// | 7 varints | lengths of the columns |
/// | runs | varint shape, times 2, plus 1 when it holds for more than one input; then varint of their number minus 2 |
/// | sides | 2 bits each, four a byte, lowest first |
/// | times, prices, sizes, quotes, ids | steps over the lane's unit, zigzag; plain sizes as varints |
///
/// `received` is not written.
struct InputPacker: ~Copyable {
    /// Facts about the block written last, for its header.
    private(set) var earliest: Int64 = 0
    private(set) var latest: Int64 = 0
    private(set) var instruments: UInt64 = 0

    let capacity: Int
    private let lanes: UnsafeMutablePointer<InputLane>
    private let shapes: UnsafeMutablePointer<InputShape>
    /// Shape of each input.
    private let places: UnsafeMutablePointer<UInt16>
    private var laneTable: KeyTable
    private var shapeTable: KeyTable
    private let columns: InputColumns

    /// Room for blocks of `capacity` inputs.
    init(capacity: Int) {
        precondition(
            (1...JournalFormat.largestInputCount).contains(capacity),
            "a block has 1 to \(JournalFormat.largestInputCount) inputs, got \(capacity)")
        self.capacity = capacity
        lanes = .allocate(capacity: capacity)
        shapes = .allocate(capacity: capacity)
        places = .allocate(capacity: capacity)
        laneTable = KeyTable(capacity: capacity)
        shapeTable = KeyTable(capacity: capacity)
        columns = InputColumns(capacity: capacity)
    }

    deinit {
        lanes.deallocate()
        shapes.deallocate()
        places.deallocate()
        columns.deallocate()
    }

    /// Adds the body of a block to `writer`; 1 to `capacity` inputs.
    mutating func pack(_ inputs: UnsafeBufferPointer<Input>, into writer: inout ByteWriter) {
        precondition(
            inputs.count >= 1 && inputs.count <= capacity,
            "1 to \(capacity) inputs in a block, got \(inputs.count)")
        let start = inputs.baseAddress!
        survey(start, inputs.count)
        writer.append(start.pointee.time.rawValue)
        writeLanes(block: start.pointee.time.rawValue, into: &writer)
        var ends = columns.start
        ends.runs = writeRuns(inputs.count)
        let side = writeSides(start, inputs.count, &ends)
        writeFields(start, inputs.count, &ends)
        writer.append(side)
        columns.append(through: ends, to: &writer)
    }

    /// Finds shapes, lanes and units.
    private mutating func survey(_ start: UnsafePointer<Input>, _ count: Int) {
        laneTable.removeAll()
        shapeTable.removeAll()
        (earliest, latest, instruments) = (Int64.max, Int64.min, 0)
        var (lastKey, shape): (UInt64, Int) = (0, -1)
        for index in 0..<count {
            let input = start + index
            let presence = InputShape.presence(input)
            let key =
                UInt64(input.pointee.instrument.rawValue) << 32
                | UInt64(input.pointee.flags.rawValue) << 16
                | UInt64(input.pointee.kind.rawValue) << 8 | UInt64(presence)
            if key != lastKey || shape < 0 {
                shape = place(of: key, input, presence)
                lastKey = key
            }
            places[index] = UInt16(shape)
            let time = input.pointee.time.rawValue
            earliest = min(earliest, time)
            latest = max(latest, time)
            Self.collect(input, presence, &lanes[shapes[shape].lane])
        }
        for lane in 0..<laneTable.count { lanes[lane].finish() }
    }

    /// The number of a shape; makes it and its lane when they are new.
    @inline(never)
    private mutating func place(
        of key: UInt64, _ input: UnsafePointer<Input>, _ presence: UInt8
    ) -> Int {
        let (shape, isNew) = shapeTable.number(of: key)
        guard isNew else { return shape }
        let instrument = input.pointee.instrument
        let kind = input.pointee.kind.rawValue
        let lane = laneTable.number(of: UInt64(instrument.rawValue) << 8 | UInt64(kind))
        if lane.isNew {
            lanes[lane.number] = InputLane(
                instrument: instrument.rawValue, kind: kind, time: input.pointee.time.rawValue)
            instruments |= BlockHeader.bit(of: instrument)
        }
        shapes[shape] = InputShape(
            lane: lane.number, flags: input.pointee.flags.rawValue, presence: presence)
        return shape
    }

    /// Lets a lane's units divide an input's steps.
    @inline(__always)
    private static func collect(
        _ input: UnsafePointer<Input>, _ presence: UInt8, _ lane: inout InputLane
    ) {
        InputLane.fold(&lane.timeUnit, lane.timeStep(input.pointee.time.rawValue))
        if presence & InputShape.price != 0 {
            if !lane.hasPrice {
                lane.hasPrice = true
                lane.basePrice =
                    lane.shape == .trade || lane.shape == .bar ? input.pointee.price : 0
                lane.price = lane.basePrice
            }
            InputLane.fold(&lane.priceUnit, lane.priceStep(input.pointee.price))
        }
        if presence & InputShape.size != 0 {
            let step = lane.sizeStep(input.pointee.size, price: input.pointee.price)
            if step < 0 { lane.hasPlainSizes = false }
            InputLane.fold(&lane.sizeUnit, step)
        }
        if presence & InputShape.quote != 0 {
            if !lane.hasBid {
                lane.hasBid = true
                lane.baseBid = lane.shape == .trade || lane.shape == .quote ? input.pointee.bid : 0
                lane.bid = lane.baseBid
            }
            let steps = lane.quoteSteps(
                bid: input.pointee.bid, ask: input.pointee.ask, price: input.pointee.price)
            InputLane.fold(&lane.quoteUnit, steps.bid)
            InputLane.fold(&lane.quoteUnit, steps.ask)
        }
        if presence & InputShape.id != 0, !lane.hasID {
            lane.hasID = true
            lane.baseID = input.pointee.tradeID
        }
    }

    private func writeLanes(block: Int64, into writer: inout ByteWriter) {
        writer.append(varint: UInt64(laneTable.count))
        for index in 0..<laneTable.count {
            let lane = lanes + index
            writer.append(varint: UInt64(lane.pointee.instrument))
            writer.append(lane.pointee.kind | (lane.pointee.hasPlainSizes ? 0 : 0x80))
            writer.append(zigzag: lane.pointee.baseTime &- block)
            writer.append(zigzag: lane.pointee.basePrice)
            writer.append(zigzag: lane.pointee.baseBid)
            writer.append(varint: lane.pointee.baseID)
            writer.append(varint: lane.pointee.timeUnit)
            writer.append(varint: lane.pointee.priceUnit)
            writer.append(varint: lane.pointee.sizeUnit)
            writer.append(varint: lane.pointee.quoteUnit)
        }
        writer.append(varint: UInt64(shapeTable.count))
        for index in 0..<shapeTable.count {
            writer.append(varint: UInt64(shapes[index].lane))
            writer.append(varint: UInt64(shapes[index].flags))
            writer.append(shapes[index].presence)
        }
    }

    /// - Returns: The end of the column.
    private func writeRuns(_ count: Int) -> UnsafeMutableRawPointer {
        var place = columns.start.runs
        var index = 0
        while index < count {
            let shape = places[index]
            var end = index + 1
            while end < count, places[end] == shape { end += 1 }
            let isMany = end - index > 1
            place += Varint.store(UInt64(shape) << 1 | (isMany ? 1 : 0), at: place)
            if isMany { place += Varint.store(UInt64(end - index - 2), at: place) }
            index = end
        }
        return place
    }

    /// - Returns: The side of all, or 3.
    private func writeSides(
        _ start: UnsafePointer<Input>, _ count: Int, _ ends: inout InputColumns.Places
    ) -> UInt8 {
        let first = start.pointee.side.rawValue
        var index = 1
        while index < count, start[index].side.rawValue == first { index += 1 }
        if index == count { return first }
        index = 0
        while index < count {
            var byte: UInt8 = 0
            for bit in 0..<min(4, count - index) {
                byte |= start[index + bit].side.rawValue << UInt8(bit * 2)
            }
            ends.sides.storeBytes(of: byte, as: UInt8.self)
            ends.sides += 1
            index += 4
        }
        return 3
    }

    private func writeFields(
        _ start: UnsafePointer<Input>, _ count: Int, _ ends: inout InputColumns.Places
    ) {
        for index in 0..<count {
            let shape = shapes + Int(places[index])
            ends.write(start + index, shape.pointee.presence, &lanes[shape.pointee.lane])
        }
    }
}
