/// What engines decided by, beside their journal: a text for each set of rules, so that a journal
/// can be replayed without anything else.
public struct RulesFiles {
    private static let prefix = "rules-"
    private static let suffix = ".conf"
    /// The most bytes of a text.
    public static let limit = 4 << 20

    private let storage: any Storage

    /// Those in a folder.
    public init(_ storage: any Storage) { self.storage = storage }

    /// The name of the file for a digest.
    public static func name(_ digest: UInt64) -> String {
        let digits = String(digest, radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.count) + digits + suffix
    }

    /// Writes a text, unless it is there; it is on disk when this returns.
    ///
    /// - Throws: `tooLong` above the limit, as nobody could read it.
    public func write(_ text: String, digest: UInt64) throws(JournalError) {
        let name = Self.name(digest)
        try Self.check(text.utf8.count, name, .create)
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        guard !names.contains(name) else { return }
        let draft = name + ".new"
        let file = try storage.retrying { () throws(JournalError) in try storage.create(draft) }
        defer { storage.close(file) }
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, text.utf8.count), alignment: 1)
        defer { bytes.deallocate() }
        for (place, byte) in text.utf8.enumerated() { bytes[place] = byte }
        let whole = UnsafeRawBufferPointer(rebasing: bytes[..<text.utf8.count])
        try storage.appendAll(whole, to: file, named: draft, at: 0)
        try storage.sync(file)
        try storage.retrying { () throws(JournalError) in try storage.rename(draft, to: name) }
        try storage.syncFolder()
    }

    /// Reads a text.
    ///
    /// - Throws: `absent` when there is none of that digest, `tooLong` above the limit.
    public func read(digest: UInt64) throws(JournalError) -> String {
        let name = Self.name(digest)
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        guard names.contains(name) else {
            throw JournalError(.absent, .find, file: name, what: "rules of the journal")
        }
        let file = try storage.retrying { () throws(JournalError) in try storage.open(name) }
        defer { storage.close(file) }
        let size = try storage.retrying { () throws(JournalError) in try storage.size(of: file) }
        try Self.check(size, name, .read)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 1)
        defer { room.deallocate() }
        let part = UnsafeMutableRawBufferPointer(rebasing: room[..<size])
        let done = try storage.readAll(file, at: 0, into: part)
        return String(decoding: room[..<done], as: UTF8.self)
    }

    private static func check(
        _ size: Int, _ name: String, _ operation: JournalError.Operation
    ) throws(JournalError) {
        guard size <= limit else {
            throw JournalError(
                .tooLong, operation, file: name, what: "bytes", limit: UInt64(limit),
                value: UInt64(size))
        }
    }
}
