public import Market
public import Pipeline
import Records
import Strategy
import Trading

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
    /// What turns its prices into money: shares of which a price unit is one unless said otherwise.
    public var assetClass = AssetClass.share
    /// What one tick is worth for a quantity of one, in nano-dollars; `nil` for the tick itself.
    public var tickValueNanos: Int64?

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

    /// What trading has to know of it.
    var traded: TradedInstrument {
        let tick = Int64(Double(scale.tick) * (1e9 / scale.unitsPerOne))
        var books: [Book: SessionMode] = [:]
        for seat in strategies {
            let number = type(of: seat.strategy).schema.number
            if seat.trades { books[Book(rawValue: number)] = seat.mode }
        }
        return TradedInstrument(
            facts: Instrument(
                symbol: symbol, assetClass: assetClass, prices: scale, sizes: sizes,
                tickValueNanos: tickValueNanos ?? tick),
            mode: settings.barsMode, books: books)
    }
}
