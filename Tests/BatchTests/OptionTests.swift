import Batch
import Foundation
import Glibc
import Market
import Testing

/// What the options do to the files of the systems.
@Suite struct OptionTests {
    @Test func `each file has its usual hours, and --session overrides all`() throws {
        // 08:00, 09:30 and 21:00 New York.
        let text = ticks("-5400 100 1 B\n0 101 1 B\n41400 102 1 B\n")
        let exports: [BatchExport] = [.bars, .marketState, .convergence, .momentumStates]
        func rows(_ session: SessionMode?) throws -> [String: Int] {
            let summary = try batch(text, to: Folder(), exports) { $0.session = session }
            return Dictionary(uniqueKeysWithValues: summary.files.map { ($0.name, $0.rows) })
        }
        let usual = try rows(nil)
        #expect(usual["bars.csv"] == 1 && usual["market_state.csv"] == 1)
        #expect(usual["momentum_states.csv"] == 1 && usual["convergence.csv"] == 3)
        #expect(try rows(.ext).values.sorted() == [2, 2, 2, 2])
        #expect(try rows(.utc).values.sorted() == [3, 3, 3, 3])
        #expect(try rows(.rth).values.sorted() == [1, 1, 1, 1])
        #expect(BatchExport.calibration.usualSession == .ext)
        #expect(BatchExport.extensions.usualSession == .ext)
    }

    @Test func `what is out of session is counted by the hours of the files`() throws {
        let text = ticks("-5400 100 1 B\n0 101 1 B\n41400 102 1 B\n")
        func counted(_ exports: [BatchExport]) throws -> String {
            let summary = try batch(text, to: Folder(), exports)
            return "\(summary.outOfSession) \(summary.session.name)"
        }
        #expect(try counted([.bars, .convergence]) == "2 rth")
        #expect(try counted([.convergence, .bars]) == "2 rth")
        #expect(try counted([.convergence]) == "0 utc")
        #expect(try counted([.calibration]) == "1 ext")
    }

    @Test func `only files whose hours were empty are warned of`() throws {
        // 08:00 New York: extended hours only.
        let summary = try batch(
            ticks("-5400 100 1 B\n"), to: Folder(), [.trades, .extensions, .convergence])
        #expect(
            summary.warnings == [
                "nothing was in session rth: trades.csv holds only a header "
                    + "(--session chooses other hours)"
            ])
        // Nothing to trade is no reason to warn.
        let quiet = try batch(ticks("0 100 1 B\n"), to: Folder(), [.trades, .auctionSignals])
        #expect(quiet.warnings == [] && quiet.files.map(\.rows) == [0, 0])
    }

    @Test func `the footprint's period is that of five files and no other`() throws {
        let (five, one) = (Folder(), Folder())
        try batch(morning(4000), to: five)
        try batch(morning(4000), to: one) { $0.footprintPeriod = .minute1 }
        let changed = ["footprint", "patterns", "indicators", "regime", "signals"].map {
            "\($0).csv"
        }
        for name in five.names {
            #expect(
                try (five.text(name) != one.text(name)) == changed.contains(name), "\(name)")
        }
        #expect(table(try one.text("regime.csv")).count == 47)
    }

    @Test func `row height and least volume act on footprint, patterns and signals`() throws {
        let plain = Folder()
        try batch(morning(4000), to: plain)
        let changed = ["footprint.csv", "patterns.csv", "signals.csv"]
        let changes: [(inout BatchOptions) -> Void] = [
            { $0.footprintRowTicks = 3 }, { $0.minimumVolume = 40 },
        ]
        for change in changes {
            let other = Folder()
            try batch(morning(4000), to: other, nil, change)
            for name in plain.names {
                #expect(
                    try (plain.text(name) != other.text(name)) == changed.contains(name), "\(name)")
            }
        }
    }

    @Test func `the position size is shared out by the regime`() throws {
        func quantities(_ size: Double) throws -> [String] {
            table(
                try written(.signals, morning(12_000)) {
                    $0.footprintPeriod = .minute1
                    $0.positionSize = size
                }
            ).filter { $0["approved"] == "1" }.map { row in
                let multiplier = Double(row["size_multiplier"] ?? "") ?? 0
                #expect(row["quantity"] == "\(max(1, Int(size * multiplier)))")
                #expect(row["reason"] == "ok")
                return row["quantity"] ?? ""
            }
        }
        let (two, many) = (try quantities(2), try quantities(100))
        #expect(!two.isEmpty && two.count == many.count && two != many)
    }

    @Test func `the window is how long a lens counts`() throws {
        let text = try written(.bars, morning(30_000)) { $0.session = .utc }
        func counts(_ window: Int) throws -> [Int] {
            table(try written(.convergence, text, .bars) { $0.window = window }).map {
                Int($0["entry_count"] ?? "") ?? -1
            }
        }
        let (short, long) = (try counts(1), try counts(60))
        #expect(short.count == long.count && zip(short, long).allSatisfy { $0 <= $1 })
        #expect(short != long)
    }

    @Test func `nothing depends on the symbol but the tick size`() throws {
        let (one, other) = (Folder(), Folder())
        for (folder, symbol) in [(one, "SPY"), (other, "CLF5")] {
            try batch(morning(3000), to: folder) {
                $0.tickSize = nil
                $0.symbol = symbol
            }
        }
        for name in one.names { #expect(try one.text(name) == other.text(name), "\(name)") }
    }

    @Test func `no cell is a number that is none`() throws {
        let folder = Folder()
        try batch(morning(12_000), to: folder) { $0.footprintPeriod = .minute1 }
        for name in folder.names {
            for row in table(try folder.text(name)) {
                for (column, cell) in row {
                    #expect(
                        !["nan", "-nan", "inf", "-inf", "-0"].contains(cell), "\(name) \(column)")
                }
            }
        }
    }
}

/// The recorded files, when they are there: trades and bars as they were written.
private let recorded: [String] = {
    let folder = getenv("PITWIRE_DATA").map { String(cString: $0) } ?? "../shared/data"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
    // Large ones take long without optimisation: PITWIRE_LONG=1 takes them, too.
    let limit: off_t = getenv("PITWIRE_LONG") == nil ? 60_000 : .max
    return (names ?? []).filter { $0.contains("/normalised/") && $0.hasSuffix(".csv.gz") }
        .sorted().map { "\(folder)/\($0)" }
        .filter {
            var facts = stat()
            return stat($0, &facts) == 0 && facts.st_size <= limit
        }
}()

@Suite(
    .enabled(
        if: !recorded.isEmpty, "no recorded files are here: PITWIRE_DATA names their folder"))
struct RecordedFilesTests {
    @Test(arguments: recorded)
    func `every recorded file gives every file it allows, without a fault`(path: String) throws {
        let input: BatchExport.Input = path.contains(".bars-") ? .bars : .ticks
        let folder = Folder()
        var options = BatchOptions(
            source: .file(path), input: input, folder: folder.path,
            exports: BatchExport.all(for: input))
        options.tickSize = path.contains("xrpeth") ? "0.00000001" : "0.01"
        options.session = .utc
        options.footprintRowTicks = 10
        let summary = try BatchRun(options).run()
        #expect(summary.accepted > 0 && summary.warnings == [])
        #expect(summary.files.count == options.exports.count)
        let always: [BatchExport] = [.bars, .indicators, .regime, .momentumStates, .convergence]
        for export in always {
            #expect(table(try folder.text("\(export.rawValue).csv")).count > 0, "\(export)")
        }
    }
}
