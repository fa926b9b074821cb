import Market
import Measures
import Strategy

/// One of the twelve prices that the market is measured against: VWAP, POC, VAH, VAL of the day,
/// then of the week, then of the month. The place in this order names it everywhere.
struct ReferenceLevel: Hashable, Sendable, Codable {
    /// What kind of price it is.
    enum Kind: Int, CaseIterable, Sendable {
        case vwap = 0
        case poc = 1
        case vah = 2
        case val = 3

        var name: String {
            switch self {
            case .vwap: "vwap"
            case .poc: "poc"
            case .vah: "vah"
            case .val: "val"
            }
        }
    }

    static let timeframes: [Anchor] = [.daily, .weekly, .monthly]
    static let count = 12
    static let all = (0..<count).map(ReferenceLevel.init(place:))

    /// 0 to 11.
    let place: Int

    init(place: Int) {
        precondition((0..<Self.count).contains(place), "there are 12 levels, got place \(place)")
        self.place = place
    }

    init(_ kind: Kind, _ timeframe: Anchor) {
        self.init(place: Int(timeframe.rawValue) * 4 + kind.rawValue)
    }

    var kind: Kind { Kind(rawValue: place & 3)! }

    var timeframe: Anchor { Anchor(rawValue: UInt8(place >> 2))! }

    /// `poc_daily`
    var name: String { "\(kind.name)_\(timeframe.name)" }
}

/// Which profile POC, VAH and VAL are of.
enum ProfileScope: UInt8, Hashable, Sendable, Codable {
    /// The last completed period: a reference that does not move toward the price it measures.
    case previous = 0
    /// The period so far.
    case developing = 1
}

/// The twelve levels at one close; `nil` where there is none.
struct ReferencePrices {
    private var prices = InlineArray<12, Double?>(repeating: nil)

    init() {}

    /// VWAPs developing, profiles by scope.
    init(_ market: borrowing MarketReading, _ scope: ProfileScope) {
        for timeframe in ReferenceLevel.timeframes {
            self[.init(.vwap, timeframe)] = market.vwaps[timeframe]?.vwap
            let profile =
                scope == .previous ? market.previous[timeframe] : market.developing[timeframe]
            self[.init(.poc, timeframe)] = profile?.poc
            self[.init(.vah, timeframe)] = profile?.vah
            self[.init(.val, timeframe)] = profile?.val
        }
    }

    subscript(level: ReferenceLevel) -> Double? {
        get { prices[level.place] }
        set { prices[level.place] = newValue }
    }
}
