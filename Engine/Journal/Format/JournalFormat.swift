/// Numbers of the format, version 1.
public enum JournalFormat {
    /// The version that is written.
    public static let version: UInt8 = 1
    /// `PWJOURNL`, the first bytes of a segment.
    static let segmentMagic: UInt64 = 0x4c4e_5255_4f4a_5750
    /// `PWBK`, the first bytes of a block.
    static let blockMagic: UInt32 = 0x4b42_5750
    /// The most bytes of a segment's header: 1 MiB, enough for 16,000 instruments.
    public static let largestSegmentHeader = 1 << 20
    /// The most inputs of a block.
    public static let largestInputCount = 16_384
    /// The most slots of a block, and so of an output record: 16 MiB.
    public static let largestSlotCount = 262_144
    /// The most bytes of a block's body, packed or not.
    public static let largestBody = 32 << 20
    /// The most bytes of a segment; places in it are 32-bit numbers.
    public static let largestSegment = 1 << 31
    /// Bodies below this are stored as they are. Of a single command LZ4 takes a tenth at most, and
    /// somebody waits for it.
    static func leastPacked(_ kind: JournalKind) -> Int { kind == .inputs ? 256 : 64 }

    /// The most items of a block.
    static func largestCount(_ kind: JournalKind) -> Int {
        kind == .inputs ? largestInputCount : largestSlotCount
    }
}

/// Which of the two logs.
@frozen
public enum JournalKind: UInt8, Sendable, CaseIterable {
    /// Every input, in the order the core took it.
    case inputs = 1
    /// The durable records that the core put out.
    case outputs = 2

    var prefix: String { self == .inputs ? "input-" : "output-" }
    var suffix: String { self == .inputs ? ".pwj" : ".pwo" }

    /// The name of a segment by the sequence of its first item: `input-000000000000002a.pwj`.
    public func fileName(first: UInt64) -> String {
        let digits = String(first, radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits + suffix
    }

    /// The sequence in a segment's name, `nil` for another file.
    public func first(inName name: String) -> UInt64? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
        guard digits.utf8.count == 16, let first = UInt64(digits, radix: 16),
            fileName(first: first) == name
        else { return nil }
        return first
    }
}
