import Chance
import Market
import Measures
import Records
import Strategy
import Testing

@testable import Momentum

/// Random seconds that compress and expand often, with gaps and several sessions.
struct RandomSeconds {
    var dice: SplitMix64
    private var price = 10_000
    private var quiet = 0
    private var time = InstantText.parse("2024-01-16T09:30:00")!

    init(seed: UInt64) { dice = SplitMix64(seed) }

    private mutating func upTo(_ limit: Int) -> Int { Int.random(in: 0...limit, using: &dice) }

    mutating func next() -> StudyBar {
        if quiet == 0, upTo(9) == 0 { quiet = 3 + upTo(12) }
        if quiet > 0 { quiet -= 1 }
        let isBurst = quiet == 1 && upTo(2) > 0
        let spread = isBurst ? 10 + upTo(30) : quiet > 0 ? upTo(5) : 4 + upTo(16)
        let volume = Double(isBurst ? 150 + upTo(500) : quiet > 0 ? 1 + upTo(40) : 50 + upTo(100))
        let open = price
        let low = open - upTo(spread)
        let high = low + max(spread, open - low)
        price = upTo(1) == 0 ? (upTo(1) == 0 ? high : low) : low + upTo(high - low)
        let row = Row(
            Double(open) / 100, Double(high) / 100, Double(low) / 100, Double(price) / 100, volume)
        price = min(max(price, 5000), 20_000)
        let bar = Session.bar(row, at: time)
        switch upTo(400) {
        case 0: time = time + .seconds(Int64(50 + upTo(30)))
        case 1: time = time + .seconds(86_400)
        default: time = time + .seconds(1)
        }
        return bar
    }
}

/// The system once more, from whole histories: slow, and as the formulas are written.
struct Reference {
    private var bars: [StudyBar] = []
    private var state = "IDLE"
    private var count = 0
    private var trade:
        (isLong: Bool, time: Nanoseconds, entry: Double, stop: Double, target: Double)?
    private(set) var trades: [String] = []

    private func atLeast(_ a: Double, _ b: Double) -> Bool {
        a - b >= -1e-9 * max(1, max(abs(a), abs(b)))
    }
    private func above(_ a: Double, _ b: Double) -> Bool {
        a - b > 1e-9 * max(1, max(abs(a), abs(b)))
    }
    private func mean(_ numbers: [Double]) -> Double {
        numbers.reduce(0, +) / Double(numbers.count)
    }

    /// The bar's line of the states export.
    mutating func add(_ bar: StudyBar, vwap: Double) -> String {
        if let last = bars.last, last.session != bar.session {
            if trade != nil { close(last.close, "SESSION_END", last.end) }
            (bars, state, count) = ([], "IDLE", 0)
        }
        if let last = bars.last, (bar.start - last.end).rawValue > 60_000_000_000 {
            count = 0
            if state == "COMPRESSION" { state = "IDLE" }
        }
        bars.append(bar)
        let bias = bias(vwap)
        let (compressed, expansion) = (isCompressed, isExpansion)
        let wasInTrade = trade != nil
        if wasInTrade {
            manage(bar)
            state = trade == nil ? "IDLE" : "IN_TRADE"
        } else if state == "COMPRESSION", expansion {
            count = 0
            enter(bar, bias)
        } else if compressed {
            count += 1
            if count >= 3 { state = "COMPRESSION" }
        } else {
            (count, state) = (0, "IDLE")
        }
        return "\(bias) \(compressed ? 1 : 0) \(count) \(expansion ? 1 : 0) \(state)"
    }

    private func bias(_ vwap: Double) -> String {
        guard bars.count >= 3 else { return "NEUTRAL" }
        let closes = bars.suffix(3).map(\.close)
        if closes.allSatisfy({ above($0, vwap) }) { return "BULLISH" }
        return closes.allSatisfy { above(vwap, $0) } ? "BEARISH" : "NEUTRAL"
    }

    private var isCompressed: Bool {
        guard bars.count >= 30 else { return false }
        let ranges = bars.map { $0.high - $0.low }
        return above(1.1 * mean(ranges.suffix(30)), ranges.suffix(5).max()!)
            && above(mean(bars.suffix(10).map(\.volume)), bars.last!.volume)
    }

    private var isExpansion: Bool {
        guard bars.count >= 6, let bar = bars.last else { return false }
        let before = bars.dropLast().suffix(5)
        let range = mean(before.map { $0.high - $0.low })
        return above(range, 0) && atLeast(bar.high - bar.low, 1.8 * range)
            && atLeast(bar.volume, 1.5 * mean(before.map(\.volume)))
    }

    private mutating func enter(_ bar: StudyBar, _ bias: String) {
        let range = bar.high - bar.low
        state = "IDLE"
        if bias == "BULLISH", atLeast(bar.close, bar.high - 0.2 * range) {
            trade = (true, bar.end, bar.close, bar.low, bar.close + 1.5 * range)
        } else if bias == "BEARISH", atLeast(bar.low + 0.2 * range, bar.close) {
            trade = (false, bar.end, bar.close, bar.high, bar.close - 1.5 * range)
        }
        if trade != nil { state = "IN_TRADE" }
    }

    private mutating func manage(_ bar: StudyBar) {
        guard let trade else { return }
        if trade.isLong ? atLeast(trade.stop, bar.low) : atLeast(bar.high, trade.stop) {
            let isBeyond = trade.isLong ? bar.open < trade.stop : bar.open > trade.stop
            close(isBeyond ? bar.open : trade.stop, "STOP", bar.end)
        } else if trade.isLong
            ? atLeast(bar.high, trade.target) : atLeast(trade.target, bar.low)
        {
            let isBeyond = trade.isLong ? bar.open > trade.target : bar.open < trade.target
            close(isBeyond ? bar.open : trade.target, "TARGET", bar.end)
        } else if (bar.end - trade.time).rawValue >= 15_000_000_000,
            trade.isLong ? above(trade.entry, bar.close) : above(bar.close, trade.entry)
        {
            close(bar.close, "TIME_EXIT", bar.end)
        }
    }

    private mutating func close(_ price: Double, _ reason: String, _ time: Nanoseconds) {
        guard let open = trade else { return }
        let profit = open.isLong ? price - open.entry : open.entry - price
        let seconds = (time - open.time).rawValue / 1_000_000_000
        trades.append(
            "\(open.isLong ? "LONG" : "SHORT") \(money(open.entry)) \(money(open.stop)) "
                + "\(money(open.target)) \(money(price)) \(reason) \(money(profit)) \(seconds)")
        trade = nil
    }

    mutating func finish() {
        if trade != nil, let last = bars.last { close(last.close, "SESSION_END", last.end) }
    }
}

@Suite struct PropertyTests {
    @Test(arguments: 1...8)
    func `the system does what the formulas say`(seed: Int) {
        var seconds = RandomSeconds(seed: UInt64(seed))
        var session = Session()
        var reference = Reference()
        var expected: [String] = []
        let sheet = EvaluationSheet(system: 2)
        var running = VWAP()
        var date = SessionDate(rawValue: 0)
        for _ in 0..<4000 {
            let bar = seconds.next()
            if bar.session != date { running = VWAP() }
            date = bar.session
            running.add((bar.high + bar.low + bar.close) / 3, bar.volume)
            var market = MarketReading()
            market.vwaps.daily = VWAPReading(
                vwap: running.units!, sigma: 0, volume: Volume(running.volume))
            session.found += sheet.record(about: bar) { session.system.closed(bar, market, &$0) }
            expected.append(reference.add(bar, vwap: running.units!))
        }
        session.found += sheet.record { session.system.ended(&$0) }
        reference.finish()
        #expect(session.states == expected)
        #expect(session.trades == reference.trades)
        // The generator makes something of everything.
        #expect(session.trades.count > 5)
        #expect(Set(session.of("trade").map(\.why)).count >= 3)
        #expect(Set(session.of("entry").map(\.why)) == ["", "bias", "close", "not_compressed"])
    }

    @Test func `the same bars give the same evaluations`() {
        func run() -> [Evaluation] {
            var seconds = RandomSeconds(seed: 99)
            var session = Session()
            let sheet = EvaluationSheet(system: 2)
            for _ in 0..<2000 {
                let bar = seconds.next()
                var market = MarketReading()
                market.vwaps.daily = VWAPReading(vwap: 100, sigma: 0, volume: .zero)
                session.found += sheet.record(about: bar) {
                    session.system.closed(bar, market, &$0)
                }
            }
            return session.found
        }
        #expect(run() == run())
    }

    @Test func `numbers of decisions rise by one, studies have none`() {
        var seconds = RandomSeconds(seed: 5)
        var session = Session()
        let sheet = EvaluationSheet(system: 2)
        for _ in 0..<2000 {
            let bar = seconds.next()
            session.found += sheet.record(about: bar) {
                session.system.closed(bar, MarketReading(), &$0)
            }
        }
        // Without a VWAP the bias is neutral and nothing is ever entered.
        #expect(session.of("trade").isEmpty)
        let numbers = session.found.filter { $0.verdict != .study }.map(\.number)
        #expect(numbers == Array(1...UInt64(numbers.count)))
        #expect(session.of("bar").allSatisfy { $0.number == 0 })
    }
}
