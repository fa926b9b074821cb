import Market
import Measures
import Records

/// `footprint.csv`: one row per bar and traded price.
struct FootprintExport {
    static let columns =
        "ts_ns,price,bid_volume,ask_volume,neutral_volume,volume,delta,is_poc,"
        + "buy_imbalance,sell_imbalance,buy_stack,sell_stack"

    let file: CSVFile

    init(in folder: String) throws(BatchError) {
        file = try CSVFile("footprint.csv", in: folder, columns: Self.columns)
    }

    func add(
        _ footprint: FootprintRecord, _ prices: PriceScale, _ sizes: SizeScale
    ) throws(BatchError) {
        let buyStacks = Stacks.lengths(of: .buyImbalance, in: footprint.rows)
        let sellStacks = Stacks.lengths(of: .sellImbalance, in: footprint.rows)
        for (index, row) in footprint.rows.enumerated() {
            file.add(footprint.bar.start.rawValue)
            file.add(prices.real(Level(row.row * footprint.rowTicks)))
            for volume in [row.bid, row.ask, row.neutral, row.volume, row.delta] {
                file.add(sizes.real(volume))
            }
            file.add(row.marks.contains(.poc))
            file.add(row.marks.contains(.buyImbalance))
            file.add(row.marks.contains(.sellImbalance))
            file.add(Int64(buyStacks[index]))
            file.add(Int64(sellStacks[index]))
            try file.endRow()
        }
    }
}
