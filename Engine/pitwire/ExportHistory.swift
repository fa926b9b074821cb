import CLI
import Feed
import Glibc
import Journal
import Market

/// What an export reads. Another kind of history is another function that gives a `History`.
enum ExportHistory {
    /// The history that the command line names.
    static func open(_ arguments: Arguments) throws -> History {
        guard let path = arguments[ExportFlags.journal] else { return try files(arguments) }
        guard arguments[ExportFlags.files].isEmpty else {
            throw UsageError("--journal is what is exported: leave out the files")
        }
        return try journal(path)
    }

    /// What the feeds of a journal gave.
    private static func journal(_ path: String) throws -> History {
        let folder = try JournalFolder(path)
        guard let newest = folder.reader.end.inputs.segments.last else {
            throw CommandFailure("journal \(path): it holds no segment")
        }
        let instruments = newest.header.identity.instruments
        return History(
            source: JournalSource(folder, instruments: instruments.count), instruments: instruments)
    }

    /// Files, merged by time.
    private static func files(_ arguments: Arguments) throws -> History {
        let symbol = arguments[ExportFlags.symbol]
        let files = try arguments[ExportFlags.files].map { text in
            // What names no symbol is of the one that is asked for.
            if let symbol, !text.prefix(while: { $0 != "/" }).contains("=") {
                return try FileArgument("\(symbol)=\(text)")
            }
            return try FileArgument(text)
        }
        guard !files.isEmpty else { throw UsageError("nothing to export: name a file") }
        var instruments: [Instrument] = []
        var places: [String: Int] = [:]
        for symbol in files.flatMap(\.symbols) where places[symbol] == nil {
            places[symbol] = instruments.count
            instruments.append(try instrument(symbol, arguments))
        }
        var options = SourceOpener.Options()
        options.barPeriod = arguments[ExportFlags.barPeriod]
        var sources: [any InputSource] = []
        for file in files {
            sources += try file.open(instruments, places, options).map(\.source)
        }
        return History(
            source: MergedSource(sources), instruments: instruments,
            totalBytes: totalSize(files.map(\.path)))
    }

    private static func instrument(_ symbol: String, _ arguments: Arguments) throws -> Instrument {
        do {
            return try InstrumentCatalog.instrument(
                symbol: symbol, tickSize: arguments[ExportFlags.tickSize])
        } catch {
            throw CommandFailure("\(error); give a --tick-size, or the right --symbol")
        }
    }

    /// All bytes of some files, `nil` when one is no file.
    private static func totalSize(_ paths: [String]) -> Int? {
        var sum = 0
        for path in paths {
            guard let size = sizeOfFile(path) else { return nil }
            sum += size
        }
        return sum
    }
}
