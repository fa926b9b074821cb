/// Where a rate lies with 95 % confidence, given hits out of a number of observations.
///
/// `c = (p + z²/2n) / (1 + z²/n)`, `h = z sqrt(p(1-p)/n + z²/4n²) / (1 + z²/n)`, from
/// `max(0, c - h)` to `min(1, c + h)`.
///
/// - Source: E. B. Wilson, *Probable Inference, the Law of Succession, and Statistical Inference*,
///   Journal of the American Statistical Association 22 (1927).
struct WilsonInterval: Hashable, Sendable {
    /// The 97.5 % point of the normal distribution.
    static let z = 1.959963984540054

    let low: Double
    let high: Double

    /// Undefined without an observation.
    init?(hits: Int, of count: Int) {
        guard count > 0 else { return nil }
        precondition((0...count).contains(hits), "\(hits) hits of \(count) observations")
        let n = Double(count)
        let rate = Double(hits) / n
        let square = Self.z * Self.z
        let scale = 1 + square / n
        let center = (rate + square / (2 * n)) / scale
        let spread = rate * (1 - rate) / n + square / (4 * n * n)
        let half = Self.z * spread.squareRoot() / scale
        low = max(0, center - half)
        high = min(1, center + half)
    }
}
