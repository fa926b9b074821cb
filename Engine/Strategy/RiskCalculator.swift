public import Market
import Measures

/// How much to trade so that the stop costs a given share of the account.
///
/// `risk amount = balance * risk percent`; `quantity = risk amount / (|entry - stop| * point
/// value)`, rounded down to whole shares or contracts, for coins to the lot.
public struct RiskCalculator: Hashable, Sendable, Codable {
    /// The share of the account that needs no override, percent.
    public static let usualPercent = 0.25...0.5

    /// The account, US dollars.
    public var balance: Double
    /// What a trade may lose, percent of the account.
    public var riskPercent: Double
    /// Whether any percentage is allowed.
    public var allowsAnyPercent: Bool
    /// What a move of 1 in price is worth for a quantity of one, US dollars.
    public var pointValue: Double
    /// How sizes are counted.
    public var sizes: SizeScale
    /// The smallest step of a quantity, size units.
    public var step: Int64

    /// A calculator for an instrument.
    ///
    /// - Parameters:
    ///   - riskPercent: 0.5 is half a percent; outside `usualPercent` it is refused unless
    ///     `allowsAnyPercent`.
    public init(
        balance: Double, riskPercent: Double = 0.5, allowsAnyPercent: Bool = false,
        instrument: StrategyInstrument
    ) {
        self.balance = balance
        self.riskPercent = riskPercent
        self.allowsAnyPercent = allowsAnyPercent
        pointValue = instrument.pointValue
        sizes = instrument.facts.sizes
        step =
            instrument.facts.assetClass == .crypto
            ? sizes.lot : max(sizes.lot, Int64(sizes.unitsPerOne))
    }

    /// The size of a trade, or why there is none.
    public func size(entry: Double, stop: Double, target: Double? = nil) -> SizingVerdict {
        let inputs: [(SizingRefusal.Input, Double)] = [
            (.balance, balance), (.riskPercent, riskPercent), (.pointValue, pointValue),
            (.entry, entry), (.stop, stop), (.target, target ?? 0),
        ]
        if let wrong = inputs.first(where: { !$0.1.isFinite }) {
            return .refused(.notFinite(wrong.0))
        }
        if !allowsAnyPercent,
            !Comparison.reaches(riskPercent, Self.usualPercent.lowerBound)
                || !Comparison.reaches(Self.usualPercent.upperBound, riskPercent)
        {
            return .refused(.percentOutside(riskPercent))
        }
        let distance = abs(entry - stop)
        guard distance.isFinite else { return .refused(.notFinite(.size)) }
        guard Comparison.exceeds(distance, 0) else { return .refused(.noStopDistance(entry)) }
        let amount = balance * riskPercent / 100
        let perOne = distance * pointValue
        let steps = amount / perOne * sizes.unitsPerOne / Double(step)
        let reward = target.map { abs($0 - entry) / distance }
        guard amount.isFinite, perOne.isFinite, steps.isFinite, reward?.isFinite ?? true else {
            return .refused(.notFinite(.size))
        }
        return fill(amount: amount, perOne: perOne, steps: steps, reward: reward)
    }

    private func fill(
        amount: Double, perOne: Double, steps: Double, reward: Double?
    ) -> SizingVerdict {
        // 250 / (254.6 - 254.5) is 2500 but for the last bit.
        let below = steps.rounded(.down)
        let whole = Comparison.reaches(steps, below + 1) ? below + 1 : below
        let units = whole * Double(step)
        guard units >= 1 else { return .refused(.noSize(amount: amount, perOne: perOne)) }
        guard units < 9e15 else { return .refused(.sizeTooLarge(units / sizes.unitsPerOne)) }
        let size = Size(Int64(units))
        let quantity = sizes.real(size)
        return .sized(
            SizedTrade(
                size: size, quantity: quantity, riskAmount: amount,
                actualRisk: quantity * perOne, riskReward: reward))
    }
}

/// What the calculator says.
public enum SizingVerdict: Hashable, Sendable, Codable {
    /// The size that keeps to the risk.
    case sized(SizedTrade)
    /// There is none.
    case refused(SizingRefusal)
}

/// A trade's size.
public struct SizedTrade: Hashable, Sendable, Codable {
    /// Size units.
    public var size: Size
    /// Shares, contracts or coins.
    public var quantity: Double
    /// What the trade may lose, US dollars.
    public var riskAmount: Double
    /// What the stop costs at that size, US dollars.
    public var actualRisk: Double
    /// Distance of the target by that of the stop; `nil` without a target.
    public var riskReward: Double?
}

/// Why a trade has no size.
public enum SizingRefusal: Hashable, Sendable, Codable {
    /// A number the calculator is given, or makes.
    public enum Input: String, Hashable, Sendable, Codable {
        case balance
        case riskPercent = "risk percent"
        case pointValue = "point value"
        case entry, stop, target, size
    }

    /// A number is not finite.
    case notFinite(Input)
    /// The percentage needs an override.
    case percentOutside(Double)
    /// Entry and stop are the same price.
    case noStopDistance(Double)
    /// The amount does not pay for the smallest quantity.
    case noSize(amount: Double, perOne: Double)
    /// More than can be counted.
    case sizeTooLarge(Double)

    /// One line for people, with the numbers.
    public var text: String {
        switch self {
        case .notFinite(let input): "\(input.rawValue) is not a finite number"
        case .percentOutside(let percent):
            "risk of \(percent) % is outside \(RiskCalculator.usualPercent.lowerBound) to "
                + "\(RiskCalculator.usualPercent.upperBound) % and was not overridden"
        case .noStopDistance(let price): "entry and stop are both \(price)"
        case .noSize(let amount, let perOne):
            "risk of $\(amount) is less than the smallest quantity costs at $\(perOne) for one"
        case .sizeTooLarge(let quantity): "quantity \(quantity) is more than can be counted"
        }
    }
}
