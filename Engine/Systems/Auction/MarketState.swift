import Measures

/// What the auction is doing.
enum MarketState: Int, Hashable, Sendable, CaseIterable {
    case balance
    case imbalanceUp
    case imbalanceDown

    var name: String {
        switch self {
        case .balance: "BALANCE"
        case .imbalanceUp: "IMBALANCE_UP"
        case .imbalanceDown: "IMBALANCE_DOWN"
        }
    }
    var isImbalance: Bool { self != .balance }
}

/// A close beside the profile of the market state.
struct MarketPosition: Hashable, Sendable {
    /// How far from the POC, percent of it.
    var distance: Double?
    /// Inside the value area, its bounds included.
    var isInValue: Bool?
    var isAboveValue = false
    var isBelowValue = false
    /// `nil` for the first bars of a session.
    var momentum: Double?

    init() {}

    /// The position of a close.
    init(close: Double, _ profile: ProfileReading?, tickSize: Double, momentum: Double?) {
        self.momentum = momentum
        guard let profile else { return }
        let rowTicks = profile.rowTicks
        let price = { (row: Int64) in Double(row * rowTicks) * tickSize }
        distance = percentDistance(close, from: price(profile.poc)) ?? 0
        isAboveValue = Comparison.exceeds(close, price(profile.vah))
        isBelowValue = Comparison.exceeds(price(profile.val), close)
        isInValue = !isAboveValue && !isBelowValue
    }

    /// The first of the four rows that matches.
    func state(balanceDistance: Double, momentumLimit: Double) -> MarketState {
        if let distance, isInValue == true, Comparison.exceeds(balanceDistance, distance) {
            return .balance
        }
        guard let momentum else { return .balance }
        if isAboveValue, Comparison.exceeds(momentum, momentumLimit) { return .imbalanceUp }
        if isBelowValue, Comparison.exceeds(-momentumLimit, momentum) { return .imbalanceDown }
        return .balance
    }
}

/// `|price - level| / |level| * 100`; `nil` at level 0.
func percentDistance(_ price: Double, from level: Double) -> Double? {
    level == 0 ? nil : abs(price - level) / abs(level) * 100
}

/// Momentum of the last close of a session over `bars` bars; `nil` until there are as many before
/// it.
enum Momentum {
    /// Net move per distance travelled, -1 to 1; 0 when nothing moved.
    static func efficiency(_ history: borrowing MinuteHistory, bars: Int) -> Double? {
        let last = history.last
        guard last >= bars else { return nil }
        var travelled = 0.0
        for index in last - bars + 1...last {
            travelled += abs(history[index].close - history[index - 1].close)
        }
        let net = history[last].close - history[last - bars].close
        return travelled == 0 ? 0 : net / travelled
    }

    /// Change in percent of the size of the earlier price; `nil` when that is 0.
    static func percent(_ history: borrowing MinuteHistory, bars: Int) -> Double? {
        let last = history.last
        guard last >= bars, history[last - bars].close != 0 else { return nil }
        let before = history[last - bars].close
        return 100 * (history[last].close - before) / abs(before)
    }
}
