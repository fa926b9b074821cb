import Glibc

/// The bytes of a file, of standard input or of memory, as they are stored.
///
/// Files are read, not mapped: a file cut short while it is read ends early instead of ending the
/// process.
final class StoredBytes {
    /// The file, `-`, or what else the bytes are called.
    let name: String
    /// Bytes handed out so far.
    private(set) var offset = 0
    private var descriptor: Int32
    private let memory: [UInt8]
    /// The most bytes handed out at once.
    private let step: Int

    /// Opens a file; `-` is standard input.
    init(path: String) throws(FeedError) {
        name = path
        memory = []
        step = Int.max
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path, at: .whole, "a readable file") }
    }

    /// Serves `memory`, at most `step` bytes at once.
    init(memory: [UInt8], name: String, step: Int) {
        precondition(step > 0, "a step is at least 1 byte, got \(step)")
        self.memory = memory
        self.name = name
        self.step = step
        descriptor = -1
    }

    deinit {
        if descriptor > 0 { close(descriptor) }
    }

    /// Fills `buffer` from its start; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        let count = descriptor >= 0 ? try readFile(into: buffer) : readMemory(into: buffer)
        offset += count
        return count
    }

    private func readMemory(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, memory.count - offset, step)
        memory.withUnsafeBytes { bytes in
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
        }
        return count
    }

    private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw Self.failure(name, at: .byte(offset), "readable bytes") }
        }
    }

    private static func failure(
        _ name: String, at place: FeedError.Place, _ expected: String
    ) -> FeedError {
        FeedError(
            source: name, place: place, expected: expected, found: String(cString: strerror(errno)))
    }
}
