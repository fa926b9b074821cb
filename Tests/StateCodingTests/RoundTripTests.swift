import Chance
import Testing

@testable import StateCoding

@Suite struct RoundTripTests {
    @Test func `every kind of field comes back as it was`() throws {
        let outer = Outer()
        let bytes = bytes(of: outer)
        let back = try value(Outer.self, of: bytes)
        #expect(back == outer)
        // Equality does not see the sign of zero.
        #expect(back.double.sign == .minus && back.single.sign == .minus)
        #expect(back.doubles.map(\.bitPattern) == outer.doubles.map(\.bitPattern))
        #expect(StateCodingTests.bytes(of: back) == bytes)
    }

    @Test func `absent and present fields come back, one by one`() throws {
        var outer = Outer()
        outer.maybeFlag = nil
        outer.maybeWhole = -3
        outer.maybeDouble = nil
        outer.maybeText = ""
        outer.maybeWide = nil
        outer.maybeSide = nil
        outer.twice = .some(nil)
        outer.maybeInner = nil
        #expect(try value(Outer.self, of: bytes(of: outer)) == outer)
        outer.twice = 4
        #expect(try value(Outer.self, of: bytes(of: outer)) == outer)
    }

    @Test func `dictionaries and sets of equal content give equal bytes, however they were made`() {
        var numbers = SplitMix64(7)
        var first: [Int: String] = [:]
        for _ in 0..<500 { first[numbers.below(100_000)] = "v\(numbers.below(9))" }
        var second = Dictionary(minimumCapacity: 20_000) as [Int: String]
        for (key, value) in first.sorted(by: { $0.key > $1.key }) { second[key] = value }
        #expect(bytes(of: first) == bytes(of: second))
        #expect(bytes(of: Set(first.keys)) == bytes(of: Set(second.keys)))
    }

    @Test func `a whole number takes the bytes that it needs`() {
        let empty = bytes(of: 0).count
        #expect(bytes(of: -64).count == empty)
        #expect(bytes(of: 64).count == empty + 1)
        #expect(bytes(of: Int.min).count == empty + 9)
        // One byte for the count, eight a number.
        #expect(bytes(of: [1.0, 2.0]).count == empty + 16)
    }

    @Test func `bits of doubles are kept, not numbers`() throws {
        let odd = [Double.nan, .signalingNaN, -.nan, .infinity, -0.0, .leastNonzeroMagnitude]
        let back = try value([Double].self, of: bytes(of: odd))
        #expect(back.map(\.bitPattern) == odd.map(\.bitPattern))
        #expect(try value(Double.self, of: bytes(of: odd[1])).bitPattern == odd[1].bitPattern)
    }

    @Test func `values, cells and places come back in order`() throws {
        var writer = StateWriter()
        writer.mark("ladder")
        let cells: [SIMD2<Double>] = [[1, 2], [3, -0.0]]
        cells.withUnsafeBufferPointer { writer.put(cells: $0) }
        writer.put("rows")
        writer.mark("end")
        var reader = StateReader(writer.finish())
        try reader.expect("ladder")
        #expect(try reader.take(cells: SIMD2<Double>.self, limit: 2) == cells)
        #expect(try reader.take(String.self) == "rows")
        try reader.expect("end")
        #expect(reader.left == 0)
        try reader.end()
    }

    @Test func `memory that is not aligned is read as well`() throws {
        let state = [7] + bytes(of: Outer())
        let back = try state.withUnsafeBytes { memory in
            var reader = StateReader(UnsafeRawBufferPointer(rebasing: memory[1...]))
            let outer = try reader.take(Outer.self)
            try reader.end()
            return outer
        }
        #expect(back == Outer())
    }
}
