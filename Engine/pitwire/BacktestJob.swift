import Backtest
import CLI
import Glibc
import Market

/// Does what `pitwire backtest` was asked, and writes what came of it.
struct BacktestJob {
    private let arguments: Arguments
    private let plan: BacktestPlan

    init(_ arguments: Arguments, _ plan: BacktestPlan) {
        self.arguments = arguments
        self.plan = plan
    }

    private var isStyled: Bool {
        Style(.output, arguments[StandardOptions.color]).isOn
    }

    /// One history, one report.
    func run() throws -> ExitCode {
        let opened = try plan.open()
        var setup = plan.setup
        setup.inputName = opened.inputName
        let start = monotonicNanoseconds()
        var line = progressLine("backtest")
        defer { line.finish() }
        let total = plan.bytes
        let outcome: (result: BacktestResult, cost: Backtest.Cost)
        do {
            outcome = try Backtest.run(setup, opened.source) { progress in
                line.update(.init(bytes: progress.bytes, total: total, rows: progress.rows))
            }
        } catch {
            try plan.checkDates(opened.dated)
            throw error
        }
        line.finish()
        let report = BacktestReport(outcome.result, setup)
        if let folder = arguments[BacktestFlags.out] {
            try ReportFiles.write(report.files, to: folder)
        }
        let text =
            arguments[StandardOptions.json]
            ? report.json
            : report.text(styled: isStyled, columns: Terminal.output.columns)
        guard Output.write(text) else { return .failed }
        tell(outcome.cost, seconds: Double(monotonicNanoseconds() - start) / 1e9)
        return .ok
    }

    /// What it took, apart from the report: it differs from run to run.
    private func tell(_ cost: Backtest.Cost, seconds: Double) {
        let rate = cost.seconds > 0 ? Double(cost.inputs) / cost.seconds / 1e6 : 0
        Output.note(
            "\(Figures.count(cost.inputs)) inputs decided in \(Figures.seconds(cost.seconds)) of "
                + "processor time, \(Figures.decimal(rate, places: 2)) million a second; "
                + "\(Figures.seconds(seconds)) in all\n")
    }

    /// Every combination of some settings' values.
    func sweep(_ axes: [SweepAxis]) throws -> ExitCode {
        let sweep = try usage { try Sweep(axes) }
        for axis in axes {
            for value in axis.values { try check([(axis.key, value)]) }
        }
        let tape = try tape()
        let threads =
            arguments[BacktestFlags.threads] ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let start = monotonicNanoseconds()
        let line = PointLine(sweep.count)
        let setups = plan.setups
        let points = try sweep.run(
            tape, threads: threads, setup: { try setups(sweep.settings(at: $0)) },
            progress: { line.update($0) })
        line.finish()
        let seconds = Double(monotonicNanoseconds() - start) / 1e9
        let report = SweepReport(sweep, points, by: arguments[BacktestFlags.sort])
        if let folder = arguments[BacktestFlags.out] {
            try ReportFiles.write(
                [("sweep.csv", report.csv), ("sweep.json", report.json)], to: folder)
        }
        let text = arguments[StandardOptions.json] ? report.json : report.text(styled: isStyled)
        guard Output.write(text) else { return .failed }
        let rate = Double(points.count) / max(seconds, 1e-9)
        Output.note(
            "\(points.count) points on \(threads) threads in \(Figures.seconds(seconds)), "
                + "\(Figures.decimal(rate, places: 2)) a second\n")
        return .ok
    }

    /// The same history with other settings.
    func compare(_ text: String, _ changes: [BacktestPlan.Change]) throws -> ExitCode {
        try check(changes)
        let other = try plan.setup(changes)
        let tape = try tape()
        let before = WhatIf.Side("as given", try Backtest.run(plan.setup, tape).result)
        let after = WhatIf.Side(text, try Backtest.run(other, tape).result)
        let difference = WhatIf(before, after, plan.setup)
        if let folder = arguments[BacktestFlags.out] {
            try ReportFiles.write(
                [("whatif.txt", difference.text()), ("whatif.json", difference.json)], to: folder)
        }
        let told =
            arguments[StandardOptions.json] ? difference.json : difference.text(styled: isStyled)
        return Output.write(told) ? .ok : .failed
    }

    /// A change must be one, and leave alone how the files are read.
    private func check(_ changes: [BacktestPlan.Change]) throws {
        let setup = try plan.setup(changes)
        guard setup.instruments == plan.setup.instruments else {
            let words = changes.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            throw UsageError(
                "\(words) changes how prices or sizes are counted: the files are read once, give "
                    + "it with --set")
        }
    }

    private func tape() throws -> HeldTape {
        let opened = try plan.open()
        var line = progressLine("reading")
        defer { line.finish() }
        let total = plan.bytes
        let tape = try HeldTape(opened.source, for: plan.setup) { progress in
            line.update(.init(bytes: progress.bytes, total: total, rows: progress.rows))
        }
        try plan.checkDates(opened.dated)
        return tape
    }

    private func progressLine(_ label: String) -> ProgressLine {
        ProgressLine(
            label, terminal: .error, now: monotonicNanoseconds, write: { Output.note($0) })
    }
}

/// How far a sweep is, on a terminal; told by one thread at a time.
private final class PointLine: @unchecked Sendable {
    private static let interval: UInt64 = 100_000_000
    private let count: Int
    private let terminal = Terminal.error
    private let start = monotonicNanoseconds()
    private var next: UInt64
    private var isShown = false

    init(_ count: Int) {
        self.count = count
        next = start + Self.interval
    }

    func update(_ done: Int) {
        let now = monotonicNanoseconds()
        guard terminal.canRewriteLine, now >= next else { return }
        next = now + Self.interval
        isShown = true
        let seconds = Double(now - start) / 1e9
        let left = seconds / Double(max(1, done)) * Double(count - done)
        Output.note(
            "\r\u{1b}[Ksweep  \(100 * done / count) %  \(done) of \(count) points  "
                + "\(Figures.seconds(left)) left")
    }

    func finish() {
        if isShown { Output.note("\r\u{1b}[K") }
        isShown = false
    }
}
