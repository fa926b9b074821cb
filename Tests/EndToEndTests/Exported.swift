import Batch
import Foundation
import Market
import Records
import Wire

/// What a batch over a file exports, read back from its CSV.
struct Exported {
    /// A file's rows; columns are found by name.
    struct Table {
        private let columns: [String: Int]
        private let rows: [[Substring]]
        var count: Int { rows.count }

        init(_ text: String) {
            let lines = text.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            columns = Dictionary(
                uniqueKeysWithValues: (lines.first ?? []).enumerated().map {
                    (String($0.element), $0.offset)
                })
            rows = Array(lines.dropFirst())
        }

        /// Some columns as they are written.
        func texts(_ names: String) -> [[String]] {
            let places = names.split(separator: " ").map { columns[String($0)] }
            return rows.map { row in places.map { $0.map { String(row[$0]) } ?? "" } }
        }

        /// Some columns as numbers; an empty cell and a missing column are NaN.
        func numbers(_ names: String) -> [[Double]] {
            let places = names.split(separator: " ").map { columns[String($0)] }
            return rows.map { row in places.map { $0.flatMap { Double(row[$0]) } ?? .nan } }
        }
    }

    let bars: Table
    let footprint: Table
    let profile: Table
    let profileRows: Table

    /// A batch over the ticks of SPY, with the values that engines of these tests have.
    static func spy(_ path: String) throws -> Exported {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pitwire-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = BatchOptions(
            source: .file(path), input: .ticks, folder: folder.path,
            exports: [.bars, .footprint, .profile, .profileRows])
        options.symbol = "SPY"
        _ = try BatchRun(options).run { _ in }
        func table(_ name: String) throws -> Table {
            Table(
                try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
        }
        return Exported(
            bars: try table("bars.csv"), footprint: try table("footprint.csv"),
            profile: try table("profile.csv"), profileRows: try table("profile_rows.csv"))
    }
}

/// A subscriber's records as the numbers of an export.
struct AsExported {
    let instrument: Instrument

    private var prices: PriceScale { instrument.prices }
    private func real(_ volume: Volume) -> Double { instrument.sizes.real(volume) }

    static let barColumns =
        "ts_ns open high low close volume buy_volume sell_volume delta max_delta min_delta cvd"
        + " trades vwap"

    func bars(_ bars: [Bar]) -> [[Double]] {
        bars.map { bar in
            [Double(bar.start.rawValue)]
                + [bar.open, bar.high, bar.low, bar.close].map { prices.real($0) }
                + [
                    bar.volume, bar.buyVolume, bar.sellVolume, bar.delta, bar.maxDelta,
                    bar.minDelta, bar.cumulativeDelta,
                ].map(real) + [Double(bar.trades), bar.vwap ?? .nan]
        }
    }

    static let footprintColumns =
        "ts_ns price bid_volume ask_volume neutral_volume volume delta is_poc buy_imbalance"
        + " sell_imbalance"

    func footprints(_ footprints: [FootprintRecord]) -> [[Double]] {
        footprints.flatMap { footprint in
            footprint.rows.map { row in
                [
                    Double(footprint.bar.start.rawValue),
                    prices.real(Level(row.row * footprint.rowTicks)),
                ] + [row.bid, row.ask, row.neutral, row.volume, row.delta].map(real)
                    + [FootprintRow.Marks.poc, .buyImbalance, .sellImbalance].map {
                        row.marks.contains($0) ? 1 : 0
                    }
            }
        }
    }

    static let profileColumns = "total_volume poc vah val"

    func profile(_ profile: ProfileSnapshot) -> [[Double]] {
        let marks = profile.landmarks
        let total = profile.rows.reduce(0) { $0 + $1.volume.rawValue }
        return [
            [real(Volume(total))]
                + [marks.poc, marks.vah, marks.val].map { row in
                    row.map { prices.real(Level($0 * profile.rowTicks)) } ?? .nan
                }
        ]
    }

    static let profileRowColumns = "price volume buy_volume sell_volume"

    func profileRows(_ profile: ProfileSnapshot) -> [[Double]] {
        profile.rows.map { row in
            [prices.real(Level(row.row * profile.rowTicks))]
                + [row.volume, row.ask, row.bid].map(real)
        }
    }
}

/// The first place where two tables differ, in words; `nil` when they are the same. Prices and
/// volumes of these tests have far fewer than ten digits: what differs in the tenth is rounding.
func difference(_ left: [[Double]], _ right: [[Double]]) -> String? {
    guard left.count == right.count else { return "\(left.count) rows and \(right.count)" }
    func isSame(_ left: Double, _ right: Double) -> Bool {
        left == right || abs(left - right) <= 1e-10 * max(abs(left), abs(right))
    }
    for (row, (one, other)) in zip(left, right).enumerated() {
        guard one.count == other.count, zip(one, other).allSatisfy(isSame) else {
            return "row \(row): \(one) and \(other)"
        }
    }
    return nil
}
