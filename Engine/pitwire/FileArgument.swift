import CLI
import Feed
import Market

/// A file to play, and the symbols whose ticks are taken from it.
struct FileArgument {
    /// At least one, each once; several of a DBN file alone.
    let symbols: [String]
    let path: String

    /// Reads `SYMBOL[,SYMBOL...]=PATH`, or takes the symbol from the file's name.
    init(_ text: String) throws {
        if let equals = text.firstIndex(of: "="), !text[..<equals].contains("/") {
            symbols = text[..<equals].split(separator: ",", omittingEmptySubsequences: false)
                .map(String.init)
            path = String(text[text.index(after: equals)...])
        } else {
            path = text
            let name = text.split(separator: "/").last ?? ""
            symbols = [String(name.prefix { !"-._".contains($0) }).uppercased()]
        }
        guard !symbols.contains(""), !path.isEmpty else {
            throw UsageError("\(text): expected SYMBOL=PATH, or a file named after its symbol")
        }
        var seen: Set<String> = []
        if let twice = symbols.first(where: { !seen.insert($0).inserted }) {
            throw UsageError("\(text): expected each symbol once, found \(twice) again")
        }
    }

    /// The file, opened.
    struct Opened {
        /// Whose ticks are read from it.
        let instruments: [Instrument]
        let file: SourceOpener.Opened

        var source: any InputSource { file.source }

        /// The file's source, or what was made of it, with its bars as ticks; ticks go through as
        /// they are.
        func simulated(_ source: any InputSource) -> any InputSource {
            file.content == .ticks
                ? source : SimulatedTicksSource(source, prices: instruments[0].prices)
        }
    }

    /// Opens the file: once, or for each symbol by itself, as bars that become ticks of their whole
    /// minute have to be merged by time.
    ///
    /// - Parameter places: where in `instruments` a symbol is; traps when one is missing.
    func open(
        _ instruments: [Instrument], _ places: [String: Int], _ options: SourceOpener.Options,
        eachAlone: Bool = false
    ) throws(CommandFailure) -> [Opened] {
        let all = symbols.map { symbol in
            guard let place = places[symbol] else {
                preconditionFailure("no instrument was made for \(symbol)")
            }
            return SourceOpener.Target(instruments[place], InstrumentID(UInt32(place)))
        }
        do throws(FeedError) {
            var opened: [Opened] = []
            for targets in eachAlone ? all.map({ [$0] }) : [all] {
                opened.append(
                    Opened(
                        instruments: targets.map(\.instrument),
                        file: try SourceOpener.open(path, targets: targets, options: options)))
            }
            return opened
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
