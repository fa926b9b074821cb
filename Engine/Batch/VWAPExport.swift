import Market
import Records

/// `vwap.csv`: one row per bar and anchor.
struct VWAPExport {
    static let columns =
        "ts_ns,anchor,period,vwap,sd,upper1,lower1,upper2,lower2,upper3,lower3,"
        + "cum_volume"

    let file: CSVFile

    init(in folder: String) throws(BatchError) {
        file = try CSVFile("vwap.csv", in: folder, columns: Self.columns)
    }

    func add(_ record: VWAPRecord, _ sizes: SizeScale) throws(BatchError) {
        file.add(record.barStart.rawValue)
        file.add(record.anchor.name)
        file.add(periodLabel(record.anchor, record.date))
        file.add(record.vwap)
        file.add(record.sigma)
        for count in 1...3 {
            file.add(record.vwap + Double(count) * record.sigma)
            file.add(record.vwap - Double(count) * record.sigma)
        }
        file.add(sizes.real(record.volume))
        try file.endRow()
    }
}
