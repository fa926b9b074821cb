import Chance
import WireSamples

/// Bends bytes: a few changes of a kind that readers trip over.
struct Mutator {
    /// Inputs are cut to this many bytes.
    static let longest = 1 << 16

    /// Pieces worth putting in: separators, magic numbers, keywords.
    var tokens: [[UInt8]] = []

    /// Changes `bytes` up to seven times; once in sixteen not at all.
    ///
    /// - Parameter others: what may be spliced in.
    func mutate(_ bytes: inout [UInt8], others: [[UInt8]], _ random: inout SplitMix64) {
        let changes = random.once(in: 16) ? 0 : 1 + random.below(7)
        for _ in 0..<changes { change(&bytes, others, &random) }
        if bytes.count > Self.longest { bytes.removeLast(bytes.count - Self.longest) }
    }

    private func change(
        _ bytes: inout [UInt8], _ others: [[UInt8]], _ random: inout SplitMix64
    ) {
        guard !bytes.isEmpty else {
            bytes = (0..<1 + random.below(32)).map { _ in random.byte() }
            return
        }
        let place = random.below(bytes.count)
        switch random.below(12) {
        case 0, 1: bytes[place] ^= 1 << UInt8(random.below(8))
        case 2: bytes[place] = random.byte()
        case 3: bytes[place] = random.pick([0, 1, 0x7f, 0x80, 0xff])
        case 4: overwriteInteger(&bytes, at: place, &random)
        case 5: nudgeInteger(&bytes, at: place, &random)
        case 6: bytes.removeLast(bytes.count - place)
        case 7: bytes.removeSubrange(piece(bytes, from: place, &random))
        case 8: bytes.insert(contentsOf: bytes[piece(bytes, from: place, &random)], at: place)
        case 9:
            guard let other = others.isEmpty ? nil : random.pick(others), !other.isEmpty else {
                return
            }
            bytes.insert(
                contentsOf: other[piece(other, from: random.below(other.count), &random)],
                at: place)
        case 10: bytes.insert(contentsOf: token(&random), at: place)
        default:
            let token = token(&random)
            bytes.replaceSubrange(place..<min(bytes.count, place + token.count), with: token)
        }
    }

    /// Some bytes from `place` on: few as a rule, now and then all that are left.
    private func piece(
        _ bytes: [UInt8], from place: Int, _ random: inout SplitMix64
    ) -> Range<Int> {
        let left = bytes.count - place
        let most = random.once(in: 8) ? left : min(left, 64)
        return place..<place + 1 + random.below(most)
    }

    private func token(_ random: inout SplitMix64) -> [UInt8] {
        if !tokens.isEmpty, !random.once(in: 3) { return random.pick(tokens) }
        return (0..<1 + random.below(9)).map { _ in random.byte() }
    }

    /// A number at the edge of some width, little-endian.
    private func overwriteInteger(
        _ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix64
    ) {
        let width = random.pick([1, 2, 4, 8])
        let edges: [UInt64] = [
            0, 1, .max, .max - 1, 1 << 63, (1 << 63) - 1, 1 << 31, (1 << 31) - 1, 1 << 15,
            (1 << 16) - 1, 1 << 24, UInt64(bytes.count), UInt64(bytes.count) + 1,
            UInt64(bytes.count - place),
        ]
        put(random.once(in: 4) ? random.natural() : random.pick(edges), width, &bytes, place)
    }

    /// A number close to the one that is there: lengths that are off by a little.
    private func nudgeInteger(
        _ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix64
    ) {
        let width = random.pick([1, 2, 4])
        var value: UInt64 = 0
        for index in (0..<width).reversed() where place + index < bytes.count {
            value = value << 8 | UInt64(bytes[place + index])
        }
        let step = Int64(random.below(9)) - 4
        put(value &+ UInt64(bitPattern: step), width, &bytes, place)
    }

    private func put(_ value: UInt64, _ width: Int, _ bytes: inout [UInt8], _ place: Int) {
        for index in 0..<width where place + index < bytes.count {
            bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
        }
    }
}
