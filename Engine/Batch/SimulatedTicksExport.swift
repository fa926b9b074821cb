import Feed
import Market
import Records

/// `sim_ticks.csv`: the simulated ticks of every bar of the input.
///
/// Sizes are shares of the bar's volume as a real number, which the engine's own simulated ticks
/// round to whole size units.
struct SimulatedTicksExport {
    let file: CSVFile
    private let period: BarPeriod
    private var previousClose: Level?

    init(_ period: BarPeriod, in folder: String) throws(BatchError) {
        file = try CSVFile("sim_ticks.csv", in: folder, columns: "ts_ns,price,size,side")
        self.period = period
    }

    mutating func add(
        _ bar: BarInput, _ prices: PriceScale, _ sizes: SizeScale
    ) throws(BatchError) {
        guard bar.volume > .zero else { return }
        let close = prices.level(of: bar.close)
        var ticks = SimulatedTicks(
            start: bar.start, period: period, open: prices.level(of: bar.open),
            high: prices.level(of: bar.high), low: prices.level(of: bar.low), close: close,
            volume: sizes.real(bar.volume), previousClose: previousClose)
        previousClose = close
        while let tick = ticks.next() {
            file.add(tick.time.rawValue)
            file.add(prices.real(tick.level))
            file.add(tick.size)
            file.add(tick.aggressor == .seller ? "S" : "B")
            try file.endRow()
        }
    }
}

/// Lets the bars of a source be seen on their way.
final class BarTap: InputSource {
    private let source: any InputSource
    private let seen: (BarInput) throws(BatchError) -> Void
    /// Why looking on failed; the batch asks after every pull.
    private(set) var failure: BatchError?

    init(_ source: any InputSource, _ seen: @escaping (BarInput) throws(BatchError) -> Void) {
        self.source = source
        self.seen = seen
    }

    var report: SourceReport { source.report }

    /// The wrapped source's.
    var skew: Nanoseconds { source.skew }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        let count = try source.next(into: batch)
        for index in 0..<count where batch[index].kind == .bar && failure == nil {
            do throws(BatchError) {
                try seen(BarInput(batch[index], batch[index + 1]))
            } catch {
                failure = error
            }
        }
        return count
    }
}
