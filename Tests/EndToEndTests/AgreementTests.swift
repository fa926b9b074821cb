import Batch
import Feed
import Foundation
import Host
import Market
import Records
import Settings
import Strategy
import Synchronization
import Systems
import Testing

/// What the systems said, a line each, so that a run and a batch are compared as text.
private struct Said: Equatable {
    var patterns: [String] = []
    var momentum: [String] = []
    var auction: [String] = []
    var convergence: [String] = []
}

/// The decisions of an engine as the lines of the batch's files.
private struct Reading {
    let schemas: [UInt8: StrategySchema]

    func said(_ evaluations: [Evaluation]) -> Said {
        var said = Said()
        for evaluation in evaluations {
            guard let schema = schemas[evaluation.system] else { continue }
            let rule = schema.rules[Int(evaluation.rule)]
            func value(_ name: String) -> Double? {
                rule.place(of: name).flatMap { evaluation.values[$0] }
            }
            let start = "\(evaluation.start.rawValue)"
            switch (schema.name, rule.name) {
            case ("orderflow", "choice"), ("orderflow", "level"), ("orderflow", "regime"): break
            case ("orderflow", _):
                guard let price = value("price"), let strength = value("strength") else { continue }
                said.patterns.append(
                    "\(start) \(rule.name.uppercased()) \(evaluation.direction.name) \(price) "
                        + "\(strength) \(evaluation.verdict == .approved) "
                        + rule.reasons[Int(evaluation.reason)])
            case ("momentum", "trade"):
                let values = ["entry", "stop", "target", "exit", "pnl"].map(value)
                said.momentum.append(
                    "\(evaluation.time.rawValue) \(evaluation.direction.name) "
                        + values.map { $0.map { "\($0)" } ?? "" }.joined(separator: " "))
            case ("auction", "setup") where evaluation.verdict == .approved:
                said.auction.append("\(start) \(evaluation.direction == .long ? "BUY" : "SELL")")
            case ("convergence", "entry") where evaluation.verdict == .approved:
                said.convergence.append(start)
            default: break
            }
        }
        return said
    }
}

@Suite(.timeLimit(.minutes(5)), .enabled(if: RealData.isPresent(RealData.spy), "needs SPY ticks"))
struct AgreementTests {
    /// A live engine fills with a tick of slippage and measures flow by a share of the volume; a
    /// batch does neither, so the engine is told the batch's values.
    private static let batchValues =
        "[strategy momentum]\nslippage_ticks = 0\n[strategy auction]\ncvd_share = off\n"

    @Test func `an engine says of a SPY day what a batch over the same file exports`() throws {
        let engine = try run()
        let batch = try export()
        #expect(engine.patterns == batch.patterns)
        #expect(engine.momentum == batch.momentum)
        #expect(engine.auction == batch.auction)
        #expect(engine.convergence == batch.convergence)
        #expect(batch.patterns.count > 300 && batch.momentum.count > 10)
    }

    private func run() throws -> Said {
        let path = RealData.spy
        let engine = try StrategyEngine(Self.batchValues, symbol: "SPY", streams: 0) {
            try SourceOpener.open(path, instrument: $0, id: InstrumentID(0)).source
        }
        engine.host.join()
        let schemas = SystemCatalog.catalog.schemas.map { ($0.number, $0) }
        return Reading(schemas: Dictionary(uniqueKeysWithValues: schemas)).said(
            engine.heard.evaluations.withLock { $0 })
    }

    private func export() throws -> Said {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pitwire-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = BatchOptions(
            source: .file(RealData.spy), input: .ticks, folder: folder.path,
            exports: [.signals, .trades, .auctionSignals, .convergence])
        options.symbol = "SPY"
        _ = try BatchRun(options).run { _ in }
        func rows(_ name: String, _ columns: String) throws -> [[String]] {
            try Exported.Table(
                String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            ).texts(columns)
        }
        var said = Said()
        func plain(_ number: String) -> String { Double(number).map { "\($0)" } ?? number }
        said.patterns = try rows(
            "signals.csv", "ts_ns pattern direction price strength approved reason"
        ).map { row in
            (row[0...2] + [plain(row[3]), plain(row[4]), "\(row[5] == "1")", row[6]])
                .joined(separator: " ")
        }
        said.momentum = try rows(
            "trades.csv", "exit_ts_ns direction entry stop target exit pnl"
        ).map { row in (row[0...1] + row[2...].map(plain)).joined(separator: " ") }
        said.auction = try rows("auction_signals.csv", "ts_ns signal_type").map {
            $0.joined(separator: " ")
        }
        said.convergence = try rows("convergence.csv", "ts_ns entry_signal")
            .filter { $0[1] == "1" }.map { $0[0] }
        return said
    }
}
