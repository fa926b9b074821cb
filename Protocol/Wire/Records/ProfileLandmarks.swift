import Bytes
public import Market

/// What is found in a profile's rows; every part may be absent, which in a delta means "as it
/// was".
///
/// | field | size | present when |
/// |-------|-----:|--------------|
/// | parts: bit 0 poc, 1 value area, 2 lvns, 3 hvns, 4 naked POCs | 1 | always |
/// | poc | zigzag | bit 0 |
/// | vah, val | zigzags | bit 1 |
/// | lvns | varint count, zigzag distances | bit 2 |
/// | hvns | varint count, zigzag distances | bit 3 |
/// | naked POCs | varint count; session and row zigzags each | bit 4 |
public struct ProfileLandmarks: Hashable, Sendable {
    /// A completed session's POC that no later tick has touched.
    public struct NakedPOC: Hashable, Sendable {
        /// The completed session.
        public var session: SessionDate
        /// The POC's row.
        public var row: Int64

        /// Puts one together.
        public init(session: SessionDate, row: Int64) {
            self.session = session
            self.row = row
        }
    }

    /// Row of the point of control.
    public var poc: Int64?
    /// Rows of the value area's ends.
    public var valueArea: ClosedRange<Int64>?
    /// Rows of the low volume nodes, ascending.
    public var lvns: [Int64]?
    /// Rows of the high volume nodes, ascending.
    public var hvns: [Int64]?
    /// POCs of completed sessions that no later tick has touched.
    public var nakedPOCs: [NakedPOC]?

    /// Puts landmarks together.
    public init(
        poc: Int64? = nil, valueArea: ClosedRange<Int64>? = nil, lvns: [Int64]? = nil,
        hvns: [Int64]? = nil, nakedPOCs: [NakedPOC]? = nil
    ) {
        self.poc = poc
        self.valueArea = valueArea
        self.lvns = lvns
        self.hvns = hvns
        self.nakedPOCs = nakedPOCs
    }

    /// Row of the value area's high.
    public var vah: Int64? { valueArea?.upperBound }

    /// Row of the value area's low.
    public var val: Int64? { valueArea?.lowerBound }

    func encode(into writer: inout ByteWriter) {
        writer.append(
            (poc != nil ? 1 : 0) | (valueArea != nil ? 2 : 0) | (lvns != nil ? 4 : 0)
                | (hvns != nil ? 8 : 0) | (nakedPOCs != nil ? 16 : 0) as UInt8)
        if let poc { writer.append(zigzag: poc) }
        if let valueArea {
            writer.append(zigzag: valueArea.upperBound)
            writer.append(zigzag: valueArea.lowerBound)
        }
        if let lvns { RowFields.encode(numbers: lvns, into: &writer) }
        if let hvns { RowFields.encode(numbers: hvns, into: &writer) }
        guard let nakedPOCs else { return }
        writer.append(varint: UInt64(nakedPOCs.count))
        for naked in nakedPOCs {
            writer.append(date: naked.session)
            writer.append(zigzag: naked.row)
        }
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        let parts = try reader.read(UInt8.self)
        guard parts < 32 else { throw reader.badValue(Int(parts), width: 1) }
        if parts & 1 != 0 { poc = try reader.readZigzag() }
        if parts & 2 != 0 {
            let high = try reader.readZigzag()
            let low = try reader.readZigzag()
            guard low <= high else { throw reader.badValue(Int(low)) }
            valueArea = low...high
        }
        if parts & 4 != 0 { lvns = try RowFields.decodeNumbers(&reader) }
        if parts & 8 != 0 { hvns = try RowFields.decodeNumbers(&reader) }
        guard parts & 16 != 0 else { return }
        let count = try reader.readCount(limit: reader.remaining / 2)
        var found: [NakedPOC] = []
        found.reserveCapacity(count)
        for _ in 0..<count {
            let session = try reader.readDate()
            found.append(NakedPOC(session: session, row: try reader.readZigzag()))
        }
        nakedPOCs = found
    }
}
