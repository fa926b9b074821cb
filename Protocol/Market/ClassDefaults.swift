extension AssetClass {
    /// The name used in configuration, files and output: `future`, `share`, `crypto`.
    public var name: String {
        switch self {
        case .future: "future"
        case .share: "share"
        case .crypto: "crypto"
        }
    }

    /// The class of that name, or `nil`.
    public init?(name: String) {
        guard let found = AssetClass.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// How high a footprint row is.
@frozen
public enum RowHeight: Hashable, Sendable, Codable {
    /// That many ticks, at least 1.
    case ticks(Int64)
    /// By the price of the session, see `ClassDefaults.autoRow`.
    case auto
}

/// Which trades of a share a feed holds.
@frozen
public enum TapeCoverage: UInt8, Hashable, Sendable, CaseIterable, Codable {
    /// All venues.
    case consolidated = 0
    /// One venue's own trades.
    case oneVenue = 1
}

/// The least volume of an imbalance.
@frozen
public enum MinimumVolume: Hashable, Sendable, Codable {
    /// Shares, contracts or coins.
    case quantity(Double)
    /// US dollars: that amount over the price, in coins.
    case notional(Double)

    /// The volume at a real price, in size units; a notional at price 0 is taken at price 1.
    public func volume(price: Double, sizes: SizeScale) -> Volume {
        switch self {
        case .quantity(let quantity): Volume(quantity * sizes.unitsPerOne)
        case .notional(let dollars):
            Volume(dollars / (price == 0 ? 1 : abs(price)) * sizes.unitsPerOne)
        }
    }
}

/// What a class of instruments starts from; every value can be configured per symbol.
public struct ClassDefaults: Hashable, Sendable {
    /// Hours of the bars and footprints.
    public var barSession: SessionMode
    /// Hours of profiles, VWAP and signals.
    public var signalSession: SessionMode
    /// Height of a footprint row.
    public var footprintRow: RowHeight
    /// The least volume of an imbalance.
    public var minimumVolume: MinimumVolume

    /// The values of batch runs, whatever the class.
    public static let base = ClassDefaults(
        barSession: .rth, signalSession: .rth, footprintRow: .ticks(1),
        minimumVolume: .quantity(10))

    /// The values of a class.
    ///
    /// - Parameter coverage: matters for shares only: one venue prints a fraction of the volume.
    public static func of(
        _ assetClass: AssetClass, coverage: TapeCoverage = .consolidated
    ) -> ClassDefaults {
        switch assetClass {
        case .future:
            ClassDefaults(
                barSession: .globex, signalSession: .rth, footprintRow: .ticks(1),
                minimumVolume: .quantity(10))
        case .share:
            ClassDefaults(
                barSession: .rth, signalSession: .rth, footprintRow: .auto,
                minimumVolume: .quantity(coverage == .consolidated ? 500 : 100))
        case .crypto:
            ClassDefaults(
                barSession: .utc, signalSession: .utc, footprintRow: .auto,
                minimumVolume: .notional(50_000))
        }
    }

    /// The row height in ticks that suits a price: the largest of 1, 2, 5 x 10^n that is not above
    /// a ten-thousandth of the price, at least one tick.
    ///
    /// Worked: at 60,000 a ten-thousandth is 6, so rows of 5, which is 500 ticks of 0.01.
    public static func autoRow(price: Price, prices: PriceScale) -> Int64 {
        let bound = price.rawValue.magnitude / 10_000
        var power: UInt64 = 1
        while power <= bound / 10 { power *= 10 }
        let steps: [UInt64] = [5, 2, 1]
        let row = steps.first { power * $0 <= bound }.map { power * $0 } ?? 0
        return max(1, Int64(row) / prices.tick)
    }
}
