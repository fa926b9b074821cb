import Bytes
import Market

extension CheckpointHeader {
    /// Writes the header with its checksum.
    func write(to writer: inout ByteWriter) {
        let start = writer.count
        writer.append(Self.magic)
        writer.append(Self.version)
        for _ in 0..<7 { writer.append(UInt8(0)) }
        writer.append(sequence)
        writer.append(time.rawValue)
        writer.append(wall.rawValue)
        writer.append(rulesDigest)
        writer.append(digest)
        writer.append(UInt64(rawLength))
        writer.append(UInt64(storedLength))
        writer.append(checksum)
        let bytes = UnsafeRawBufferPointer(rebasing: writer.bytes[start...])
        writer.append(CRC32C.checksum(bytes))
    }

    /// Reads a header; nothing it says is believed before its checksum is right.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(JournalError) {
        func wrong(_ what: String, _ offset: Int, _ limit: UInt64, _ value: UInt64) -> JournalError
        {
            JournalError(
                .damaged, .decode, file: file, offset: offset, what: what, limit: limit,
                value: value)
        }
        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        guard bytes.count >= Self.size else {
            throw wrong("length of a checkpoint", 0, UInt64(Self.size), UInt64(bytes.count))
        }
        guard word(0) == Self.magic else { throw wrong("magic", 0, Self.magic, word(0)) }
        guard bytes[8] == Self.version else {
            throw wrong("version", 8, UInt64(Self.version), UInt64(bytes[8]))
        }
        let found = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 76, as: UInt32.self))
        let expected = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<76]))
        guard found == expected else {
            throw wrong("header checksum", 76, UInt64(expected), UInt64(found))
        }
        let limit = UInt64(Checkpoints.stateLimit)
        guard word(56) <= limit, word(64) <= word(56) else {
            throw wrong("length of the state", 56, limit, max(word(56), word(64)))
        }
        sequence = word(16)
        time = Nanoseconds(Int64(bitPattern: word(24)))
        wall = Nanoseconds(Int64(bitPattern: word(32)))
        rulesDigest = word(40)
        digest = word(48)
        rawLength = Int(word(56))
        storedLength = Int(word(64))
        checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 72, as: UInt32.self))
    }
}
