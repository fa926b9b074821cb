public import Market
import Measures
public import Records

/// A footprint ready to be drawn: its marks found, stacks counted.
public struct FootprintLadder: Sendable {
    /// One price row.
    public struct Row: Hashable, Sendable {
        /// What traded.
        public var cell: FootprintRow
        /// Length of the run of buy imbalances it belongs to, from three on; else 0.
        public var buyStack: Int
        /// Length of the run of sell imbalances it belongs to, from three on; else 0.
        public var sellStack: Int
    }

    /// The bar, its rule and ticks a row.
    public let record: FootprintRecord
    /// Still developing: marks are those of now and may go.
    public let isOpen: Bool
    /// Traded rows, ascending.
    public let rows: [Row]
    /// The row with the largest volume; `nil` without trades.
    public let poc: Int64?

    /// Finds the marks of a developing footprint, and takes those of a closed one.
    public init(_ record: FootprintRecord, isOpen: Bool) {
        var cells = record.rows
        var poc = cells.isEmpty ? nil : record.poc
        if isOpen {
            var ladder = Ladder()
            for cell in cells { _ = ladder.set(cell) }
            poc = ladder.poc
            for index in cells.indices {
                let row = cells[index].row
                guard row >= ladder.low, row <= ladder.high else { continue }
                cells[index].marks = ladder.marks(at: row, record.rule)
                if row == poc { cells[index].marks.insert(.poc) }
            }
        }
        let buy = Stacks.lengths(of: .buyImbalance, in: cells)
        let sell = Stacks.lengths(of: .sellImbalance, in: cells)
        self.record = record
        self.isOpen = isOpen
        self.poc = poc
        rows = cells.indices.map {
            Row(cell: cells[$0], buyStack: buy[$0], sellStack: sell[$0])
        }
    }

    /// Buy and sell imbalances.
    public var imbalances: (buy: Int, sell: Int) {
        (
            rows.count { $0.cell.marks.contains(.buyImbalance) },
            rows.count { $0.cell.marks.contains(.sellImbalance) }
        )
    }

    /// The largest volume of a row.
    var largest: Double { rows.reduce(0) { max($0, $1.cell.volume.rawValue) } }

    /// The row of a number.
    func row(_ number: Int64) -> Row? {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].cell.row < number { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].cell.row == number ? rows[low] : nil
    }
}
