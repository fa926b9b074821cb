import Testing

@testable import StateCoding

/// A coding by hand, with every kind of container.
private struct ByHand: Codable, Equatable {
    var low = 1
    var high: Double?
    var list = [1, 2]
    var pair = Inner(name: "pair", side: .sell, height: .auto)

    init() {}

    enum Key: CodingKey { case low, high, list, pair, base }
    enum PairKey: CodingKey { case name, rest }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(low, forKey: .low)
        try container.encodeIfPresent(high, forKey: .high)
        var items = container.nestedUnkeyedContainer(forKey: .list)
        for item in list { try items.encode(item) }
        var inner = container.nestedContainer(keyedBy: PairKey.self, forKey: .pair)
        try inner.encode(pair.name, forKey: .name)
        try inner.encode(pair, forKey: .rest)
        try low.encode(to: container.superEncoder(forKey: .base))
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        low = try container.decode(Int.self, forKey: .low)
        high = try container.decodeIfPresent(Double.self, forKey: .high)
        var items = try container.nestedUnkeyedContainer(forKey: .list)
        list = []
        while !items.isAtEnd { list.append(try items.decode(Int.self)) }
        let inner = try container.nestedContainer(keyedBy: PairKey.self, forKey: .pair)
        _ = try inner.decode(String.self, forKey: .name)
        pair = try inner.decode(Inner.self, forKey: .rest)
        low += try Int(from: container.superDecoder(forKey: .base)) - low
    }
}

/// A class and its base.
private class Base: Codable {
    var level = 1
}

private final class Derived: Base {
    var row = 2

    override init() { super.init() }

    enum Key: CodingKey { case row }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(row, forKey: .row)
        try super.encode(to: container.superEncoder())
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        row = try container.decode(Int.self, forKey: .row)
        try super.init(from: container.superDecoder())
    }
}

@Suite struct ContainerTests {
    @Test func `a coding by hand comes back`() throws {
        var value = ByHand()
        #expect(try StateCodingTests.value(ByHand.self, of: bytes(of: value)) == value)
        value.high = 3
        value.list = []
        value.low = -9
        #expect(try StateCodingTests.value(ByHand.self, of: bytes(of: value)) == value)
    }

    @Test func `a class and its base come back`() throws {
        let value = Derived()
        value.level = 10
        value.row = 20
        let back = try StateCodingTests.value(Derived.self, of: bytes(of: value))
        #expect(back.level == 10 && back.row == 20)
    }

    @Test func `a class coded by hand survives any change of its bytes`() {
        let state = bytes(of: [ByHand(), ByHand()])
        for place in state.indices {
            for byte: UInt8 in [0, 1, 2, 0x7f, 0x80, 0xff] where byte != state[place] {
                var changed = state
                changed[place] = byte
                guard let found = try? value([ByHand].self, of: changed) else { continue }
                #expect(fault([ByHand].self, bytes(of: found)) == nil)
            }
        }
    }
}
