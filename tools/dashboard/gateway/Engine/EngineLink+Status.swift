package import ClientKit
package import PitctlViews

/// What a STATUS is made of, wherever it comes from.
package struct StatusParts: Sendable {
    /// The engine's name at this gateway.
    package var engine: String
    /// What it is.
    package var facts: EngineFacts
    /// The trading session; `nil` on an engine that does not trade.
    package var session: TradingSession?
    /// The money.
    package var account: Account?
    /// What open positions would bring; `nil` while a price is not known.
    package var unrealised: Money?
    /// Settings that were changed.
    package var desk: DeskState
    /// Where the instrument stands.
    package var reading: InstrumentReading?
    /// Its developing daily profile.
    package var profile: ProfileSnapshot?
    /// The word of its regime.
    package var regime: String?

    /// `{"engine", "state", ...}`
    package var json: JSONValue {
        let state = session?.state ?? .stopped
        let realised = account?.dayProfit
        let day = realised.flatMap { realised in unrealised.map { realised + $0 } }
        return .page(
            [
                ("engine", .string(engine)), ("state", .string(state.name)),
                ("symbol", .maybe(desk.setting(SettingKey.tradedSymbol))),
                ("mode", .string("paper")),
                ("session_id", .maybe(session?.date?.description)),
            ] + JSONValue.instant("started_at", session?.started.positive) + [
                ("halted_reason", state == .halted ? .maybe(session?.reason) : .null),
                ("needs_force", .bool(session?.needsForce ?? false)),
                ("realized_pnl", .dollars(realised)), ("unrealized_pnl", .dollars(unrealised)),
                ("day_pnl", .dollars(day)),
                ("trades_today", account.map { .number($0.dayTrades) } ?? .null),
                (
                    "limits",
                    .object([
                        ("profit_target", .dollars(session?.limits.profitTarget)),
                        ("loss_limit", .dollars(session?.limits.lossLimit)),
                    ])
                ),
                ("position_size", session.map { .number($0.limits.positionSize) } ?? .null),
                ("regime", .maybe(regime)), ("timeframe", .maybe(timeframe?.name)),
                ("speed", .maybe(desk.setting(SettingKey.replaySpeed).flatMap { Double($0) })),
                ("simulated", reading.map { .bool($0.state.isSimulated) } ?? .null),
                ("feed", feed),
            ])
    }

    /// What was chosen, from the moment it is; else what there is.
    private var timeframe: BarPeriod? {
        guard let period = facts.footprintPeriod else { return nil }
        return desk.setting(SettingKey.timeframe).flatMap { SettingKey.period($0) } ?? period
    }

    private var feed: JSONValue {
        let counters = reading?.counters
        let counts: [(String, Int64?)] = [
            ("accepted", counters?.accepted), ("bad", counters?.bad),
            ("duplicate", counters?.duplicate), ("late", counters?.late),
            ("out_of_session", counters?.outOfSession.bars),
        ]
        let longest = reading?.openBars.max { $0.period.rawValue < $1.period.rawValue }
        let quality = longest?.completeness
        return .page(
            [("connected", .bool(reading?.state.feed == .live))]
                + JSONValue.instant("last_tick", reading?.state.lastTick?.time) + [
                    (
                        "counts",
                        .object(counts.map { ($0, $1.map { .number($0) } ?? .null) })
                    ),
                    ("side_quality", .maybe(quality.map { "\($0.sideQuality)" })),
                ] + shares + [("inferred_share", .maybe(quality?.inferredShare))])
    }

    /// Of the session's volume, by the daily profile.
    private var shares: [(String, JSONValue)] {
        var (buy, sell, unknown) = (0.0, 0.0, 0.0)
        for row in profile?.rows ?? [] {
            buy += row.ask.rawValue
            sell += row.bid.rawValue
            unknown += row.neutral.rawValue
        }
        let total = buy + sell + unknown
        return [("buy_share", buy), ("sell_share", sell), ("unknown_share", unknown)].map {
            ($0, total > 0 ? .number($1 / total) : .null)
        }
    }
}

extension Nanoseconds {
    /// Itself; `nil` where zero stands for none.
    var positive: Nanoseconds? { rawValue > 0 ? self : nil }
}

extension EngineLink {
    /// How the session stands, with what is known of an instrument.
    func status(_ feed: SymbolFeed) -> JSONValue {
        guard let facts = reading.facts else { return .null }
        return StatusParts(
            engine: name, facts: facts, session: account.session, account: account.account,
            unrealised: unrealised(), desk: account.desk, reading: feed.reading,
            profile: feed.profile,
            regime: feed.regime.flatMap { DecisionPageJSON.word("regime", $0) }
        ).json
    }

    /// The message that a page begins with.
    func snapshot(_ feed: SymbolFeed, _ bars: PeriodFeed) -> String {
        let facts = reading.facts
        let developing = bars.open.map { feed.json.footprint($0, isOpen: true) }
        let regime = feed.regime.map { DecisionPageJSON.regime($0, symbol: feed.symbol) }
        let signals = feed.signals.suffix(SymbolFeed.signalCount).reversed()
        let tick = feed.lastTick.last ?? feed.reading?.state.lastTick
        let data = JSONValue.object([
            ("engine", json), ("symbol", feed.json.symbol),
            ("period", .string(bars.period.name)),
            ("periods", .list((facts?.periods ?? []).map { .string($0.name) })),
            (
                "footprint_periods",
                .list([facts?.footprintPeriod].compactMap(\.self).map { .string($0.name) })
            ),
            ("bars", .list(bars.closed.map(\.json))), ("footprint", developing ?? .null),
            ("tick", tick.map(feed.json.tick) ?? .null),
            ("profile", feed.profile.map(feed.json.profile) ?? .null),
            ("vwap", feed.vwap.map(feed.json.vwap) ?? .null), ("regime", regime ?? .null),
            ("levels", feed.levels.list),
            ("studies", .list(feed.orderedStudies.map(DecisionPageJSON.study))),
            ("signals", .list(signals.map(\.json))),
            ("trades", .list(trades())),
            ("positions", positions()), ("status", status(feed)), ("stats", statistics()),
        ])
        return PageMessage.text("snapshot", at: tick?.time, data)
    }

    /// What is open, newest entry first, then what ended, the last first.
    private func trades() -> [JSONValue] {
        let json = accountJSON
        let open = account.openTrades.sorted { $0.position.opened > $1.position.opened }
        let closed = account.trades.suffix(AccountState.tradeCount).reversed()
        return open.map { .page(json.opened($0.position, by: $0.decision)) }
            + closed.map { .page(json.trade($0)) }
    }
}
