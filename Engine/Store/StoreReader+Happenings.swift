public import Market
import Records

/// Settings and events.
extension StoreReader {
    /// The history of settings, oldest first, the newest `limit` of them.
    ///
    /// - Parameters:
    ///   - scope: one scope; `nil` for all.
    ///   - key: one key; `nil` for all.
    public func settings(
        scope: String? = nil, key: String? = nil, limit: UInt32 = 0
    ) throws(StoreFault) -> [SettingRow] {
        let row = try statement(
            """
            SELECT cause, scope, key, value, time, given_by, is_default FROM settings WHERE 1
            \(scope == nil ? "" : "AND scope = ?") \(key == nil ? "" : "AND key = ?")
            ORDER BY cause DESC, scope DESC, key DESC LIMIT ?
            """, as: "settings")
        if let scope { row.add(scope) }
        if let key { row.add(key) }
        row.add(Self.limit(limit))
        return try rows(of: row) { row in
            SettingRow(
                cause: UInt64(bitPattern: row.int(0)), scope: row.text(1), key: row.text(2),
                value: row.text(3), time: Nanoseconds(row.int(4)), by: row.text(5),
                isDefault: row.int(6) != 0)
        }.reversed()
    }

    /// Events from `from` and before `to`, oldest first, the newest `limit` of them.
    public func events(
        kind: String? = nil, from: Nanoseconds? = nil, to: Nanoseconds? = nil, limit: UInt32 = 0
    ) throws(StoreFault) -> [EventRow] {
        let row = try statement(
            """
            SELECT t.cause, t.kind, i.number, t.subject, t.time, t.detail FROM events t
            LEFT JOIN instruments i ON i.id = t.instrument
            WHERE t.time >= ? AND t.time < ? \(kind == nil ? "" : "AND t.kind = ?")
            ORDER BY t.time DESC, t.cause DESC, t.kind DESC, t.subject DESC LIMIT ?
            """, as: "events")
        row.add(from?.rawValue ?? Int64.min)
        row.add(to?.rawValue ?? Int64.max)
        if let kind { row.add(kind) }
        row.add(Self.limit(limit))
        return try rows(of: row) { row in
            EventRow(
                cause: UInt64(bitPattern: row.int(0)), kind: row.text(1),
                instrument: row.isNull(2) ? nil : row.instrument(2), subject: row.text(3),
                time: Nanoseconds(row.int(4)), detail: row.text(5))
        }.reversed()
    }
}
