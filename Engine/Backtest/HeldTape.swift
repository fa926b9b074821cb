public import Feed
import Market
import Records

/// A history decoded once and kept, to be played any number of times by any number of threads.
public final class HeldTape: Sendable {
    /// Inputs that a tape may hold: 64 bytes each, 2 GiB.
    public static let limit = 33_554_432

    private let chunks: [TapeChunk]
    /// What each file gave.
    public let reports: [SourceReport]
    /// Inputs, beats included.
    public let count: Int

    /// Reads files to their end.
    ///
    /// - Parameters:
    ///   - limit: the most inputs.
    ///   - progress: called every few thousand rows.
    /// - Throws: What a file throws, or that they hold more than a tape does.
    public init(
        _ source: MergedSource, for setup: BacktestSetup, limit: Int = HeldTape.limit,
        progress: (Backtest.Progress) -> Void = { _ in }
    ) throws(BacktestError) {
        let reader = TapeReader(source, instruments: setup.numbers)
        var chunks: [TapeChunk] = []
        var count = 0
        while true {
            let chunk = TapeChunk()
            do throws(FeedError) { try reader.fill(chunk) } catch { throw BacktestError(error) }
            if chunk.count == 0 { break }
            chunks.append(chunk)
            count += chunk.count
            guard count <= limit else {
                throw BacktestError(
                    "\(reader.report.name): more than the \(limit) inputs that are kept in memory "
                        + "for several runs; take fewer days with --from and --to")
            }
            let report = reader.report
            progress(Backtest.Progress(bytes: report.bytes, rows: report.rows))
        }
        self.chunks = chunks
        self.count = count
        reports = reader.reports
    }

    /// Gives all of it to a player.
    func play(_ player: inout BacktestPlayer) {
        for chunk in chunks { player.play(chunk.slots) }
    }
}
