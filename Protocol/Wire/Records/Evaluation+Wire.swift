public import Bytes
import Market
public import Records

/// A decision record: one rule, evaluated once, with all that it looked at.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | system, rule, reason | 1, 1, 1 | the schema's number; places in it |
/// | facts | 1 | bits 0-2 `Verdict`, 3-4 `Direction`, 5 has an inferred share, 6 not whole; 7 zero |
/// | key, number | varints | place in the rule's keys; of the decision, 0 for a study |
/// | start | 8 | ns since 1970 |
/// | time minus start | zigzag | ns |
/// | period, mode, side quality | 1, 1, 1 | `BarPeriod`, `SessionMode`, `SideQuality` |
/// | inferred share | 8 | double, when facts bit 5; 0 otherwise |
/// | late, lost, out of range, feed gaps | varints | when facts bit 6; 0 otherwise |
/// | count | 1 | of values, at most 64 |
/// | defined | a byte for each eight values | a bit for each value that is defined |
/// | whole | the same | a bit for each of these that is a whole number |
/// | values | zigzag or 8 | whole ones as zigzags, others as doubles |
extension Evaluation: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .evaluation }

    private var isWhole: Bool { late | lost | outOfRange | feedGaps == 0 }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: instrument, cause: cause)
        writer.append(system)
        writer.append(rule)
        writer.append(reason)
        let hasShare = inferredShare.bitPattern != 0
        writer.append(
            verdict.rawValue | direction.rawValue << 3 | (hasShare ? 32 : 0) | (isWhole ? 0 : 64))
        writer.append(varint: UInt64(key))
        writer.append(varint: number)
        writer.append(start.rawValue)
        writer.append(zigzag: time.rawValue &- start.rawValue)
        writer.append(period.rawValue)
        writer.append(mode.rawValue)
        writer.append(sideQuality.rawValue)
        if hasShare { writer.append(inferredShare) }
        if !isWhole {
            for count in [late, lost, outOfRange, feedGaps] { writer.append(varint: UInt64(count)) }
        }
        ValueFields.encode(values, into: &writer)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let system = try reader.read(UInt8.self)
        let rule = try reader.read(UInt8.self)
        let reason = try reader.read(UInt8.self)
        let facts = try reader.read(UInt8.self)
        guard facts < 128, let verdict = Verdict(rawValue: facts & 7),
            let direction = Direction(rawValue: facts >> 3 & 3)
        else { throw reader.badValue(Int(facts), width: 1) }
        self.init(instrument: instrument, system: system, rule: rule, verdict: verdict)
        self.cause = cause
        self.reason = reason
        self.direction = direction
        key = UInt16(try reader.readCount(limit: Int(UInt16.max)))
        number = try reader.readVarint()
        start = Nanoseconds(try reader.read())
        time = Nanoseconds(start.rawValue &+ (try reader.readZigzag()))
        period = try reader.read(case: BarPeriod.self)
        mode = try reader.read(case: SessionMode.self)
        sideQuality = try reader.read(case: SideQuality.self)
        if facts & 32 != 0 { inferredShare = try reader.readDouble() }
        if facts & 64 != 0 {
            let limit = Int(UInt32.max)
            late = UInt32(try reader.readCount(limit: limit))
            lost = UInt32(try reader.readCount(limit: limit))
            outOfRange = UInt32(try reader.readCount(limit: limit))
            feedGaps = UInt32(try reader.readCount(limit: limit))
        }
        values = try ValueFields.decode(&reader)
    }
}

/// Values that may be undefined, of which many are whole numbers: flags, counts, choices.
enum ValueFields {
    static func encode(_ values: [Double?], into writer: inout ByteWriter) {
        precondition(
            values.count <= Evaluation.valueLimit,
            "an evaluation holds \(Evaluation.valueLimit) values, got \(values.count)")
        writer.append(UInt8(values.count))
        var (defined, whole): (UInt64, UInt64) = (0, 0)
        for (place, value) in values.enumerated() {
            guard let value else { continue }
            defined |= 1 << UInt64(place)
            if wholeNumber(value) != nil { whole |= 1 << UInt64(place) }
        }
        let bytes = (values.count + 7) / 8
        for bits in [defined, whole] {
            for byte in 0..<bytes { writer.append(UInt8(truncatingIfNeeded: bits >> (8 * byte))) }
        }
        for case let value? in values {
            if let number = wholeNumber(value) {
                writer.append(zigzag: number)
            } else {
                writer.append(value)
            }
        }
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> [Double?] {
        let count = Int(try reader.read(UInt8.self))
        guard count <= Evaluation.valueLimit else { throw reader.badValue(count, width: 1) }
        let defined = try readBits(count, &reader)
        let whole = try readBits(count, &reader)
        guard whole & ~defined == 0 else { throw reader.badValue(Int(bitPattern: UInt(whole))) }
        var values: [Double?] = []
        values.reserveCapacity(count)
        for place in 0..<count {
            let bit: UInt64 = 1 << UInt64(place)
            if defined & bit == 0 {
                values.append(nil)
            } else if whole & bit == 0 {
                values.append(try reader.readDouble())
            } else {
                let number = try reader.readZigzag()
                guard number.magnitude < 1 << 53 else { throw reader.badValue(Int(number)) }
                values.append(Double(number))
            }
        }
        return values
    }

    /// The number where a varint holds it in less than eight bytes, bit by bit: not minus zero.
    private static func wholeNumber(_ value: Double) -> Int64? {
        guard abs(value) < 0x1p48 else { return nil }
        let whole = Int64(value)
        return Double(whole).bitPattern == value.bitPattern ? whole : nil
    }

    private static func readBits(
        _ count: Int, _ reader: inout ByteReader
    ) throws(BytesError) -> UInt64 {
        var bits: UInt64 = 0
        for byte in 0..<(count + 7) / 8 {
            bits |= UInt64(try reader.read(UInt8.self)) << UInt64(8 * byte)
        }
        guard count == 64 || bits >> UInt64(count) == 0 else {
            throw reader.badValue(Int(bitPattern: UInt(bits)))
        }
        return bits
    }
}
