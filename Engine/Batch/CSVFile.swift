import Glibc
import Market

/// A CSV file that appears whole or not at all.
///
/// It is written beside its place under another name; `commit` moves it there. A file that is
/// never committed leaves nothing behind.
final class CSVFile {
    /// Bytes gathered before they are written.
    private static let chunk = 1 << 16

    /// The file's name in its folder.
    let name: String
    /// Lines without the header.
    private(set) var rows = 0
    private let path: String
    private let partial: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var isLineEmpty = true

    /// Opens the file and writes its header.
    init(_ name: String, in folder: String, columns: String) throws(BatchError) {
        self.name = name
        path = "\(folder)/\(name)"
        partial = "\(folder)/.\(name).\(getpid()).partial"
        descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure("write", path) }
        buffer.reserveCapacity(Self.chunk + 4096)
        buffer.append(contentsOf: columns.utf8)
        buffer.append(0x0a)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(partial)
    }

    /// An integer.
    func add(_ value: Int64) {
        separate()
        DecimalText.append(value, to: &buffer)
    }

    /// The shortest decimal that reads back to the same double; undefined is an empty field.
    func add(_ value: Double?) {
        separate()
        if let value { DecimalText.append(value, to: &buffer) }
    }

    /// 0 or 1.
    func add(_ flag: Bool) {
        separate()
        buffer.append(flag ? 0x31 : 0x30)
    }

    /// A text without comma or line break.
    func add(_ text: String) {
        separate()
        buffer.append(contentsOf: text.utf8)
    }

    /// Numbers joined by semicolons.
    func add(_ values: [Double]) {
        separate()
        for (index, value) in values.enumerated() {
            if index > 0 { buffer.append(0x3b) }
            DecimalText.append(value, to: &buffer)
        }
    }

    /// Ends the line.
    func endRow() throws(BatchError) {
        buffer.append(0x0a)
        isLineEmpty = true
        rows += 1
        if buffer.count >= Self.chunk { try flush() }
    }

    /// Writes what is left and moves the file to its place.
    func commit() throws(BatchError) {
        try flush()
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(partial, path) == 0 else {
            let failure = Self.failure("write", path)
            unlink(partial)
            throw failure
        }
    }

    private func separate() {
        if isLineEmpty { isLineEmpty = false } else { buffer.append(0x2c) }
    }

    private func flush() throws(BatchError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("write", path) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ verb: String, _ path: String) -> BatchError {
        BatchError("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(BatchError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? part : "/\(part)"
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw failure("make", made) }
        }
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            throw BatchError("cannot write to \(path): not a folder")
        }
    }
}
