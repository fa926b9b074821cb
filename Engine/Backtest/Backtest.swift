public import Feed
import Market
import Records

/// Runs a history through the core and tells what it came to.
public enum Backtest {
    /// How far a run is.
    public struct Progress: Hashable, Sendable {
        /// Bytes of the files as stored.
        public var bytes: Int
        /// Rows read.
        public var rows: Int
    }

    /// What a run took; no part of its result.
    public struct Cost: Hashable, Sendable {
        /// Processor time of the thread that decides: core, strategies, trading, and the keeping of
        /// their records; decoding is done by another.
        public var seconds = 0.0
        /// Inputs that were decided, beats included.
        public var inputs = 0
    }

    /// Runs files through a core, decoding them on another thread as it goes.
    ///
    /// - Parameters:
    ///   - source: the files, merged by time; their inputs are numbered like the setup's
    ///     instruments.
    ///   - progress: called every few thousand rows.
    /// - Throws: What a file throws, or that nothing could be used of them.
    public static func run(
        _ setup: BacktestSetup, _ source: MergedSource,
        progress: (Progress) -> Void = { _ in }
    ) throws(BacktestError) -> (result: BacktestResult, cost: Cost) {
        let loader = TapeLoader(TapeReader(source, instruments: setup.numbers))
        defer { loader.stop() }
        var player = BacktestPlayer(setup)
        var cost = Cost()
        while true {
            let chunk: TapeChunk?
            do throws(FeedError) { chunk = try loader.take() } catch { throw BacktestError(error) }
            guard let chunk else { break }
            let before = threadProcessorSeconds()
            player.play(chunk.slots)
            cost.seconds += threadProcessorSeconds() - before
            cost.inputs += chunk.count
            progress(Progress(bytes: chunk.bytes, rows: chunk.rows))
        }
        let result = player.finish(loader.reports)
        try check(result)
        return (result, cost)
    }

    /// Runs a tape through a core.
    public static func run(
        _ setup: BacktestSetup, _ tape: HeldTape
    ) throws(BacktestError) -> (result: BacktestResult, cost: Cost) {
        var player = BacktestPlayer(setup)
        let before = threadProcessorSeconds()
        tape.play(&player)
        let cost = Cost(seconds: threadProcessorSeconds() - before, inputs: tape.count)
        let result = player.finish(tape.reports)
        try check(result)
        return (result, cost)
    }

    private static func check(_ result: BacktestResult) throws(BacktestError) {
        guard result.accepted == 0 else { return }
        let names = result.files.map(\.name).joined(separator: ", ")
        let rows = result.files.reduce(0) { $0 + $1.rows }
        let bad = result.files.reduce(0) { $0 + $1.bad }
        throw BacktestError("\(names): nothing could be used of \(rows) rows, \(bad) of them bad")
    }
}

extension BacktestSetup {
    /// The numbers of its instruments.
    var numbers: [InstrumentID] { instruments.indices.map { InstrumentID(UInt32($0)) } }
}
