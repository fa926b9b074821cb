public import Market

/// The files a batch can write, under the names of `--export`, in the order of lists.
public enum BatchExport: String, Sendable, CaseIterable {
    case bars
    case footprint
    case profile
    case profileRows = "profile_rows"
    case vwap
    case indicators
    case patterns
    case regime
    case signals
    case trades
    case momentumStates = "momentum_states"
    case extensions = "extension"
    case calibration
    case marketState = "market_state"
    case auctionSignals = "auction_signals"
    case convergence
    case simTicks = "sim_ticks"

    /// What the input of a batch is.
    public enum Input: Sendable {
        case ticks
        case bars
        /// Bars turned into ticks first.
        case simulatedTicks
    }

    /// It reads rows of ticks.
    var needsTicks: Bool { self == .footprint || self == .patterns || self == .signals }

    /// Whether the input holds what the file needs.
    public func isPossible(for input: Input) -> Bool {
        if self == .simTicks { return input != .ticks }
        return input != .bars || !needsTicks
    }

    /// The hours of the file unless others are asked for.
    public var usualSession: SessionMode {
        switch self {
        case .extensions, .calibration: .ext
        case .convergence: .utc
        default: .rth
        }
    }

    /// All that an input allows, without those that must be named.
    public static func all(for input: Input) -> [BatchExport] {
        allCases.filter { $0 != .simTicks && $0.isPossible(for: input) }
    }

    /// The exports that names ask for: `all`, or names of the list above.
    ///
    /// - Throws: For a name that there is or that this input has no file for.
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
        guard let export = BatchExport(rawValue: name) else {
            let known = allCases.map(\.rawValue).joined(separator: ", ")
            throw BatchError("no export \(name); there are all, \(known)")
        }
        guard export.isPossible(for: input) else {
            throw BatchError(
                export.needsTicks
                    ? "export \(name) needs ticks; bars become ticks with --simulate-ticks"
                    : "export sim_ticks needs bars as input")
        }
        return export
    }
}
