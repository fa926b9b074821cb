import Market
import Measures
import Records

/// `profile.csv` and `profile_rows.csv`: one row per period, and one per period and row.
final class ProfileExport {
    static let columns = "period,anchor,low,high,total_volume,poc,vah,val,lvns,hvns"
    static let rowColumns = "period,price,volume,buy_volume,sell_volume"

    let file: CSVFile?
    let rowsFile: CSVFile?
    private let rule: ProfileRule
    private var ladder: Ladder

    /// - Parameters:
    ///   - limit: the most rows of a profile.
    ///   - unit: size units in one share, contract or coin.
    init(
        _ exports: [BatchExport], rule: ProfileRule, limit: Int, unit: Double, in folder: String
    ) throws(BatchError) {
        file =
            exports.contains(.profile)
            ? try CSVFile("profile.csv", in: folder, columns: Self.columns) : nil
        rowsFile =
            exports.contains(.profileRows)
            ? try CSVFile("profile_rows.csv", in: folder, columns: Self.rowColumns) : nil
        self.rule = rule
        ladder = Ladder(capacity: 1024, limit: limit, unit: unit)
    }

    func add(
        _ profile: ProfileRecord, _ prices: PriceScale, _ sizes: SizeScale
    ) throws(BatchError) {
        let label = Self.label(profile)
        if let file { try addLine(profile, label, to: file, prices, sizes) }
        guard let rowsFile else { return }
        for row in profile.rows {
            rowsFile.add(label)
            rowsFile.add(prices.real(Level(row.row * profile.rowTicks)))
            for volume in [row.volume, row.ask, row.bid] { rowsFile.add(sizes.real(volume)) }
            try rowsFile.endRow()
        }
    }

    private func addLine(
        _ profile: ProfileRecord, _ label: String, to file: CSVFile, _ prices: PriceScale,
        _ sizes: SizeScale
    ) throws(BatchError) {
        ladder.removeAll()
        for row in profile.rows where !ladder.set(row) {
            throw BatchError(
                "profile \(label): row \(row.row) is beyond the limit of \(ladder.limit) rows")
        }
        let nodes = ladder.nodes(rule)
        let price = { (row: Int64) in prices.real(Level(row * profile.rowTicks)) }
        file.add(label)
        file.add(profile.anchor.name)
        file.add(price(ladder.low))
        file.add(price(ladder.high))
        file.add(sizes.real(Volume(ladder.totalVolume)))
        for row in [profile.poc, profile.vah, profile.val] { file.add(price(row)) }
        file.add(nodes.lows.map(price))
        file.add(nodes.highs.map(price))
        try file.endRow()
    }

    private static func label(_ profile: ProfileRecord) -> String {
        periodLabel(profile.anchor, profile.date)
    }
}

/// The name of an anchor's period: a session id, `2024-W03` or `2024-01`.
func periodLabel(_ anchor: Anchor, _ date: SessionDate) -> String {
    switch anchor {
    case .daily, .user: date.description
    case .weekly: date.isoWeekLabel
    case .monthly: date.monthLabel
    }
}
