/// The numbers of an extension, as pure functions.
enum ExtensionScore {
    /// The bounds of any probability.
    static let probabilities = 0.05...0.95

    /// ATR-hours: how far times how long.
    static func energy(distance: Double, hours: Double) -> Double { abs(distance) * hours }

    /// The probability of a snap-back: a base, changed by the candle, within 5 and 95 %.
    static func probability(
        base: Double, rejection: Bool, declining: Bool, extreme: Bool, continuation: Bool,
        _ settings: SEFSettings
    ) -> Double {
        var probability = base
        if rejection { probability += settings.rejectionBonus }
        if declining { probability += settings.decliningBonus }
        if extreme { probability += settings.extremeBonus }
        if continuation { probability -= settings.continuationPenalty }
        return min(max(probability, probabilities.lowerBound), probabilities.upperBound)
    }

    /// Quality, 0 to 100: 40 for four candles, 30 for three ATR, 10 for each confirmation.
    static func quality(
        candles: Int, distance: Double, rejection: Bool, declining: Bool, aligned: Bool
    ) -> Double {
        let length = 40 * Double(min(candles, 4)) / 4
        let reach = 30 * min(abs(distance), 3) / 3
        let confirmations = (rejection ? 10.0 : 0) + (declining ? 10 : 0) + (aligned ? 10 : 0)
        return min(100, length + reach + confirmations)
    }
}
