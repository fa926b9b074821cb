import Glibc

/// Why the journal could not do something: file, place, operation, and limit and value or the
/// system's own word.
public struct JournalError: Error, Hashable, Sendable {
    /// What sort of failure it is.
    public enum Code: UInt8, Sendable, CaseIterable {
        /// The system refused: `errno`.
        case system
        /// The disk, or the quota on it, is full. The writer goes on when there is space again.
        case noSpace
        /// An earlier failure ended this writer; `what` says which.
        case dead
        /// Another engine holds the folder.
        case locked
        /// The bytes are not what was written: `limit` expected, `value` found.
        case damaged
        /// A length or count above its limit: `limit`, `value`.
        case tooLong
        /// Inputs or records out of order: `limit` expected, `value` given.
        case outOfOrder
        /// A request for what the journal no longer or not yet holds.
        case absent
    }

    /// What was being done.
    public enum Operation: String, Sendable, CaseIterable {
        case lock, list, open, create, append, sync, read, size, truncate, rename, remove
        case syncFolder = "sync of the folder"
        case freeBytes = "free space"
        case close, scan, decode, write, find
    }

    /// What sort of failure it is.
    public var code: Code
    /// What was being done.
    public var operation: Operation
    /// The file, by its name in the folder; the folder's own for what concerns the whole.
    public var file: String
    /// The byte of the file, `nil` for the whole.
    public var offset: Int?
    /// The system's number, 0 when it has none to give.
    public var errno: Int32
    /// What was looked at, in a word or two.
    public var what: String
    /// The limit, or what was expected.
    public var limit: UInt64
    /// The value found.
    public var value: UInt64

    /// Puts an error together.
    public init(
        _ code: Code, _ operation: Operation, file: String, offset: Int? = nil, errno: Int32 = 0,
        what: String = "", limit: UInt64 = 0, value: UInt64 = 0
    ) {
        self.code = code
        self.operation = operation
        self.file = file
        self.offset = offset
        self.errno = errno
        self.what = what
        self.limit = limit
        self.value = value
    }

    /// A refusal of the system: `noSpace` for a full disk or quota, else `system`.
    public static func system(
        _ operation: Operation, file: String, offset: Int? = nil, errno: Int32, what: String = ""
    ) -> JournalError {
        let isFull = errno == ENOSPC || errno == EDQUOT
        return JournalError(
            isFull ? .noSpace : .system, operation, file: file, offset: offset, errno: errno,
            what: what)
    }
}

extension JournalError: CustomStringConvertible {
    /// One line for logs: file, byte, operation, and what was wrong.
    public var description: String {
        let place = offset.map { "\(file), byte \($0)" } ?? file
        return "\(place): \(operation.rawValue): \(problem)"
    }

    private var problem: String {
        let subject = what.isEmpty ? "" : "\(what): "
        return switch code {
        case .system, .noSpace: subject + Self.word(errno)
        case .dead: "the journal ended at an earlier failure: \(what)"
        case .locked: "another engine holds this folder"
        case .damaged: "\(subject)expected \(number(limit)), found \(number(value))"
        case .tooLong: "\(subject)at most \(limit), got \(value)"
        case .outOfOrder: "\(subject)expected \(limit), got \(value)"
        case .absent: "\(subject)\(value) is not in the journal, which ends before \(limit)"
        }
    }

    /// Checksums and magic numbers are read in hexadecimal.
    private func number(_ value: UInt64) -> String {
        let isBits = what.hasSuffix("checksum") || what.hasSuffix("magic")
        return isBits ? "0x" + String(value, radix: 16) : String(value)
    }

    /// The name of a system's error number: `ENOSPC`.
    public static func word(_ number: Int32) -> String {
        words.first { $0.0 == number }?.1 ?? "errno \(number)"
    }

    private static let words: [(Int32, String)] = [
        (EIO, "EIO"), (ENOSPC, "ENOSPC"), (EDQUOT, "EDQUOT"), (EINTR, "EINTR"),
        (EACCES, "EACCES"), (EPERM, "EPERM"), (ENOENT, "ENOENT"), (EEXIST, "EEXIST"),
        (EROFS, "EROFS"), (EMFILE, "EMFILE"), (ENFILE, "ENFILE"), (EBADF, "EBADF"),
        (EINVAL, "EINVAL"), (EFBIG, "EFBIG"), (ENOTDIR, "ENOTDIR"), (EISDIR, "EISDIR"),
        (ELOOP, "ELOOP"), (ENAMETOOLONG, "ENAMETOOLONG"), (EAGAIN, "EAGAIN"),
        (ENOMEM, "ENOMEM"), (ESTALE, "ESTALE"), (EXDEV, "EXDEV"), (ENODEV, "ENODEV"),
        (ENXIO, "ENXIO"), (EBUSY, "EBUSY"), (ENOLCK, "ENOLCK"),
    ]
}
