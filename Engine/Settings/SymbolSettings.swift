public import Market

/// One `[symbol NAME]` section: what differs for this instrument. `nil` follows from the symbol,
/// its class, or the stage's own section.
public struct SymbolSettings: Sendable, Hashable {
    /// The symbol as traders write it.
    public var symbol: String
    /// Tick, lot, scales and class that replace what the symbol says.
    public var overrides = InstrumentOverrides()
    /// Hours of profiles, VWAP and signals.
    public var session: SessionMode?
    /// Hours of bars and footprints.
    public var barsSession: SessionMode?
    /// Height of a footprint row.
    public var footprintRow: RowHeight?
    /// The least volume of an imbalance, in shares, contracts or coins.
    public var minimumVolume: Double?
    /// Which trades the feed of a share holds.
    public var coverage = TapeCoverage.consolidated
    /// What differs for this instrument's strategies, by name.
    public var strategies: [String: StrategySection] = [:]

    /// A symbol of which nothing special is said.
    public init(symbol: String) { self.symbol = symbol }
}

/// What holds for one instrument after its own section, the stages' sections and the defaults of
/// its class are laid over each other.
public struct InstrumentSettings: Sendable, Hashable {
    /// The instrument.
    public var instrument: Instrument
    /// Hours of profiles, VWAP and signals.
    public var session: SessionMode
    /// Hours of bars and footprints.
    public var barsSession: SessionMode
    /// Height of a footprint row.
    public var footprintRow: RowHeight
    /// The least volume of an imbalance.
    public var minimumVolume: MinimumVolume
}

extension EngineSettings {
    /// What holds for an instrument, whether or not the file has a section for it.
    ///
    /// The symbol's own section wins over `[footprint]`, which wins over the class.
    public func instrumentSettings(
        for symbol: String
    ) throws(InstrumentError) -> InstrumentSettings {
        let own = symbols.first { $0.symbol == symbol } ?? SymbolSettings(symbol: symbol)
        let instrument = try InstrumentCatalog.instrument(
            symbol: symbol, overrides: own.overrides)
        let usual = ClassDefaults.of(instrument.assetClass, coverage: own.coverage)
        return InstrumentSettings(
            instrument: instrument, session: own.session ?? usual.signalSession,
            barsSession: own.barsSession ?? usual.barSession,
            footprintRow: own.footprintRow ?? footprint.row ?? usual.footprintRow,
            minimumVolume: (own.minimumVolume ?? footprint.minimumVolume)
                .map { .quantity($0) } ?? usual.minimumVolume)
    }
}
