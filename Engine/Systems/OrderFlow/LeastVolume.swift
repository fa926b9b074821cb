import Market
import Strategy

/// The least volume that counts, fixed for a session where it depends on the price.
struct LeastVolume: Hashable, Sendable, Codable {
    let rule: MinimumVolume
    let sizes: SizeScale
    /// Shares, contracts or coins.
    private var value = 0.0
    private var session: SessionDate?
    private var lastClose: Double?

    init(_ rule: MinimumVolume, _ sizes: SizeScale) {
        self.rule = rule
        self.sizes = sizes
    }

    /// The least volume at a bar. A session's price is the last close before it, and in the first
    /// one its first trade.
    mutating func at(_ bar: borrowing StudyBar) -> Double {
        if session != bar.session {
            session = bar.session
            let open = bar.open
            let volume = rule.volume(price: lastClose ?? open, sizes: sizes)
            value = sizes.real(volume)
        }
        lastClose = bar.close
        return value
    }
}
