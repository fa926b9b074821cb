import CLI
import Market

/// Numbers of a report as people read them.
enum ReportText {
    /// A fixed number of decimals, `-` for what is undefined.
    static func decimal(_ value: Double?, _ places: Int) -> String {
        value.map { Figures.decimal($0, places: places) } ?? "-"
    }

    /// The same with a sign in front of what is above zero.
    static func signed(_ value: Double?, _ places: Int) -> String {
        guard let value else { return "-" }
        let text = Figures.decimal(value, places: places)
        return value > 0 ? "+\(text)" : text
    }

    /// A share as percent: `40.5 %`.
    static func percent(_ share: Double?, _ places: Int = 1) -> String {
        share.map { "\(Figures.decimal(100 * $0, places: places)) %" } ?? "-"
    }

    /// US dollars with cents and thousands: `10,123.45`.
    static func money(_ amount: Money) -> String {
        let text = amount.text(decimals: 2)
        let digits = Array(text.drop { $0 == "-" }.prefix { $0 != "." })
        var whole = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        return (text.hasPrefix("-") ? "-" : "") + whole + text.suffix(3)
    }

    /// The same with a sign in front of what is above zero.
    static func signed(_ amount: Money) -> String {
        amount > .zero ? "+\(money(amount))" : money(amount)
    }

    /// A price exactly, a mean of prices with four decimals; `-` without one.
    ///
    /// - Parameter units: price units.
    static func price(_ units: Double?, _ facts: Instrument) -> String {
        guard let units else { return "-" }
        let real = units / facts.prices.unitsPerOne
        return units == units.rounded() ? DecimalText.text(real) : decimal(real, 4)
    }

    /// `2013-10-07 09:30:00` by the New York clock.
    static func instant(_ time: Nanoseconds) -> String {
        "\(NewYorkTime.wallClock(at: time).date) \(InstantText.newYorkClock(time))"
    }

    /// One line of equity: how high it was in each of so many equal parts of the trades.
    static func spark(_ points: [EquityPoint], start: Money, columns: Int) -> String {
        let values = [start.real] + points.map(\.equity.real)
        guard values.count > 1, let low = values.min(), let high = values.max(), high > low else {
            return ""
        }
        let steps = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let width = min(columns, values.count)
        return (0..<width).map { column in
            // The last of each part: the line ends where the account does.
            let place = (column + 1) * values.count / width - 1
            let share = (values[place] - low) / (high - low)
            return steps[min(steps.count - 1, Int(share * Double(steps.count)))]
        }.joined()
    }
}
