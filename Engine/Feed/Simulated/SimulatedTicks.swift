public import Market
public import Records

/// The ticks that a bar stands for when nothing better is known: a path through its four prices.
///
/// Open, low, high, close when the bar did not fall, else open, high, low, close, one level at a
/// time; thinned to 240 points and the first at the lowest and the highest level when it is longer.
/// The points rebuild open, high, low, close (on levels) and volume. Their sides are a guess that
/// tests machinery, not an observation.
public struct SimulatedTicks: Sequence, IteratorProtocol, Sendable {
    /// One point of the path.
    public struct Point: Hashable, Sendable {
        /// `start + floor(j * period / n)` for the point number `j` of `n`.
        public var time: Nanoseconds
        /// Where it trades.
        public var level: Level
        /// Its share of the volume, in the unit the volume was given in.
        public var size: Double
        /// Buyer on a step up, seller on a step down, as before on an equal step.
        public var aggressor: Aggressor
    }

    /// The longest path that is not thinned.
    public static let mostPoints = 240

    /// How many points there are.
    public let count: Int
    private let path: LevelPath
    private let chosen: ChosenPoints
    private let share: VolumeShare
    private let start: Nanoseconds
    private let span: Int64
    private var index = 0
    private var lastLevel: Level
    private var lastSide = Aggressor.buyer

    /// Lays the path of a bar.
    ///
    /// - Parameters:
    ///   - volume: the bar's volume in any unit, not below 0; a whole number of at least as many
    ///     units as points is split into whole numbers.
    ///   - previousClose: the close of the bar before; `nil` for the first bar, whose first point
    ///     is a buyer's.
    public init(
        start: Nanoseconds, period: BarPeriod, open: Level, high: Level, low: Level,
        close: Level, volume: Double, previousClose: Level?
    ) {
        path = LevelPath(open: open, high: high, low: low, close: close)
        chosen = ChosenPoints(path)
        count = chosen.count
        share = VolumeShare(volume, points: chosen.count)
        self.start = start
        span = period.seconds * 1_000_000_000
        lastLevel = previousClose ?? open
    }

    /// Lays the path of a provider's bar; sizes are in size units.
    public init(_ bar: BarInput, prices: PriceScale, previousClose: Level?) {
        self.init(
            start: bar.start, period: bar.period, open: prices.level(of: bar.open),
            high: prices.level(of: bar.high), low: prices.level(of: bar.low),
            close: prices.level(of: bar.close), volume: bar.volume.rawValue,
            previousClose: previousClose)
    }

    /// The next point in time order.
    public mutating func next() -> Point? {
        guard index < count else { return nil }
        let level = path[chosen[index]]
        let side: Aggressor =
            if level > lastLevel {
                .buyer
            } else if level < lastLevel {
                .seller
            } else {
                lastSide
            }
        defer {
            lastLevel = level
            lastSide = side
            index += 1
        }
        return Point(
            time: Nanoseconds(start.rawValue &+ Int64(index) * span / Int64(count)),
            level: level, size: share[index], aggressor: side)
    }

    /// How a bar's volume falls on its points.
    private struct VolumeShare: Sendable {
        private let each: Double
        /// The first so many points get one more.
        private let oneMore: Int

        init(_ volume: Double, points: Int) {
            let count = Double(points)
            let isSplit = volume >= count && volume == volume.rounded() && volume < 0x1p53
            each = isSplit ? (volume / count).rounded(.down) : volume / count
            oneMore = isSplit ? Int(volume - each * count) : 0
        }

        subscript(index: Int) -> Double { index < oneMore ? each + 1 : each }
    }
}
