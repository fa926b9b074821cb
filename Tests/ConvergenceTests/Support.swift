import Chance
import Market
import Records
import Settings
import Strategy
import Testing

@testable import Convergence

/// The instant that ISO 8601 text names.
func at(_ text: String) -> Nanoseconds {
    guard let time = InstantText.parse(text) else { preconditionFailure("\(text) is no instant") }
    return time
}

/// A minute of a made-up coin.
func minute(
    _ start: Nanoseconds, high: Double, low: Double, close: Double, volume: Double = 100
) -> Minute {
    // Prices as the pipeline carries them: whole millionths.
    func real(_ price: Double) -> Double { (price * 1e6).rounded() / 1e6 }
    return Minute(
        start: start, end: start + .seconds(60), high: real(high), low: real(low),
        close: real(close), volume: volume)
}

extension Minute {
    /// The minute as the pipeline gives it.
    var bar: StudyBar {
        let prices = PriceScale(decimals: 6, tick: 1)
        func units(_ price: Double) -> Price { Price(Int64((price * 1e6).rounded())) }
        let sizes = SizeScale(decimals: 0, lot: 1)
        return StudyBar(
            Bar(
                start: start, end: end,
                session: SessionDate(rawValue: Int32(start.rawValue / 86_400_000_000_000)),
                mode: .utc, period: .minute1, isFromTicks: false, open: units(close),
                high: units(high), low: units(low), close: units(close), volume: Volume(volume),
                buyVolume: .zero, sellVolume: .zero, maxDelta: .zero, minDelta: .zero,
                cumulativeDelta: .zero, trades: 0, vwap: nil, completeness: Completeness()),
            prices: prices, sizes: sizes)
    }
}

/// The system, fed by hand.
struct Bench: ~Copyable {
    var system: ConvergenceSystem
    var found: [Evaluation] = []
    let sheet = EvaluationSheet(system: 5)

    init(_ settings: ConvergenceSettings = ConvergenceSettings()) {
        system = ConvergenceSystem(settings)
    }

    mutating func feed(_ minutes: some Sequence<Minute>) {
        for minute in minutes {
            let bar = minute.bar
            found += sheet.record(about: bar) { system.closed(bar, MarketReading(), &$0) }
        }
    }

    func of(_ rule: String) -> [Evaluation] {
        let place = ConvergenceSystem.schema.rules.firstIndex { $0.name == rule }
        return found.filter { Int($0.rule) == place }
    }
}

extension Evaluation {
    var schema: RuleSchema { ConvergenceSystem.schema.rules[Int(rule)] }

    /// The name of its reason.
    var why: String { schema.reasons[Int(reason)] }

    /// `approved` or `rejected not_enough`.
    var outcome: String { why.isEmpty ? verdict.name : "\(verdict.name) \(why)" }

    /// A value by name.
    subscript(name: String) -> Double? {
        guard let place = schema.place(of: name) else { preconditionFailure("no value \(name)") }
        return values[place]
    }

    /// The word of a choice.
    func word(_ name: String) -> String? {
        guard let value = self[name], let place = schema.place(of: name),
            case .choice(let words) = schema.values[place].kind
        else { return nil }
        return words[Int(value)]
    }
}

/// A wandering price with trends, quiet hours, spikes of volume, minutes without trades and gaps.
func randomMinutes(_ count: Int, seed: UInt64, hasGaps: Bool = true) -> [Minute] {
    var dice = SplitMix64(seed)
    var found: [Minute] = []
    var (time, close, drift) = (at("2024-01-16T00:00:00Z"), 1000.0, 0.0)
    for _ in 0..<count {
        if Int.random(in: 0..<90, using: &dice) == 0 {
            drift = Double(Int.random(in: -20...20, using: &dice)) / 100
        }
        let isQuiet = Int(time.rawValue / 3_600_000_000_000) % 3 == 0
        let reach = isQuiet ? 20 : 150
        func step(_ range: ClosedRange<Int>) -> Double {
            Double(Int.random(in: range, using: &dice)) / 100
        }
        let volume = Double(Int.random(in: 0...(isQuiet ? 60 : 300), using: &dice))
        if volume == 0 {
            found.append(minute(time, high: close, low: close, close: close, volume: 0))
        } else {
            let next = max(500, ((close + drift + step(-reach...reach)) * 100).rounded() / 100)
            found.append(
                minute(
                    time, high: max(close, next) + step(0...reach / 3),
                    low: min(close, next) - step(0...reach / 3), close: next,
                    volume: Int.random(in: 0..<25, using: &dice) == 0 ? 5 * volume : volume))
            close = next
        }
        var minutes: Int64 = 1
        if hasGaps {
            switch Int.random(in: 0..<1500, using: &dice) {
            case 0: minutes = Int64.random(in: 61...1800, using: &dice)
            case 1..<20: minutes = Int64.random(in: 2...20, using: &dice)
            default: break
            }
        }
        time = time + .seconds(60 * minutes)
    }
    return found
}
