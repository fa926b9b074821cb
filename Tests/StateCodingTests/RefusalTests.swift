import Testing

@testable import StateCoding

private struct Before: Codable {
    var low = 1
    var high = 2
}

/// The same type in other builds.
private enum After {
    struct Renamed: Codable {
        var low = 1
        var top = 2
        enum CodingKeys: String, CodingKey { case low, top }
    }
    struct Moved: Codable {
        var high = 1
        var low = 2
    }
    struct Retyped: Codable {
        var low = 1
        var high: Int64 = 2
    }
    struct Optioned: Codable {
        var low: Int? = 1
        var high = 2
    }
}

@Suite struct RefusalTests {
    @Test func `another type, field, order or kind of field is refused`() throws {
        let state = bytes(of: Before())
        // All of them could be read from the same bytes.
        #expect(isOtherShape(fault(After.Renamed.self, state)))
        #expect(isOtherShape(fault(After.Moved.self, state)))
        #expect(isOtherShape(fault(After.Retyped.self, state)))
        #expect(fault(After.Optioned.self, state) != nil)
        #expect(isOtherShape(fault([Int8].self, bytes(of: [UInt8](repeating: 3, count: 9)))))
        #expect(isOtherShape(fault(Double.self, bytes(of: 0 as Int))) == false)
        #expect(fault(Double.self, bytes(of: 0 as Int)) != nil)
    }

    private func isOtherShape(_ fault: StateError.Fault?) -> Bool {
        if case .otherShape = fault { return true }
        return false
    }

    @Test func `nothing of another shape is handed out before the end`() {
        var writer = StateWriter()
        writer.put(Before())
        writer.put(1)
        var reader = StateReader(writer.finish())
        #expect(throws: StateError.self) { _ = try reader.take(After.Moved.self) }
    }

    @Test func `a place that is another is named, and so is the one that was expected`() {
        var writer = StateWriter()
        writer.mark("intake")
        writer.mark("bars")
        var reader = StateReader(writer.finish())
        let error = #expect(throws: StateError.self) {
            try reader.expect("intake")
            try reader.expect("profiles")
        }
        #expect(error?.fault == .otherPlace(found: "bars", expected: "profiles"))
        #expect(error?.description == "state byte 30 in intake: bars comes here, not profiles")
    }

    @Test func `a header of something else, or of another version, is refused`() {
        #expect(fault(Int.self, []) == .cut(needed: 4, left: 0))
        #expect(fault(Int.self, Array("SQLite format 3".utf8)) == .noState)
        var state = bytes(of: 1)
        state[4] = 9
        #expect(fault(Int.self, state) == .otherVersion(found: 9, known: 1))
        state[4] = 1
        state[6] = 1
        #expect(fault(Int.self, state) == .noState)
        state[6] = 0
        #expect(fault(Int.self, state) == nil)
        state[8] ^= 1
        #expect(isOtherShape(fault(Int.self, state)))
    }

    @Test func `what is left over is refused`() {
        #expect(fault(Int.self, bytes(of: 1) + [0]) == .leftOver(1))
    }

    @Test func `more cells than may be are refused before they are made`() {
        var writer = StateWriter()
        [Int64](0..<10).withUnsafeBufferPointer { writer.put(cells: $0) }
        let state = writer.finish()
        var reader = StateReader(state)
        let error = #expect(throws: StateError.self) {
            try reader.take(cells: Int64.self, limit: 9)
        }
        #expect(error?.fault == .tooMany(count: 10, limit: 9))
        var narrow = StateReader(state)
        #expect(throws: StateError.self) { try narrow.take(cells: Int32.self, limit: 99) }
    }

    @Test func `a count beyond the bytes is refused before anything is made`() {
        var writer = StateWriter()
        writer.put([UInt8](repeating: 1, count: 3))
        var state = writer.finish()
        state.replaceSubrange(
            16..<17, with: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])
        #expect(fault([UInt8].self, state) == .tooMany(count: .max >> 1, limit: 7))
        #expect(fault([Double].self, state) == .tooMany(count: .max >> 1, limit: 0))
        #expect(fault([Outer].self, state) == .tooMany(count: .max >> 1, limit: 7))
        #expect(fault([Int: Int].self, state) == .tooMany(count: .max >> 1, limit: 7))
        #expect(fault(String.self, state) == .tooMany(count: .max >> 1, limit: 7))
    }

    @Test func `values nested without end are refused`() {
        var deep = Height.auto
        for _ in 0..<40 { deep = .both(deep, .auto) }
        #expect(fault(Height.self, bytes(of: deep)) == nil)
        for _ in 0..<80 { deep = .both(deep, .auto) }
        #expect(fault(Height.self, bytes(of: deep)) == .tooDeep(limit: 96))
    }

    @Test func `numbers out of range, flags and texts that are none are refused`() {
        #expect(isMalformed(reading(Int8.self, as: UInt32.self, [0x80, 0x80, 0x80, 0x80, 0x10])))
        #expect(isMalformed(reading(UInt8.self, as: Bool.self, [2])))
        #expect(isMalformed(reading(UInt8.self, as: UInt64.self, [0x80, 0])))
        let tooLong = [UInt8](repeating: 0xff, count: 9) + [2]
        #expect(isMalformed(reading(UInt8.self, as: UInt64.self, tooLong)))
        #expect(isMalformed(reading(UInt8.self, as: String.self, [1, 0xff])))
        #expect(isMalformed(reading(UInt8.self, as: Side.self, [3])))
        #expect(isMalformed(reading(UInt8.self, as: Set<Int>.self, [2, 1, 4, 1, 4])))
        #expect(
            isMalformed(reading(UInt8.self, as: ClosedRange<Int>.self, [2, 0, 0, 0, 1, 4, 1, 2])))
    }

    /// The error of reading a type from raw bytes after a header.
    private func reading<T: Decodable>(
        _: UInt8.Type, as type: T.Type, _ raw: [UInt8]
    ) -> StateError.Fault? { fault(type, StateWriter().finish() + raw) }

    private func reading<T: Decodable>(
        _: Int8.Type, as type: T.Type, _ raw: [UInt8]
    ) -> StateError.Fault? { fault(type, StateWriter().finish() + raw) }

    private func isMalformed(_ fault: StateError.Fault?) -> Bool {
        if case .malformed = fault { return true }
        return false
    }
}
