import Batch
import Foundation
import Market

/// What a batch over a file exports, as far as tests compare it.
struct Exported {
    var bars: Int
    var profileRows: Int
    var poc: Double

    static func spy(_ path: String) throws -> Exported {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pitwire-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = BatchOptions(
            source: .file(path), input: .ticks, folder: folder.path,
            exports: [.bars, .profile, .profileRows])
        options.symbol = "SPY"
        _ = try BatchRun(options).run { _ in }
        func rows(_ name: String) throws -> [[Substring]] {
            try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
                .split(separator: "\n").dropFirst()
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        }
        let profile = try rows("profile.csv")
        return Exported(
            bars: try rows("bars.csv").count, profileRows: try rows("profile_rows.csv").count,
            poc: Double(profile.first?[5] ?? "") ?? 0)
    }
}
