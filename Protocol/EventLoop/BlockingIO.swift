internal import Glibc

/// Reads and writes that wait, on descriptors that no loop watches: pipes between processes.
public enum BlockingIO {
    /// Reads as far as there is room; waits until there is something.
    ///
    /// - Returns: How many bytes; 0 at the end, and when the system refuses.
    public static func read(
        _ descriptor: Int32, into room: UnsafeMutableRawBufferPointer
    ) -> Int {
        while true {
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count < 0, errno == EINTR { continue }
            return max(0, count)
        }
    }

    /// Writes all of some bytes.
    ///
    /// - Returns: `false` when nobody reads any more.
    public static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        return true
    }
}
