import Glibc

/// A real folder.
///
/// The folder is 0700, its files 0600 and closed on exec. Whoever may write holds an advisory
/// lock on the file `lock`, so that two engines never share a folder.
public final class FolderStorage: Storage {
    /// Who else may be at work in the folder.
    public enum Access: Sendable {
        /// Reads and writes, alone: takes the lock.
        case exclusive
        /// Only reads; another may write meanwhile.
        case reading
    }

    /// The name of the file that carries the lock.
    public static let lockName = "lock"

    /// The path of the folder.
    public let name: String
    private let folder: Int32
    private var lock: Int32 = -1
    private var isWritable: Bool { lock >= 0 }

    /// Opens the folder at `path`, and makes it when it may write and there is none.
    ///
    /// - Throws: `locked` when another engine holds it.
    public init(_ path: String, access: Access = .exclusive) throws(JournalError) {
        name = path
        if access == .exclusive { try Self.makeFolder(path) }
        let number = Self.retried { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else {
            throw JournalError.system(.open, file: path, errno: errno)
        }
        folder = number
        guard access == .exclusive else { return }
        do throws(JournalError) {
            lock = try Self.takeLock(in: number, path)
        } catch {
            Glibc.close(number)
            throw error
        }
    }

    deinit {
        if lock >= 0 { Glibc.close(lock) }
        Glibc.close(folder)
    }

    private static func makeFolder(_ path: String) throws(JournalError) {
        guard mkdir(path, 0o700) != 0 else { return try syncParent(of: path) }
        guard errno == EEXIST else {
            throw JournalError.system(.create, file: path, errno: errno)
        }
    }

    /// The folder's own entry must be on the medium, or all in it is lost with it.
    private static func syncParent(of path: String) throws(JournalError) {
        let trimmed = path.last == "/" ? path.dropLast() : path[...]
        let parent: Substring =
            trimmed.lastIndex(of: "/").map { $0 == trimmed.startIndex ? "/" : trimmed[..<$0] }
            ?? "."
        let number = retried { Glibc.open(String(parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else {
            throw JournalError.system(.syncFolder, file: String(parent), errno: errno)
        }
        defer { Glibc.close(number) }
        guard fsync(number) == 0 else {
            throw JournalError.system(.syncFolder, file: String(parent), errno: errno)
        }
    }

    private static func takeLock(in folder: Int32, _ path: String) throws(JournalError) -> Int32 {
        let number = retried { openat(folder, lockName, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        guard number >= 0 else {
            throw JournalError.system(.lock, file: lockName, errno: errno)
        }
        guard retried({ flock(number, LOCK_EX | LOCK_NB) }) == 0 else {
            let word = errno
            Glibc.close(number)
            guard word == EWOULDBLOCK else {
                throw JournalError.system(.lock, file: lockName, errno: word)
            }
            throw JournalError(.locked, .lock, file: path)
        }
        return number
    }

    /// Calls again while a signal interrupts.
    static func retried<Number: SignedInteger>(_ call: () -> Number) -> Number {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// The name of a file that is open, for messages.
    static func label(_ file: StorageFile) -> String { "file \(file.number)" }

    /// The names of its files, in no order.
    public func list() throws(JournalError) -> [String] {
        // A descriptor of its own: reading entries moves a place that descriptors share.
        let number = Self.retried { openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0, let entries = fdopendir(number) else {
            throw JournalError.system(.list, file: name, errno: errno)
        }
        defer { closedir(entries) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(entries) else { break }
            let text = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if text != "." && text != ".." { names.append(text) }
        }
        guard errno == 0 else { throw JournalError.system(.list, file: name, errno: errno) }
        return names
    }

    /// Opens a file that is there; for appending too when the lock is held.
    public func open(_ name: String) throws(JournalError) -> StorageFile {
        let mode = isWritable ? O_RDWR | O_APPEND : O_RDONLY
        let number = Self.retried { openat(folder, name, mode | O_CLOEXEC | O_NOFOLLOW) }
        guard number >= 0 else { throw JournalError.system(.open, file: name, errno: errno) }
        return StorageFile(number: number)
    }

    /// Makes an empty file, in place of one that may be there.
    public func create(_ name: String) throws(JournalError) -> StorageFile {
        guard isWritable else { throw JournalError.system(.create, file: name, errno: EROFS) }
        let mode = O_RDWR | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let number = Self.retried { openat(folder, name, mode, 0o600) }
        guard number >= 0 else { throw JournalError.system(.create, file: name, errno: errno) }
        return StorageFile(number: number)
    }

    /// Forgets an open file.
    public func close(_ file: StorageFile) { Glibc.close(file.number) }

    /// Gives a file another name.
    public func rename(_ name: String, to other: String) throws(JournalError) {
        guard renameat(folder, name, folder, other) == 0 else {
            throw JournalError.system(.rename, file: name, errno: errno, what: "to \(other)")
        }
    }

    /// Removes a file.
    public func remove(_ name: String) throws(JournalError) {
        guard unlinkat(folder, name, 0) == 0 else {
            throw JournalError.system(.remove, file: name, errno: errno)
        }
    }

    /// Returns when creations, renames and removals are on the medium.
    public func syncFolder() throws(JournalError) {
        guard fsync(folder) == 0 else {
            throw JournalError.system(.syncFolder, file: name, errno: errno)
        }
    }

    /// Bytes the disk still takes from a user who is not root.
    public func freeBytes() throws(JournalError) -> Int {
        var facts = statvfs()
        guard Self.retried({ fstatvfs(folder, &facts) }) == 0 else {
            throw JournalError.system(.freeBytes, file: name, errno: errno)
        }
        return Int(clamping: facts.f_bavail) &* Int(clamping: facts.f_frsize)
    }
}
