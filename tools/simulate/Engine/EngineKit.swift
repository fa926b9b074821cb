import Core
import Journal
import Market
import Pipeline
import Publisher
import Records
import Recovery
import Settings
import Strategy
import Systems
import Trading
import Wire

/// What the engine of a seed is made of, again after each crash.
struct EngineKit: Sendable {
    let instruments: [Instrument]
    let modes: [SessionMode]
    let seats: [[SeatedStrategy]]
    let schemas: [StrategySchema]
    private let plan: SeedPlan

    /// Two builds or configurations never meet here.
    static let rulesDigest: UInt64 = 0x7069_7473_696d

    init(_ plan: SeedPlan) {
        self.plan = plan
        var settings = EngineSettings()
        let catalog = SystemCatalog.catalog
        settings.runOnly(plan.strategies, of: catalog.declarations)
        var instruments: [Instrument] = []
        var modes: [SessionMode] = []
        var seats: [[SeatedStrategy]] = []
        for symbol in plan.symbols {
            do {
                let own = try settings.instrumentSettings(for: symbol)
                instruments.append(own.instrument)
                modes.append(own.barsSession)
                seats.append(catalog.seats(on: own, of: settings))
            } catch {
                preconditionFailure("\(symbol) is in the catalog: \(error)")
            }
        }
        self.instruments = instruments
        self.modes = modes
        self.seats = seats
        var schemas: [StrategySchema] = []
        for seat in seats.joined() {
            let schema = type(of: seat.strategy).schema
            if !schemas.contains(schema) { schemas.append(schema) }
        }
        self.schemas = schemas.sorted { $0.number < $1.number }
    }

    static let bars: [BarPeriod] = [.second1, .minute1, .minute5]

    /// A core that has seen nothing; its producer is the wire.
    func core() -> Core {
        let parts = instruments.enumerated().map { place, instrument in
            var settings = PipelineSettings()
            settings.bars = Self.bars
            settings.barsMode = modes[place]
            settings.footprint = .minute1
            settings.footprintMode = modes[place]
            settings.profilesMode = modes[place]
            settings.vwapsMode = modes[place]
            settings.ladderLimit = 20_000
            var part = CoreInstrument(
                instrument: InstrumentID(UInt32(place)), symbol: instrument.symbol,
                scale: instrument.prices, sizes: instrument.sizes, settings: settings)
            part.strategies = seats[place]
            return part
        }
        var trading = TradingSettings()
        trading.orders.rate = 1000
        return Core(
            instruments: parts, producers: [Array(instruments.indices)], trading: trading)
    }

    /// What the publisher of an engine goes by.
    func settings(epoch: UInt64, waitsForJournal: Bool) -> PublisherSettings {
        var settings = PublisherSettings(epoch: epoch) { _, _ in true }
        settings.heartbeat = .milliseconds(500)
        settings.clientQueue = plan.clientQueue
        settings.subscriptionQueue = plan.subscriptionQueue
        settings.socketBytes = plan.socketBytes
        // A simulated engine has a few sessions only.
        settings.writesAtOnce = 1
        settings.resumeWindow = plan.resumeWindow
        settings.resumeHold = .seconds(5)
        settings.strategies = schemas
        settings.waitsForJournal = waitsForJournal
        settings.ticksPerFrame = 256
        settings.barsKept = 200
        settings.footprintsKept = 50
        return settings
    }

    func publisher(_ settings: PublisherSettings, _ shell: any PublisherShell) -> Publisher {
        let setups = instruments.enumerated().map { place, instrument in
            var setup = InstrumentSetup(instrument)
            setup.bars = Self.bars
            setup.barsMode = modes[place]
            setup.footprint = .minute1
            setup.footprintMode = modes[place]
            setup.ladderLimit = 20_000
            setup.isWireFed = true
            return setup
        }
        return Publisher(settings: settings, instruments: setups, shell: shell)
    }

    /// For checkpoints, which are made beside the running engine.
    func parts(epoch: UInt64) -> EngineParts {
        EngineParts(
            rulesDigest: Self.rulesDigest, core: { core() },
            publisher: {
                publisher(settings(epoch: epoch, waitsForJournal: false), SilentShell.shared)
            })
    }

    func identity(epoch: UInt64) -> JournalIdentity {
        JournalIdentity(
            epoch: epoch, build: "pitsim", rulesDigest: Self.rulesDigest, instruments: instruments)
    }
}
