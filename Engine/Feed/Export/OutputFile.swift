import Glibc

/// A file that appears whole or not at all.
///
/// It is written beside its place under another name; `commit` moves it there. A file that is
/// dropped before leaves nothing behind.
public final class OutputFile {
    private static let chunk = 1 << 17

    /// Where it will be.
    public let path: String
    /// Bytes written to the disk so far.
    public private(set) var bytes = 0
    private let partial: String
    private let replaces: Bool
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private let encoder: ZstdEncoder?

    /// Opens the file beside its place.
    ///
    /// - Parameters:
    ///   - replaces: a file that is already there goes.
    ///   - isZstd: compress what is written.
    /// - Throws: When it can not be made, or is there and shall not be replaced.
    public init(_ path: String, replaces: Bool, isZstd: Bool = false) throws(FeedError) {
        self.path = path
        self.replaces = replaces
        partial = "\(path).\(getpid()).partial"
        encoder = isZstd ? ZstdEncoder() : nil
        descriptor = -1
        var facts = stat()
        if stat(path, &facts) == 0 {
            guard replaces else { throw Self.occupied(path) }
            guard facts.st_mode & S_IFMT == S_IFREG else {
                throw FeedError(
                    source: path, place: .whole, expected: "a file to replace",
                    found: "something else")
            }
        }
        descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        buffer.reserveCapacity(Self.chunk + 4096)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(partial)
    }

    /// Writes what `body` appends to a buffer.
    func write(_ body: (inout [UInt8]) -> Void) throws(FeedError) {
        body(&buffer)
        if buffer.count >= Self.chunk { try flush(isLast: false) }
    }

    /// Writes what is left, makes sure of it and moves the file to its place.
    func commit() throws(FeedError) {
        try flush(isLast: true)
        guard fsync(descriptor) == 0 else { throw failure() }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, try move() else {
            let failure = failure()
            unlink(partial)
            throw failure
        }
    }

    /// Moves the file; without leave to replace it never takes the place of another, even of one
    /// that came meanwhile.
    private func move() throws(FeedError) -> Bool {
        if replaces { return rename(partial, path) == 0 }
        if link(partial, path) == 0 {
            unlink(partial)
            return true
        }
        if errno == EEXIST {
            unlink(partial)
            throw Self.occupied(path)
        }
        // Some file systems have no links.
        return rename(partial, path) == 0
    }

    private func flush(isLast: Bool) throws(FeedError) {
        if let encoder {
            let packed = encoder.encode(buffer, isLast: isLast)
            try writeAll(packed)
        } else {
            try writeAll(buffer)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ all: [UInt8]) throws(FeedError) {
        var written = 0
        while written < all.count {
            let count = all.withUnsafeBytes { bytes in
                Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]).baseAddress,
                    all.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            written += count
        }
        bytes += all.count
    }

    private func failure() -> FeedError {
        FeedError(
            source: path, place: .whole, expected: "a file that can be written",
            found: String(cString: strerror(errno)))
    }

    private static func occupied(_ path: String) -> FeedError {
        FeedError(
            source: path, place: .whole, expected: "no file of that name, or leave to replace it",
            found: "one")
    }
}
