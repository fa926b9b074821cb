import Bytes
import Market

/// Walks the blocks of one segment, front to back; what is not as it was written is an error with
/// its place.
final class SegmentReader {
    let file: OpenFile
    let header: SegmentHeader
    /// The next block's place, its chain and its first sequence.
    private(set) var place: Int
    private(set) var chain: UInt32
    private(set) var next: UInt64
    /// Header checksum of the last block so far, or before the segment.
    private(set) var lastBlock: UInt32
    private(set) var lastCause: UInt64
    private let head = HeldBytes(count: BlockHeader.length)

    /// Opens a segment and reads its header, which must agree with its name.
    init(_ storage: any Storage, _ kind: JournalKind, _ name: String) throws(JournalError) {
        file = try OpenFile(storage, name)
        do throws(JournalError) {
            header = try Self.readHeader(file)
            try Self.check(header, kind, file)
        } catch {
            file.close()
            throw error
        }
        place = header.length
        chain = header.checksum
        next = header.first
        lastBlock = header.chain
        lastCause = header.lastCauseBefore
    }

    deinit { file.close() }

    /// What a segment's info says of it.
    var info: SegmentInfo { SegmentInfo(name: file.name, header: header, size: place) }

    /// An error about a place of the file.
    func damage(_ fault: BlockHeader.Fault, at offset: Int) -> JournalError {
        Self.damage(fault, file, offset)
    }

    private static func damage(
        _ fault: BlockHeader.Fault, _ file: OpenFile, _ offset: Int
    ) -> JournalError {
        JournalError(
            .damaged, .scan, file: file.name, offset: offset, what: fault.what,
            limit: fault.limit, value: fault.value)
    }

    private static func readHeader(_ file: OpenFile) throws(JournalError) -> SegmentHeader {
        let start = try bytes(of: file, count: 16)
        let length = try reading(file, at: 0) { () throws(BlockHeader.Fault) in
            try SegmentHeader.statedLength(start.all)
        }
        let whole = try bytes(of: file, count: length)
        return try reading(file, at: 0) { () throws(BlockHeader.Fault) in
            try SegmentHeader(whole.all)
        }
    }

    /// Names the file and the place of what is wrong.
    private static func reading<Value>(
        _ file: OpenFile, at offset: Int, _ body: () throws(BlockHeader.Fault) -> Value
    ) throws(JournalError) -> Value {
        do throws(BlockHeader.Fault) {
            return try body()
        } catch {
            throw damage(error, file, offset)
        }
    }

    /// The first so many bytes of a file, for which room is made only when the file has them.
    private static func bytes(
        of file: OpenFile, count: Int
    ) throws(JournalError) -> HeldBytes {
        let size = try file.size()
        let bytes = HeldBytes(count: min(size, count))
        let read = try file.read(at: 0, into: bytes.room)
        guard read == count else {
            let fault = BlockHeader.Fault(
                what: "bytes of the segment header", limit: UInt64(count), value: UInt64(read))
            throw damage(fault, file, 0)
        }
        return bytes
    }

    private static func check(
        _ header: SegmentHeader, _ kind: JournalKind, _ file: OpenFile
    ) throws(JournalError) {
        if header.kind != kind {
            throw damage(
                BlockHeader.Fault(
                    what: "kind", limit: UInt64(kind.rawValue),
                    value: UInt64(header.kind.rawValue)), file, 9)
        }
        if kind.fileName(first: header.first) != file.name {
            throw damage(
                BlockHeader.Fault(
                    what: "first sequence", limit: kind.first(inName: file.name) ?? 0,
                    value: header.first), file, 16)
        }
    }

    /// The next block's header, checked against what came before; `nil` at `limit`, where the
    /// segment's blocks end.
    func nextHeader(limit: Int) throws(JournalError) -> BlockHeader? {
        guard place < limit else { return nil }
        let found = try headerBytes(limit: limit)
        return try Self.reading(file, at: place) { () throws(BlockHeader.Fault) in
            let header = try BlockHeader(found)
            try header.check(
                BlockExpectation(kind: self.header.kind, place: place, chain: chain, next: next))
            guard header.end <= limit else {
                throw BlockHeader.Fault(
                    what: "bytes of the block", limit: UInt64(header.end - place),
                    value: UInt64(limit - place))
            }
            return header
        }
    }

    private func headerBytes(limit: Int) throws(JournalError) -> UnsafeRawBufferPointer {
        let count = min(BlockHeader.length, limit - place)
        let room = UnsafeMutableRawBufferPointer(rebasing: head.room[..<count])
        let read = try file.read(at: place, into: room)
        guard read == BlockHeader.length else {
            let fault = BlockHeader.Fault(
                what: "bytes of the block header", limit: UInt64(BlockHeader.length),
                value: UInt64(read))
            throw damage(fault, at: place)
        }
        return head.all
    }

    /// Goes behind a block.
    func pass(_ header: BlockHeader) {
        place = header.end
        chain = header.checksum
        next = header.next
        lastBlock = header.checksum
        lastCause = header.lastCause
    }

    /// Goes to a place that an earlier reader has reached.
    func resume(at end: LogEnd, place: Int) {
        guard place > header.length else { return }
        self.place = place
        chain = end.chain
        next = end.next
        lastBlock = end.chain
        lastCause = end.lastCause
    }
}

/// Bytes on the heap, freed with their last holder.
final class HeldBytes {
    let room: UnsafeMutableRawBufferPointer
    var all: UnsafeRawBufferPointer { UnsafeRawBufferPointer(room) }

    init(count: Int) { room = .allocate(byteCount: count, alignment: 8) }

    deinit { room.deallocate() }
}
