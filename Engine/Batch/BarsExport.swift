import Market
import Records

/// `bars.csv`: one row per bar; with several periods one file each.
struct BarsExport {
    static let columns =
        "ts_ns,session,open,high,low,close,volume,buy_volume,sell_volume,delta,"
        + "max_delta,min_delta,cvd,trades,vwap"

    let file: CSVFile
    let period: BarPeriod

    init(_ period: BarPeriod, isOnly: Bool, in folder: String) throws(BatchError) {
        let name = isOnly ? "bars.csv" : "bars_\(period.name).csv"
        file = try CSVFile(name, in: folder, columns: Self.columns)
        self.period = period
    }

    func add(_ bar: Bar, _ prices: PriceScale, _ sizes: SizeScale) throws(BatchError) {
        file.add(bar.start.rawValue)
        file.add(bar.session.description)
        for price in [bar.open, bar.high, bar.low, bar.close] { file.add(prices.real(price)) }
        for volume in [bar.volume, bar.buyVolume, bar.sellVolume, bar.delta] {
            file.add(sizes.real(volume))
        }
        file.add(bar.isFromTicks ? sizes.real(bar.maxDelta) : nil)
        file.add(bar.isFromTicks ? sizes.real(bar.minDelta) : nil)
        file.add(sizes.real(bar.cumulativeDelta))
        if bar.isFromTicks { file.add(bar.trades) } else { file.add(Double?.none) }
        file.add(bar.vwap)
        try file.endRow()
    }
}
