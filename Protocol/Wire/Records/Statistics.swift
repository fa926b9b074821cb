public import Bytes
public import Market

/// A counter and its name.
///
/// Text name (at most 64 bytes), zigzag value.
public struct NamedCounter: Hashable, Sendable {
    /// The name, at most 64 bytes.
    public var name: String
    /// What it counts.
    public var value: Int64

    /// Puts a counter together.
    public init(_ name: String, _ value: Int64) {
        self.name = name
        self.value = value
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(text: name.cut(to: 64))
        writer.append(zigzag: value)
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        name = try reader.readText(limit: 64)
        value = try reader.readZigzag()
    }
}

/// How full a ring is and was.
///
/// Text name (at most 64 bytes), then varints: capacity, depth, high-water mark, pushed, waits,
/// dropped.
public struct RingReading: Hashable, Sendable {
    /// The name, at most 64 bytes.
    public var name: String
    /// Elements it can hold.
    public var capacity: UInt64
    /// Elements in it now.
    public var depth: UInt64
    /// The most elements it ever held.
    public var highWater: UInt64
    /// Elements ever pushed.
    public var pushed: UInt64
    /// How often the producer found it full.
    public var waits: UInt64
    /// Elements that were not pushed because it was full.
    public var dropped: UInt64

    /// Puts a reading together.
    public init(
        name: String, capacity: UInt64, depth: UInt64, highWater: UInt64, pushed: UInt64,
        waits: UInt64, dropped: UInt64
    ) {
        self.name = name
        self.capacity = capacity
        self.depth = depth
        self.highWater = highWater
        self.pushed = pushed
        self.waits = waits
        self.dropped = dropped
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(text: name.cut(to: 64))
        for value in [capacity, depth, highWater, pushed, waits, dropped] {
            writer.append(varint: value)
        }
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        name = try reader.readText(limit: 64)
        capacity = try reader.readVarint()
        depth = try reader.readVarint()
        highWater = try reader.readVarint()
        pushed = try reader.readVarint()
        waits = try reader.readVarint()
        dropped = try reader.readVarint()
    }
}

/// How long one hop takes.
///
/// Text name (at most 64 bytes), then varints: count, p50, p99, p99.9 and largest, ns.
public struct LatencyReading: Hashable, Sendable {
    /// The name, at most 64 bytes.
    public var name: String
    /// How often it was measured.
    public var count: UInt64
    /// The median, ns.
    public var p50: UInt64
    /// The 99th percentile, ns.
    public var p99: UInt64
    /// The 99.9th percentile, ns.
    public var p999: UInt64
    /// The longest, ns.
    public var largest: UInt64

    /// Puts a reading together; nanoseconds.
    public init(
        name: String, count: UInt64, p50: UInt64, p99: UInt64, p999: UInt64, largest: UInt64
    ) {
        self.name = name
        self.count = count
        self.p50 = p50
        self.p99 = p99
        self.p999 = p999
        self.largest = largest
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(text: name.cut(to: 64))
        for value in [count, p50, p99, p999, largest] { writer.append(varint: value) }
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        name = try reader.readText(limit: 64)
        count = try reader.readVarint()
        p50 = try reader.readVarint()
        p99 = try reader.readVarint()
        p999 = try reader.readVarint()
        largest = try reader.readVarint()
    }
}

/// The engine's counters, rings and hops: three lists, each a varint count and its entries, sized.
public struct Statistics: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.statistics
    /// The most entries of one list.
    public static let listLimit = 65_536

    /// Wall clock.
    public var time: Nanoseconds
    /// The counters, by name.
    public var counters: [NamedCounter]
    /// The rings it has.
    public var rings: [RingReading]
    /// The hops it measures.
    public var latencies: [LatencyReading]

    /// Puts statistics together.
    public init(
        time: Nanoseconds, counters: [NamedCounter] = [], rings: [RingReading] = [],
        latencies: [LatencyReading] = []
    ) {
        self.time = time
        self.counters = counters
        self.rings = rings
        self.latencies = latencies
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(time.rawValue)
        writer.append(list: counters) { $0.encode(into: &$1) }
        writer.append(list: rings) { $0.encode(into: &$1) }
        writer.append(list: latencies) { $0.encode(into: &$1) }
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        time = Nanoseconds(try reader.read())
        counters = try reader.readList { (entry) throws(BytesError) in
            try NamedCounter(fields: &entry)
        }
        rings = try reader.readList { (entry) throws(BytesError) in
            try RingReading(fields: &entry)
        }
        latencies = try reader.readList { (entry) throws(BytesError) in
            try LatencyReading(fields: &entry)
        }
    }
}

extension ByteWriter {
    /// Adds a varint count and each entry behind its varint length, so that entries can grow.
    mutating func append<Entry>(
        list: [Entry], _ encode: (Entry, inout ByteWriter) -> Void
    ) {
        append(varint: UInt64(list.count))
        for entry in list { appendSized { encode(entry, &$0) } }
    }
}

extension ByteReader {
    /// The next list of sized entries.
    mutating func readList<Entry>(
        limit: Int = Statistics.listLimit, _ decode: (inout ByteReader) throws(BytesError) -> Entry
    ) throws(BytesError) -> [Entry] {
        let count = try readCount(limit: min(limit, remaining / 2))
        var list: [Entry] = []
        for _ in 0..<count {
            var entry = try readSized()
            list.append(try decode(&entry))
        }
        return list
    }
}
