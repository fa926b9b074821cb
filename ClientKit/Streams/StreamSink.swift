internal import Market
internal import Records
internal import Wire

/// Where the frames and events of one subscription go. Loop thread only.
class StreamSink {
    /// Takes a frame's records.
    ///
    /// - Returns: Whether there is room for more.
    func take(_ data: StreamData, arrived: Nanoseconds) throws(WireError) -> Bool { true }

    /// Records that will not come.
    func gap(_ gap: StreamGap) -> Bool { true }

    /// The engine was started anew.
    func restarted(_ restart: StreamRestart) -> Bool { true }

    /// The connection is gone: what was put together of a snapshot is void.
    func interrupted() {}

    /// Nothing more comes.
    func ended(_ reason: StreamEndReason) {}
}

/// What a record of a data frame is to a stream.
enum Decoded<Record> {
    case record(Record)
    case roll(RollRecord)
    /// Of a kind this stream does not carry; a later version may.
    case other
}

/// Decodes data frames into a buffer that a task reads.
class BufferedSink<Record: Sendable>: StreamSink {
    typealias Decode = (borrowing RecordReader) throws(WireError) -> Decoded<Record>

    let buffer: StreamBuffer<Record>
    private let decode: Decode
    private let time: (Record) -> Nanoseconds
    /// Records of a snapshot whose last part has not come.
    private var snapshot: [Record] = []

    init(
        _ buffer: StreamBuffer<Record>, time: @escaping (Record) -> Nanoseconds,
        decode: @escaping Decode
    ) {
        self.buffer = buffer
        self.time = time
        self.decode = decode
    }

    override func take(_ data: StreamData, arrived: Nanoseconds) throws(WireError) -> Bool {
        if data.header.flags.contains(.snapshot) { return try takeSnapshot(data) }
        return try buffer.put { (batch) throws(WireError) in
            let start = batch.records.count
            var index = 0
            var reader = RecordReader(data.payload)
            while try reader.next() {
                defer { index += 1 }
                guard index >= data.skip else { continue }
                switch try decode(reader) {
                case .record(let record): batch.records.append(record)
                case .roll(let roll): batch.add(.roll(roll))
                case .other: break
                }
            }
            try check(index, data.header)
            guard batch.records.count > start else { return }
            let last = batch.records[batch.records.count - 1]
            let stamps = FrameStamps(
                data.header, exchange: time(last), arrived: arrived, skip: data.skip)
            batch.insert(stamps, at: start)
        }
    }

    private func takeSnapshot(_ data: StreamData) throws(WireError) -> Bool {
        var reader = RecordReader(data.payload)
        var count = 0
        while try reader.next() {
            count += 1
            if case .record(let record) = try decode(reader) { snapshot.append(record) }
        }
        try check(count, data.header)
        guard data.header.flags.contains(.lastPart) else { return true }
        let whole = snapshot
        snapshot = []
        return buffer.put { $0.add(.snapshot(whole)) }
    }

    func check(_ count: Int, _ header: FrameHeader) throws(WireError) {
        guard count == Int(header.count) else {
            throw WireError(
                .malformed, in: "\(header.type) frame", limit: Int64(header.count),
                value: Int64(count),
                reason: "the header counts \(header.count) records, there are \(count)")
        }
    }

    override func gap(_ gap: StreamGap) -> Bool { buffer.put { $0.add(.gap(gap)) } }

    override func restarted(_ restart: StreamRestart) -> Bool {
        snapshot = []
        return buffer.put { $0.add(.restarted(restart)) }
    }

    override func interrupted() { snapshot = [] }

    override func ended(_ reason: StreamEndReason) { buffer.end(reason) }
}

/// Ticks into a buffer, unpacked where they will be read.
final class TickSink: BufferedSink<Tick> {
    init(_ buffer: StreamBuffer<Tick>) {
        super.init(buffer, time: \.time) { (reader) throws(WireError) in
            try TickSink.decode(reader)
        }
    }

    static func decode(_ reader: borrowing RecordReader) throws(WireError) -> Decoded<Tick> {
        switch reader.kind {
        case .tick: .record(try reader.read(TickRecord.self).tick)
        case .roll: .roll(try reader.read(RollRecord.self))
        default: .other
        }
    }

    override func take(_ data: StreamData, arrived: Nanoseconds) throws(WireError) -> Bool {
        guard data.header.type == .ticks, let instrument = data.instrument?.instrument,
            !data.header.flags.contains(.snapshot)
        else { return try super.take(data, arrived: arrived) }
        return try buffer.put { (batch) throws(WireError) in
            let start = batch.records.count
            try PackedTicks.decode(
                data.payload, count: Int(data.header.count), prices: instrument.prices,
                sizes: instrument.sizes, base: data.header.publishTime,
                appendingTo: &batch.records)
            let last = batch.records[batch.records.count - 1]
            if data.skip > 0 { batch.records.removeSubrange(start..<start + data.skip) }
            batch.add(
                FrameStamps(
                    data.header, exchange: last.time, arrived: arrived, skip: data.skip),
                at: start)
        }
    }
}

/// Ticks to a callback on the loop's thread, out of memory that is kept.
final class TickCallbackSink: StreamSink {
    typealias Body = (UnsafeBufferPointer<Tick>, FrameStamps) -> Void

    private let body: Body
    private let notice: (StreamEvent<Tick>) -> Void
    private var ticks: [Tick] = []

    init(_ body: @escaping Body, notice: @escaping (StreamEvent<Tick>) -> Void) {
        self.body = body
        self.notice = notice
    }

    override func take(_ data: StreamData, arrived: Nanoseconds) throws(WireError) -> Bool {
        ticks.removeAll(keepingCapacity: true)
        if data.header.type == .ticks, let instrument = data.instrument?.instrument {
            try PackedTicks.decode(
                data.payload, count: Int(data.header.count), prices: instrument.prices,
                sizes: instrument.sizes, base: data.header.publishTime, appendingTo: &ticks)
            deliver(from: data.skip, data.header, arrived)
        } else {
            try takeRecords(data, arrived)
        }
        return true
    }

    /// A data frame: rolls, with the ticks before each delivered first.
    private func takeRecords(_ data: StreamData, _ arrived: Nanoseconds) throws(WireError) {
        var reader = RecordReader(data.payload)
        var index = 0
        while try reader.next() {
            defer { index += 1 }
            guard index >= data.skip else { continue }
            switch try TickSink.decode(reader) {
            case .record(let tick): ticks.append(tick)
            case .roll(let roll):
                deliver(from: 0, data.header, arrived)
                ticks.removeAll(keepingCapacity: true)
                notice(.roll(roll))
            case .other: break
            }
        }
        deliver(from: 0, data.header, arrived)
    }

    private func deliver(from first: Int, _ header: FrameHeader, _ arrived: Nanoseconds) {
        guard ticks.count > first else { return }
        let stamps = FrameStamps(
            header, exchange: ticks[ticks.count - 1].time, arrived: arrived, skip: first)
        ticks.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[first...]), stamps)
        }
    }

    override func gap(_ gap: StreamGap) -> Bool {
        notice(.gap(gap))
        return true
    }

    override func restarted(_ restart: StreamRestart) -> Bool {
        notice(.restarted(restart))
        return true
    }

    override func ended(_ reason: StreamEndReason) { notice(.ended(reason)) }
}
