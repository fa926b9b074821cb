internal import CLZ4

/// LZ4 blocks between buffers of the caller's; nothing is allocated.
public enum LZ4 {
    /// The largest block either way: 256 MiB.
    public static let maximumLength = 1 << 28

    /// Packs `source` into `destination`.
    ///
    /// - Returns: The packed length, or `nil` when `source` is empty, longer than
    ///   `maximumLength`, or does not pack into the room that is there. Room of
    ///   `source.count - 1` therefore means "only if it shrinks".
    public static func compress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let from = source.baseAddress, let to = destination.baseAddress,
            source.count > 0, source.count <= maximumLength, destination.count > 0
        else { return nil }
        let written = LZ4_compress_default(
            from.assumingMemoryBound(to: CChar.self), to.assumingMemoryBound(to: CChar.self),
            CInt(source.count), CInt(min(destination.count, maximumLength)))
        return written > 0 ? Int(written) : nil
    }

    /// Unpacks `source` to exactly `rawLength` bytes at the start of `destination`.
    ///
    /// - Throws: `tooLong` when `rawLength` is above `cap`, `short` when the destination is, and
    ///   `badBlock` when the block does not unpack to `rawLength` bytes.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, rawLength: Int, cap: Int,
        into destination: UnsafeMutableRawBufferPointer
    ) throws(BytesError) {
        guard rawLength >= 0, rawLength <= min(cap, maximumLength), source.count <= maximumLength
        else {
            throw BytesError(
                .tooLong, offset: 0, needed: min(cap, maximumLength),
                got: max(rawLength, source.count))
        }
        guard destination.count >= rawLength else {
            throw BytesError(.short, offset: 0, needed: rawLength, got: destination.count)
        }
        guard let from = source.baseAddress, let to = destination.baseAddress, source.count > 0
        else { throw BytesError(.badBlock, offset: 0, needed: rawLength, got: 0) }
        let written = LZ4_decompress_safe(
            from.assumingMemoryBound(to: CChar.self), to.assumingMemoryBound(to: CChar.self),
            CInt(source.count), CInt(rawLength))
        guard Int(written) == rawLength else {
            throw BytesError(.badBlock, offset: 0, needed: rawLength, got: Int(written))
        }
    }
}
