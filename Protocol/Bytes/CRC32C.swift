internal import CCRC32C

/// CRC-32C checksums, by the processor's own instruction where it has one.
public enum CRC32C {
    /// The checksum of `bytes`, or of `bytes` behind others whose checksum is `before`.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, after before: UInt32 = 0) -> UInt32
    {
        crc32c_update(before, bytes.baseAddress, bytes.count)
    }

    /// The same by table, for processors without the instruction.
    public static func tableChecksum(
        _ bytes: UnsafeRawBufferPointer, after before: UInt32 = 0
    ) -> UInt32 {
        crc32c_update_table(before, bytes.baseAddress, bytes.count)
    }

    /// Whether the processor's instruction is used.
    public static var isHardware: Bool { crc32c_is_hardware() != 0 }
}
