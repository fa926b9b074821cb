import Market
import Records

/// What a file says about its numbers: words, views, instruments and rules, as of this build and
/// configuration. Called inside a transaction.
enum Naming {
    static func setWords(_ connection: Connection) throws(StoreFault) {
        let row = try connection.prepare(
            """
            INSERT INTO words VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET word = excluded.word WHERE word <> excluded.word
            """, as: "words")
        for word in Views.words {
            row.add(word.about)
            row.add(word.number)
            row.add(word.word)
            try row.run()
        }
    }

    static func setViews(_ connection: Connection) throws(StoreFault) {
        for view in Views.all {
            let text = "CREATE VIEW \(view.name) AS \(view.query)"
            let known = try connection.texts(
                "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = '\(view.name)'",
                as: "views")
            if known == [text] { continue }
            try connection.run("DROP VIEW IF EXISTS \(view.name)", as: "view \(view.name)")
            try connection.run(text, as: "view \(view.name)")
        }
    }

    /// The row of each instrument: one of the same symbol and facts, or a new one, so that rows
    /// written in other units keep theirs.
    static func setInstruments(
        _ connection: Connection, _ instruments: [Instrument]
    ) throws(StoreFault) -> [Int64] {
        try connection.run("UPDATE instruments SET is_current = 0", as: "instruments")
        let row = try connection.prepare(
            """
            INSERT INTO instruments (
                symbol, class, price_decimals, price_units, tick, size_decimals, size_units,
                lot, tick_value_nanos, number, is_current)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET number = excluded.number, is_current = 1
            RETURNING id
            """, as: "instruments")
        var ids: [Int64] = []
        for (number, instrument) in instruments.enumerated() {
            row.add(instrument.symbol)
            row.add(instrument.assetClass.rawValue)
            row.add(instrument.prices.decimals)
            row.add(Int64(instrument.prices.unitsPerOne))
            row.add(instrument.prices.tick)
            row.add(instrument.sizes.decimals)
            row.add(Int64(instrument.sizes.unitsPerOne))
            row.add(instrument.sizes.lot)
            row.add(instrument.tickValueNanos)
            row.add(number)
            while try row.next() { ids.append(row.int(0)) }
        }
        return ids
    }

    /// From which position on which rules decided.
    static func setRules(
        _ connection: Connection, _ digest: UInt64, _ now: Nanoseconds
    ) throws(StoreFault) {
        let last = try connection.prepare(
            "SELECT digest FROM rules ORDER BY position DESC LIMIT 1", as: "rules")
        if try last.next(), last.int(0) == Int64(bitPattern: digest) { return last.reset() }
        last.reset()
        let row = try connection.prepare(
            "INSERT OR REPLACE INTO rules SELECT position, ?, ? FROM cursor", as: "rules")
        row.add(digest)
        row.add(now.rawValue)
        try row.run()
    }
}
