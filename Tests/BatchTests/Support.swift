import Batch
import Chance
import Foundation
import Market

/// A folder that goes away with its owner.
final class Folder {
    let path: String

    init() {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("batch-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file's text.
    func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    /// Names of the files in it, hidden ones included.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}

/// The regular session of Friday 2024-03-08 opens at 14:30:00Z.
let open = 1_709_908_200

/// Runs a batch over text with tick size 0.25.
///
/// - Parameter change: what differs from the defaults.
@discardableResult
func batch(
    _ text: String, _ input: BatchExport.Input = .ticks, to folder: Folder,
    _ exports: [BatchExport]? = nil, _ change: (inout BatchOptions) -> Void = { _ in }
) throws -> BatchSummary {
    var options = BatchOptions(
        source: .memory(Array(text.utf8), name: "input.csv"), input: input, folder: folder.path,
        exports: exports ?? BatchExport.all(for: input))
    options.tickSize = "0.25"
    change(&options)
    return try BatchRun(options).run()
}

/// The text of the one file of a batch.
func written(
    _ export: BatchExport, _ text: String, _ input: BatchExport.Input = .ticks,
    _ change: (inout BatchOptions) -> Void = { _ in }
) throws -> String {
    let folder = Folder()
    let summary = try batch(text, input, to: folder, [export], change)
    return try folder.text(summary.files[0].name)
}

/// Why a batch fails.
func failure(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return "\(error)"
    }
}

/// Tick CSV of `seconds since the open, price, size, side`, blanks between.
func ticks(_ rows: String) -> String {
    var text = "ts_ns,price,size,side\n"
    for row in rows.split(separator: "\n") {
        let cells = row.split(separator: " ")
        let side = cells.count > 3 ? cells[3] : ""
        text += "\(open + Int(cells[0])!)000000000,\(cells[1]),\(cells[2]),\(side)\n"
    }
    return text
}

/// Bar CSV of `minutes since the open, open, high, low, close, volume`, blanks between.
func bars(_ rows: String) -> String {
    var text = "ts_ns,open,high,low,close,volume\n"
    for row in rows.split(separator: "\n") {
        let cells = row.split(separator: " ")
        text +=
            "\(open + 60 * Int(cells[0])!)000000000,"
            + cells.dropFirst().joined(separator: ",") + "\n"
    }
    return text
}

/// A morning of made-up trades, the same every time.
func morning(_ count: Int) -> String {
    var random = SplitMix64(7)
    var level = 400
    var text = "ts_ns,price,size,side\n"
    for index in 0..<count {
        level += random.below(3) - 1
        text += "\(open * 1_000_000_000 + index * 700_000_000),\(Double(level) / 4),"
        text += "\(1 + random.below(20)),\(random.pick(["B", "S", ""]))\n"
    }
    return text
}

/// Bar CSV of `open high low close volume` rows, one every `step` seconds from an instant on.
func bars(every step: Int, from start: Int = open, _ rows: [String]) -> String {
    var text = "ts_ns,open,high,low,close,volume\n"
    for (index, row) in rows.enumerated() {
        let cells = row.replacingOccurrences(of: " ", with: ",")
        text += "\(start + step * index)000000000,\(cells)\n"
    }
    return text
}

/// The rows of a CSV text, cells by the name of their column.
func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
}

/// Whether two numbers, one of them in a cell, are the same but for the last bits.
func near(_ cell: String?, _ number: Double) -> Bool {
    guard let cell, let value = Double(cell) else { return false }
    return abs(value - number) <= 1e-9 * max(1, abs(number))
}
