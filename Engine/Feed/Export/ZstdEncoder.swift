internal import CZstd

/// Compresses into one zstd frame with a checksum.
final class ZstdEncoder {
    private static let level: Int32 = 3
    private let stream: OpaquePointer
    private var room = [UInt8](repeating: 0, count: 1 << 17)

    init() {
        guard let stream = ZSTD_createCCtx() else {
            preconditionFailure("zstd refused to start: out of memory")
        }
        self.stream = stream
        ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, Self.level)
        ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1)
    }

    deinit { ZSTD_freeCCtx(stream) }

    /// What `bytes` add to the frame; with `isLast` its end, too.
    func encode(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var packed: [UInt8] = []
        bytes.withUnsafeBytes { raw in
            var input = ZSTD_inBuffer(src: raw.baseAddress, size: raw.count, pos: 0)
            var left = 1
            while input.pos < input.size || (isLast && left > 0) {
                let made = room.withUnsafeMutableBytes { out -> Int in
                    var output = ZSTD_outBuffer(dst: out.baseAddress, size: out.count, pos: 0)
                    left = ZSTD_compressStream2(
                        stream, &output, &input, isLast ? ZSTD_e_end : ZSTD_e_continue)
                    return output.pos
                }
                precondition(
                    ZSTD_isError(left) == 0,
                    "zstd failed on memory: \(String(cString: ZSTD_getErrorName(left)))")
                packed += room[..<made]
            }
        }
        return packed
    }
}
