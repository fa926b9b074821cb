import Market
import Records

/// The readable side of the tables: real prices and volumes, names, and times as people read
/// them. Views and words are made anew whenever they differ from those of this build.
enum Views {
    /// A view by its name.
    static let all: [(name: String, query: String)] = [
        ("bars_view", bars), ("sessions_view", sessions), ("vwaps_view", vwaps),
        ("decisions_view", decisions), ("signals_view", signals), ("studies_view", studies),
        ("calibration_view", calibration), ("events_view", events),
        ("settings_view", settings), ("orders_view", orders), ("fills_view", fills),
        ("trades_view", trades), ("positions_view", positions), ("digests_view", digests),
        ("cursor_view", cursor),
    ]

    /// What the numbers of the tables stand for.
    static let words: [(about: String, number: Int64, word: String)] =
        words("period", BarPeriod.allCases) { ($0.rawValue, $0.name) }
        + words("mode", SessionMode.allCases) { ($0.rawValue, $0.name) }
        + words("verdict", Verdict.allCases) { ($0.rawValue, $0.name) }
        + words("direction", Direction.allCases) { ($0.rawValue, $0.name) }
        + words("anchor", [Anchor.daily, .weekly, .monthly, .user]) { ($0.rawValue, $0.name) }
        + words("side", SideRule.allCases) { ($0.rawValue, "\($0)") }
        + words("quality", SideQuality.allCases) { ($0.rawValue, "\($0)") }
        + words("class", AssetClass.allCases) { ($0.rawValue, "\($0)") }
        + words("stream", OutputKind.allCases) { ($0.rawValue, "\($0)") }
        + words("stream", BarPeriod.allCases) { (36 + $0.rawValue, "bar \($0.name)") }
        + [("stream", 0, "all")]

    private static func words<Value>(
        _ about: String, _ values: [Value], _ word: (Value) -> (UInt8, String)
    ) -> [(about: String, number: Int64, word: String)] {
        values.map { value in
            let (number, text) = word(value)
            return (about, Int64(number), text)
        }
    }

    /// `2024-03-08T14:30:00.000Z`, of nanoseconds since 1970.
    private static func time(_ column: String) -> String {
        "strftime('%Y-%m-%dT%H:%M:%S', \(column) / 1000000000, 'unixepoch')"
            + " || printf('.%03dZ', \(column) / 1000000 % 1000)"
    }

    private static func date(_ column: String) -> String {
        "date(\(column) * 86400, 'unixepoch')"
    }

    private static func price(_ column: String) -> String { "\(column) * 1.0 / i.price_units" }

    /// A row of a profile as the real price of its lowest level.
    private static func row(_ column: String) -> String {
        "\(column) * t.row_ticks * i.tick * 1.0 / i.price_units"
    }

    private static func volume(_ column: String) -> String { "\(column) / i.size_units" }

    private static func size(_ column: String) -> String { "\(column) * 1.0 / i.size_units" }

    private static func money(_ column: String) -> String { "\(column) / 1000000000.0" }

    private static func word(_ about: String, _ column: String) -> String {
        "(SELECT word FROM words WHERE about = '\(about)' AND number = \(column))"
    }

    private static let instrument = "JOIN instruments i ON i.id = t.instrument"

    private static let bars = """
        SELECT i.symbol, \(word("period", "t.period")) period, \(word("mode", "t.mode")) mode,
        \(time("t.start")) start, \(time("t.\"end\"")) "end", \(date("t.session")) session,
        \(price("t.open")) open, \(price("t.high")) high, \(price("t.low")) low,
        \(price("t.close")) close, \(volume("t.volume")) volume,
        \(volume("t.buy_volume")) buy_volume, \(volume("t.sell_volume")) sell_volume,
        \(volume("(t.buy_volume - t.sell_volume)")) delta, \(volume("t.max_delta")) max_delta,
        \(volume("t.min_delta")) min_delta, \(volume("t.cumulative_delta")) cumulative_delta,
        t.trades, t.vwap,
        t.late = 0 AND t.lost = 0 AND t.out_of_range = 0 AND t.feed_gaps = 0 is_whole,
        t.late, t.lost, t.out_of_range, t.feed_gaps, t.cause
        FROM bars t \(instrument)
        """

    private static let sessions = """
        SELECT i.symbol, \(word("anchor", "t.anchor")) anchor, \(date("t.date")) date,
        \(time("t.start")) start, \(time("t.\"end\"")) "end", \(row("t.poc")) poc,
        \(row("t.vah")) vah, \(row("t.val")) val, \(row("t.low")) low, \(row("t.high")) high,
        \(volume("t.volume")) volume, \(volume("t.buy_volume")) buy_volume,
        \(volume("t.sell_volume")) sell_volume, t.row_count, t.cause
        FROM sessions t \(instrument)
        """

    private static let vwaps = """
        SELECT i.symbol, \(word("anchor", "t.anchor")) anchor, t.anchor_number,
        \(date("t.date")) date, \(word("period", "t.period")) period,
        \(time("t.start")) start, t.vwap, t.sigma, \(volume("t.volume")) volume, t.cause
        FROM vwaps t \(instrument)
        """

    private static let evaluated = """
        \(time("t.time")) time, i.symbol, t.strategy, t.rule_name rule, t.key_name key,
        \(word("verdict", "t.verdict")) verdict, \(word("direction", "t.direction")) direction,
        t.reason_name reason, \(word("period", "t.period")) period,
        \(word("mode", "t.mode")) mode, \(time("t.start")) bar_start,
        \(word("quality", "t.side_quality")) side_quality, t.inferred_share,
        t.late = 0 AND t.lost = 0 AND t.out_of_range = 0 AND t.feed_gaps = 0 is_whole,
        t.detail, t.cause
        """

    private static let decisions = """
        SELECT i.symbol || '-' || t.number id, \(evaluated) FROM decisions t \(instrument)
        """

    private static let signals = decisions + " WHERE t.verdict = \(Verdict.approved.rawValue)"

    private static let studies = "SELECT \(evaluated) FROM studies t \(instrument)"

    private static let calibration = """
        SELECT \(time("t.time")) time, i.symbol, t.strategy, t.key_name cell,
        json_extract(t.detail, '$.n') n, json_extract(t.detail, '$.hits') hits,
        json_extract(t.detail, '$.rate') rate, json_extract(t.detail, '$.wilson_low') wilson_low,
        json_extract(t.detail, '$.wilson_high') wilson_high,
        json_extract(t.detail, '$.prior') prior, json_extract(t.detail, '$.blended') blended,
        t.detail, t.cause
        FROM calibration t \(instrument)
        """

    private static let events = """
        SELECT \(time("t.time")) time, i.symbol, t.kind, t.subject, t.detail, t.cause
        FROM events t LEFT \(instrument)
        """

    private static let settings = """
        SELECT \(time("t.time")) time, t.scope, t.key, t.value, t.given_by, t.is_default, t.cause
        FROM settings t
        """

    private static let orders = """
        SELECT t.id, t.account, i.symbol, \(word("direction", "t.side")) side, t.kind,
        \(size("t.quantity")) quantity, \(size("t.filled")) filled,
        \(price("t.limit_price")) limit_price, \(price("t.stop_price")) stop_price, t.state,
        t.reason, i.symbol || '-' || t.decision decision, \(time("t.created")) created,
        \(time("t.changed")) changed, t.cause
        FROM orders t \(instrument)
        """

    private static let fills = """
        SELECT \(time("t.time")) time, t.id, t."order", t.account, i.symbol,
        \(word("direction", "t.side")) side, \(price("t.price")) price,
        \(size("t.quantity")) quantity, \(money("t.fee_nanos")) fee, t.cause
        FROM fills t \(instrument)
        """

    private static let trades = """
        SELECT t.account, i.symbol, t.number, \(word("direction", "t.side")) side,
        \(size("t.quantity")) quantity, \(time("t.opened")) opened, \(time("t.closed")) closed,
        t.entry, t.exit, \(money("t.profit_nanos")) profit, \(money("t.fee_nanos")) fee,
        t.reason, i.symbol || '-' || t.decision decision, t.cause
        FROM trades t \(instrument)
        """

    private static let positions = """
        SELECT t.account, i.symbol, \(time("t.time")) time, \(size("t.quantity")) quantity,
        t.entry, \(money("t.realized_nanos")) realized, t.cause
        FROM positions t \(instrument)
        """

    private static let digests = """
        SELECT \(time("t.time")) time, i.symbol, \(word("stream", "t.stream")) stream,
        printf('%016x', t.digest) digest, t.cause
        FROM digests t LEFT \(instrument)
        """

    private static let cursor = """
        SELECT position, records, \(time("time")) time,
        (SELECT printf('%016x', digest) FROM rules ORDER BY position DESC LIMIT 1) rules
        FROM cursor
        """
}
