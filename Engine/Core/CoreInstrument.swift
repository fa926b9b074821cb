public import Market
public import Pipeline

/// One instrument of a core: what is computed of it, and by which facts.
public struct CoreInstrument: Sendable {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// Its name.
    public var symbol: String
    /// How its prices are counted.
    public var scale: PriceScale
    /// How its sizes are counted.
    public var sizes: SizeScale
    /// What is computed of it.
    public var settings: PipelineSettings
    /// Sessions and calendar.
    public var schedule = SessionSchedule()
    /// The strategies that watch it.
    public var strategies: [SeatedStrategy] = []

    /// Puts an instrument together.
    public init(
        instrument: InstrumentID, symbol: String, scale: PriceScale, sizes: SizeScale,
        settings: PipelineSettings
    ) {
        self.instrument = instrument
        self.symbol = symbol
        self.scale = scale
        self.sizes = sizes
        self.settings = settings
    }
}
