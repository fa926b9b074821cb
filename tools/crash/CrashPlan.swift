import CLI
import Feed
import Host
import Market
import Pipeline
import Settings
import Systems

/// What every engine of a run is started with: the one that is killed, and those it is compared
/// with.
struct CrashPlan: Sendable {
    /// What instruments are taken from, in this order.
    static let symbols = [
        "ESZ4", "SPY", "BTC-USD", "NQZ4", "QQQ", "ETH-USD", "CLZ4", "GCZ4",
    ]
    static let token = "pitcrash-only-local"
    /// Ring of the journal: small, so that it wraps often.
    private static let journalRing = 8192
    /// Monday, 2 September 2024, 22:00 UTC: history, so that no wall clock moves the engine.
    static let start = Nanoseconds(1_725_314_400_000_000_000)

    var folder: String
    var symbolCount: Int
    var sync: SyncChoice
    var checkpoint: Int
    /// Milliseconds between two events of an instrument in the market's quiet phases: a session of
    /// bars is a day of UTC, and a run with the usual ten seconds goes through several.
    var gap = 10_000

    var names: [String] { Array(Self.symbols.prefix(symbolCount)) }

    private func settings(port: Int) -> EngineSettings {
        var settings = EngineSettings()
        settings.listen.port = port
        settings.journal.folder = folder
        settings.journal.sync = sync
        settings.journal.checkpoint = checkpoint
        settings.journal.ring = Self.journalRing
        settings.journal.segment = 1
        settings.journal.store = true
        // Its session is started by a command, so that all commands are of this run; no limit
        // ends it, and what fills cost is not zero.
        settings.trading.startsItself = false
        settings.trading.session = .utc
        settings.trading.balance = Money(nanos: 1_000_000_000_000_000_000)
        settings.trading.profitTarget = settings.trading.balance
        settings.trading.lossLimit = -settings.trading.balance
        settings.trading.positionSize = 20
        settings.trading.commission = Money(nanos: 333_333_333)
        return settings
    }

    /// The engine as a whole.
    func hostPlan(port: Int = 0) throws(CommandFailure) -> HostPlan {
        let settings = settings(port: port)
        let instruments: [HostInstrument]
        do {
            instruments = try names.map { try Self.instrument($0, settings) }
        } catch {
            throw CommandFailure("\(error)")
        }
        var plan = HostPlan(settings: settings, instruments: instruments) { token, _ in
            token == Array(Self.token.utf8)
        }
        plan.version = "0.1.0"
        plan.onStoreFault = { Output.note("pitcrash: store: \($0)\n") }
        return plan
    }

    private static func instrument(
        _ symbol: String, _ settings: EngineSettings
    ) throws -> HostInstrument {
        var one = try HostInstrument(symbol: symbol, settings: settings, origin: .wire)
        one.strategies = SystemCatalog.catalog.seats(
            on: try settings.instrumentSettings(for: symbol), of: settings, mode: .utc)
        one.pipeline.barsMode = .utc
        one.pipeline.footprintMode = .utc
        one.pipeline.profilesMode = .utc
        one.pipeline.vwapsMode = .utc
        return one
    }

    /// What the instruments are, by number.
    func facts() throws(CommandFailure) -> [Instrument] {
        try hostPlan().instruments.map(\.instrument)
    }

    /// The market that is fed, from its beginning.
    func market(seed: UInt64) throws(CommandFailure) -> CrashMarket {
        let symbols = try hostPlan().instruments.enumerated().map { place, one in
            var symbol = SimulatedMarket.Symbol.usual(
                one.instrument, id: InstrumentID(UInt32(place)))
            symbol.quietGap = Int64(gap) * 1_000_000
            return symbol
        }
        return CrashMarket(symbols, try facts(), seed: seed)
    }
}
