internal import CZstd

/// Decompresses zstd frames one after the other, with a window of at most 128 MiB.
final class ZstdDecoder {
    private var window: StoredWindow
    private let stream: OpaquePointer
    /// Nothing of the open frame is missing.
    private var isBetweenFrames = false

    init(_ stored: StoredBytes, ahead: [UInt8]) {
        window = StoredWindow(stored, ahead: ahead)
        guard let stream = ZSTD_createDStream() else {
            preconditionFailure("zstd refused to start: out of memory")
        }
        self.stream = stream
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 27)
    }

    deinit { ZSTD_freeDStream(stream) }

    /// Fills `output` from its start; 0 at the end of the last frame.
    func read(into output: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        while true {
            try window.fillIfEmpty()
            if window.isAtEnd && isBetweenFrames { return 0 }
            let made = try decompressOnce(into: output)
            if made > 0 { return made }
            if window.isAtEnd && !isBetweenFrames {
                throw window.failure(
                    expected: "the rest of a zstd frame", found: "the end of the file")
            }
        }
    }

    private func decompressOnce(
        into output: UnsafeMutableRawBufferPointer
    ) throws(FeedError) -> Int {
        let bytes = window.bytes
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var made = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let status = ZSTD_decompressStream(stream, &made, &input)
        window.eat(input.pos)
        if ZSTD_isError(status) != 0 {
            throw window.failure(
                expected: "valid zstd data", found: String(cString: ZSTD_getErrorName(status)))
        }
        // 0 says that a frame is complete and all of it was handed out.
        isBetweenFrames = status == 0
        return made.pos
    }
}
