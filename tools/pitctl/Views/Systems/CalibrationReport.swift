import CLI

/// What became of extended runs: every cell, how many priors it contradicts, and what the table
/// does not say.
public struct CalibrationReport: Sendable {
    let symbol: String
    let cells: [CalibrationCell]

    /// A report of the cells in order; those without an observation say nothing and are left out.
    public init(symbol: String, cells: [CalibrationCell]) {
        self.symbol = symbol
        self.cells = cells.filter { $0.count > 0 }
    }

    /// The report, line by line.
    public var lines: [String] {
        let title = "SNAP-BACK CALIBRATION: \(VisibleText.of(symbol))"
        guard let horizon = cells.first?.horizon else {
            return [title, "no observation has completed its horizon yet"] + caveats(4)
        }
        let single = cells.filter { !$0.isPooled }
        let pooled = cells.filter(\.isPooled)
        return [
            title,
            "A snap-back is a touch of the level within \(horizon) further 2-hour bars.",
            "Priors are assumptions, not measurements.", "",
        ] + table(single)
            + (pooled.isEmpty ? [] : ["", "All levels and sides:"] + table(pooled))
            + ["", verdict(single)] + caveats(horizon)
    }

    /// The report as one text, without a line break at its end.
    public var text: String { lines.joined(separator: "\n") }

    private func table(_ cells: [CalibrationCell]) -> [String] {
        var table = Table([
            .init("LEVEL"), .init("SIDE"), .init("CANDLES", .right), .init("N", .right),
            .init("HITS", .right), .init("SEEN", .right), .init("95 %", .right),
            .init("PRIOR", .right), .init("BLENDED", .right), .init("NOTE"),
        ])
        for cell in cells {
            let notes = [
                cell.count < cell.minimum ? "n < \(cell.minimum)" : "",
                cell.isPriorOutside ? "prior outside" : "",
            ].filter { !$0.isEmpty }
            table.add([
                cell.level, cell.direction, cell.bucket == 4 ? "4+" : "\(cell.bucket)",
                "\(cell.count)", "\(cell.hits)", cell.rate.map(ExtensionBox.percent) ?? "-",
                cell.interval ?? "-", ExtensionBox.percent(cell.prior),
                ExtensionBox.percent(cell.blended), notes.joined(separator: ", "),
            ])
        }
        return table.text().split(separator: "\n").map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }

    private func verdict(_ cells: [CalibrationCell]) -> String {
        let outside = cells.count { $0.isPriorOutside }
        let noun = cells.count == 1 ? "cell" : "cells"
        return "The prior lies outside the interval in \(outside) of \(cells.count) \(noun)."
    }

    private func caveats(_ horizon: Int) -> [String] {
        [
            "", "Read with care:",
            "- Runs of neighbouring levels overlap, so the rows are not independent.",
            "- A touch within \(2 * horizon) hours says nothing about profit.",
            "- The priors rise with the number of candles; measured rates may fall: on",
            "  index futures, January to April 2020, regular hours, all levels, they were",
            "  42, 29, 23 and 20 % for 1, 2, 3 and 4+ candles (n = 455 to 209).",
        ]
    }
}
