import Bytes
import Market

/// What a block must say of itself, from what came before it.
struct BlockExpectation {
    var kind: JournalKind
    var place: Int
    var chain: UInt32
    var next: UInt64
}

extension BlockHeader {
    /// What is wrong with a header: the field, what was expected and what was found.
    struct Fault: Error {
        var what: String
        var limit: UInt64
        var value: UInt64
    }

    /// Reads 88 bytes whose checksum is right; nothing beyond the bytes themselves is checked.
    init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        precondition(bytes.count == Self.length, "a header has 88 bytes, got \(bytes.count)")
        func get<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Value {
            Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
        }
        func check(_ what: String, _ expected: UInt64, _ found: UInt64) throws(Fault) {
            if expected != found { throw Fault(what: what, limit: expected, value: found) }
        }
        try check("block magic", UInt64(JournalFormat.blockMagic), UInt64(get(0) as UInt32))
        checksum = get(84)
        try check(
            "header checksum",
            UInt64(CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<84]))),
            UInt64(checksum))
        try check("format version", UInt64(JournalFormat.version), UInt64(get(4) as UInt8))
        guard let kind = JournalKind(rawValue: get(5)) else {
            throw Fault(what: "kind", limit: 1, value: UInt64(get(5) as UInt8))
        }
        self.kind = kind
        isPacked = (get(6) as UInt8) & 1 != 0
        try check("flags", isPacked ? 1 : 0, UInt64(get(6) as UInt16))
        count = Int(get(8) as UInt32)
        rawLength = Int(get(12) as UInt32)
        storedLength = Int(get(16) as UInt32)
        chain = get(20)
        first = get(24)
        lastCause = get(32)
        earliest = Nanoseconds(get(40))
        latest = Nanoseconds(get(48))
        wall = Nanoseconds(get(56))
        instruments = get(64)
        synced = Int(get(72) as UInt32)
        place = Int(get(76) as UInt32)
        bodyChecksum = get(80)
        try checkLengths()
    }

    private func checkLengths() throws(Fault) {
        func check(_ what: String, _ range: ClosedRange<Int>, _ value: Int) throws(Fault) {
            guard !range.contains(value) else { return }
            let limit = value < range.lowerBound ? range.lowerBound : range.upperBound
            throw Fault(what: what, limit: UInt64(limit), value: UInt64(value))
        }
        try check("count", 1...JournalFormat.largestCount(kind), count)
        try check("raw length", 1...JournalFormat.largestBody, rawLength)
        if isPacked {
            try check("stored length", 1...max(1, rawLength - 1), storedLength)
        } else {
            try check("stored length", rawLength...rawLength, storedLength)
        }
        try check("synced bytes", 0...place, synced)
        guard first > 0, first <= UInt64.max - UInt64(count) else {
            throw Fault(what: "first sequence", limit: 1, value: first)
        }
    }

    /// Whether the block continues what came before it.
    func check(_ expected: BlockExpectation) throws(Fault) {
        func check(_ what: String, _ expected: UInt64, _ found: UInt64) throws(Fault) {
            if expected != found { throw Fault(what: what, limit: expected, value: found) }
        }
        try check("kind", UInt64(expected.kind.rawValue), UInt64(kind.rawValue))
        try check("place", UInt64(expected.place), UInt64(place))
        try check("chain checksum", UInt64(expected.chain), UInt64(chain))
        try check("first sequence", expected.next, first)
        if kind == .inputs { try check("last sequence", next - 1, lastCause) }
    }
}
