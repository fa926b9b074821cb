import BenchKit
import Feed
import Glibc
import Market
import Records

/// Reads a file of ticks to its end: ticks a second of processor time, from opening the
/// file to its last row.
///
///     csvbench --make FILE [--ticks N]     writes the trades that peers are measured on
///     csvbench --file FILE [--rounds N]    reads them; median and best, or the one round
@main
struct CSVBench {
    static func main() {
        let options = BenchOptions()
        if let path = options.text("--make") {
            return CSVMaker.make(path, ticks: options.number("--ticks", 5_000_000))
        }
        guard let path = options.text("--file") else {
            Measured.fail("usage: csvbench --make FILE | --file FILE [--rounds N]")
        }
        var rates: [Double] = []
        for _ in 0..<options.number("--rounds", 5) {
            let start = Measured.processorSeconds()
            let ticks = read(path)
            rates.append(Double(ticks) / (Measured.processorSeconds() - start))
        }
        Measured.report(
            bench: "csv", work: "parse", unit: "ticks/s", isRate: true, rates)
    }

    /// Reads all ticks; each is looked at.
    static func read(_ path: String) -> Int {
        let instrument = Instrument(
            symbol: "ES", assetClass: .future, prices: PeerTicks.scale,
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000)
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 1024)
        defer { batch.deallocate() }
        var ticks = 0
        var sum: Int64 = 0
        do throws(FeedError) {
            let source = try TickCSVSource(
                ByteSource(path: path), instrument: instrument, id: InstrumentID(0))
            while true {
                let count = try source.next(into: batch)
                if count == 0 { break }
                for index in 0..<count { sum &+= batch[index].price &+ batch[index].size }
                ticks += count
            }
            guard source.report.good == ticks, sum != 0 else {
                Measured.fail("csvbench: \(ticks) inputs, of them \(source.report.good) good rows")
            }
        } catch {
            Measured.fail("csvbench: \(error)")
        }
        return ticks
    }
}
