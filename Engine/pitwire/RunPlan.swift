import CLI
import EventLoop
import Feed
import Host
import Market
import Memory
import Pipeline
import Settings
import Systems
import Wire

/// What the options of `pitwire run` come to.
struct RunPlan {
    /// Ready to start.
    var plan: HostPlan
    /// What goes wrong with the feed on purpose.
    private(set) var rehearsal: FaultRehearsal?
    /// The dashboard that goes with it.
    let page: PagePlan?

    /// - Parameters:
    ///   - files: what is played, instead of the files of the command line.
    ///   - day: only that day of them.
    init(_ arguments: Arguments, files given: [String]? = nil, day: SessionDate? = nil) throws {
        try Self.refuseWhatIsNotThere(arguments)
        let settings = try Self.settings(arguments)
        let files = try (given ?? arguments[RunFlags.files]).map(FileArgument.init)
        guard !arguments[RunFlags.noData] || (files.isEmpty && !arguments[RunFlags.simulate]) else {
            throw UsageError("--no-data plays nothing: leave out files and --simulate")
        }
        guard !arguments[RunFlags.simulate] || files.isEmpty else {
            throw UsageError("--simulate plays a market of its own: leave out the files")
        }
        let simulated =
            arguments[RunFlags.simulate] ? Self.simulatedSymbols(arguments, settings) : []
        var instruments: [HostInstrument] = []
        var places: [String: Int] = [:]
        // Several files of one symbol are one instrument, merged by time.
        for symbol in files.flatMap(\.symbols) + simulated where places[symbol] == nil {
            places[symbol] = instruments.count
            instruments.append(try Self.instrument(symbol, settings, .replay, arguments))
        }
        for symbol in Self.wireSymbols(arguments, settings) where places[symbol] == nil {
            places[symbol] = instruments.count
            instruments.append(try Self.instrument(symbol, settings, .wire, arguments))
        }
        guard !instruments.isEmpty else {
            throw UsageError(
                "nothing to do: name a file, --simulate, --symbols, or a configuration with "
                    + "[symbol] sections")
        }
        if instruments.count > cachedInstruments {
            HugePages.gather(reserve: instruments.count * Self.instrumentBytes)
        }
        var paths: [String: [String]] = [:]
        for file in files {
            for symbol in file.symbols { paths[symbol, default: []].append(file.path) }
        }
        for place in instruments.indices where instruments[place].origin == .replay {
            instruments[place].source = SourceName.of(
                paths[instruments[place].instrument.symbol] ?? [], arguments)
        }
        let tokens = try Self.tokens(settings)
        page = try PagePlan(arguments, tokens)
        plan = HostPlan(settings: settings, instruments: instruments) { token, role in
            tokens.allows(token, TokenRole(role))
        }
        plan.version = programVersion
        plan.rules = RecordedRules.text(settings, instruments, mode: Self.mode(arguments))
        plan.pastWords = PastWords.all
        plan.speed = arguments[RunFlags.speed]
        plan.waitsForClients = arguments[RunFlags.waitClients]
        plan.stopsAtEnd = arguments[RunFlags.stopAtEnd]
        plan.onStoreFault = { Output.note("store: \($0)\n") }
        plan.isSimulated = !simulated.isEmpty || arguments[RunFlags.simulateTicks]
        if !simulated.isEmpty {
            plan.source = Self.simulatedMarket(arguments, settings, instruments)
        } else if !files.isEmpty {
            plan.source = try Self.open(files, places, instruments, day, arguments)
        }
        rehearsal = try FaultRehearsal(
            arguments, plan.source,
            instruments: instruments.indices.filter { instruments[$0].origin == .replay }.map {
                InstrumentID(UInt32($0))
            })
        if let rehearsal {
            plan.source = MergedSource([rehearsal.source])
            plan.isSimulated = true
        }
    }

    /// About what an instrument takes by the end of a day.
    private static let instrumentBytes = 1 << 19

    // MARK: Configuration

    private static func settings(_ arguments: Arguments) throws -> EngineSettings {
        var settings = EngineSettings()
        if let file = arguments[RunFlags.config] {
            let declared = SystemCatalog.catalog.declarations
            switch SettingsLoader.load(path: file, strategies: declared) {
            case .success(let read): settings = read
            case .failure(let error): throw CommandFailure("\(error)")
            }
        }
        if let host = arguments[RunFlags.host] { settings.listen.host = host }
        if let port = arguments[RunFlags.port] { settings.listen.port = port }
        if let file = arguments[RunFlags.tokenFile] { settings.tokens.file = file }
        if let threads = arguments[RunFlags.threads] { settings.engine.threads = threads }
        if let folder = arguments[RunFlags.journal] { settings.journal.folder = folder }
        if let sync = arguments[RunFlags.sync] { settings.journal.sync = sync }
        if let seed = arguments[RunFlags.seed] { settings.simulate.seed = seed }
        try TradingFlags.apply(arguments, to: &settings)
        if let names = arguments[RunFlags.strategies] {
            settings.runOnly(Set(names), of: SystemCatalog.catalog.declarations)
        }
        return settings
    }

    private static func refuseWhatIsNotThere(_ arguments: Arguments) throws {
        if let replay = arguments[RunFlags.replay] {
            throw UsageError(
                "--replay \(replay): no history provider is built in yet; name files of ticks or "
                    + "bars instead")
        }
    }

    private static func tokens(_ settings: EngineSettings) throws -> Tokens {
        let environment: EnvironmentFile
        switch EnvironmentFile.read() {
        case .failure(let error): throw CommandFailure("\(error)")
        case .success(let read): environment = read
        }
        switch TokenLoader.load(file: settings.tokens.file, environment: environment.value) {
        case .failure(let error): throw CommandFailure("\(error)")
        case .success(let tokens):
            guard !tokens.isEmpty else {
                throw CommandFailure(
                    "no login token: set PITWIRE_TOKEN_READ (16 to 256 bytes) or name a "
                        + "--token-file, so that clients can log in")
            }
            return tokens
        }
    }

    /// Hours of everything, where the options say so.
    private static func mode(_ arguments: Arguments) -> SessionMode? {
        // A simulation runs whatever the hour, so its hours are all hours.
        arguments[RunFlags.session] ?? (arguments[RunFlags.simulate] ? .utc : nil)
    }

    private static func instrument(
        _ symbol: String, _ settings: EngineSettings, _ origin: FeedOrigin,
        _ arguments: Arguments
    ) throws -> HostInstrument {
        do {
            var one = try HostInstrument(symbol: symbol, settings: settings, origin: origin)
            let mode = mode(arguments)
            one.strategies = SystemCatalog.catalog.seats(
                on: try settings.instrumentSettings(for: symbol), of: settings, mode: mode)
            if let mode {
                one.pipeline.barsMode = mode
                one.pipeline.footprintMode = mode
                one.pipeline.profilesMode = mode
                one.pipeline.vwapsMode = mode
            }
            return one
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    // MARK: Symbols and sources

    private static func symbols(_ arguments: Arguments) -> [String] {
        arguments[RunFlags.symbols] + (arguments[TradingFlags.symbol].map { [$0] } ?? [])
    }

    private static func simulatedSymbols(
        _ arguments: Arguments, _ settings: EngineSettings
    ) -> [String] {
        let asked = symbols(arguments)
        return asked.isEmpty ? settings.simulate.symbols : asked
    }

    private static func wireSymbols(
        _ arguments: Arguments, _ settings: EngineSettings
    ) -> [String] {
        let asked = arguments[RunFlags.simulate] ? [] : symbols(arguments)
        var seen = Set<String>()
        return (settings.symbols.map(\.symbol) + asked).filter { seen.insert($0).inserted }
    }

    private static func simulatedMarket(
        _ arguments: Arguments, _ settings: EngineSettings, _ instruments: [HostInstrument]
    ) -> MergedSource {
        let symbols = instruments.enumerated().filter { $0.element.origin == .replay }.map {
            SimulatedMarket.Symbol.usual($0.element.instrument, id: InstrumentID(UInt32($0.offset)))
        }
        return MergedSource([
            SimulatedMarket(
                symbols: symbols, seed: UInt64(settings.simulate.seed), start: startOfSimulation())
        ])
    }

    private static func open(
        _ files: [FileArgument], _ places: [String: Int], _ instruments: [HostInstrument],
        _ day: SessionDate?, _ arguments: Arguments
    ) throws -> MergedSource {
        var options = SourceOpener.Options()
        options.barPeriod = arguments[RunFlags.barPeriod]
        options.onStatus = { Output.note("feed: \(VisibleText.of($0))\n") }
        let facts = instruments.map(\.instrument)
        var sources: [any InputSource] = []
        let simulates = arguments[RunFlags.simulateTicks]
        for file in files {
            for opened in try file.open(facts, places, options, eachAlone: simulates) {
                let source = day.map { DaySource(opened.source, $0) } ?? opened.source
                sources.append(simulates ? opened.simulated(source) : source)
            }
        }
        return MergedSource(sources)
    }
}

extension TokenRole {
    /// The role of the wire.
    init(_ role: Role) {
        switch role {
        case .read: self = .read
        case .feed: self = .feed
        case .trade: self = .trade
        case .admin: self = .admin
        }
    }
}

/// A symbol; the shell offers the futures, shares and coins that the engine knows best.
let knownSymbol = ValueForm<String>.text(
    "SYMBOL", hint: .examples(FuturesRoot.all.map(\.root) + ["SPY", "QQQ", "BTC-USD", "ETH-USD"]))

/// The version that `--version` shows and clients are told.
let programVersion = "0.1.0"

/// A simulated market starts at the next whole second of the wall clock.
func startOfSimulation() -> Nanoseconds {
    Nanoseconds(WallClock().now()).secondStart + .seconds(1)
}
