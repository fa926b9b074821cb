public import Bytes

/// What a record in a data frame or an answer is.
public enum RecordKind: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// One classified tick, in answers; streams pack theirs.
    case tick = 1
    case quote = 2
    /// A closed bar.
    case bar = 3
    /// A closed footprint.
    case footprint = 4
    /// A whole profile: completed, or a snapshot of a developing one.
    case profile = 5
    /// A VWAP at the close of a bar.
    case vwap = 6
    /// A session, week or month began for a measure.
    case roll = 7
    /// The intake counters of an instrument.
    case counters = 8
    case nakedPOC = 9
    /// The changed rows of a developing profile.
    case profileDelta = 10
    /// A bar that is still open.
    case openBar = 11
    /// A footprint that is still open.
    case openFootprint = 12
    /// A VWAP now.
    case vwapState = 13
    case status = 14
    case instrument = 15
    case instrumentState = 16
    case statistics = 17
    /// A decision record: one rule, evaluated once.
    case evaluation = 18
    /// What the evaluations of a strategy mean.
    case strategy = 19
    /// An alert was set, fired or went.
    case alert = 20
    /// Trading was halted or resumed.
    case halt = 21
    /// A setting of the running engine changed.
    case setting = 22
    /// A user's VWAP anchor was set or went.
    case anchor = 23
    /// An order was taken, changed or ended.
    case order = 24
    /// A part of an order was filled.
    case fill = 25
    /// A trade ended.
    case trade = 26
    /// A position changed.
    case position = 27
    /// The money of the account.
    case account = 28
    /// The trading session.
    case session = 29
}

/// A value that travels as a record: a varint length, the kind, then its fields.
///
/// Records are append-only: a reader skips what follows the fields it knows.
public protocol WireRecord {
    /// The kind it has unless another is given.
    static var kind: RecordKind { get }

    /// Writes the fields.
    func encode(fields writer: inout ByteWriter)

    /// Reads the fields from the front of a record's body.
    init(fields reader: inout ByteReader) throws(BytesError)
}

extension ByteWriter {
    /// Adds a record: length, kind, fields.
    public mutating func append<Record: WireRecord>(record: Record, kind: RecordKind = Record.kind)
    {
        appendSized { writer in
            writer.append(kind.rawValue)
            record.encode(fields: &writer)
        }
    }
}

/// Walks the records of a data frame, or of an answer behind its head.
public struct RecordReader {
    private var reader: ByteReader
    private var body: ByteReader
    /// The kind of the record at hand; `nil` for a kind this version does not know.
    public private(set) var kind: RecordKind?

    /// A reader before the first record of `payload`.
    public init(_ payload: UnsafeRawBufferPointer) {
        reader = ByteReader(payload)
        body = ByteReader(UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Moves on to the next record; false at the end.
    public mutating func next() throws(WireError) -> Bool {
        guard !reader.isAtEnd else { return false }
        do {
            body = try reader.readSized()
            kind = RecordKind(rawValue: try body.read())
        } catch {
            throw WireError(malformed: error, in: "record at byte \(reader.offset)")
        }
        return true
    }

    /// The record at hand as a value.
    public func read<Record: WireRecord>(
        _ type: Record.Type = Record.self
    ) throws(WireError) -> Record {
        var fields = body
        do {
            return try Record(fields: &fields)
        } catch {
            throw WireError(malformed: error, in: "\(kind ?? Record.kind) record")
        }
    }
}
