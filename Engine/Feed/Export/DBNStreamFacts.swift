import Market
import Records

/// What the front of a DBN stream says of the records behind it.
struct DBNStreamFacts {
    private static let day: Int64 = 86_400_000_000_000
    /// Of each instrument its first and last time; `nil` without a record.
    private var spans: [ClosedRange<Nanoseconds>?]
    private var tradesWithQuote = 0
    private var tradesWithout = 0
    private var quotes = 0
    private var periods: Set<BarPeriod> = []

    init(count: Int) { spans = [ClosedRange<Nanoseconds>?](repeating: nil, count: count) }

    mutating func note(tick: Input) {
        if tick.flags.contains(.hasQuote) { tradesWithQuote += 1 } else { tradesWithout += 1 }
        note(tick)
    }

    mutating func note(quote: Input) {
        quotes += 1
        note(quote)
    }

    mutating func note(bar: Input, _ period: BarPeriod) {
        periods.insert(period)
        note(bar)
    }

    private mutating func note(_ input: Input) {
        let place = Int(input.instrument.rawValue)
        precondition(place < spans.count, "instrument \(place) of \(spans.count)")
        guard let span = spans[place] else {
            spans[place] = input.time...input.time
            return
        }
        if span.contains(input.time) { return }
        spans[place] =
            min(span.lowerBound, input.time)...max(span.upperBound, input.time)
    }

    /// Trades are written with the book beside them.
    var hasQuotes: Bool { tradesWithQuote + quotes > 0 }

    /// The one schema of all records, if there is one.
    var schema: String? {
        let trades = tradesWithQuote + tradesWithout + quotes > 0
        if trades, !periods.isEmpty { return nil }
        if trades {
            if !hasQuotes { return "trades" }
            return quotes == 0 && tradesWithout == 0 ? "tbbo" : "mbp-1"
        }
        return periods.count == 1 ? periods.first.map { "ohlcv-\($0.name)" } : nil
    }

    func isUsed(_ instrument: Int) -> Bool { spans[instrument] != nil }

    /// The UTC days of an instrument's records as `YYYYMMDD`, the end excluded.
    func days(_ instrument: Int) -> (start: UInt32, end: UInt32)? {
        guard let span = spans[instrument] else { return nil }
        return (Self.number(span.lowerBound, 0), Self.number(span.upperBound, 1))
    }

    private static func number(_ time: Nanoseconds, _ later: Int) -> UInt32 {
        let date = SessionDate(rawValue: Int32(max(0, time.rawValue) / day)).adding(days: later)
        return UInt32(date.civil.year * 10_000 + date.civil.month * 100 + date.civil.day)
    }
}
