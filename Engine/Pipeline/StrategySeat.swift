import Bars
import Intake
public import Market
import Measures
import Records
public import Strategy

/// A strategy, and the hours it is to be given.
public struct SeatedStrategy: Sendable {
    /// The strategy, having seen nothing.
    public var strategy: any Strategy
    /// The hours of its bars, profiles and VWAPs.
    public var mode: SessionMode
    /// Whether what it intends is traded.
    public var trades: Bool

    /// Puts a seat together.
    public init(_ strategy: any Strategy, mode: SessionMode, trades: Bool = true) {
        self.strategy = strategy
        self.mode = mode
        self.trades = trades
    }
}

/// A strategy at work on an instrument.
struct StrategySeat {
    var strategy: any Strategy
    private(set) var needs: StrategyNeeds
    let system: UInt8
    let lane: Int
    /// Where ticks do not concern it.
    var band: QuietBand
    /// It was said that this input is not for it.
    var isBlocked = false
    /// The configured period of one that follows the timeframe.
    let usualPeriod: BarPeriod?
    /// It is not asked about bars that began before: what it has seen of them is not whole.
    var from = Int64.min

    init(_ seated: SeatedStrategy, lane: Int) {
        strategy = seated.strategy
        needs = seated.strategy.needs
        system = type(of: seated.strategy).schema.number
        self.lane = lane
        band = seated.strategy.quietBand
        usualPeriod = needs.followsTimeframe ? needs.periods.first : nil
    }

    /// Its bars are of another period, those that begin at `from` or later.
    mutating func turn(to period: BarPeriod, from: Int64) {
        strategy.turn(to: period)
        needs = strategy.needs
        self.from = from
        isBlocked = false
    }
}

/// Asking the strategies.
extension TickPipeline {
    /// A bar closed: those that wait for it are asked.
    @inline(never)
    mutating func tellClosed(
        _ bar: Bar, _ lane: Int, _ kept: LaneBar, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let study = StudyBar(bar, prices: scale, sizes: sizes)
        let begin = begin(of: kept, lane)
        var waiting = kept.listeners
        var changed = false
        while waiting != 0 {
            let seat = waiting.trailingZeroBitCount
            waiting &= waiting - 1
            if seats[seat].isBlocked || begin < seats[seat].from { continue }
            let reading = reading(for: seats[seat].needs, lane, kept, isFromTicks: bar.isFromTicks)
            changed =
                write(seat, cause, &out) { strategy, writer in
                    writer.isAbout(study)
                    strategy.closed(study, reading, &writer)
                } || changed
        }
        if changed { settleQuietBand() }
    }

    /// A tick outside the quiet band.
    mutating func tellTouched(_ tick: Tick, _ cause: UInt64, _ out: inout OutputBuffer) {
        let level = tick.level.rawValue
        for seat in seats.indices
        where lanes[seats[seat].lane].clock.isInside
            && (level <= seats[seat].band.below || level >= seats[seat].band.above)
        {
            _ = write(seat, cause, &out) { strategy, writer in
                writer.isAbout(tick.time)
                strategy.traded(tick, &writer)
            }
        }
    }

    /// The session of a lane ended.
    mutating func tellSessionEnded(_ lane: Int, _ cause: UInt64, _ out: inout OutputBuffer) {
        guard let window = lanes[lane].clock.window else { return }
        let end = window.end
        for seat in seats.indices where seats[seat].lane == lane && !seats[seat].isBlocked {
            _ = write(seat, cause, &out) { strategy, writer in
                writer.isAbout(end)
                strategy.sessionEnded(window.date, &writer)
            }
        }
        tellSessionEnded(lanes[lane].clock.mode, window, cause, &out)
        settleQuietBand()
    }

    /// The input ended.
    mutating func tellEnded(_ cause: UInt64, _ out: inout OutputBuffer) {
        let now = intake.watermark
        for seat in seats.indices where !seats[seat].isBlocked {
            _ = write(seat, cause, &out) { strategy, writer in
                writer.isAbout(now)
                strategy.ended(&writer)
            }
        }
    }

    /// Lets a strategy write.
    ///
    /// - Returns: Whether its quiet band is another one now.
    private mutating func write(
        _ seat: Int, _ cause: UInt64, _ out: inout OutputBuffer,
        _ body: (inout any Strategy, inout EvaluationWriter) -> Void
    ) -> Bool {
        withUnsafeMutablePointer(to: &out) { buffer in
            var writer = EvaluationWriter(
                buffer: buffer, numbers: numbers, intents: watch == nil ? nil : intents,
                instrument: instrument,
                system: seats[seat].system, cause: cause)
            body(&seats[seat].strategy, &writer)
            if !intents.pointee.items.isEmpty {
                tellIntents(seats[seat].system, writer.time, cause, &buffer.pointee)
            }
        }
        let band = seats[seat].strategy.quietBand
        guard band != seats[seat].band else { return false }
        seats[seat].band = band
        return true
    }

    private func reading(
        for needs: StrategyNeeds, _ lane: Int, _ kept: LaneBar, isFromTicks: Bool
    ) -> MarketReading {
        var reading = MarketReading()
        for anchor in needs.vwaps {
            reading.vwaps[anchor] = lanes[lane].vwaps.reading(anchor, totals, scale)
        }
        for anchor in needs.previousProfiles {
            reading.previous[anchor] = lanes[lane].profiles.previous(anchor)
        }
        for anchor in needs.developingProfiles {
            reading.developing[anchor] = lanes[lane].profiles.developing(anchor, scale)
        }
        if kept.rows >= 0, kept.period == needs.rowsPeriod {
            let rows = LevelRows(
                low: lanes[lane].rowBars[kept.rows].ladder.low,
                rowTicks: lanes[lane].rowBars[kept.rows].rowTicks,
                cells: lanes[lane].rowBars[kept.rows].ladder.traded, unit: sizes.unitsPerOne)
            if isFromTicks { reading.rows = rows } else { reading.spreadRows = rows }
        }
        if !isFromTicks { reading.providerVWAP = providerVWAP }
        reading.sideRun = sideRun
        return reading
    }
}
