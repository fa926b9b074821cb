/// The files a batch can write, under the names of `--export`.
public enum BatchExport: String, Sendable, CaseIterable {
    case bars
    case footprint
    case profile
    case profileRows = "profile_rows"
    case vwap
    case simTicks = "sim_ticks"

    /// Names of files that batches of this project write in other versions.
    public static let elsewhere = [
        "indicators", "patterns", "regime", "signals", "trades", "momentum_states", "extension",
        "calibration", "market_state", "auction_signals", "convergence",
    ]

    /// What the input of a batch is.
    public enum Input: Sendable {
        case ticks
        case bars
        /// Bars turned into ticks first.
        case simulatedTicks
    }

    /// Whether the input holds what the file needs.
    public func isPossible(for input: Input) -> Bool {
        switch self {
        case .bars, .profile, .profileRows, .vwap: true
        case .footprint: input != .bars
        case .simTicks: input != .ticks
        }
    }

    /// All that an input allows, without those that must be named.
    public static func all(for input: Input) -> [BatchExport] {
        allCases.filter { $0 != .simTicks && $0.isPossible(for: input) }
    }

    /// The exports that names ask for: `all`, or names of the list above.
    ///
    /// - Throws: For a name this version or this input has no file for.
    public static func named(
        _ names: [String], for input: Input
    ) throws(BatchError) -> [BatchExport] {
        var exports: [BatchExport] = []
        for name in names {
            let asked = name == "all" ? all(for: input) : [try one(name, for: input)]
            for export in asked where !exports.contains(export) { exports.append(export) }
        }
        return exports
    }

    private static func one(
        _ name: String, for input: Input
    ) throws(BatchError) -> BatchExport {
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        guard let export = BatchExport(rawValue: name) else {
            throw BatchError(
                elsewhere.contains(name)
                    ? "export \(name) is not in this version, which has \(known)"
                    : "no export \(name); this version has all, \(known)")
        }
        guard export.isPossible(for: input) else {
            throw BatchError(
                export == .footprint
                    ? "export footprint needs ticks; bars become ticks with --simulate-ticks"
                    : "export sim_ticks needs bars as input")
        }
        return export
    }
}
