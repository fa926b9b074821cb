/// The shapes of answers, bodies and messages.
extension Shape {
    /// Those that several others use, by their names in the document.
    package static let components: [(String, Shape)] = [
        ("ERROR", .object([("error", .text), ("code", .text)])), ("ENGINE", engineObject),
        ("SYMBOL", symbolObject), ("BAR", .object(barMembers)), ("ROW", rowObject),
        ("FOOTPRINT", footprintObject), ("PROFILE", profileObject), ("VWAP", vwapObject),
        (
            "LEVEL",
            .object([("price", .number), ("side", .word(["high", "low"]))] + instant("start"))
        ),
        ("DECISION", .object(decisionMembers)),
        ("SIGNAL", .object(signalMembers + decisionMembers)),
        ("STUDY", studyObject), ("REGIME", regimeObject), ("STATUS", statusObject),
        ("TRADE", .object(tradeMembers)), ("POSITION", positionObject), ("ORDER", orderObject),
        ("METRICS", metricsObject), ("LENS", lensObject),
    ]

    private static let engineObject = Shape.object(
        [
            ("name", .text), ("address", .text), ("state", .word(["live", "away", "refused"])),
        ] + instant("since") + [
            ("reason", .maybe(.text)), ("simulated", .maybe(.flag)), ("symbols", .list(.text)),
        ])

    private static let symbolObject = Shape.object([
        ("symbol", .text), ("class", .text), ("tick_size", .number), ("price_decimals", .whole),
        ("size_decimals", .whole), ("lot", .number), ("tick_value_usd", .number),
    ])

    private static let quality = Shape.object([
        ("whole", .flag), ("late", .whole), ("lost", .whole), ("out_of_range", .whole),
        ("feed_gaps", .whole), ("side_quality", .text), ("exchange_volume", .number),
        ("quote_volume", .number), ("tick_rule_volume", .number), ("simulated_volume", .number),
        ("unknown_volume", .number),
    ])

    private static let barMembers: [(String, Shape)] =
        [("symbol", .text), ("period", .text)] + instant("start") + instant("end") + [
            ("session", .text), ("mode", .text), ("open", .number), ("high", .number),
            ("low", .number), ("close", .number), ("volume", .number), ("buy_volume", .number),
            ("sell_volume", .number), ("delta", .number), ("max_delta", .maybe(.number)),
            ("min_delta", .maybe(.number)), ("cumulative_delta", .number),
            ("trades", .maybe(.whole)), ("vwap", .maybe(.number)), ("quality", quality),
        ]

    private static let cellMembers: [(String, Shape)] = [
        ("price", .number), ("bid", .number), ("ask", .number), ("neutral", .number),
        ("volume", .number), ("delta", .number),
    ]

    private static let rowObject = Shape.object(
        cellMembers + [
            ("buy_imbalance", .flag), ("sell_imbalance", .flag), ("buy_stack", .whole),
            ("sell_stack", .whole),
        ])

    private static let footprintObject = Shape.object(
        barMembers + [
            ("developing", .flag), ("row_ticks", .maybe(.whole)), ("poc", .maybe(.number)),
            ("buy_imbalances", .whole), ("sell_imbalances", .whole), ("rows", .list(.named("ROW"))),
        ])

    private static let profileObject = Shape.object(
        [("symbol", .text), ("anchor", .text), ("session", .text)] + instant("start")
            + instant("end") + [
                ("completed", .flag), ("from_ticks", .flag), ("row_ticks", .whole),
                ("poc", .maybe(.number)), ("vah", .maybe(.number)), ("val", .maybe(.number)),
                ("lvns", .list(.number)), ("hvns", .list(.number)),
                ("naked_pocs", .list(.object([("session", .text), ("price", .number)]))),
                ("rows", .list(.object(cellMembers))),
            ])

    private static let vwapObject = Shape.object(
        [("symbol", .text), ("anchor", .text), ("anchor_number", .whole), ("session", .text)]
            + instant("event_time") + [
                ("vwap", .maybe(.number)), ("sigma", .maybe(.number)), ("volume", .number),
            ])

    /// What stands at the front of every decision.
    static let decisionHead: [(String, Shape)] =
        [
            ("id", .text), ("symbol", .text), ("number", .maybe(.whole)), ("system", .text),
            ("rule", .text), ("key", .maybe(.text)), ("verdict", .text), ("reason", .text),
            ("direction", .text),
        ] + instant("start") + instant("event_time") + [
            ("period", .text), ("mode", .text), ("side_quality", .text),
            ("inferred_share", .number), ("whole", .flag), ("late", .whole), ("lost", .whole),
            ("out_of_range", .whole), ("feed_gaps", .whole), ("summary", .text),
        ]

    private static let decisionMembers = decisionHead + [("values", .map(.any))]

    private static let signalMembers: [(String, Shape)] = [
        ("pattern", .text), ("price", .maybe(.number)), ("entry", .maybe(.number)),
        ("stop", .maybe(.number)), ("target", .maybe(.number)), ("regime", .maybe(.text)),
        ("confidence", .maybe(.number)), ("approved", .flag),
    ]

    private static let studyObject = Shape.object(
        [("system", .text), ("rule", .text), ("key", .maybe(.text))] + instant("event_time") + [
            ("verdict", .text), ("reason", .text), ("direction", .text), ("values", .map(.any)),
        ])

    private static let regimeObject = Shape.object(
        [
            ("symbol", .text), ("name", .maybe(.text)), ("confidence", .maybe(.number)),
            ("size_multiplier", .maybe(.number)), ("adx", .maybe(.number)),
            ("atr", .maybe(.number)), ("ema_9", .maybe(.number)), ("ema_21", .maybe(.number)),
            ("vwap", .maybe(.number)), ("structure", .maybe(.text)), ("reason", .maybe(.text)),
        ] + instant("event_time"))

    private static let lensObject = Shape.object([
        ("name", .text), ("lit", .maybe(.flag)), ("value", .maybe(.number)), ("text", .text),
    ])
}
