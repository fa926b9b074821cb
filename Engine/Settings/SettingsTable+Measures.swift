import Market

/// Bars, footprints, profiles, VWAPs, and who may watch them.
extension SettingsTable {
    static let period = SettingFormat.choice(BarPeriod.allCases) { $0.name }
    static let sessionMode = SettingFormat.choice(SessionMode.allCases) { $0.name }
    static let anchors = SettingFormat.choice([Anchor.daily, .weekly, .monthly]) { $0.name }
        .list("a list of", emptyWord: "none", isAllowed: { Set($0).count == $0.count })

    static let measures: [SettingKey<EngineSettings>] = bars + profiles

    static let bars: [SettingKey<EngineSettings>] = [
        key(
            "bars", "periods", \.bars.periods,
            period.list("a list of") { Set($0).count == $0.count },
            "Lengths of the bars, separated by commas, each at most once."),
        key(
            "bars", "history", \.bars.history, .whole(0...1_000_000), unit: "bars",
            "Closed bars kept per instrument and period for clients that join."),
        key(
            "footprint", "period", \.footprint.period, period.or("none"),
            "Length of a footprint's bar."),
        key(
            "footprint", "row", \.footprint.row, SettingFormat.row(1_000_000).or("default"),
            unit: "ticks",
            "Height of a row; `auto` follows the price, `default` the class of the instrument."),
        key(
            "footprint", "imbalance_ratio", \.footprint.imbalanceRatio, .number(1...1000),
            "How many times the other side an imbalance is, inclusive."),
        key(
            "footprint", "min_volume", \.footprint.minimumVolume,
            SettingFormat.number(0...1_000_000_000).or("default"),
            unit: "shares, contracts or coins",
            "The least volume of an imbalance; `default` follows the class of the instrument."),
        key(
            "footprint", "ignore_zeros", \.footprint.ignoresZeros, .flag,
            "Whether a zero on the other side is no imbalance."),
        key(
            "footprint", "history", \.footprint.history, .whole(0...100_000), unit: "footprints",
            "Closed footprints kept per instrument for clients that join."),
    ]

    static let profiles: [SettingKey<EngineSettings>] = [
        key("profile", "anchors", \.profile.anchors, anchors, "Which profiles are kept."),
        key(
            "profile", "row", \.profile.row, .row(1_000_000), unit: "ticks",
            "Height of a row; `auto` follows the price."),
        key(
            "profile", "value_area", \.profile.valueAreaShare, .number(0.01...1),
            unit: "share of the volume", "How much of the volume the value area holds."),
        key(
            "profile", "value_area_step", \.profile.valueAreaStep, .whole(1...2), unit: "rows",
            "Rows the value area takes at a time."),
        key(
            "profile", "node_bins", \.profile.nodeBins, .whole(3...10_000), unit: "bins",
            "The most bins in which nodes are searched."),
        key(
            "profile", "low_node", \.profile.lowNodeShare, .number(0...1),
            unit: "share of the largest bin", "A low volume node has at most this volume."),
        key(
            "profile", "shoulder", \.profile.shoulderRatio, .number(1...1000),
            unit: "times the node",
            "On each side of a low volume node some bin is this much larger."),
        key(
            "profile", "high_node", \.profile.highNodeShare, .number(0...1),
            unit: "share of the largest bin", "A high volume node has at least this volume."),
        key(
            "profile", "ladder_limit", \.profile.ladderLimit, .whole(1000...100_000_000),
            unit: "rows of 32 bytes",
            "The most rows one profile or footprint may span; bounds the memory of an instrument."),
        key(
            "vwap", "period", \.vwap.period, period.or("none"),
            "Length of the bars at whose close VWAPs are reported."),
        key("vwap", "anchors", \.vwap.anchors, anchors, "Which VWAPs are kept."),
        key(
            "vwap", "user_anchors", \.vwap.userAnchors,
            SettingFormat.instant.list("a list of instants", emptyWord: "none") { instants in
                zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 } && instants.count <= 64
            },
            "Instants at which further VWAPs start, ascending, at most 64."),
    ]

    static let sessions: [SettingKey<EngineSettings>] = [
        key(
            "wire", "heartbeat", \.wire.heartbeat, .whole(100...60_000), unit: "ms",
            "Time between heartbeats on an idle connection; three missed ones end it."),
        key(
            "wire", "max_frame", \.wire.maxFrame, .whole(16_384...67_108_864), unit: "bytes",
            "The most bytes held for one frame of a client that has logged in, header included."),
        key(
            "wire", "client_queue", \.wire.clientQueue, .whole(65_536...1_073_741_824),
            unit: "bytes", "What may wait for one client before its slow-reader rule acts."),
        key(
            "wire", "max_clients", \.wire.maxClients, .whole(1...65_536), unit: "connections",
            "Connections at a time; further ones are refused."),
        key(
            "wire", "max_subscriptions", \.wire.maxSubscriptions, .whole(1...1_000_000),
            unit: "subscriptions", "Subscriptions of one client; further ones are refused."),
        key(
            "wire", "login_timeout", \.wire.loginTimeout, .whole(100...60_000), unit: "ms",
            "How long a client has for its login."),
        key(
            "wire", "resume_window", \.wire.resumeWindow, .whole(0...1_073_741_824),
            unit: "bytes", "Sent frames kept per stream for clients that come back."),
        key(
            "wire", "view_interval", \.wire.viewInterval, .whole(10...60_000), unit: "ms",
            "The least time between two snapshots of one live view."),
        key(
            "simulate", "seed", \.simulate.seed, .whole(0...Int.max),
            "Seed of the random numbers: the same seed makes the same ticks."),
        key(
            "simulate", "symbols", \.simulate.symbols,
            SettingFormat.symbol.list("a list of symbols", emptyWord: "none") {
                Set($0).count == $0.count
            },
            "Symbols the simulated feed makes ticks for, separated by commas."),
    ]
}

/// The keys of a `[symbol NAME]` section.
extension SettingsTable {
    static func symbolKey<Value>(
        _ name: String, _ path: any SettingPath<SymbolSettings, Value>,
        _ format: SettingFormat<Value>, unit: String = "", _ meaning: String
    ) -> SettingKey<SymbolSettings> {
        SettingKey(
            "symbol", name, path, format, unit: unit, of: SymbolSettings(symbol: ""), meaning)
    }

    static let coverages: SettingFormat<TapeCoverage> = .choice(TapeCoverage.allCases) {
        $0 == .consolidated ? "consolidated" : "one_venue"
    }

    static let symbol: [SettingKey<SymbolSettings>] = [
        symbolKey(
            "class", \.overrides.assetClass,
            SettingFormat.choice(AssetClass.allCases) { $0.name }.or("default"),
            "What decides the defaults; `default` follows from the symbol."),
        symbolKey(
            "tick_size", \.overrides.tickSize, SettingFormat.decimal.or("default"), unit: "price",
            "The price step; must be set where the symbol does not tell."),
        symbolKey(
            "tick_value", \.overrides.tickValue, SettingFormat.decimal.or("default"), unit: "USD",
            "What one tick of one contract, share or coin is worth."),
        symbolKey(
            "lot", \.overrides.lot, SettingFormat.decimal.or("default"),
            unit: "contracts, shares or coins", "The smallest tradable step."),
        symbolKey(
            "price_decimals", \.overrides.priceDecimals, SettingFormat.whole(0...9).or("default"),
            unit: "decimals", "Decimals of the price unit: prices finer than it are refused."),
        symbolKey(
            "size_decimals", \.overrides.sizeDecimals, SettingFormat.whole(0...9).or("default"),
            unit: "decimals", "Decimals of the size unit: sizes finer than it are refused."),
        symbolKey(
            "session", \.session, sessionMode.or("default"),
            "Hours of profiles, VWAP and signals; `default` follows the class."),
        symbolKey(
            "bars_session", \.barsSession, sessionMode.or("default"),
            "Hours of bars and footprints; `default` follows the class."),
        symbolKey(
            "footprint_row", \.footprintRow, SettingFormat.row(1_000_000).or("default"),
            unit: "ticks", "Height of a footprint row; `default` is `[footprint] row`."),
        symbolKey(
            "min_volume", \.minimumVolume,
            SettingFormat.number(0...1_000_000_000).or("default"),
            unit: "shares, contracts or coins",
            "The least volume of an imbalance; `default` is `[footprint] min_volume`."),
        symbolKey(
            "coverage", \.coverage, coverages,
            "Whether a share's feed holds the trades of all venues or of one."),
    ]
}
