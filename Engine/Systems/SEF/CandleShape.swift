import Market
import Measures
import Strategy

/// What the shape of a candle says about an extension on one side of a level.
struct CandleShape: Hashable, Sendable {
    /// Highest minus lowest price.
    let range: Double
    /// The wick away from the level: the upper one for up. Price was pushed back from there.
    let farWick: Double
    /// Close minus open, positive away from the level.
    let body: Double
    /// A long far wick: price comes back.
    let isRejection: Bool
    /// A large body beyond the bar before: price goes on.
    let isContinuation: Bool

    /// - Parameters:
    ///   - previous: highest and lowest price of the bar before, of any session.
    ///   - wick: share of the range that makes a wick a rejection.
    ///   - body: share of the range that makes a body a continuation.
    init(
        _ bar: borrowing StudyBar, _ side: ExtensionSide, previous: PriceSpan?,
        wick wickShare: Double, body bodyShare: Double
    ) {
        range = bar.high - bar.low
        switch side {
        case .up:
            farWick = bar.high - max(bar.open, bar.close)
            body = bar.close - bar.open
        case .down:
            farWick = min(bar.open, bar.close) - bar.low
            body = bar.open - bar.close
        }
        let hasRange = Comparison.exceeds(range, 0)
        isRejection = hasRange && Comparison.reaches(farWick, wickShare * range)
        var isBeyond = false
        if let previous {
            isBeyond =
                side == .up
                ? Comparison.exceeds(bar.close, previous.high)
                : Comparison.exceeds(previous.low, bar.close)
        }
        isContinuation = hasRange && isBeyond && Comparison.reaches(body, bodyShare * range)
    }
}

/// The highest and lowest price of a bar.
struct PriceSpan: Hashable, Sendable, Codable {
    var high: Double
    var low: Double
}
