import Bytes

/// Room for one block's body, stored and unpacked; it grows to what the largest block needs, and no
/// further than the format's limit.
struct BlockRoom: ~Copyable {
    private var stored = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var raw = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    init() {}

    deinit {
        stored.deallocate()
        raw.deallocate()
    }

    private static func grow(_ room: inout UnsafeMutableRawBufferPointer, to count: Int) {
        guard room.count < count else { return }
        room.deallocate()
        room = .allocate(byteCount: max(count, 1 << 16), alignment: 16)
    }

    /// Reads a body as it is stored and checks its checksum.
    mutating func readStored(
        _ header: BlockHeader, from segment: SegmentReader
    ) throws(JournalError) -> UnsafeRawBufferPointer {
        Self.grow(&stored, to: header.storedLength)
        let room = UnsafeMutableRawBufferPointer(rebasing: stored[..<header.storedLength])
        let offset = header.place + BlockHeader.length
        let count = try segment.file.read(at: offset, into: room)
        guard count == header.storedLength else {
            throw segment.damage(
                BlockHeader.Fault(
                    what: "bytes of the body", limit: UInt64(header.storedLength),
                    value: UInt64(count)), at: offset)
        }
        let checksum = CRC32C.checksum(UnsafeRawBufferPointer(room))
        guard checksum == header.bodyChecksum else {
            throw segment.damage(
                BlockHeader.Fault(
                    what: "body checksum", limit: UInt64(header.bodyChecksum),
                    value: UInt64(checksum)), at: offset)
        }
        return UnsafeRawBufferPointer(room)
    }

    /// Reads a body and unpacks it; valid until the next call.
    mutating func read(
        _ header: BlockHeader, from segment: SegmentReader
    ) throws(JournalError) -> UnsafeRawBufferPointer {
        let body = try readStored(header, from: segment)
        guard header.isPacked else { return body }
        Self.grow(&raw, to: header.rawLength)
        do throws(BytesError) {
            try LZ4.decompress(
                body, rawLength: header.rawLength, cap: JournalFormat.largestBody, into: raw)
        } catch {
            throw JournalError(segment, header, error)
        }
        return UnsafeRawBufferPointer(rebasing: raw[..<header.rawLength])
    }
}

extension JournalError {
    /// A body whose checksum is right and whose content is not: a fault of whoever wrote it.
    init(_ segment: SegmentReader, _ header: BlockHeader, _ error: BytesError) {
        self.init(
            .damaged, .decode, file: segment.file.name,
            offset: header.place + BlockHeader.length, what: "body, \(error)",
            limit: UInt64(max(0, error.needed)), value: UInt64(max(0, error.got)))
    }
}
