import Indicators
import Measures

/// Where the last three closes stand to the session VWAP.
@frozen
public enum Bias: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// On both sides, on it, or unknown.
    case neutral = 0
    /// All above.
    case bullish = 1
    /// All below.
    case bearish = 2

    /// The name used in files and output.
    public var name: String {
        switch self {
        case .neutral: "NEUTRAL"
        case .bullish: "BULLISH"
        case .bearish: "BEARISH"
        }
    }
}

/// The last three closes.
struct LastCloses: Hashable, Sendable, Codable {
    private var newest = 0.0
    private var middle = 0.0
    private var oldest = 0.0
    private var count = 0

    mutating func add(_ close: Double) {
        (oldest, middle, newest) = (middle, newest, close)
        count = min(count + 1, 3)
    }

    /// All three strictly above the VWAP, all strictly below, or neither.
    func bias(vwap: Double?) -> Bias {
        guard let vwap, count == 3 else { return .neutral }
        func isAbove(_ close: Double) -> Bool { Comparison.exceeds(close, vwap) }
        func isBelow(_ close: Double) -> Bool { Comparison.exceeds(vwap, close) }
        if isAbove(newest), isAbove(middle), isAbove(oldest) { return .bullish }
        if isBelow(newest), isBelow(middle), isBelow(oldest) { return .bearish }
        return .neutral
    }
}

/// What the windows say about one bar; `nil` where a window is not full.
struct WindowReading: Hashable, Sendable {
    /// The bar's range, real price.
    var range = 0.0
    /// The bar's volume.
    var volume = 0.0
    /// The widest of the short window, this bar included.
    var maxRange: Double?
    /// Mean range of the long window, this bar included.
    var meanRange: Double?
    /// Mean volume of the mid window, this bar included.
    var meanVolume: Double?
    /// Mean range of the short window before this bar: `R`.
    var priorRange: Double?
    /// Mean volume of the short window before this bar: `V`.
    var priorVolume: Double?

    /// `max(range, short) < factor * mean(range, long)` and `volume < mean(volume, mid)`.
    func isCompressed(_ settings: MomentumSettings) -> Bool {
        guard let maxRange, let meanRange, let meanVolume else { return false }
        return Comparison.exceeds(settings.compressionRangeFactor * meanRange, maxRange)
            && Comparison.exceeds(meanVolume, volume)
    }

    /// `R > 0`, `range >= factor * R` and `volume >= factor * V`.
    func isExpansion(_ settings: MomentumSettings) -> Bool {
        guard let priorRange, let priorVolume else { return false }
        return Comparison.exceeds(priorRange, 0)
            && Comparison.reaches(range, settings.rangeExpandFactor * priorRange)
            && Comparison.reaches(volume, settings.volumeExpandFactor * priorVolume)
    }
}

/// The rolling windows of one session's bars.
struct BarWindows: Hashable, Sendable, Codable {
    private var widest: RollingMaximum
    private var longRange: RollingSum
    private var midVolume: RollingSum
    private var shortRange: RollingSum
    private var shortVolume: RollingSum
    private(set) var closes = LastCloses()

    init(_ settings: MomentumSettings) {
        widest = RollingMaximum(settings.shortWindow)
        longRange = RollingSum(settings.longWindow)
        midVolume = RollingSum(settings.midWindow)
        shortRange = RollingSum(settings.shortWindow)
        shortVolume = RollingSum(settings.shortWindow)
    }

    /// Adds a bar and reads the windows.
    mutating func add(range: Double, volume: Double, close: Double) -> WindowReading {
        var reading = WindowReading(range: range, volume: volume)
        // Before the bar is in: it must not dilute its own average.
        reading.priorRange = shortRange.mean
        reading.priorVolume = shortVolume.mean
        shortRange.add(range)
        shortVolume.add(volume)
        widest.add(range)
        longRange.add(range)
        midVolume.add(volume)
        reading.maxRange = widest.value
        reading.meanRange = longRange.mean
        reading.meanVolume = midVolume.mean
        closes.add(close)
        return reading
    }

    /// Empties all, at a new session.
    mutating func removeAll() {
        widest.removeAll()
        longRange.removeAll()
        midVolume.removeAll()
        shortRange.removeAll()
        shortVolume.removeAll()
        closes = LastCloses()
    }
}

extension RollingSum {
    fileprivate var mean: Double? { value.map { $0 / Double(length) } }
}
