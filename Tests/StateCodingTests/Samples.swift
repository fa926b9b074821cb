@testable import StateCoding

enum Side: UInt8, Codable, Hashable { case buy = 1, sell = 2 }

enum Height: Codable, Hashable {
    case auto
    case ticks(Int64)
    case span(low: Double, high: Double?)
    indirect case both(Height, Height)
}

struct Inner: Codable, Hashable {
    var name: String
    var side: Side?
    var height: Height
}

/// Every kind of field that a state may hold.
struct Outer: Codable, Hashable {
    var flag = true
    var small: Int8 = -128
    var byte: UInt8 = 255
    var short: Int16 = -32768
    var unsignedShort: UInt16 = 65535
    var medium = Int32.min
    var unsignedMedium = UInt32.max
    var long = Int64.min
    var unsignedLong = UInt64.max
    var whole = Int.max
    var unsignedWhole = UInt.max
    var wide = Int128.min
    var unsignedWide = UInt128.max
    var single: Float = -0.0
    var double = -0.0
    var text = "ES mini, \u{1F4C8}"
    var maybeFlag: Bool? = false
    var maybeWhole: Int?
    var maybeDouble: Double? = .infinity
    var maybeText: String?
    var maybeWide: Int128? = 1
    var maybeSide: Side? = .sell
    var twice: Int??
    var inner = Inner(name: "a", side: nil, height: .auto)
    var maybeInner: Inner? = Inner(name: "", side: .buy, height: .ticks(-7))
    var doubles = [0.1, -0.0, .leastNonzeroMagnitude]
    var contiguous: ContiguousArray<Double> = [1, 2]
    var bytes: [UInt8] = [0, 255]
    var wholes = [1, -1, .max, .min]
    var longs: [Int64] = []
    var gaps: [Double?] = [nil, 1, nil]
    var sides: [Side] = [.buy, .sell]
    var heights: [Height] = [
        .span(low: 1, high: nil), .both(.auto, .both(.ticks(1), .span(low: 0, high: 2))),
    ]
    var nested = [[1], [], [2, 3]]
    var empties = [Empty(), Empty(), Empty()]
    var table = ["b": 1, "a": 2]
    var bySide: [Side: [Inner]] = [.sell: [], .buy: [Inner(name: "x", side: nil, height: .auto)]]
    var numbers: Set<Int> = [5, -5, 0]
    var range = 1.0...2.0
    var halfOpen = 3..<9
}

struct Empty: Codable, Hashable {}

func bytes<T: Encodable>(of value: T) -> [UInt8] {
    var writer = StateWriter()
    writer.put(value)
    return writer.finish()
}

func value<T: Decodable>(_ type: T.Type, of bytes: [UInt8]) throws(StateError) -> T {
    var reader = StateReader(bytes)
    let value = try reader.take(type)
    try reader.end()
    return value
}

/// The error of reading a type from bytes, `nil` when they are read.
func fault<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) -> StateError.Fault? {
    do throws(StateError) {
        _ = try value(type, of: bytes)
        return nil
    } catch {
        return error.fault
    }
}
