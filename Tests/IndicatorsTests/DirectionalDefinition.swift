/// Directional movement of a whole series, bar by bar from its sums' own weights.
struct DirectionalDefinition {
    var plusDI: Double?
    var minusDI: Double?
    var adx: Double?

    /// The readings at the last of `bars`.
    init(_ bars: [PlainBar], _ length: Int) {
        let moves = zip(bars.dropFirst(), bars).map { bar, before in
            (up: bar.high - before.high, down: before.low - bar.low)
        }
        let ups = moves.map { $0.up > max($0.down, 0) ? $0.up : 0 }
        let downs = moves.map { $0.down > max($0.up, 0) ? $0.down : 0 }
        let ranges = Definition.trueRanges(bars[...])
        guard bars.count > length else { return }
        // Movement `m` of `moves` is that of bar `m + 1`: bars 1 to length - 1 are the first ones.
        func smoothed(_ numbers: [Double], upTo last: Int) -> Double {
            let first = numbers.prefix(length - 1)
            return Definition.decayed(
                seed: Definition.sum(first), numbers[(length - 1)...last],
                keep: 1 - 1 / Double(length), take: 1)
        }
        func indexes(upTo last: Int) -> (plus: Double, minus: Double) {
            let range = smoothed(ranges, upTo: last)
            guard range > 0 else { return (0, 0) }
            return (
                100 * smoothed(ups, upTo: last) / range, 100 * smoothed(downs, upTo: last) / range
            )
        }
        let all = (length - 1..<moves.count).map { indexes(upTo: $0) }
        plusDI = all.last?.plus
        minusDI = all.last?.minus
        let strengths = all.map { di -> Double? in
            di.plus + di.minus > 0 ? 100 * abs(di.plus - di.minus) / (di.plus + di.minus) : nil
        }
        adx = Definition.wilder(
            strengths.prefix(length).map { $0 ?? 0 }
                + strengths.dropFirst(length).compactMap { $0 },
            length)
        if strengths.count < length { adx = nil }
    }
}
