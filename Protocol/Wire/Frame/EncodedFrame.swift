/// One frame as it goes out: header and payload in one allocation, never changed again, shared by
/// every subscriber that gets it.
public struct EncodedFrame: @unchecked Sendable {
    // Immutable once `init` returns; only the reference count is shared between threads.
    private final class Storage: ManagedBuffer<FrameHeader, UInt8> {}

    private let storage: ManagedBuffer<FrameHeader, UInt8>

    /// A frame of `header` and `payload`; lengths and checksum are in the header already.
    init(_ header: FrameHeader, payload: UnsafeRawBufferPointer) {
        storage = Storage.create(minimumCapacity: FrameHeader.size + payload.count) { _ in header }
        storage.withUnsafeMutablePointerToElements { bytes in
            let raw = UnsafeMutableRawPointer(bytes)
            header.write(to: raw)
            if let start = payload.baseAddress {
                (raw + FrameHeader.size).copyMemory(from: start, byteCount: payload.count)
            }
        }
    }

    /// The header that was written.
    public var header: FrameHeader { storage.header }

    /// Bytes on the wire, header included.
    public var count: Int { FrameHeader.size + Int(storage.header.payloadLength) }

    /// The bytes, header first. They stay in place and valid as long as a copy of this frame
    /// exists: keep one until the write is done.
    public var bytes: UnsafeRawBufferPointer {
        storage.withUnsafeMutablePointerToElements { elements in
            UnsafeRawBufferPointer(start: elements, count: count)
        }
    }

    /// Whether both are the same frame in memory.
    public func isSame(as other: EncodedFrame) -> Bool { storage === other.storage }
}
