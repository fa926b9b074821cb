/// The tables of version 1 that hold what strategies, people and accounts did.
extension Migration {
    /// What every evaluation has, whatever came of it. Names are kept beside numbers: a later
    /// build may number its rules anew.
    private static let evaluation = """
        time INTEGER NOT NULL, start INTEGER NOT NULL, system INTEGER NOT NULL,
        strategy TEXT NOT NULL, rule INTEGER NOT NULL, rule_name TEXT NOT NULL,
        key INTEGER NOT NULL, key_name TEXT NOT NULL, verdict INTEGER NOT NULL,
        reason INTEGER NOT NULL, reason_name TEXT NOT NULL, direction INTEGER NOT NULL,
        period INTEGER NOT NULL, mode INTEGER NOT NULL, side_quality INTEGER NOT NULL,
        inferred_share REAL NOT NULL, late INTEGER NOT NULL, lost INTEGER NOT NULL,
        out_of_range INTEGER NOT NULL, feed_gaps INTEGER NOT NULL, cause INTEGER NOT NULL,
        packed BLOB NOT NULL, detail TEXT NOT NULL
        """

    static let evaluations = [
        """
        CREATE TABLE decisions (
            instrument INTEGER NOT NULL, number INTEGER NOT NULL, \(evaluation),
            PRIMARY KEY (instrument, number))
        """,
        """
        CREATE TABLE studies (
            instrument INTEGER NOT NULL, number INTEGER NOT NULL, \(evaluation),
            PRIMARY KEY (instrument, system, rule, key))
        """,
        """
        CREATE TABLE study_history (
            instrument INTEGER NOT NULL, number INTEGER NOT NULL, \(evaluation),
            PRIMARY KEY (instrument, system, rule, key, time, period, cause))
        """,
        """
        CREATE TABLE calibration (
            instrument INTEGER NOT NULL, number INTEGER NOT NULL, \(evaluation),
            PRIMARY KEY (instrument, system, rule, key, time, period, cause))
        """,
    ]

    static let happenings = [
        """
        CREATE TABLE events (
            cause INTEGER NOT NULL, kind TEXT NOT NULL, instrument INTEGER NOT NULL,
            subject TEXT NOT NULL, time INTEGER NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (cause, kind, instrument, subject)) WITHOUT ROWID
        """,
        "CREATE INDEX events_by_time ON events (time)",
        """
        CREATE TABLE settings (
            cause INTEGER NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL,
            time INTEGER NOT NULL, value TEXT NOT NULL, given_by TEXT NOT NULL,
            is_default INTEGER NOT NULL, PRIMARY KEY (cause, scope, key)) WITHOUT ROWID
        """,
        """
        CREATE TABLE digests (
            instrument INTEGER NOT NULL, stream INTEGER NOT NULL, cause INTEGER NOT NULL,
            digest INTEGER NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY (instrument, cause, stream)) WITHOUT ROWID
        """,
    ]

    static let trading = [
        """
        CREATE TABLE orders (
            id TEXT PRIMARY KEY, account TEXT NOT NULL, instrument INTEGER NOT NULL,
            side INTEGER NOT NULL, kind TEXT NOT NULL, quantity INTEGER NOT NULL,
            filled INTEGER NOT NULL, limit_price INTEGER, stop_price INTEGER,
            state TEXT NOT NULL, reason TEXT NOT NULL, decision INTEGER,
            created INTEGER NOT NULL, changed INTEGER NOT NULL, cause INTEGER NOT NULL
            ) WITHOUT ROWID
        """,
        "CREATE INDEX orders_by_time ON orders (instrument, created)",
        """
        CREATE TABLE fills (
            id TEXT PRIMARY KEY, "order" TEXT NOT NULL, account TEXT NOT NULL,
            instrument INTEGER NOT NULL, time INTEGER NOT NULL, side INTEGER NOT NULL,
            price INTEGER NOT NULL, quantity INTEGER NOT NULL, fee_nanos INTEGER NOT NULL,
            cause INTEGER NOT NULL) WITHOUT ROWID
        """,
        "CREATE INDEX fills_by_order ON fills (\"order\")",
        """
        CREATE TABLE trades (
            account TEXT NOT NULL, instrument INTEGER NOT NULL, number INTEGER NOT NULL,
            side INTEGER NOT NULL, quantity INTEGER NOT NULL, opened INTEGER NOT NULL,
            closed INTEGER NOT NULL, entry REAL NOT NULL, exit REAL NOT NULL,
            profit_nanos INTEGER NOT NULL, fee_nanos INTEGER NOT NULL, reason TEXT NOT NULL,
            decision INTEGER, cause INTEGER NOT NULL,
            PRIMARY KEY (account, instrument, number)) WITHOUT ROWID
        """,
        """
        CREATE TABLE positions (
            account TEXT NOT NULL, instrument INTEGER NOT NULL, time INTEGER NOT NULL,
            quantity INTEGER NOT NULL, entry REAL, realized_nanos INTEGER NOT NULL,
            cause INTEGER NOT NULL, PRIMARY KEY (account, instrument)) WITHOUT ROWID
        """,
    ]
}
