import CLI
import Host
import Market
import Settings
import Systems

/// What an engine decides by, as it is kept beside its journal: a configuration that holds every
/// deciding value, and which instruments a replay and which clients feed.
enum RecordedRules {
    private static let feeds = "# feeds: "

    /// The text of a plan's rules.
    ///
    /// - Parameter mode: hours of everything, where options named them.
    static func text(
        _ settings: EngineSettings, _ instruments: [HostInstrument], mode: SessionMode?
    ) -> String {
        var whole = settings
        let known = Dictionary(
            settings.symbols.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        whole.symbols = instruments.map { one in
            let symbol = one.instrument.symbol
            var own = known[symbol] ?? SymbolSettings(symbol: symbol)
            if let mode {
                own.session = mode
                own.barsSession = mode
                for declared in SystemCatalog.catalog.declarations {
                    own.strategies[declared.name, default: StrategySection()].session = mode
                }
            }
            return own
        }
        let origins = instruments.map { "\($0.origin == .wire ? "client" : "replay")" }
        return "# What the engine decided by; written by pitwire \(programVersion).\n"
            + feeds + origins.joined(separator: " ") + "\n"
            + SettingsText.rules(whole, strategies: SystemCatalog.catalog.declarations)
    }

    /// A plan that decides by a text: without source, serving nobody.
    ///
    /// - Throws: When the text is none that this build reads, naming what is wrong.
    static func plan(_ text: String, file: String) throws -> HostPlan {
        let declared = SystemCatalog.catalog.declarations
        let settings: EngineSettings
        switch SettingsLoader.load(text: text, file: file, strategies: declared) {
        case .success(let read): settings = read
        case .failure(let error): throw CommandFailure("\(error)")
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix(feeds) }
        let origins = line?.dropFirst(feeds.count).split(separator: " ") ?? []
        guard origins.count == settings.symbols.count else {
            throw CommandFailure(
                "\(file): \(origins.count) feeds of \(settings.symbols.count) symbols")
        }
        let instruments = try zip(settings.symbols, origins).map { own, origin in
            do {
                var one = try HostInstrument(
                    symbol: own.symbol, settings: settings,
                    origin: origin == "client" ? .wire : .replay)
                one.strategies = SystemCatalog.catalog.seats(
                    on: try settings.instrumentSettings(for: own.symbol), of: settings)
                return one
            } catch {
                throw CommandFailure("\(file): \(error)")
            }
        }
        var plan = HostPlan(settings: settings, instruments: instruments) { _, _ in false }
        plan.version = programVersion
        plan.rules = text
        return plan
    }
}
