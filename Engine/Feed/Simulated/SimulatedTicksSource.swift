public import Market
public import Records

/// Turns the bars of another source into simulated ticks; everything else passes through.
///
/// Sizes are whole size units: each point gets the floor of its share and the first points one
/// more, so that the bar's volume is rebuilt exactly. A bar with fewer units than points keeps as
/// many points as it has units, those at its close, open, low and high before others. A bar
/// without volume gives nothing.
public final class SimulatedTicksSource: InputSource {
    private let bars: any InputSource
    private let prices: PriceScale
    private let pulled: UnsafeMutableBufferPointer<Input>
    private var pulledCount = 0
    private var pulledIndex = 0
    private var ticks: WholeTicks?
    private var previousClose: Level?
    private var instrument = InstrumentID(0)

    /// Wraps a source whose bars are all of one instrument with these prices.
    public init(_ bars: any InputSource, prices: PriceScale) {
        self.bars = bars
        self.prices = prices
        pulled = .allocate(capacity: 512)
    }

    deinit { pulled.deallocate() }

    /// What the wrapped source has read so far.
    public var report: SourceReport { bars.report }

    /// The wrapped source's.
    public var skew: Nanoseconds { bars.skew }

    /// Fills the batch from the ticks of one bar after the other.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = 0
        while count < batch.count {
            if let tick = ticks?.next() {
                batch[count] = .tick(
                    instrument, time: tick.time, price: prices.price(of: tick.level),
                    size: tick.size, side: tick.side, flags: .simulated)
                count += 1
                continue
            }
            ticks = nil
            guard let input = try nextInput() else { break }
            if input.kind == .bar {
                begin(BarInput(input, pulled[pulledIndex]), of: input.instrument)
                pulledIndex += 1
            } else {
                batch[count] = input
                count += 1
            }
        }
        return count
    }

    private func nextInput() throws(FeedError) -> Input? {
        if pulledIndex == pulledCount {
            pulledIndex = 0
            pulledCount = try bars.next(into: pulled)
            if pulledCount == 0 { return nil }
        }
        pulledIndex += 1
        return pulled[pulledIndex - 1]
    }

    private func begin(_ bar: BarInput, of instrument: InstrumentID) {
        // A bar without volume is no bar: it is no predecessor either.
        guard bar.volume > .zero else { return }
        self.instrument = instrument
        ticks = WholeTicks(bar, prices, previousClose)
        previousClose = prices.level(of: bar.close)
    }
}

/// The simulated ticks of a bar with sizes in whole units.
private struct WholeTicks {
    private var points: SimulatedTicks
    private let corners: [Int]
    private let each: Int64
    /// How many points get one more: the first, or the chosen ones when there is less than one
    /// unit a point.
    private let oneMore: Int64
    private var index = 0
    private var givenToOthers: Int64 = 0

    init(_ bar: BarInput, _ prices: PriceScale, _ previousClose: Level?) {
        points = SimulatedTicks(bar, prices: prices, previousClose: previousClose)
        // Volumes are exact below 2^53 units; what lies between two units goes to the nearer.
        let whole = bar.volume.rawValue.rounded()
        let units = whole < 0x1p62 ? Int64(whole) : Int64(1) << 62
        let count = Int64(points.count)
        each = units / count
        oneMore = units % count
        corners = each > 0 ? [] : Self.corners(of: points, at: oneMore)
    }

    /// The places of close, open, first low and first high, at most `limit` of them.
    private static func corners(of points: SimulatedTicks, at limit: Int64) -> [Int] {
        let levels = points.map(\.level)
        let low = levels.indices.min { (levels[$0], $0) < (levels[$1], $1) }
        let high = levels.indices.min { (levels[$1], $0) < (levels[$0], $1) }
        var corners: [Int] = []
        for place in [levels.count - 1, 0, low ?? 0, high ?? 0]
        where !corners.contains(place) && corners.count < Int(limit) {
            corners.append(place)
        }
        return corners
    }

    mutating func next() -> (time: Nanoseconds, level: Level, size: Size, side: Aggressor)? {
        while let point = points.next() {
            let size = each + (getsOneMore(index) ? 1 : 0)
            index += 1
            if size > 0 { return (point.time, point.level, Size(size), point.aggressor) }
        }
        return nil
    }

    private mutating func getsOneMore(_ index: Int) -> Bool {
        if each > 0 { return Int64(index) < oneMore }
        if corners.contains(index) { return true }
        guard givenToOthers < oneMore - Int64(corners.count) else { return false }
        givenToOthers += 1
        return true
    }
}
