/// The definitions, each for one bar from the whole series before it: slow, and written without any
/// of the recurrences the indicators use.
enum Definition {
    /// The sum, as if added with twice the digits (Neumaier).
    static func sum(_ numbers: some Sequence<Double>) -> Double {
        var sum = 0.0
        var lost = 0.0
        for number in numbers {
            let next = sum + number
            lost += abs(sum) >= abs(number) ? (sum - next) + number : (number - next) + sum
            sum = next
        }
        return sum + lost
    }

    static func mean(_ numbers: some Collection<Double>) -> Double {
        sum(numbers) / Double(numbers.count)
    }

    /// `nil` before index `length - 1`.
    static func sma(_ numbers: [Double], _ length: Int, at index: Int) -> Double? {
        index < length - 1 ? nil : mean(numbers[(index - length + 1)...index])
    }

    /// The population deviation, around the mean of the distances from the first number.
    static func deviation(_ numbers: ArraySlice<Double>) -> Double {
        let distances = numbers.map { $0 - numbers.first! }
        let middle = mean(distances)
        return mean(distances.map { ($0 - middle) * ($0 - middle) }).squareRoot()
    }

    /// An average that starts as `seed` and keeps the part `keep` of itself at every later number:
    /// the seed and the numbers, each with the weight that is left of it.
    static func decayed(
        seed: Double, _ later: some BidirectionalCollection<Double>, keep: Double, take: Double
    ) -> Double {
        var weight = 1.0
        var terms: [Double] = []
        for number in later.reversed() {
            guard weight > 0 else { break }
            terms.append(weight * take * number)
            weight *= keep
        }
        return sum(terms + [weight * seed])
    }

    /// Seeded with the mean of the first `length` of `numbers`; `nil` with fewer.
    static func ema(_ numbers: some BidirectionalCollection<Double>, _ length: Int) -> Double? {
        guard numbers.count >= length else { return nil }
        let part = 2 / Double(length + 1)
        return decayed(
            seed: mean(Array(numbers.prefix(length))), numbers.dropFirst(length), keep: 1 - part,
            take: part)
    }

    /// Wilder's: the same with the weight `1 / length`.
    static func wilder(_ numbers: some BidirectionalCollection<Double>, _ length: Int) -> Double? {
        guard numbers.count >= length else { return nil }
        let part = 1 / Double(length)
        return decayed(
            seed: mean(Array(numbers.prefix(length))), numbers.dropFirst(length), keep: 1 - part,
            take: part)
    }

    static func rsi(_ closes: ArraySlice<Double>, _ length: Int) -> Double? {
        let changes = zip(closes.dropFirst(), closes).map { $0 - $1 }
        guard let gain = wilder(changes.map { max($0, 0) }, length),
            let loss = wilder(changes.map { max(-$0, 0) }, length)
        else { return nil }
        return gain + loss > 0 ? 100 - 100 * loss / (gain + loss) : 0
    }

    /// True ranges of bars 1 and on: the span of the bar and the close before it.
    static func trueRanges(_ bars: ArraySlice<PlainBar>) -> [Double] {
        zip(bars.dropFirst(), bars).map { bar, before in
            max(bar.high, before.close) - min(bar.low, before.close)
        }
    }
}
