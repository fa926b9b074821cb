/// What opening a journal may change.
@frozen
public enum JournalRepairing: Sendable {
    /// Nothing; a torn tail is an error.
    case nothing
    /// Nothing; what follows the last whole block of a log is left alone, as another may be
    /// writing it.
    case liveTail
    /// What follows the last whole block of a log is cut off, and so are outputs ahead of the
    /// inputs they came from. For whoever goes on writing.
    case tornTail
}

/// Something cut off, or found at a log's end.
public struct JournalNote: Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public var file: String
    /// Where its whole blocks end.
    public var offset: Int
    /// Bytes behind that.
    public var bytes: Int
    /// What is wrong with them.
    public var reason: JournalError
    /// They are gone from the file.
    public var isCut: Bool

    /// One line for logs.
    public var description: String {
        "\(file): \(bytes) bytes from byte \(offset) \(isCut ? "cut off" : "left alone"): \(reason)"
    }
}

/// Reads a journal: finds blocks by sequence, time and instrument, and gives back what they hold.
///
/// Opening reads the headers of all segments and the newest segments whole; other segments are
/// checked as they are read, each block against the one before. Memory is bounded by one block.
public struct JournalReader {
    /// Where the logs end, and their segments.
    public private(set) var end = JournalEnd()
    /// What was cut off, or left alone.
    public private(set) var notes: [JournalNote] = []

    let storage: any Storage

    /// Opens the journal in a folder; an empty folder is an empty journal.
    ///
    /// - Throws: `damaged` with segment, offset, expected and found for everything that a torn
    ///   write at the very end can not explain.
    public static func open(
        _ storage: any Storage, repairing: JournalRepairing = .nothing
    ) throws(JournalError) -> JournalReader {
        var reader = JournalReader(storage: storage)
        try reader.scan(repairing)
        return reader
    }

    private init(storage: any Storage) { self.storage = storage }

    /// Takes in what was written since, by another; as `liveTail`.
    public mutating func refresh() throws(JournalError) {
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        for kind in JournalKind.allCases {
            end[kind] = try LogScan(kind, storage, names: names, known: end[kind]).end
        }
    }

    private mutating func scan(_ repairing: JournalRepairing) throws(JournalError) {
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        if repairing == .tornTail { try removeLeftovers(names) }
        let inputs = try LogScan(.inputs, storage, names: names)
        if repairing == .nothing, let tear = inputs.tear { throw tear }
        var outputs = try LogScan(.outputs, storage, names: names)
        if repairing != .liveTail { try cutAhead(&outputs, of: inputs.end) }
        for scan in [inputs, outputs] {
            end[scan.kind] = scan.end
            try settle(scan, repairing)
        }
    }

    /// Segments that were being made when the engine ended.
    private func removeLeftovers(_ names: [String]) throws(JournalError) {
        let left = names.filter { name in
            guard name.hasSuffix(".new") else { return false }
            let made = String(name.dropLast(4))
            return JournalKind.allCases.contains { $0.first(inName: made) != nil }
        }
        for name in left {
            try storage.retrying { () throws(JournalError) in try storage.remove(name) }
        }
    }

    /// Ends the outputs before the first block of an input that is not in the journal: the inputs
    /// to come will take its sequence.
    private func cutAhead(
        _ outputs: inout LogScan, of inputs: LogEnd
    ) throws(JournalError) {
        guard let last = outputs.end.segments.last, outputs.end.lastCause > inputs.lastCause else {
            return
        }
        guard !inputs.segments.isEmpty else {
            throw JournalError(
                .damaged, .scan, file: storage.name, what: "input segments", limit: 1, value: 0)
        }
        let segment = try SegmentReader(storage, .outputs, last.name)
        while let header = try segment.nextHeader(limit: last.size) {
            guard header.lastCause <= inputs.lastCause else { break }
            segment.pass(header)
        }
        let ahead = segment.damage(
            BlockHeader.Fault(
                what: "outputs of inputs that were lost", limit: inputs.lastCause,
                value: outputs.end.lastCause), at: segment.place)
        // Closed segments never run ahead.
        guard segment.lastCause <= inputs.lastCause else { throw ahead }
        outputs.end.next = segment.next
        outputs.end.lastCause = segment.lastCause
        outputs.end.chain = segment.lastBlock
        outputs.end.segments[outputs.end.segments.count - 1].size = segment.place
        outputs.tear = ahead
    }

    /// Deals with what follows a log's whole blocks, and makes sure of those.
    private mutating func settle(
        _ scan: LogScan, _ repairing: JournalRepairing
    ) throws(JournalError) {
        guard let last = scan.end.segments.last else { return }
        if let tear = scan.tear {
            if repairing == .nothing { throw tear }
            notes.append(
                JournalNote(
                    file: last.name, offset: last.size, bytes: scan.fileSize - last.size,
                    reason: tear, isCut: repairing == .tornTail))
        }
        if repairing == .tornTail { try writeAgain(last) }
    }

    /// Writes the whole blocks of the newest segment into a new file, in place of the old one.
    ///
    /// An engine that was killed may have left them unsynced, and after a sync that failed what is
    /// read may be in the system's memory alone, where another sync passes it over. More is built
    /// on them now.
    private func writeAgain(_ segment: SegmentInfo) throws(JournalError) {
        let old = try OpenFile(storage, segment.name)
        defer { old.close() }
        let draft = segment.name + ".new"
        let new = try OpenFile(creating: draft, in: storage)
        defer { new.close() }
        let chunk = HeldBytes(count: min(segment.size, 1 << 20))
        var offset = 0
        while offset < segment.size {
            let room = UnsafeMutableRawBufferPointer(
                rebasing: chunk.room[..<min(chunk.room.count, segment.size - offset)])
            let count = try old.read(at: offset, into: room)
            guard count > 0 else {
                throw JournalError(
                    .damaged, .read, file: segment.name, what: "bytes",
                    limit: UInt64(segment.size), value: UInt64(offset))
            }
            try new.append(UnsafeRawBufferPointer(rebasing: chunk.all[..<count]), at: offset)
            offset += count
        }
        try new.sync()
        try storage.retrying { () throws(JournalError) in
            try storage.rename(draft, to: segment.name)
        }
        try storage.syncFolder()
    }
}
