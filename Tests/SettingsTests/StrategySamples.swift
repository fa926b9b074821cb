import Market
import Settings

/// Two strategies with a key of every kind.
enum Samples {
    static let all = [breakout, drift]

    static let breakout = StrategyDeclaration(
        name: "breakout", meaning: "Trades what leaves a range.", isOnByDefault: true,
        keys: [
            StrategyKey("bars", .whole(1...100), .whole(20), unit: "bars", "Bars of the range."),
            StrategyKey("ratio", .number(0.5...10), .number(1.5), "volume over its mean"),
            StrategyKey(
                "min_volume", .numberOrOff(0...1e9), .number(10), unit: "shares",
                "The least volume; off: any."),
            StrategyKey("longs_only", .flag, .flag(false), "Whether shorts are left out."),
            StrategyKey("scope", .word(["previous", "window"]), .word("window"), "Of what."),
            StrategyKey(
                "anchors", .words(["daily", "weekly", "monthly"]), .words(["daily"]),
                "Which levels count."),
            StrategyKey("news", .instants, .instants([]), "Around these nothing is done."),
        ],
        classDefaults: { assetClass, coverage in
            switch assetClass {
            case .future: [:]
            case .share: ["min_volume": .number(coverage == .oneVenue ? 100 : 500)]
            case .crypto: ["min_volume": .off]
            }
        },
        usualSession: { $0 == .crypto ? .utc : .rth })

    /// It has hours of its own, whatever the class.
    static let drift = StrategyDeclaration(
        name: "drift", meaning: "Follows what drifts.", isOnByDefault: false,
        keys: [StrategyKey("bars", .whole(1...100), .whole(5), "Bars of the mean.")],
        classDefaults: { _, _ in [:] }, usualSession: { _ in .ny })

    /// What holds for one of them on an instrument.
    static func settings(
        _ text: String, _ declared: StrategyDeclaration = breakout, on symbol: String
    ) throws -> StrategySettings {
        let read = try SettingsLoader.load(text: text, strategies: all).get()
        return read.strategySettings(declared, for: try read.instrumentSettings(for: symbol))
    }
}
