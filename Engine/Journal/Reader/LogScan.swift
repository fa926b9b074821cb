import Bytes
import Market

/// What a look at one log found: its segments, and how far the newest one is whole.
struct LogScan {
    let kind: JournalKind
    /// Where the whole blocks end.
    var end = LogEnd()
    /// What is wrong behind them, `nil` when the file ends there.
    var tear: JournalError?
    /// Bytes of the newest segment's file.
    var fileSize = 0

    /// Reads all segment headers, and every block of the newest segment.
    ///
    /// - Parameter known: an earlier end, from which only what is new is read.
    /// - Throws: When something is damaged that a torn write can not explain.
    init(
        _ kind: JournalKind, _ storage: any Storage, names: [String], known: LogEnd? = nil
    ) throws(JournalError) {
        self.kind = kind
        let since = known?.segments.last?.first ?? 0
        let firsts = names.compactMap { kind.first(inName: $0) }.filter { $0 >= since }.sorted()
        if let known, !known.segments.isEmpty {
            end = known
            end.segments.removeLast()
        }
        for first in firsts {
            let segment = try SegmentReader(storage, kind, kind.fileName(first: first))
            let size = try segment.file.size()
            if let known, first == since, known.segments.last?.header == segment.header {
                segment.resume(at: known, place: known.segments.last?.size ?? 0)
            }
            fileSize = size
            if first == firsts.last { try scan(segment, size) }
            var info = segment.info
            if first != firsts.last { info.size = size }
            end.segments.append(info)
        }
    }

    /// Walks the newest segment, bodies included.
    private mutating func scan(_ segment: SegmentReader, _ size: Int) throws(JournalError) {
        var room = BlockRoom()
        do throws(JournalError) {
            while let header = try segment.nextHeader(limit: size) {
                _ = try room.readStored(header, from: segment)
                segment.pass(header)
            }
        } catch {
            guard error.code == .damaged else { throw error }
            if try Self.isDamage(segment, size) { throw error }
            tear = error
        }
        end.next = segment.next
        end.lastCause = segment.lastCause
        end.chain = segment.lastBlock
    }

    /// Whether a later block knew the bytes at the segment's place to be on disk: then they were
    /// whole once, and no torn write explains them.
    private static func isDamage(
        _ segment: SegmentReader, _ size: Int
    ) throws(JournalError) -> Bool {
        let chunk = 1 << 16
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: chunk + BlockHeader.length, alignment: 8)
        defer { room.deallocate() }
        var offset = segment.place + 1
        while offset + BlockHeader.length <= size {
            let count = try segment.file.read(at: offset, into: room)
            guard count >= BlockHeader.length else { return false }
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            if hasBlock(bytes, at: offset, synced: segment.place) { return true }
            offset += count - BlockHeader.length + 1
        }
        return false
    }

    /// Whether a whole header begins anywhere in `bytes` that says more than `synced` is on disk.
    private static func hasBlock(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, synced: Int
    ) -> Bool {
        let mark = UInt8(truncatingIfNeeded: JournalFormat.blockMagic)
        for start in 0...bytes.count - BlockHeader.length where bytes[start] == mark {
            let one = UnsafeRawBufferPointer(
                rebasing: bytes[start..<start + BlockHeader.length])
            guard let header = try? BlockHeader(one), header.place == offset + start else {
                continue
            }
            if header.synced > synced { return true }
        }
        return false
    }
}
