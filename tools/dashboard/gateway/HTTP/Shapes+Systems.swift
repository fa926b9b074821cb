/// The shapes of what the systems say.
extension Shape {
    static let strategy = Shape.object([
        ("number", .whole), ("name", .text), ("meaning", .text),
        (
            "rules",
            .list(
                .object([
                    ("name", .text), ("meaning", .text), ("keys", .list(.text)),
                    ("reasons", .list(.text)),
                    (
                        "conditions",
                        .list(
                            .object([
                                ("text", .text), ("left", .text), ("relation", .text),
                                ("right", .list(.text)),
                            ]))
                    ),
                    (
                        "values",
                        .list(.object([("name", .text), ("kind", .text), ("meaning", .text)]))
                    ), ("summary", .text),
                ]))
        ),
    ])

    static let explanation = Shape.object(
        decisionHead + [
            ("system_meaning", .text), ("rule_meaning", .text),
            (
                "conditions",
                .list(
                    .object([
                        ("text", .text), ("relation", .text), ("left", .maybe(.number)),
                        ("right", .maybe(.number)), ("holds", .maybe(.flag)),
                    ]))
            ),
            (
                "values",
                .list(
                    .object([
                        ("name", .text), ("value", .any), ("text", .maybe(.text)),
                        ("kind", .text), ("meaning", .text),
                    ]))
            ),
        ])

    private static func panel(_ members: [(String, Shape)]) -> Shape {
        .object([("symbol", .text)] + instant("time") + members)
    }

    static let panelOfExtension = panel([
        ("action", .text), ("box", .text),
        (
            "rows",
            .list(
                .object([
                    ("level", .text), ("timeframe", .text), ("direction", .word(["UP", "DOWN"])),
                    ("candles", .whole), ("hours", .number), ("status", .text),
                    ("energy", .number), ("probability", .maybe(.number)),
                    ("probability_kind", .word(["prior", "seen"])), ("n", .whole),
                ]))
        ),
        (
            "confirmations",
            .object([("rejection", .flag), ("declining_volume", .flag), ("aligned", .flag)])
        ),
    ])

    static let panelOfMarket = panel([
        ("state", .text), ("distance_pct", .maybe(.number)), ("momentum", .maybe(.number)),
        (
            "lvn_alert",
            .object([
                ("alert", .flag), ("price", .maybe(.number)), ("lvn", .maybe(.number)),
                ("distance_pct", .maybe(.number)),
            ])
        ),
        (
            "aggressive_flow",
            .object([
                ("score", .maybe(.number)), ("direction", .text), ("volume_ratio", .maybe(.number)),
                ("cvd_change", .maybe(.number)), ("accelerating", .flag),
                ("buy_pressure", .maybe(.number)),
            ])
        ),
        (
            "session",
            .object([
                ("name", .text), ("holiday", .flag), ("recommended", .text),
                ("minutes_to_next", .maybe(.number)), ("trades", .whole), ("wins", .whole),
                ("pnl", .number),
            ])
        ), ("widgets", .list(.text)),
    ])

    static let panelOfMomentum = panel([
        ("state", .text), ("count", .maybe(.number)), ("bias", .text),
        ("ranges", .list(.maybe(.number))), ("average_5", .maybe(.number)),
        ("average_20", .maybe(.number)), ("volume", .maybe(.number)),
        ("average_volume", .maybe(.number)),
        (
            "open_trade",
            .maybe(
                .object([
                    ("direction", .text), ("entry", .maybe(.number)), ("stop", .maybe(.number)),
                    ("target", .maybe(.number)),
                ]))
        ), ("today", .object([("trades", .maybe(.number)), ("pnl", .maybe(.number))])),
    ])

    static let panelOfConvergence = panel(
        [("entry", .list(.named("LENS"))), ("exit", .list(.named("LENS")))]
            + [
                "entry_count", "exit_count", "entry_indicators", "exit_indicators",
                "divergence_count", "exit_divergences", "momentum_24h",
            ].map { ($0, .maybe(.number)) } + [
                ("momentum_category", .text), ("delay_hours", .maybe(.number)),
            ] + instant("exit_due", missing: true) + [("state", .text)])

    static let panelOfCalibration = Shape.object([
        ("symbol", .text),
        (
            "cells",
            .list(
                .object([
                    ("level", .text), ("direction", .text), ("bucket", .whole), ("n", .whole),
                    ("hits", .whole), ("rate", .maybe(.number)), ("wilson_low", .maybe(.number)),
                    ("wilson_high", .maybe(.number)), ("prior", .number), ("blended", .number),
                ]))
        ), ("text", .text),
    ])

    static let backtests = Shape.object([
        ("backtests", .list(.object([("name", .text), ("bytes", .whole)] + instant("modified"))))
    ])
}
