import Chance
import Testing

@testable import StateCoding

/// Bytes of anyone: an error or a value, never a trap.
@Suite struct HostileTests {
    @Test func `every prefix is refused`() {
        let state = bytes(of: Outer())
        for length in 0..<state.count {
            #expect(fault(Outer.self, Array(state[..<length])) != nil, "\(length) bytes")
        }
    }

    @Test func `a state with any one byte changed is refused or read as one that can be written`() {
        let state = bytes(of: Outer())
        for place in state.indices {
            for change: UInt8 in [1, 0x7f, 0x80, 0xff] {
                var changed = state
                changed[place] ^= change
                check(Outer.self, changed)
            }
        }
    }

    @Test func `states with many bytes changed, cut or doubled are refused or read`() {
        let state = bytes(of: Outer())
        var numbers = SplitMix64(1)
        for _ in 0..<6_000 {
            var changed = state
            for _ in 0...numbers.below(6) {
                let place = numbers.below(changed.count)
                switch numbers.below(4) {
                case 0: changed[place] = UInt8(truncatingIfNeeded: numbers.next())
                case 1: changed.remove(at: place)
                case 2: changed.insert(0xff, at: place)
                default: changed[place] = [0, 1, 0x7f, 0x80, 0xff][numbers.below(5)]
                }
            }
            check(Outer.self, changed)
        }
    }

    @Test func `bytes at random after a header are refused or read`() {
        let header = StateWriter().finish()
        var numbers = SplitMix64(2)
        for _ in 0..<6_000 {
            let length = numbers.below(60)
            let raw = (0..<length).map { _ in
                UInt8(truncatingIfNeeded: numbers.next() >> (8 * UInt64(numbers.below(8))))
                    >> UInt8(numbers.below(8))
            }
            check(Outer.self, header + raw)
            check([Height].self, header + raw)
            check([String: [Inner?]].self, header + raw)
            check([[Set<Int32>]].self, header + raw)
        }
    }

    /// What is read can be written and read again.
    private func check<T: Codable>(_ type: T.Type, _ state: [UInt8]) {
        guard let found = try? value(type, of: state) else { return }
        let again = bytes(of: found)
        #expect(throws: Never.self) { _ = try value(type, of: again) }
    }
}
