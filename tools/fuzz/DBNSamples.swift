import Chance
import Feed
import WireSamples

/// DBN streams of every version, made field by field.
extension SplitMix64 {
    /// Metadata and a few records, or records alone.
    mutating func dbn() -> [UInt8] {
        let version = UInt8(1 + below(3))
        var stream = once(in: 4) ? [] : metadata(version)
        let kinds: [DBNKind] = once(in: 2) ? DBNKind.allCases : [.trade, .bookTop, .bar1m]
        for _ in 0..<1 + below(8) {
            stream += once(in: 6) ? mapping(version) : record(pick(kinds), version)
        }
        return stream
    }

    /// A prelude and a block: one mapped symbol of two days.
    private mutating func metadata(_ version: UInt8) -> [UInt8] {
        let length = version == 1 ? 22 : 71
        var block = [UInt8](repeating: 0, count: 100)
        put("GLBX.MDP3", at: 0, &block)
        put(once(in: 2) ? UInt16.max : UInt16(below(20)), at: 16, &block)
        put(UInt64.max, at: 26, &block)
        let types = version == 1 ? 50 : 42
        block[types] = UInt8(below(13))
        block[types + 2] = once(in: 4) ? 1 : 0
        if version > 1 { put(UInt16(length), at: 45, &block) }
        func number(_ value: Int) -> [UInt8] { integer(UInt32(value)) }
        func name(_ text: String) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: length - text.utf8.count)
        }
        block += number(0) + number(1) + name("ES.FUT") + number(0) + number(0) + number(1)
        block += name("ES.FUT") + number(2)
        block += number(20_260_921) + number(20_260_922) + name("5482")
        block += number(20_260_922) + number(20_260_923) + name("ESZ6")
        return Array("DBN".utf8) + [version] + integer(UInt32(block.count)) + block
    }

    /// Bytes of a whole record.
    private func length(_ kind: DBNKind, _ version: UInt8) -> Int {
        let newer = version > 1
        return switch kind {
        case .trade: 48
        case .bookDepth: 368
        case .barDeprecated, .bar1s, .bar1m, .bar1h, .bar1d, .barEndOfDay, .order: 56
        case .status: 40
        case .definition: [360, 400, 520][Int(version) - 1]
        case .imbalance: 112
        case .error, .system: newer ? 320 : 80
        case .symbolMapping: newer ? 176 : 80
        case .statistic: version == 3 ? 80 : 64
        default: 80
        }
    }

    private mutating func record(_ kind: DBNKind, _ version: UInt8) -> [UInt8] {
        let length = length(kind, version) + (once(in: 8) ? 8 : 0)
        var record = header(length, kind)
        for index in 16..<length where !once(in: 3) { record[index] = byte() }
        // A price and a size that pass.
        if once(in: 2), length >= 28 {
            put(5_000_250_000_000 + Int64(below(40)) * 250_000_000, at: 16, &record)
            put(UInt32(1 + below(50)), at: 24, &record)
        }
        if length > 30 { record[29] = pick([0x41, 0x42, 0x4e, byte()]) }
        return record
    }

    private mutating func mapping(_ version: UInt8) -> [UInt8] {
        var record = header(length(.symbolMapping, version), .symbolMapping)
        put("ES.FUT", at: version == 1 ? 16 : 17, &record)
        put(pick(["ESZ6", "ESZ6-ESH7", "5482", ""]), at: version == 1 ? 38 : 89, &record)
        return record
    }

    private mutating func header(_ length: Int, _ kind: DBNKind) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: length)
        record[0] = UInt8(length / 4)
        record[1] = kind.rawValue
        put(UInt16(1), at: 2, &record)
        put(once(in: 3) ? UInt32(below(3)) : 5482, at: 4, &record)
        put(1_790_000_000_000_000_000 + natural() >> 20, at: 8, &record)
        return record
    }

    private func integer<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer)
        -> [UInt8]
    {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private func put<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ value: Integer, at place: Int, _ bytes: inout [UInt8]
    ) {
        bytes.replaceSubrange(place..<place + MemoryLayout<Integer>.size, with: integer(value))
    }

    private func put(_ text: String, at place: Int, _ bytes: inout [UInt8]) {
        bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
    }
}
