/// One step of the tables from a version to the next; steps are added, never changed.
struct Migration: Sendable {
    /// `PRAGMA user_version` after it.
    let version: Int64
    /// What it does.
    let statements: [String]

    /// All steps, in order. An empty file takes all of them, so that a new file and an old one
    /// become the same.
    static let all = [
        Migration(
            version: 1,
            statements: bookkeeping + market + evaluations + happenings + trading),
        Migration(
            version: 2,
            statements: [
                // How many records all transactions held, for people who watch it grow.
                "ALTER TABLE cursor ADD COLUMN records INTEGER NOT NULL DEFAULT 0",
                // The newest first, of all instruments and of one.
                "CREATE INDEX decisions_by_time ON decisions (time, instrument, number)",
                """
                CREATE INDEX decisions_by_instrument ON decisions (instrument, time, number)
                """,
            ]),
        Migration(
            version: 3,
            statements: [
                """
                CREATE TABLE reports (
                    number INTEGER PRIMARY KEY, instrument INTEGER NOT NULL,
                    time INTEGER NOT NULL, cause INTEGER NOT NULL, packed BLOB NOT NULL)
                """,
                // Those of before are in the log: it is taken from its beginning once more.
                """
                UPDATE cursor SET position = 0, records = 0
                WHERE EXISTS (SELECT 1 FROM orders)
                """,
            ]),
    ]

    /// The version of this build.
    static let current = all[all.count - 1].version

    private static let bookkeeping = [
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """
        CREATE TABLE cursor (
            one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL,
            time INTEGER NOT NULL)
        """,
        "INSERT INTO cursor (one, position, time) VALUES (1, 0, 0)",
        """
        CREATE TABLE rules (
            position INTEGER PRIMARY KEY, digest INTEGER NOT NULL, time INTEGER NOT NULL)
        """,
        """
        CREATE TABLE words (
            about TEXT NOT NULL, number INTEGER NOT NULL, word TEXT NOT NULL,
            PRIMARY KEY (about, number)) WITHOUT ROWID
        """,
        """
        CREATE TABLE instruments (
            id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, class INTEGER NOT NULL,
            price_decimals INTEGER NOT NULL, price_units INTEGER NOT NULL,
            tick INTEGER NOT NULL, size_decimals INTEGER NOT NULL, size_units INTEGER NOT NULL,
            lot INTEGER NOT NULL, tick_value_nanos INTEGER NOT NULL,
            number INTEGER NOT NULL, is_current INTEGER NOT NULL,
            UNIQUE (
                symbol, class, price_decimals, tick, size_decimals, lot, tick_value_nanos))
        """,
    ]

    private static let market = [
        """
        CREATE TABLE bars (
            instrument INTEGER NOT NULL, period INTEGER NOT NULL, start INTEGER NOT NULL,
            mode INTEGER NOT NULL, "end" INTEGER NOT NULL, session INTEGER NOT NULL,
            open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL,
            close INTEGER NOT NULL, volume REAL NOT NULL, buy_volume REAL NOT NULL,
            sell_volume REAL NOT NULL, max_delta REAL NOT NULL, min_delta REAL NOT NULL,
            cumulative_delta REAL NOT NULL, trades INTEGER NOT NULL, vwap REAL,
            from_ticks INTEGER NOT NULL, late INTEGER NOT NULL, lost INTEGER NOT NULL,
            out_of_range INTEGER NOT NULL, feed_gaps INTEGER NOT NULL,
            exchange_volume REAL NOT NULL, quote_volume REAL NOT NULL,
            tick_volume REAL NOT NULL, simulated_volume REAL NOT NULL,
            unknown_volume REAL NOT NULL, cause INTEGER NOT NULL,
            PRIMARY KEY (instrument, period, start, mode)) WITHOUT ROWID
        """,
        """
        CREATE TABLE footprints (
            instrument INTEGER NOT NULL, period INTEGER NOT NULL, start INTEGER NOT NULL,
            mode INTEGER NOT NULL, row_ticks INTEGER NOT NULL, poc INTEGER NOT NULL,
            buy_imbalances INTEGER NOT NULL, sell_imbalances INTEGER NOT NULL,
            imbalance_ratio REAL NOT NULL, imbalance_minimum REAL NOT NULL,
            ignores_zeros INTEGER NOT NULL, row_count INTEGER NOT NULL,
            cause INTEGER NOT NULL, rows BLOB NOT NULL,
            PRIMARY KEY (instrument, period, start, mode))
        """,
        """
        CREATE TABLE sessions (
            instrument INTEGER NOT NULL, anchor INTEGER NOT NULL, date INTEGER NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, row_ticks INTEGER NOT NULL,
            poc INTEGER NOT NULL, vah INTEGER NOT NULL, val INTEGER NOT NULL,
            low INTEGER, high INTEGER, volume REAL NOT NULL, buy_volume REAL NOT NULL,
            sell_volume REAL NOT NULL, from_ticks INTEGER NOT NULL, row_count INTEGER NOT NULL,
            cause INTEGER NOT NULL, rows BLOB, PRIMARY KEY (instrument, anchor, date))
        """,
        """
        CREATE TABLE windows (
            instrument INTEGER NOT NULL, measure INTEGER NOT NULL, anchor INTEGER NOT NULL,
            date INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            time INTEGER NOT NULL, cause INTEGER NOT NULL,
            PRIMARY KEY (instrument, measure, anchor, date)) WITHOUT ROWID
        """,
        """
        CREATE TABLE vwaps (
            instrument INTEGER NOT NULL, anchor INTEGER NOT NULL,
            anchor_number INTEGER NOT NULL, period INTEGER NOT NULL, start INTEGER NOT NULL,
            date INTEGER NOT NULL, vwap REAL NOT NULL, sigma REAL NOT NULL,
            volume REAL NOT NULL, cause INTEGER NOT NULL,
            PRIMARY KEY (instrument, anchor, anchor_number, period, start)) WITHOUT ROWID
        """,
        """
        CREATE TABLE counters (
            instrument INTEGER PRIMARY KEY, time INTEGER NOT NULL, accepted INTEGER NOT NULL,
            bad INTEGER NOT NULL, duplicate INTEGER NOT NULL, late INTEGER NOT NULL,
            out_of_range INTEGER NOT NULL, out_of_bars INTEGER NOT NULL,
            out_of_footprint INTEGER NOT NULL, out_of_profiles INTEGER NOT NULL,
            out_of_vwaps INTEGER NOT NULL, lost INTEGER NOT NULL, feed_gaps INTEGER NOT NULL,
            cause INTEGER NOT NULL)
        """,
    ]
}
