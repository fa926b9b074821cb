import Bytes

/// The checkpoints beside a journal: a file each, whole or not there.
public struct Checkpoints {
    /// The most bytes of a state.
    public static let stateLimit = LZ4.maximumLength

    private static let prefix = "checkpoint-"
    private static let suffix = ".pwc"
    private let storage: any Storage

    /// Those in a folder.
    public init(_ storage: any Storage) { self.storage = storage }

    /// The sequences of those there are, oldest first; none of them was looked into.
    public func sequences() throws(JournalError) -> [UInt64] {
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        return names.compactMap(Self.sequence).sorted()
    }

    /// Writes a checkpoint; it is on disk when this returns.
    ///
    /// - Throws: `tooLong` for a state above the limit; what the storage throws, after which
    ///   there is no new checkpoint.
    public func write(_ checkpoint: Checkpoint) throws(JournalError) {
        let name = Self.name(checkpoint.sequence)
        guard checkpoint.state.count <= Self.stateLimit else {
            throw JournalError(
                .tooLong, .write, file: name, what: "bytes of a state",
                limit: UInt64(Self.stateLimit), value: UInt64(checkpoint.state.count))
        }
        let draft = name + ".new"
        let file = try storage.retrying { () throws(JournalError) in try storage.create(draft) }
        defer { storage.close(file) }
        var writer = ByteWriter(capacity: checkpoint.state.count / 2 + 1024)
        Self.encode(checkpoint, into: &writer)
        try storage.appendAll(writer.bytes, to: file, named: draft, at: 0)
        try storage.sync(file)
        try storage.retrying { () throws(JournalError) in try storage.rename(draft, to: name) }
        try storage.syncFolder()
    }

    /// Header, then the state, packed where that makes it smaller.
    static func encode(_ checkpoint: Checkpoint, into writer: inout ByteWriter) {
        let packed = checkpoint.state.withUnsafeBytes { LZ4.packed($0) }
        let stored = packed ?? checkpoint.state
        let header = CheckpointHeader(
            sequence: checkpoint.sequence, time: checkpoint.time, wall: checkpoint.wall,
            rulesDigest: checkpoint.rulesDigest, digest: checkpoint.digest,
            rawLength: checkpoint.state.count, storedLength: stored.count,
            checksum: stored.withUnsafeBytes { CRC32C.checksum($0) })
        header.write(to: &writer)
        stored.withUnsafeBytes { writer.append($0) }
    }

    /// What a checkpoint says of itself.
    public func header(_ sequence: UInt64) throws(JournalError) -> CheckpointHeader {
        let name = Self.name(sequence)
        let file = try storage.retrying { () throws(JournalError) in try storage.open(name) }
        defer { storage.close(file) }
        return try header(of: file, name, sequence)
    }

    private func header(
        of file: StorageFile, _ name: String, _ sequence: UInt64
    ) throws(JournalError) -> CheckpointHeader {
        let bytes = try read(file, from: 0, count: CheckpointHeader.size)
        let header = try bytes.withRaw { (raw) throws(JournalError) in
            try CheckpointHeader(raw, file: name)
        }
        guard header.sequence == sequence else {
            throw JournalError(
                .damaged, .decode, file: name, offset: 16, what: "sequence", limit: sequence,
                value: header.sequence)
        }
        return header
    }

    /// Reads a checkpoint whole.
    ///
    /// - Throws: `damaged` with the byte for everything that is not as it was written.
    public func read(_ sequence: UInt64) throws(JournalError) -> Checkpoint {
        let name = Self.name(sequence)
        let file = try storage.retrying { () throws(JournalError) in try storage.open(name) }
        defer { storage.close(file) }
        let header = try header(of: file, name, sequence)
        func damaged(_ what: String, _ limit: UInt64, _ value: UInt64) -> JournalError {
            JournalError(
                .damaged, .decode, file: name, offset: CheckpointHeader.size, what: what,
                limit: limit, value: value)
        }
        let stored = try read(file, from: CheckpointHeader.size, count: header.storedLength)
        guard stored.count == header.storedLength else {
            throw damaged("bytes of the state", UInt64(header.storedLength), UInt64(stored.count))
        }
        let found = stored.withUnsafeBytes { CRC32C.checksum($0) }
        guard found == header.checksum else {
            throw damaged("state checksum", UInt64(header.checksum), UInt64(found))
        }
        let isPacked = header.storedLength < header.rawLength
        let unpacked: [UInt8]? =
            isPacked
            ? stored.withUnsafeBytes { LZ4.unpacked($0, length: header.rawLength) } : stored
        guard let state = unpacked else {
            throw damaged("packed state", UInt64(header.rawLength), 0)
        }
        return Checkpoint(
            sequence: header.sequence, time: header.time, wall: header.wall,
            rulesDigest: header.rulesDigest, digest: header.digest, state: state)
    }

    /// At most so many bytes of a file, fewer when it is shorter.
    private func read(
        _ file: StorageFile, from offset: Int, count: Int
    ) throws(JournalError) -> [UInt8] {
        let size = try storage.retrying { () throws(JournalError) in try storage.size(of: file) }
        let length = max(0, min(count, size - offset))
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, length), alignment: 8)
        defer { room.deallocate() }
        let part = UnsafeMutableRawBufferPointer(rebasing: room[..<length])
        let done = try storage.readAll(file, at: offset, into: part)
        return Array(room[..<done])
    }

    /// Removes those before a sequence, the newest excepted, and drafts that a crash left.
    ///
    /// - Returns: How many went.
    @discardableResult
    public func remove(before sequence: UInt64) throws(JournalError) -> Int {
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        let drafts = names.filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(".new") }
        let old = try sequences().dropLast().filter { $0 < sequence }
        for name in drafts + old.map(Self.name) {
            try storage.retrying { () throws(JournalError) in try storage.remove(name) }
        }
        if !drafts.isEmpty || !old.isEmpty {
            try storage.syncFolder()
        }
        return old.count
    }

    /// The name of the file with a sequence.
    public static func name(_ sequence: UInt64) -> String {
        let digits = String(sequence, radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.count) + digits + suffix
    }

    private static func sequence(_ name: String) -> UInt64? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
        return digits.count == 16 ? UInt64(digits, radix: 16) : nil
    }
}

extension [UInt8] {
    /// `withUnsafeBytes` that passes typed errors on.
    fileprivate func withRaw<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result: Result<Value, Failure> = withUnsafeBytes { raw in
            do throws(Failure) {
                return .success(try body(raw))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension LZ4 {
    /// The bytes packed, `nil` when that makes them no smaller.
    fileprivate static func packed(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard bytes.count > 1 else { return nil }
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: bytes.count - 1, alignment: 8)
        defer { room.deallocate() }
        return compress(bytes, into: room).map { Array(room[..<$0]) }
    }

    /// So many bytes unpacked, `nil` when they are none.
    fileprivate static func unpacked(
        _ bytes: UnsafeRawBufferPointer, length: Int
    ) -> [UInt8]? {
        // LZ4 can not shrink below 1:255.
        guard length <= bytes.count * 255 else { return nil }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 8)
        defer { room.deallocate() }
        do {
            try decompress(bytes, rawLength: length, cap: length, into: room)
        } catch {
            return nil
        }
        return Array(room)
    }
}
