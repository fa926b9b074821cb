import Indicators
public import Market
public import Strategy

/// Tells the regime at the close of each bar.
///
/// Its series run across sessions; the first bar with every input is the 34th.
public struct RegimeDetector: Sendable, Codable {
    /// Where the regimes part.
    public let settings: RegimeSettings
    var hours: TradingHours
    var fast = EMA(9)
    var slow = EMA(21)
    var movement = DMI(14)
    var trueRange = ATR(14)
    var meanTrueRange = SMA(20)
    var meanVolume = SMA(20)
    var structure = StructureCounts(5)
    /// The raw regime of the last bar; none after a bar with an undefined input.
    var previousRaw: Regime?

    /// A detector that has seen no bar.
    public init(
        _ settings: RegimeSettings = RegimeSettings(),
        schedule: SessionSchedule = SessionSchedule()
    ) {
        self.settings = settings
        hours = TradingHours(settings, schedule)
    }

    /// Adds the next bar.
    ///
    /// - Parameter vwap: the session's at the close.
    /// - Returns: The regime at its close.
    public mutating func add(_ bar: borrowing StudyBar, vwap: Double?) -> RegimeReading {
        fast.add(bar.close)
        slow.add(bar.close)
        movement.add(high: bar.high, low: bar.low, close: bar.close)
        trueRange.add(high: bar.high, low: bar.low, close: bar.close)
        if let atr = trueRange.value { meanTrueRange.add(atr) }
        meanVolume.add(bar.volume)
        structure.add(high: bar.high, low: bar.low)
        let reading = RegimeReading(
            inputs(bar, vwap),
            hours: hours.reason(start: bar.start, end: bar.end, mode: bar.mode),
            previousRaw: previousRaw, settings)
        previousRaw = reading.raw
        return reading
    }

    private func inputs(_ bar: borrowing StudyBar, _ vwap: Double?) -> RegimeInputs {
        var inputs = RegimeInputs()
        inputs.close = bar.close
        inputs.volume = bar.volume
        inputs.ema9 = fast.value
        inputs.ema21 = slow.value
        inputs.vwap = vwap
        inputs.adx = movement.adx
        inputs.plusDI = movement.plusDI
        inputs.minusDI = movement.minusDI
        inputs.atr = trueRange.value
        if let atr = trueRange.value, let mean = meanTrueRange.value {
            inputs.atrRatio = mean == 0 ? 1 : atr / mean
        }
        inputs.meanVolume = meanVolume.value
        inputs.hh = structure.hh
        inputs.hl = structure.hl
        inputs.lh = structure.lh
        inputs.ll = structure.ll
        inputs.structure = structure.structure
        inputs.hasStructure = structure.isDefined
        return inputs
    }
}
