import Backtest
import CLI
import Feed
import Host
import Market
import Pipeline
import Recovery
import Settings
import Strategy
import Systems

/// What the options of `pitwire backtest` come to.
struct BacktestPlan {
    /// A setting by name.
    typealias Change = (key: String, value: String)

    private let arguments: Arguments
    private let files: [FileArgument]
    private let maker: SetupMaker
    /// The settings as given.
    let setup: BacktestSetup

    init(_ arguments: Arguments) throws {
        self.arguments = arguments
        files = try Self.files(arguments)
        var symbols: [String] = []
        for symbol in files.flatMap(\.symbols) where !symbols.contains(symbol) {
            symbols.append(symbol)
        }
        maker = SetupMaker(
            settings: try Self.settings(arguments), symbols: symbols,
            mode: arguments[BacktestFlags.session])
        setup = try maker.make([])
    }

    /// The texts of an option that may be given more than once, joined by commas.
    func joined(_ option: Option<[String]>) -> String {
        arguments[option].joined(separator: ",")
    }

    /// A setup with some settings changed.
    func setup(_ changes: [Change]) throws -> BacktestSetup { try maker.make(changes) }

    /// Makes setups, on any thread.
    var setups: @Sendable ([Change]) throws -> BacktestSetup {
        { [maker] changes in try maker.make(changes) }
    }

    // MARK: Options

    private static func files(_ arguments: Arguments) throws -> [FileArgument] {
        var files = try arguments[BacktestFlags.files].map(FileArgument.init)
        switch (arguments[BacktestFlags.symbol], arguments[BacktestFlags.file]) {
        case (let symbol?, let path?):
            files.append(try FileArgument("\(symbol)=\(path)"))
        case (nil, let path?): files.append(try FileArgument(path))
        case (let symbol?, nil):
            throw UsageError("--symbol \(symbol) names the symbol of --file, which is missing")
        case (nil, nil): break
        }
        guard !files.isEmpty else {
            throw UsageError("nothing to do: name files of ticks or bars, SYMBOL=PATH")
        }
        if let from = arguments[BacktestFlags.from], let to = arguments[BacktestFlags.to],
            from > to
        {
            throw UsageError("--from \(from) is after --to \(to)")
        }
        return files
    }

    private static func settings(_ arguments: Arguments) throws -> EngineSettings {
        let declared = SystemCatalog.catalog.declarations
        var settings = EngineSettings()
        if let file = arguments[BacktestFlags.config] {
            switch SettingsLoader.load(path: file, strategies: declared) {
            case .success(let read): settings = read
            case .failure(let error): throw CommandFailure("\(error)")
            }
        }
        settings.trading.startsItself = true
        if let names = arguments[BacktestFlags.systems] {
            settings.runOnly(Set(names), of: declared)
        }
        if !arguments[BacktestFlags.dailyLimits] { settings.trading.removeLimits() }
        if let amount = arguments[BacktestFlags.balance] {
            guard amount > .zero else { throw UsageError("--balance: above 0, got \(amount)") }
            settings.trading.balance = amount
        }
        if let size = arguments[BacktestFlags.positionSize] {
            settings.trading.positionSize = size
        }
        if let amount = arguments[BacktestFlags.profitTarget] {
            guard amount > .zero else {
                throw UsageError("--profit-target: above 0, got \(amount)")
            }
            settings.trading.profitTarget = amount
        }
        if let amount = arguments[BacktestFlags.lossLimit] {
            settings.trading.lossLimit = amount > .zero ? -amount : amount
        }
        let set = arguments[BacktestFlags.set].joined(separator: ",")
        let own = set.isEmpty ? [] : try usage { try Assignment.read(set) }
        for change in try auction(arguments, settings) + own {
            if let problem = settings.set(change.key, to: change.value, strategies: declared) {
                throw UsageError(problem)
            }
        }
        return settings
    }

    /// What the options of the auction system say as settings.
    private static func auction(
        _ arguments: Arguments, _ settings: EngineSettings
    ) throws -> [Change] {
        var changes: [Change] = []
        if arguments.has(BacktestFlags.balance) || arguments.has(BacktestFlags.risk) {
            changes.append(("auction.account", settings.trading.balance.description))
        }
        if let percent = arguments[BacktestFlags.risk] {
            changes.append(("auction.risk_pct", percent))
            let isUsual = Double(percent).map { RiskCalculator.usualPercent.contains($0) } ?? false
            if !isUsual { changes.append(("auction.risk_override", "true")) }
        }
        if let setup = arguments[BacktestFlags.setup] {
            changes.append(("auction.setups", setup.words))
        }
        return changes
    }

    // MARK: Files

    /// Files that were opened.
    struct Opened {
        /// All of them, merged by time.
        var source: MergedSource
        /// Each of them, where dates were asked for.
        var dated: [DatedSource] = []
        /// What they hold.
        var inputName = "ticks"
    }

    /// Opens the files anew.
    func open() throws -> Opened {
        var options = SourceOpener.Options()
        options.barPeriod = arguments[BacktestFlags.barPeriod]
        var sources: [any InputSource] = []
        var found = Opened(source: MergedSource([]))
        var names: [String] = []
        let places = Dictionary(
            uniqueKeysWithValues: setup.instruments.enumerated().map { ($1.symbol, $0) })
        let simulates = arguments[BacktestFlags.simulateTicks]
        for file in files {
            for opened in try file.open(
                setup.instruments, places, options, eachAlone: simulates)
            {
                var source = opened.source
                if hasDates {
                    let bounded = try dated(source, opened.instruments)
                    found.dated.append(bounded)
                    source = bounded
                }
                if simulates { source = opened.simulated(source) }
                let name =
                    !opened.file.holdsBars ? "ticks" : simulates ? "simulated ticks" : "bars"
                if !names.contains(name) { names.append(name) }
                sources.append(source)
            }
        }
        found.source = MergedSource(sources)
        found.inputName = names.joined(separator: " and ")
        return found
    }

    private func dated(
        _ source: any InputSource, _ instruments: [Instrument]
    ) throws -> DatedSource {
        DatedSource(
            source, from: arguments[BacktestFlags.from], to: arguments[BacktestFlags.to],
            try Self.commonClass(instruments))
    }

    /// The class whose days the dates of a file are.
    private static func commonClass(_ instruments: [Instrument]) throws -> AssetClass {
        let first = instruments[0]
        if let other = instruments.first(where: { $0.assetClass != first.assetClass }) {
            throw UsageError(
                "--from, --to: \(first.symbol) and \(other.symbol) of one file begin their days at "
                    + "other hours; name the file once for each")
        }
        return first.assetClass
    }

    private var hasDates: Bool {
        arguments.has(BacktestFlags.from) || arguments.has(BacktestFlags.to)
    }

    /// Says that the dates asked for hold nothing, and what there is.
    func checkDates(_ dated: [DatedSource]) throws {
        guard hasDates, dated.allSatisfy({ $0.kept == 0 }) else { return }
        let asked = [
            arguments[BacktestFlags.from].map { "from \($0)" },
            arguments[BacktestFlags.to].map { "to \($0)" },
        ].compactMap { $0 }.joined(separator: " ")
        let first = dated.compactMap { $0.seen?.first }.min()
        let last = dated.compactMap { $0.seen?.last }.max()
        let there =
            first.flatMap { first in
                last.map {
                    "the files hold \(NewYorkTime.wallClock(at: first).date) to "
                        + "\(NewYorkTime.wallClock(at: $0).date)"
                }
            } ?? "the files hold nothing"
        throw CommandFailure("no data \(asked): \(there)")
    }

    /// Bytes of the files, `nil` when one is none.
    var bytes: Int? {
        let sizes = files.map { sizeOfFile($0.path) }
        return sizes.contains(nil) ? nil : sizes.compactMap { $0 }.reduce(0, +)
    }
}

/// Makes what a backtest decides by from settings: the plan of a running engine.
struct SetupMaker: Sendable {
    let settings: EngineSettings
    let symbols: [String]
    let mode: SessionMode?

    /// A setup with some settings changed.
    func make(_ changes: [BacktestPlan.Change]) throws -> BacktestSetup {
        let declared = SystemCatalog.catalog.declarations
        var settings = settings
        for change in changes {
            if let problem = settings.set(change.key, to: change.value, strategies: declared) {
                throw UsageError(problem)
            }
        }
        let instruments = try symbols.map { try instrument($0, settings) }
        let plan = HostPlan(settings: settings, instruments: instruments) { _, _ in false }
        return BacktestSetup(
            core: plan.parts().core, instruments: instruments.map(\.instrument),
            schemas: plan.schemas, rules: rules(settings))
    }

    private func instrument(
        _ symbol: String, _ settings: EngineSettings
    ) throws -> HostInstrument {
        do throws(InstrumentError) {
            var one = try HostInstrument(symbol: symbol, settings: settings, origin: .replay)
            one.strategies = SystemCatalog.catalog.seats(
                on: try settings.instrumentSettings(for: symbol), of: settings, mode: mode)
            if let mode {
                one.pipeline.barsMode = mode
                one.pipeline.footprintMode = mode
                one.pipeline.profilesMode = mode
                one.pipeline.vwapsMode = mode
            }
            // Nobody listens: only what strategies read is computed, and minutes for the report.
            one.pipeline.bars = [.minute1]
            one.pipeline.footprint = nil
            one.pipeline.profiles = []
            one.pipeline.vwaps = []
            one.pipeline.vwapPeriod = nil
            return one
        } catch {
            throw UsageError(
                "\(error); say it with --set \(symbol):class=share,\(symbol):tick_size=0.01")
        }
    }

    private func rules(_ settings: EngineSettings) -> [String] {
        let trading = settings.trading
        let costs =
            "fills \(trading.fills.rawValue), slippage in ticks \(trading.slippage), of targets "
            + "\(trading.targetSlippage), commission \(trading.commission) a side, latency "
            + "\(trading.latency) ms"
        var limits: [String] = []
        if trading.profitTarget < TradingSection.noLimit {
            limits.append("profit target \(trading.profitTarget)")
        }
        if -trading.lossLimit < TradingSection.noLimit {
            limits.append("loss limit \(trading.lossLimit)")
        }
        return [
            costs,
            "at most \(trading.positionSize) a position, closed where its session ends",
            limits.isEmpty ? "no limits of the day" : "of a day: \(limits.joined(separator: ", "))",
        ]
    }
}

extension TradingSection {
    /// More than any account makes or loses.
    static let noLimit = Money(nanos: 1_000_000_000_000_000_000_000_000_000)

    /// No profit and no loss ends a day's trading.
    mutating func removeLimits() {
        profitTarget = Self.noLimit
        lossLimit = -Self.noLimit
    }
}
