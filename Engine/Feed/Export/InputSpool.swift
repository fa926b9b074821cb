import Glibc
import Records

/// Inputs put aside on the disk until all of them are known.
///
/// The file has no name, so nothing is left of it however the process ends.
final class InputSpool {
    private static let capacity = 4096
    private let path: String
    private let descriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<Input>
    private var filled = 0
    /// Inputs in it.
    private(set) var count = 0

    /// Makes the file in the folder of `path`.
    init(beside path: String) throws(FeedError) {
        self.path = path
        let name = "\(path).\(getpid()).spool"
        descriptor = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        unlink(name)
        buffer = .allocate(capacity: Self.capacity)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    func append(_ input: Input) throws(FeedError) {
        buffer[filled] = input
        filled += 1
        count += 1
        if filled == Self.capacity { try flush() }
    }

    /// Hands out all inputs in their order; nothing is appended afterwards.
    func forEach(_ body: (Input, Input?) throws(FeedError) -> Void) throws(FeedError) {
        try flush()
        var position = 0
        var half: Input?
        while position < count {
            let read = min(Self.capacity, count - position)
            try transfer(read, at: position) { bytes, offset in
                pread(descriptor, bytes.baseAddress, bytes.count, offset)
            }
            for input in buffer[..<read] {
                if input.kind == .bar {
                    half = input
                } else if let first = half, input.kind == .barRest {
                    try body(first, input)
                    half = nil
                } else {
                    try body(input, nil)
                }
            }
            position += read
        }
    }

    private func flush() throws(FeedError) {
        try transfer(filled, at: count - filled) { bytes, offset in
            pwrite(descriptor, bytes.baseAddress, bytes.count, offset)
        }
        filled = 0
    }

    /// Moves the first inputs of the buffer to or from a place of the file.
    private func transfer(
        _ number: Int, at place: Int,
        _ move: (UnsafeMutableRawBufferPointer, Int) -> Int
    ) throws(FeedError) {
        let size = MemoryLayout<Input>.stride
        let bytes = UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer[..<number]))
        var done = 0
        while done < bytes.count {
            let moved = move(
                UnsafeMutableRawBufferPointer(rebasing: bytes[done...]), place * size + done)
            if moved < 0, errno == EINTR { continue }
            guard moved > 0 else { throw Self.failure(path) }
            done += moved
        }
    }

    private static func failure(_ path: String) -> FeedError {
        FeedError(
            source: path, place: .whole, expected: "room for a file beside it",
            found: String(cString: strerror(errno)))
    }
}
