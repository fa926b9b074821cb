import CLI
import Market
public import Records

/// The four boxes of the auction playbook, from the study it makes each minute: market state,
/// nearest low volume node, aggressive flow and hours.
///
/// Values are found by their names; what is undefined is shown as `-`.
public struct MarketWidgets: Sendable {
    let study: Evaluation
    let rule: RuleSchema
    let numbers: NumberText
    let look: Look

    /// The boxes of one study.
    ///
    /// - Parameters:
    ///   - rule: the rule of the study, `market`.
    ///   - numbers: of the study's instrument.
    public init(_ study: Evaluation, _ rule: RuleSchema, _ numbers: NumberText, _ look: Look) {
        self.study = study
        self.rule = rule
        self.numbers = numbers
        self.look = look
    }

    /// Market state, distance from the POC and momentum: yellow in balance, green out of it.
    public var marketState: [String] {
        let state = word("state")
        return [
            look.paint("Market State: \(state)", state == "BALANCE" ? .yellow : .green),
            "Distance from POC: \(percent("distance_pct"))",
            "Momentum: \(MomentumText.strength(value("momentum"))) "
                + arrow(value("momentum") ?? 0),
        ]
    }

    /// The nearest node, an alert when it is near.
    public var nearestLVN: [String] {
        let isNear = value("lvn_alert") == 1
        let title = isNear ? "\(icon("🔔"))LVN ALERT" : "NEAREST LVN"
        var way = ""
        if let close = value("close"), let lvn = value("nearest_lvn") {
            let level = level(lvn) - level(close)
            way = " (\(level == 0 ? isUnicode ? "•" : "*" : arrow(Double(level))))"
        }
        return [
            look.paint(title, isNear ? [.yellow, .bold] : .dim),
            "Price: \(price("close"))",
            "Target LVN: \(price("nearest_lvn"))",
            "Distance: \(percent("lvn_distance_pct"))\(way)",
        ]
    }

    /// Score, direction, volume and cumulative delta: grey below 40, yellow below 70, then red.
    public var aggressiveFlow: [String] {
        let score = value("score") ?? 0
        let side = word("flow_direction")
        let lean = side == "BUY" ? 1.0 : side == "SELL" ? -1.0 : 0
        let pace = value("accelerating") == 1 ? "accelerating" : "decelerating"
        let change = value("cvd_change").map {
            numbers.delta(Volume($0 * numbers.sizes.unitsPerOne))
        }
        return [
            look.paint(
                "\(icon("🔥"))AGGRESSIVE FLOW", score < 40 ? .dim : score < 70 ? .yellow : .red),
            "Score: \(Figures.decimal(score, places: 0))/100",
            "Direction: \(side) \(arrow(lean))",
            "Volume: \(value("volume_ratio").map { Figures.decimal($0, places: 1) } ?? "-")"
                + "x average",
            "CVD: \(change ?? "-") (\(pace))",
        ]
    }

    /// The hours, what they suggest, and how the session's trades went.
    public func session(_ trades: SessionTrades = SessionTrades()) -> [String] {
        let time = study.time
        let minutes = value("minutes_to_next").map { Figures.seconds($0 * 60) } ?? "-"
        return [
            "Session: \(sessionName)",
            "Time: \(ClockText().minute(time)) ET",
            "Recommended: \(recommended)",
            "Market Open: \(hours(time))",
            "Next Session: \(nextSession) in \(minutes)",
            trades.text,
        ]
    }
}

/// Trades of one session, closed ones only.
public struct SessionTrades: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// Of those with a profit.
    public var wins: Int
    /// Of all, US dollars.
    public var profit: Double

    /// Puts the numbers together.
    public init(count: Int = 0, wins: Int = 0, profit: Double = 0) {
        self.count = count
        self.wins = wins
        self.profit = profit
    }

    var text: String {
        guard count > 0 else { return "Trades: 0" }
        let rate = Figures.decimal(100 * Double(wins) / Double(count), places: 1)
        let sign = profit < 0 ? "-" : "+"
        return "Trades: \(count), win rate \(rate)%, "
            + "P&L \(sign)$\(Figures.decimal(abs(profit), places: 2))"
    }
}

/// Momentum in words.
enum MomentumText {
    /// Strong above 0.5, moderate above 0.2, weak below and when undefined.
    static func strength(_ momentum: Double?) -> String {
        switch abs(momentum ?? 0) {
        case let size where size > 0.5: "Strong"
        case let size where size > 0.2: "Moderate"
        default: "Weak"
        }
    }
}

extension MarketWidgets {
    private var isUnicode: Bool { look.glyphs != .ascii }

    private func icon(_ symbol: String) -> String { isUnicode ? symbol + " " : "" }

    private func arrow(_ lean: Double) -> String {
        if lean > 0 { return isUnicode ? "↑" : "^" }
        if lean < 0 { return isUnicode ? "↓" : "v" }
        return isUnicode ? "→" : "-"
    }

    private func value(_ name: String) -> Double? {
        guard let place = rule.place(of: name), place < study.values.count else { return nil }
        return study.values[place]
    }

    /// The word of a choice, `-` when there is none.
    private func word(_ name: String) -> String {
        guard let place = rule.place(of: name), case .choice(let words) = rule.values[place].kind,
            let value = value(name), value >= 0, value < Double(words.count)
        else { return "-" }
        return words[Int(value)]
    }

    private func percent(_ name: String) -> String {
        value(name).map { Figures.decimal($0, places: 1) + "%" } ?? "-"
    }

    private func price(_ name: String) -> String {
        value(name).map { ($0 < 0 ? "-$" : "$") + numbers.real(abs($0)) } ?? "-"
    }

    private func level(_ price: Double) -> Int64 {
        let levels = (price / numbers.prices.tickSize).rounded(.toNearestOrAwayFromZero)
        return Int64(exactly: levels) ?? 0
    }

    private var sessionName: String {
        switch word("trading_session") {
        case "NEW_YORK":
            value("holiday") == 1
                ? "NEW_YORK (holiday)" : isUnicode ? "NEW YORK 🗽" : "NEW YORK"
        case let name: name
        }
    }

    private var nextSession: String {
        switch word("trading_session") {
        case "ASIA": "LONDON"
        case "LONDON": "NEW YORK"
        default: "ASIA"
        }
    }

    private var recommended: String {
        switch word("recommended") {
        case "TREND_MODEL": "Trend Model"
        case "MEAN_REVERSION": "Mean Reversion"
        default: "none"
        }
    }

    private func hours(_ time: Nanoseconds) -> String {
        let date = NewYorkTime.wallClock(at: time).date
        guard let session = NYSECalendar.standard.session(on: date) else { return "closed" }
        return session.earlyClose ? "09:30-13:00" : "09:30-16:00"
    }
}
