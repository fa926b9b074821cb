public import Market

/// Where the regimes part.
public struct RegimeSettings: Hashable, Sendable, Codable {
    /// ADX above this is strong movement, 1 to 99.
    public var trendADX = 25.0
    /// ATR at least this many times its mean is volatile.
    public var volatileRatio = 1.5
    /// Volume below this share of its mean is low.
    public var lowVolumeShare = 0.3
    /// What is left out after the open and before the close.
    public var sessionEdge = Nanoseconds.seconds(15 * 60)
    /// Events around which nothing is to be done.
    public var news: [Nanoseconds] = []
    /// How long before and after an event.
    public var newsMargin = Nanoseconds.seconds(5 * 60)

    /// The values of batch runs.
    public init() {}

    /// The spans in which nothing is to be done because of events; a bar that ends after the
    /// start of one and not after its end is in it.
    public var newsWindows: [(from: Nanoseconds, to: Nanoseconds)] {
        news.map { ($0 - newsMargin, $0 + newsMargin) }
    }
}
