import Batch
import Foundation
import Glibc
import Market
import Testing

@Suite struct ExportTests {
    @Test func `the same input gives the same bytes`() throws {
        let (first, second) = (Folder(), Folder())
        let text = morning(5000)
        let summary = try batch(text, to: first) { $0.periods = [.second1, .minute1, .hour1] }
        try batch(text, to: second) { $0.periods = [.second1, .minute1, .hour1] }
        #expect(
            first.names == [
                "auction_signals.csv", "bars_1h.csv", "bars_1m.csv", "bars_1s.csv",
                "calibration.csv", "convergence.csv", "extension.csv", "footprint.csv",
                "indicators.csv", "market_state.csv", "momentum_states.csv", "patterns.csv",
                "profile.csv", "profile_rows.csv", "regime.csv", "signals.csv", "trades.csv",
                "vwap.csv",
            ])
        #expect(summary.files.filter { $0.rows > 20 }.count >= 10)
        for name in first.names { #expect(try first.text(name) == second.text(name)) }
        for file in summary.files {
            let lines = try first.text(file.name).filter { $0 == "\n" }.count
            #expect(lines == file.rows + 1, "\(file.name)")
        }
    }

    @Test func `bars made of bars are those made of ticks`() throws {
        let fromTicks = try written(.bars, morning(5000)) { $0.periods = [.minute1] }
        let longer = try written(.bars, morning(5000)) { $0.periods = [.minute5] }
        // The file is itself bar input: times, prices, volumes, sides and vwap.
        #expect(columns(try written(.bars, fromTicks, .bars)) == columns(fromTicks))
        let combined = try written(.bars, fromTicks, .bars) { $0.periods = [.minute5] }
        #expect(columns(combined) == columns(longer))
        #expect(fromTicks.split(separator: "\n").count > 50)
    }

    /// What bars know of each row; the bar's own vwap within 1e-9.
    private func columns(_ text: String) -> [String] {
        text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            let vwap = Double(cells[14]).map { ($0 * 1e6).rounded() / 1e6 } ?? -1
            return (cells[..<10] + [cells[12]]).joined(separator: ",") + ",\(vwap)"
        }
    }

    @Test func `bars leave open what only ticks know`() throws {
        let text = try written(
            .bars, bars("0 100 101 99 100.5 10\n1 100.5 100.5 100.5 100.5 0"), .bars)
        #expect(
            text.hasSuffix(
                "vwap\n1709908200000000000,2024-03-08,100,101,99,100.5,10,0,0,0,,,0,,"
                    + "100.16666666666667\n"))
    }

    @Test func `simulated ticks rebuild their bars`() throws {
        let text = bars(
            "0 100.00 100.50 99.75 100.25 10\n1 100.25 101 100 100 7\n2 100 100 100 100 1")
        let folder = Folder()
        try batch(text, .simulatedTicks, to: folder)
        let plain = try written(.bars, text, .bars)
        let rebuilt = try folder.text("bars.csv")
        func prices(_ text: String) -> [String] {
            text.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)[..<7].joined(
                    separator: ",")
            }
        }
        #expect(prices(rebuilt) == prices(plain))
        #expect(folder.names.contains("footprint.csv"))
    }

    @Test func `a file that cannot be written is one error, and the old one stays`() throws {
        let folder = Folder()
        try batch(ticks("0 100 1 B\n"), to: folder, [.bars])
        let before = try folder.text("bars.csv")
        // The draft of the next file is a device that is always full.
        let draft = "\(folder.path)/.bars.csv.\(getpid()).partial"
        #expect(symlink("/dev/full", draft) == 0)
        let message = failure { try batch(ticks("0 200 1 B\n"), to: folder, [.bars]) }
        #expect(message == "cannot write \(folder.path)/bars.csv: No space left on device")
        #expect(try folder.text("bars.csv") == before)
        #expect(folder.names == ["bars.csv"])
    }

    @Test func `a folder that cannot be is one error`() throws {
        let folder = Folder()
        try batch(ticks("0 100 1 B\n"), to: folder, [.bars])
        var options = BatchOptions(
            source: .memory(Array(ticks("0 100 1 B\n").utf8), name: "x"), input: .ticks,
            folder: "\(folder.path)/bars.csv/deeper", exports: [.bars])
        options.tickSize = "1"
        let message = failure { _ = try BatchRun(options).run() }
        #expect(message == "cannot make \(folder.path)/bars.csv/deeper: Not a directory")
    }

    @Test func `exports are named, refused and listed`() throws {
        #expect(
            try BatchExport.named(["all"], for: .ticks)
                == BatchExport.allCases.filter { $0 != .simTicks })
        #expect(
            try BatchExport.named(["all", "sim_ticks", "bars"], for: .bars)
                == BatchExport.allCases.filter {
                    ![.footprint, .patterns, .signals].contains($0)
                })
        #expect(
            try BatchExport.named(["signals", "bars", "signals"], for: .simulatedTicks)
                == [.signals, .bars])
        #expect(
            failure { _ = try BatchExport.named(["bears"], for: .ticks) }?.hasPrefix(
                "no export bears") == true)
        for name in ["footprint", "patterns", "signals"] {
            #expect(
                failure { _ = try BatchExport.named(["regime", name], for: .bars) }
                    == "export \(name) needs ticks; bars become ticks with --simulate-ticks")
        }
        #expect(
            failure { _ = try BatchExport.named(["sim_ticks"], for: .ticks) }?.contains(
                "needs bars") == true)
    }
}

/// Recorded trades, when they are there.
private let spy: String? = {
    let folder = getenv("PITWIRE_DATA").map { String(cString: $0) } ?? "../shared/data"
    let path = "\(folder)/equities-lean/normalised/SPY-20131008.trades.csv.gz"
    return access(path, R_OK) == 0 ? path : nil
}()

@Suite(
    .enabled(if: spy != nil, "the recorded trades are not here: PITWIRE_DATA names their folder"))
struct RecordedDayTests {
    @Test func `a day of trades adds up in every file`() throws {
        let folder = Folder()
        var options = BatchOptions(
            source: .file(try #require(spy)), input: .ticks, folder: folder.path,
            exports: BatchExport.all(for: .ticks))
        options.symbol = "SPY"
        let summary = try BatchRun(options).run()
        #expect(summary.rows == 451_545 && summary.bad == 0)
        #expect(summary.files.first?.rows == 390)
        func sum(_ name: String, _ column: Int) throws -> Double {
            try folder.text(name).split(separator: "\n").dropFirst().reduce(0) {
                $0
                    + (Double($1.split(separator: ",", omittingEmptySubsequences: false)[column])
                        ?? .nan)
            }
        }
        let volume = try sum("bars.csv", 6)
        #expect(volume > 1e6)
        #expect(try sum("footprint.csv", 5) == volume)
        #expect(try sum("profile.csv", 4) == volume)
        #expect(try sum("profile_rows.csv", 2) == volume)
        #expect(try folder.text("vwap.csv").hasSuffix(",\(Int(volume))\n"))
    }
}
