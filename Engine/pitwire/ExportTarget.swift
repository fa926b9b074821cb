import CLI
import Feed
import Glibc
import Market

/// Where an export goes, and in which format.
struct ExportTarget {
    /// What the name's end says.
    enum Format: String {
        case csv
        case dbn
    }

    let path: String
    let format: Format
    let isZstd: Bool
    private let replaces: Bool
    private let options: DBNWriter.Options

    init(_ arguments: Arguments) throws {
        path = arguments[ExportFlags.to]
        let name = path.lowercased()
        isZstd = name.hasSuffix(".zst")
        let plain = isZstd ? String(name.dropLast(4)) : name
        if plain.hasSuffix(".csv") {
            format = .csv
        } else if plain.hasSuffix(".dbn") {
            format = .dbn
        } else {
            throw UsageError(
                "--to: expected a name that ends in .csv, .dbn, .csv.zst or .dbn.zst, found "
                    + "\"\(path)\"")
        }
        if format == .csv {
            for (option, isThere) in [
                ("dbn-version", arguments.has(ExportFlags.dbnVersion)),
                ("definitions", arguments.has(ExportFlags.definitions)),
            ] where isThere {
                throw UsageError("--\(option) needs a file that ends in .dbn or .dbn.zst")
            }
        }
        replaces = arguments[ExportFlags.force]
        if !replaces, access(path, F_OK) == 0 {
            throw CommandFailure("\(path) is already there: --force replaces it")
        }
        options = DBNWriter.Options(
            version: UInt8(arguments[ExportFlags.dbnVersion]),
            hasDefinitions: arguments[ExportFlags.definitions])
    }

    /// What writes the file.
    func writer(
        for history: History, _ filter: HistoryFilter
    ) throws(FeedError) -> any HistoryWriter {
        let file = try OutputFile(path, replaces: replaces, isZstd: isZstd)
        switch format {
        case .csv:
            let place = filter.instrument.map { Int($0.rawValue) } ?? 0
            return CSVWriter(file, instrument: history.instruments[place])
        case .dbn:
            return try DBNWriter(file, instruments: history.instruments, options: options)
        }
    }
}

/// Which part of a history is exported.
struct ExportPart {
    private let from: Nanoseconds?
    private let to: Nanoseconds?
    private let symbol: String?

    init(_ arguments: Arguments) throws {
        func time(_ option: Option<String?>) throws -> Nanoseconds? {
            guard let text = arguments[option] else { return nil }
            guard let time = InstantText.parse(text) else {
                throw UsageError(
                    "--\(option.declaration.name): expected a time such as 2024-01-16T09:30, "
                        + "2024-01-16T14:30:00Z or a number, found \"\(text)\"")
            }
            return time
        }
        from = try time(ExportFlags.from)
        to = try time(ExportFlags.toTime)
        symbol = arguments[ExportFlags.symbol]
        if let from, let to, from >= to {
            throw UsageError(
                "--to-time: expected a time after --from \(InstantText.utc(from)), found "
                    + InstantText.utc(to))
        }
    }

    /// The part as the history numbers its instruments.
    func filter(of history: History, _ target: ExportTarget) throws -> HistoryFilter {
        let known = history.instruments.map(\.symbol).joined(separator: ", ")
        var filter = HistoryFilter(from: from, to: to)
        if let symbol {
            guard let number = history.number(of: symbol) else {
                throw UsageError("--symbol: expected one of \(known), found \"\(symbol)\"")
            }
            filter.instrument = number
        } else if target.format == .csv, history.instruments.count > 1 {
            throw UsageError("a CSV file holds one symbol: choose one of \(known) with --symbol")
        }
        return filter
    }
}
