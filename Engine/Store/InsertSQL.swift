/// The texts of the statements that write rows; all values are bound.
enum InsertSQL {
    private static func insert(_ table: String, _ columns: Int) -> String {
        "INSERT OR REPLACE INTO \(table) VALUES (\(marks(columns)))"
    }

    private static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }

    /// Replaces a row unless the one that is there was caused later.
    private static func newest(_ table: String, key: String, columns: [String]) -> String {
        let changes = columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let keyCount = key.split(separator: ",").count
        return """
            INSERT INTO \(table) (\(key), \(columns.joined(separator: ", ")))
            VALUES (\(marks(keyCount + columns.count)))
            ON CONFLICT (\(key)) DO UPDATE SET \(changes) WHERE excluded.cause >= cause
            """
    }

    static let bar = insert("bars", 29)
    static let footprint = insert("footprints", 14)
    static let session = insert("sessions", 18)
    static let window = insert("windows", 8)
    static let vwap = insert("vwaps", 10)
    static let decision = insert("decisions", 25)
    static let studyHistory = insert("study_history", 25)
    static let calibration = insert("calibration", 25)
    static let event = insert("events", 6)
    static let setting = insert("settings", 7)
    static let digest = insert("digests", 5)
    static let fill = insert("fills", 10)
    static let trade = insert("trades", 14)
    static let report = insert("reports", 5)

    static let study = newest(
        "studies", key: "instrument, system, rule, key",
        columns: [
            "number", "time", "start", "strategy", "rule_name", "key_name", "verdict", "reason",
            "reason_name", "direction", "period", "mode", "side_quality", "inferred_share",
            "late", "lost", "out_of_range", "feed_gaps", "cause", "packed", "detail",
        ])

    static let counters = newest(
        "counters", key: "instrument",
        columns: [
            "time", "accepted", "bad", "duplicate", "late", "out_of_range", "out_of_bars",
            "out_of_footprint", "out_of_profiles", "out_of_vwaps", "lost", "feed_gaps", "cause",
        ])

    static let order = newest(
        "orders", key: "id",
        columns: [
            "account", "instrument", "side", "kind", "quantity", "filled", "limit_price",
            "stop_price", "state", "reason", "decision", "created", "changed", "cause",
        ])

    static let position = newest(
        "positions", key: "account, instrument",
        columns: ["time", "quantity", "entry", "realized_nanos", "cause"])

    /// An event for what the counters of an instrument rose by: `?1` instrument, `?2` cause,
    /// `?3` time, `?4` the new value. Nothing when a later record was counted before.
    static func rise(of column: String, as kind: String) -> String {
        """
        INSERT OR REPLACE INTO events
        SELECT ?2, '\(kind)', ?1, '', ?3,
            json_object('count', ?4 - coalesce(max(\(column)), 0), 'total', ?4)
        FROM counters WHERE instrument = ?1
        HAVING ?4 > coalesce(max(\(column)), 0) AND ?2 > coalesce(max(cause), -1)
        """
    }

    static let cursor = """
        UPDATE cursor SET position = ?, time = ?, records = records + ?
        """
}
