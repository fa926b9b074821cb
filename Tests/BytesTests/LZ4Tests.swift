import Bytes
import Testing

@Suite struct LZ4Tests {
    private func pack(_ bytes: [UInt8], room: Int) -> [UInt8]? {
        var packed = [UInt8](repeating: 0xaa, count: room)
        let length = bytes.withUnsafeBytes { source in
            packed.withUnsafeMutableBytes { LZ4.compress(source, into: $0) }
        }
        return length.map { Array(packed[..<$0]) }
    }

    private func unpack(
        _ packed: [UInt8], rawLength: Int, cap: Int, room: Int? = nil
    ) throws(BytesError) -> [UInt8] {
        var raw = [UInt8](repeating: 0xbb, count: room ?? max(0, min(rawLength, cap)))
        let failure = packed.withUnsafeBytes { source in
            raw.withUnsafeMutableBytes { destination -> BytesError? in
                do throws(BytesError) {
                    try LZ4.decompress(source, rawLength: rawLength, cap: cap, into: destination)
                    return nil
                } catch {
                    return error
                }
            }
        }
        if let failure { throw failure }
        return raw
    }

    @Test func `blocks of any length come back`() throws {
        for length in [1, 2, 100, 1000, 65_536, 200_000] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 / 7) }
            let packed = try #require(pack(bytes, room: length + length / 255 + 16))
            #expect(try unpack(packed, rawLength: length, cap: length) == bytes)
        }
    }

    @Test func `what does not fit its room is not packed`() {
        var random = SystemRandomNumberGenerator()
        let noise = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(pack(noise, room: 999) == nil)
        #expect(pack([UInt8](repeating: 3, count: 1000), room: 999) != nil)
        #expect(pack([], room: 100) == nil)
        #expect(pack([1], room: 0) == nil)
    }

    @Test func `a stated length above the cap, or that is not the real one, is refused`() throws {
        let bytes = [UInt8](repeating: 7, count: 5000)
        let packed = try #require(pack(bytes, room: 4999))
        #expect(throws: BytesError(.tooLong, offset: 0, needed: 4999, got: 5000)) {
            try unpack(packed, rawLength: 5000, cap: 4999)
        }
        #expect(throws: BytesError(.short, offset: 0, needed: 5000, got: 10)) {
            try unpack(packed, rawLength: 5000, cap: 5000, room: 10)
        }
        for stated in [0, 1, 4999, 5001] {
            #expect(throws: BytesError.self) {
                try unpack(packed, rawLength: stated, cap: 10_000)
            }
        }
        #expect(throws: BytesError.self) { try unpack(packed, rawLength: -1, cap: 100) }
        #expect(throws: BytesError.self) {
            try unpack(packed, rawLength: .max, cap: .max, room: 10)
        }
        #expect(throws: BytesError.self) { try unpack([], rawLength: 0, cap: 0) }
    }

    @Test func `a cut or bent block never writes past its room`() throws {
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 / 3 &* $0) }
        let packed = try #require(pack(bytes, room: 4000))
        for length in 0..<packed.count {
            #expect(throws: BytesError.self) {
                try unpack(Array(packed[..<length]), rawLength: 3000, cap: 3000)
            }
        }
        for index in packed.indices {
            var bent = packed
            bent[index] ^= 0xff
            _ = try? unpack(bent, rawLength: 3000, cap: 3000)
        }
    }
}
