import Foundation
import Testing
import Wire

/// Files of fixed bytes: what version 1 looked like when it was fixed, and must look like for ever.
@Suite struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("Golden")
    private static let isWriting = ProcessInfo.processInfo.environment["PITWIRE_GOLDEN"] == "write"

    private func file(_ name: String) -> URL {
        Self.folder.appendingPathComponent("\(name).hex")
    }

    /// The bytes of a file: hexadecimal, 16 a line, `#` begins a comment.
    private func bytes(of name: String) throws -> [UInt8] {
        let text = try String(contentsOf: file(name), encoding: .utf8)
        let digits = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined()
            .filter { !$0.isWhitespace }
        return stride(from: 0, to: digits.count, by: 2).map { offset in
            let start = digits.index(digits.startIndex, offsetBy: offset)
            return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }

    /// A dump without module names.
    private func plain(_ text: String) -> String {
        ["Market.", "Records.", "Wire."].reduce(text) {
            $0.replacingOccurrences(of: $1, with: "")
        }.replacingOccurrences(of: "(rawValue: ", with: "(")
    }

    private func write(_ golden: GoldenFrame) throws {
        func lines(_ bytes: some Collection<UInt8>) -> String {
            let all = Array(bytes)
            return stride(from: 0, to: all.count, by: 16).map { start in
                all[start..<min(start + 16, all.count)]
                    .map { String(format: "%02x", $0) }.joined(separator: " ") + "\n"
            }.joined()
        }
        let all = Array(golden.frame.bytes)
        let text =
            "# \(golden.name)\n" + golden.fields.map { "# \(plain($0))\n" }.joined()
            + "# header\n" + lines(all[..<FrameHeader.size])
            + "# payload\n" + lines(all[FrameHeader.size...])
        try text.write(to: file(golden.name), atomically: true, encoding: .utf8)
        print("wrote \(file(golden.name).path); review it with git diff before it is committed")
    }

    @Test(.enabled(if: isWriting, "PITWIRE_GOLDEN=write makes the files anew"))
    func `the files are made anew`() throws {
        try FileManager.default.createDirectory(
            at: Self.folder, withIntermediateDirectories: true)
        for golden in GoldenFrames.make() { try write(golden) }
    }

    @Test(.enabled(if: !isWriting))
    func `fields give the bytes of their files, and the bytes give the fields`() throws {
        let frames = GoldenFrames.make()
        #expect(Set(frames.map(\.frame.header.type)) == Set(MessageType.allCases))
        for golden in frames {
            let fixed = try bytes(of: golden.name)
            if golden.isExact { #expect(fixed == Array(golden.frame.bytes), "\(golden.name)") }
            var decoder = FrameDecoder()
            try fixed.withUnsafeBytes { all in
                var chunk = all
                let frame = try #require(try decoder.next(from: &chunk), "\(golden.name)")
                if golden.isExact { #expect(frame.header == golden.frame.header) }
                #expect(try golden.isSame(frame), "\(golden.name)")
            }
        }
    }

    @Test(.enabled(if: !isWriting))
    func `every file has its test`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let names = Set(files.filter { $0.hasSuffix(".hex") }.map { String($0.dropLast(4)) })
        #expect(names == Set(GoldenFrames.make().map(\.name)))
    }

    @Test func `every record kind has a file`() throws {
        var kinds: Set<RecordKind> = []
        for golden in GoldenFrames.make() where golden.frame.header.type == .data {
            var decoder = FrameDecoder()
            var chunk = golden.frame.bytes
            let frame = try #require(try decoder.next(from: &chunk))
            var records = RecordReader(frame.payload)
            while try records.next() { kinds.formUnion(records.kind.map { [$0] } ?? []) }
        }
        #expect(kinds == Set(RecordKind.allCases))
    }
}
