import Bytes
import Market

extension SegmentHeader {
    /// The length a header states, from its first 16 bytes.
    static func statedLength(_ bytes: UnsafeRawBufferPointer) throws(BlockHeader.Fault) -> Int {
        precondition(bytes.count == 16, "the length is in 16 bytes, got \(bytes.count)")
        let magic = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard magic == JournalFormat.segmentMagic else {
            throw BlockHeader.Fault(
                what: "segment magic", limit: JournalFormat.segmentMagic, value: magic)
        }
        guard bytes[8] == JournalFormat.version else {
            throw BlockHeader.Fault(
                what: "format version", limit: UInt64(JournalFormat.version),
                value: UInt64(bytes[8]))
        }
        let length = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard (fixedLength + 5...JournalFormat.largestSegmentHeader).contains(Int(length)) else {
            throw BlockHeader.Fault(
                what: "header length", limit: UInt64(JournalFormat.largestSegmentHeader),
                value: UInt64(length))
        }
        return Int(length)
    }

    /// Reads a whole header.
    init(_ bytes: UnsafeRawBufferPointer) throws(BlockHeader.Fault) {
        let body = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 4)])
        let expected = CRC32C.checksum(body)
        let found = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
        guard expected == found else {
            throw BlockHeader.Fault(
                what: "header checksum", limit: UInt64(expected), value: UInt64(found))
        }
        do throws(BytesError) {
            try self.init(fields: body)
        } catch {
            throw BlockHeader.Fault(
                what: "header field at byte \(error.offset)", limit: UInt64(error.needed),
                value: UInt64(bitPattern: Int64(error.got)))
        }
        length = bytes.count
        checksum = found
    }

    private init(fields bytes: UnsafeRawBufferPointer) throws(BytesError) {
        var reader = ByteReader(bytes)
        _ = try reader.readBytes(9)
        let number = try reader.read(UInt8.self)
        guard let kind = JournalKind(rawValue: number) else {
            throw reader.badValue(Int(number), width: 1)
        }
        guard try reader.read(UInt16.self) == 0 else { throw reader.badValue(0, width: 2) }
        _ = try reader.read(UInt32.self)
        let first = try reader.read(UInt64.self)
        guard first > 0 else { throw reader.badValue(0, width: 8) }
        let lastCauseBefore = try reader.read(UInt64.self)
        let wall = Nanoseconds(try reader.read(Int64.self))
        let epoch = try reader.read(UInt64.self)
        let rules = try reader.read(UInt64.self)
        let chain = try reader.read(UInt32.self)
        let count = Int(try reader.read(UInt32.self))
        let build = try Self.text(&reader)
        // An instrument has 28 bytes at least: no room is made for more than there can be.
        guard count <= reader.remaining / 28 else {
            throw BytesError(
                .tooLong, offset: 60, needed: reader.remaining / 28, got: count)
        }
        var instruments: [Instrument] = []
        instruments.reserveCapacity(count)
        for _ in 0..<count { instruments.append(try Self.instrument(&reader)) }
        guard reader.isAtEnd else { throw reader.badValue(reader.remaining) }
        self.init(
            kind: kind, first: first, lastCauseBefore: lastCauseBefore, wall: wall,
            identity: JournalIdentity(
                epoch: epoch, build: build, rulesDigest: rules, instruments: instruments),
            chain: chain)
    }

    private static func instrument(_ reader: inout ByteReader) throws(BytesError) -> Instrument {
        let number = try reader.read(UInt8.self)
        guard let assetClass = AssetClass(rawValue: number) else {
            throw reader.badValue(Int(number), width: 1)
        }
        let (priceDecimals, sizeDecimals) = (
            try reader.read(UInt8.self), try reader.read(UInt8.self)
        )
        guard priceDecimals <= 9, sizeDecimals <= 9 else {
            throw reader.badValue(Int(max(priceDecimals, sizeDecimals)), width: 2)
        }
        let (tick, lot) = (try reader.read(Int64.self), try reader.read(Int64.self))
        guard tick >= 1, lot >= 1 else { throw reader.badValue(Int(min(tick, lot)), width: 16) }
        let value = try reader.read(Int64.self)
        return Instrument(
            symbol: try text(&reader), assetClass: assetClass,
            prices: PriceScale(decimals: Int(priceDecimals), tick: tick),
            sizes: SizeScale(decimals: Int(sizeDecimals), lot: lot), tickValueNanos: value)
    }

    private static func text(_ reader: inout ByteReader) throws(BytesError) -> String {
        let length = Int(try reader.read(UInt8.self))
        let start = reader.offset
        guard let text = String(validating: try reader.readBytes(length), as: UTF8.self) else {
            throw BytesError(.badText, offset: start)
        }
        return text
    }
}
