/// Bytes that never change, shared by reference: one encoded frame serves every connection.
public final class SharedBytes: @unchecked Sendable {
    /// The bytes; valid while this object lives.
    public let bytes: UnsafeRawBufferPointer
    /// Whose memory it is; `nil` when it is this object's own.
    private let owner: AnyObject?

    /// How many.
    public var count: Int { bytes.count }

    /// `count` bytes written by `fill`, which gets them uninitialised and has to set them all.
    public init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        fill(memory)
        bytes = UnsafeRawBufferPointer(memory)
        owner = nil
    }

    /// A copy of `source`.
    public convenience init(copying source: UnsafeRawBufferPointer) {
        self.init(count: source.count) { $0.copyMemory(from: source) }
    }

    /// A copy of `source`.
    public convenience init(_ source: [UInt8]) {
        self.init(count: source.count) { memory in
            source.withUnsafeBytes { memory.copyMemory(from: $0) }
        }
    }

    /// Bytes that belong to `owner`: kept alive with this object, and not copied. They must not
    /// change or move while `owner` lives.
    public init(_ bytes: UnsafeRawBufferPointer, of owner: any AnyObject & Sendable) {
        self.bytes = bytes
        self.owner = owner
    }

    deinit { if owner == nil { bytes.deallocate() } }
}
