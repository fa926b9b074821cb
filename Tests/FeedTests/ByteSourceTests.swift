import Feed
import Testing

@Suite struct ByteSourceTests {
    private static let first = "ts_ns,price,size,side\n1700000000,100.25,1,B\n"
    private static let second = "1700000001,100.50,2,S\n"
    /// Members and frames of these two texts, made with gzip and zstd.
    private static let gzipFirst = Sample.bytes(
        hex: "1f8b08000000000002ff2b298ecf2bd62928ca4c4ed529ceac021129a95c86e60650a0636860a06764"
            + "aa63a8e3c40500d632adec2c000000")
    private static let gzipSecond = Sample.bytes(
        hex: "1f8b08000000000002ff3334378000431d4303033d53031d239d602e002cc6085c16000000")
    private static let zstdFirst = Sample.bytes(
        hex: "28b52ffd045861010074735f6e732c70726963652c73697a652c736964650a31373030303030303030"
            + "2c3130302e32352c312c420ab4ed9ece")
    private static let zstdSecond = Sample.bytes(
        hex: "28b52ffd0458b10000313730303030303030312c3130302e35302c322c530a43f2b4b9")
    /// A zstd frame to be skipped, of 3 bytes.
    private static let skippable: [UInt8] = [0x52, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]

    private func read(_ bytes: [UInt8], step: Int, room: Int) throws(FeedError) -> String {
        let source = try ByteSource(bytes: bytes, name: "b", step: step)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { buffer.deallocate() }
        var all: [UInt8] = []
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            all += buffer[..<count]
        }
        #expect(source.storedOffset == bytes.count)
        #expect(source.offset == all.count)
        return String(decoding: all, as: UTF8.self)
    }

    @Test(arguments: [1, 5, 1000], [1, 3, 4096])
    func `members and frames in a row read as one`(step: Int, room: Int) throws {
        let both = Self.first + Self.second
        #expect(try read(Sample.bytes(both), step: step, room: room) == both)
        #expect(try read(Self.gzipFirst + Self.gzipSecond, step: step, room: room) == both)
        #expect(try read(Self.gzipFirst + [0, 0, 0], step: step, room: room) == Self.first)
        #expect(try read(Self.zstdFirst + Self.zstdSecond, step: step, room: room) == both)
        let skipping = Self.skippable + Self.zstdFirst + Self.skippable + Self.zstdSecond
        #expect(try read(skipping, step: step, room: room) == both)
        #expect(try read([], step: step, room: room) == "")
        #expect(try read([0x1f], step: step, room: room) == "\u{1f}")
    }

    @Test func `every cut of compressed data is an error with its offset`() throws {
        for whole in [Self.gzipFirst, Self.zstdFirst] {
            for length in 4..<whole.count {
                let error = Sample.failure { () throws(FeedError) in
                    _ = try read(Array(whole[..<length]), step: 9, room: 64)
                }
                #expect(error?.place == .byte(length))
                #expect(error?.found == "the end of the file")
            }
        }
    }

    @Test func `damaged data and strange ends are errors`() {
        var gzip = Self.gzipFirst
        gzip[20] ^= 0xff
        var check = Self.zstdFirst
        check[check.count - 1] ^= 1
        for bytes in [gzip, check, Self.gzipFirst + [7], Self.zstdFirst + [7, 7, 7, 7]] {
            let error = Sample.failure { () throws(FeedError) in
                _ = try read(bytes, step: 1000, room: 64)
            }
            guard case .byte(let offset) = error?.place else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(offset > 0 && offset <= bytes.count)
        }
    }

    @Test func `a missing file says why`() {
        let error = Sample.failure { () throws(FeedError) in
            _ = try ByteSource(path: "/nowhere/ticks.csv")
        }
        #expect(
            error?.description
                == "/nowhere/ticks.csv: expected a readable file, found No such file or directory")
    }

    @Test func `a folder is no file`() {
        let error = Sample.failure { () throws(FeedError) in _ = try ByteSource(path: "/") }
        #expect(error?.description == "/, byte 0: expected readable bytes, found Is a directory")
    }
}
