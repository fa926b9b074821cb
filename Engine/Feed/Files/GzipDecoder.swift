internal import CZlib

/// Decompresses gzip members one after the other; zero bytes after a member are padding.
final class GzipDecoder {
    private var window: StoredWindow
    private let stream: UnsafeMutablePointer<z_stream>
    private var isInMember = true

    init(_ stored: StoredBytes, ahead: [UInt8]) {
        window = StoredWindow(stored, ahead: ahead)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 on top of the window bits: a gzip header and nothing else.
        let status = inflateInit2_(
            stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib refused to start: status \(status)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Fills `output` from its start; 0 at the end of the last member.
    func read(into output: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        let room = min(output.count, Int(UInt32.max))
        while true {
            guard try findMember() else { return 0 }
            let made = try inflateOnce(into: output, room: room)
            if made > 0 { return made }
        }
    }

    /// Whether there is a member to read from, the open one or a next one.
    private func findMember() throws(FeedError) -> Bool {
        while !isInMember {
            try window.fillIfEmpty()
            guard let first = window.bytes.first else { return false }
            if first == 0x1f {
                inflateReset(stream)
                isInMember = true
            } else if first == 0 {
                window.eat(1)
            } else {
                throw window.failure(
                    expected: "another gzip member or the end of the file", found: "byte \(first)")
            }
        }
        return true
    }

    private func inflateOnce(
        into output: UnsafeMutableRawBufferPointer, room: Int
    ) throws(FeedError) -> Int {
        try window.fillIfEmpty()
        let input = window.bytes
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = inflate(stream, Z_NO_FLUSH)
        window.eat(input.count - Int(stream.pointee.avail_in))
        let made = room - Int(stream.pointee.avail_out)
        switch status {
        case Z_STREAM_END: isInMember = false
        case Z_OK: break
        case Z_BUF_ERROR where window.isAtEnd && made == 0:
            throw window.failure(
                expected: "the rest of a gzip member", found: "the end of the file")
        case Z_BUF_ERROR: break
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
            throw window.failure(expected: "valid gzip data", found: reason)
        }
        return made
    }
}
