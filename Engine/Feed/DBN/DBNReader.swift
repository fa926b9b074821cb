import Glibc

/// Reads a DBN stream of version 1, 2 or 3: its metadata, then record after record.
///
/// Fragments, which are records only, need to be told their version.
package final class DBNReader {
    /// The longest metadata block that is read.
    package static let longestMetadata = 64 << 20
    private static let capacity = 1 << 17

    /// What the stream says about itself.
    package private(set) var metadata: DBNMetadata
    let source: ByteSource
    private let buffer: UnsafeMutableRawPointer
    private var start = 0
    private var end = 0
    /// Where in the stream the next record begins.
    package private(set) var offset = 0

    /// Reads the metadata.
    ///
    /// - Parameter fragmentVersion: the version of a stream without metadata; `nil` when there
    ///   has to be metadata.
    /// - Throws: When the stream is no DBN of these versions.
    package init(_ source: ByteSource, fragmentVersion: UInt8? = nil) throws(FeedError) {
        self.source = source
        buffer = .allocate(byteCount: Self.capacity, alignment: 16)
        metadata = DBNMetadata(fragmentVersion: fragmentVersion ?? 0)
        if let fragmentVersion {
            precondition((1...3).contains(fragmentVersion), "no DBN version \(fragmentVersion)")
        } else {
            metadata = try readMetadata()
        }
    }

    deinit { buffer.deallocate() }

    private func readMetadata() throws(FeedError) -> DBNMetadata {
        guard try has(8) else { throw failure(expected: "DBN metadata", found: "\(end) bytes") }
        let prelude = DBNBytes(UnsafeRawBufferPointer(start: buffer + start, count: 8))
        let magic = prelude.text(0, 3)
        guard magic == "DBN" else {
            throw failure(
                expected: "DBN", found: magic == "DBZ" ? "DBZ, an older format" : "other bytes")
        }
        let version: UInt8 = prelude.integer(3)
        guard (1...3).contains(version) else {
            throw failure(at: 3, expected: "DBN version 1, 2 or 3", found: "version \(version)")
        }
        let length = Int(prelude.integer(4, as: UInt32.self))
        guard length <= Self.longestMetadata else {
            throw failure(
                at: 4, expected: "at most \(Self.longestMetadata) bytes of metadata",
                found: "\(length)")
        }
        take(8)
        let block = try readBlock(length)
        let parsed = block.withUnsafeBytes { bytes in
            Result { () throws(DBNMetadataFault) in
                try DBNMetadata(version: version, block: bytes)
            }
        }
        switch parsed {
        case .success(let metadata): return metadata
        case .failure(let fault):
            throw FeedError(
                source: source.name, place: .byte(8 + fault.offset), expected: fault.expected,
                found: fault.found)
        }
    }

    /// Collects a block piece by piece, so that a false length takes no memory.
    private func readBlock(_ length: Int) throws(FeedError) -> [UInt8] {
        var block: [UInt8] = []
        while block.count < length {
            guard try has(1) else {
                throw failure(
                    expected: "\(length) bytes of metadata", found: "\(block.count) bytes")
            }
            let count = min(end - start, length - block.count)
            block.append(contentsOf: UnsafeRawBufferPointer(start: buffer + start, count: count))
            take(count)
        }
        return block
    }

    /// The next record; valid until the next call.
    ///
    /// - Returns: `nil` at the end.
    /// - Throws: When the stream ends inside a record, or one is shorter than a header.
    package func next() throws(FeedError) -> DBNRawRecord? {
        guard try has(1) else { return nil }
        let length = Int(buffer.load(fromByteOffset: start, as: UInt8.self)) * 4
        guard length >= 16 else {
            throw failure(expected: "a record of at least 16 bytes", found: "\(length) bytes")
        }
        guard try has(length) else {
            throw failure(
                expected: "a record of \(length) bytes",
                found: "\(end - start) bytes before the end")
        }
        let record = DBNRawRecord(
            UnsafeRawBufferPointer(start: buffer + start, count: length), at: offset,
            version: metadata.version)
        take(length)
        return record
    }

    /// What is at hand, from the next record on.
    var buffered: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: buffer + start, count: end - start)
    }

    /// Passes over bytes that are at hand.
    func take(_ count: Int) {
        start += count
        offset += count
    }

    /// Makes `count` bytes available, fewer than the buffer holds; `false` when there are not.
    private func has(_ count: Int) throws(FeedError) -> Bool {
        while end - start < count {
            memmove(buffer, buffer + start, end - start)
            end -= start
            start = 0
            let room = UnsafeMutableRawBufferPointer(
                start: buffer + end, count: Self.capacity - end)
            let more = try source.read(into: room)
            if more == 0 { return false }
            end += more
        }
        return true
    }

    private func failure(at place: Int = 0, expected: String, found: String) -> FeedError {
        FeedError(
            source: source.name, place: .byte(offset + place), expected: expected, found: found)
    }
}

/// One record as it lies in the stream: a header of 16 bytes and what its kind says.
package struct DBNRawRecord {
    let bytes: DBNBytes
    /// Where in the stream it begins.
    package let offset: Int
    package let version: UInt8

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int, version: UInt8) {
        self.bytes = DBNBytes(bytes)
        self.offset = offset
        self.version = version
    }

    /// Length with header, bytes.
    package var length: Int { bytes.count }
    /// The record type as it is stored.
    package var type: UInt8 { bytes.integer(1) }
    /// What it is; `nil` for a type this reader does not know.
    package var kind: DBNKind? { DBNKind(rawValue: type) }
    package var publisher: UInt16 { bytes.integer(2) }
    package var instrument: UInt32 { bytes.integer(4) }
    /// Venue's event time, ns since 1970 UTC.
    package var eventTime: UInt64 { bytes.integer(8) }
    /// The UTC day of that, counted from 1970.
    var eventDay: Int32 { Int32(truncatingIfNeeded: eventTime / 86_400_000_000_000) }

    /// Whether all fields of its kind are there.
    package var isComplete: Bool {
        guard let kind else { return true }
        return length >= kind.length(version: version)
    }
}
