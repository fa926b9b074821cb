/// The shapes of the account.
extension Shape {
    static let statusObject = Shape.object(
        [
            ("engine", .text), ("state", .word(["STOPPED", "RUNNING", "HALTED"])),
            ("symbol", .maybe(.text)), ("mode", .text), ("session_id", .maybe(.text)),
        ] + instant("started_at", missing: true) + [
            ("halted_reason", .maybe(.text)), ("needs_force", .flag),
            ("realized_pnl", .maybe(.number)), ("unrealized_pnl", .maybe(.number)),
            ("day_pnl", .maybe(.number)), ("trades_today", .maybe(.whole)),
            (
                "limits",
                .object([("profit_target", .maybe(.number)), ("loss_limit", .maybe(.number))])
            ),
            ("position_size", .maybe(.whole)), ("regime", .maybe(.text)),
            ("timeframe", .maybe(.text)), ("speed", .maybe(.number)), ("simulated", .maybe(.flag)),
            ("feed", feedObject),
        ])

    private static let feedObject = Shape.object(
        [("connected", .flag)] + instant("last_tick", missing: true) + [
            (
                "counts",
                .object(
                    ["accepted", "bad", "duplicate", "late", "out_of_session"].map {
                        ($0, .maybe(.whole))
                    })
            ),
            ("side_quality", .maybe(.text)), ("buy_share", .maybe(.number)),
            ("sell_share", .maybe(.number)), ("unknown_share", .maybe(.number)),
            ("inferred_share", .maybe(.number)),
        ])

    static let tradeMembers: [(String, Shape)] =
        [
            ("id", .maybe(.whole)), ("symbol", .text), ("system", .text), ("direction", .text),
            ("quantity", .number),
        ] + instant("entry_time") + [
            ("entry", .maybe(.number)), ("stop", .maybe(.number)), ("target", .maybe(.number)),
        ] + instant("exit_time", missing: true) + [
            ("exit", .maybe(.number)), ("reason", .maybe(.text)), ("pnl", .maybe(.number)),
            ("pattern", .maybe(.text)), ("regime", .maybe(.text)),
        ]

    static let positionObject = Shape.object([
        ("symbol", .text), ("system", .text), ("direction", .text), ("quantity", .number),
        ("entry", .maybe(.number)), ("stop", .maybe(.number)), ("target", .maybe(.number)),
        ("last", .maybe(.number)), ("unrealized_pnl", .maybe(.number)),
    ])

    static let orderObject = Shape.object(
        [
            ("number", .whole), ("id", .text), ("symbol", .text), ("system", .text),
            ("state", .text), ("leg", .text), ("side", .text), ("type", .text), ("force", .text),
            ("quantity", .number), ("filled", .number), ("average", .maybe(.number)),
            ("limit", .maybe(.number)), ("stop", .maybe(.number)),
        ] + instant("created") + [("by", .text), ("text", .maybe(.text))])

    static let metricsObject = Shape.object([
        ("trades", .whole), ("wins", .whole), ("losses", .whole), ("profit", .number),
        ("gross", .number), ("commission", .number), ("win_rate", .maybe(.number)),
        ("average_rr", .maybe(.number)), ("profit_factor", .maybe(.number)),
        ("expectancy_r", .maybe(.number)), ("max_drawdown", .number),
        ("max_drawdown_money", .number), ("sharpe", .maybe(.number)),
    ])

    // MARK: Answers of routes

    static let engines = Shape.object([("engines", .list(.named("ENGINE")))])

    static let symbols = Shape.object([
        ("symbols", .list(.named("SYMBOL"))), ("periods", .list(.text)),
        ("footprint_periods", .list(.text)),
    ])

    static let bars = Shape.object([
        ("symbol", .text), ("period", .text), ("bars", .list(.named("BAR"))),
    ])

    static let footprint = Shape.named("FOOTPRINT")
    static let profile = Shape.named("PROFILE")
    static let vwap = Shape.named("VWAP")
    static let status = Shape.named("STATUS")

    static let footprints = Shape.object([
        ("symbol", .text), ("period", .text), ("footprints", .list(.named("FOOTPRINT"))),
    ])

    static let levels = Shape.object([("symbol", .text), ("levels", .list(.named("LEVEL")))])
}
