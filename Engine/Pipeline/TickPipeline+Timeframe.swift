import Bars
public import Market
import Measures
import StateCoding
import Strategy

/// Of which period footprints are, and what a command chose.
struct Timeframe: Codable {
    /// What a command chose; `nil` for what the configuration says.
    var chosen: BarPeriod?
    /// The period of the footprints, and of bars that are published for it.
    var footprint: BarPeriod?
    /// Footprints of bars that began before are not whole, and not written.
    var from = Int64.min
    /// Somebody waits for the close of a running bar.
    var isTurning = false

    init(footprint: BarPeriod?) { self.footprint = footprint }
}

/// Another timeframe while the pipeline runs.
///
/// The running bar of the old period closes as it would have. Then the footprints, and each
/// strategy that follows the timeframe, turn: the first bar of the new period that counts is the
/// first that begins after the last trade before, so that nothing is missing of it and no trade is
/// in bars of both. A command takes effect where it stands among the inputs, and only they decide.
extension TickPipeline {
    /// Turns footprints and strategies to a period, `nil` for the configured ones, once their
    /// running bars have closed.
    public mutating func setTimeframe(_ period: BarPeriod?) {
        timeframe.chosen = period
        turnTimeframe()
    }

    /// Turns those whose bar has closed.
    mutating func turnTimeframe() {
        let from = max(block.time.rawValue, lastBarInput.rawValue) &+ 1
        var (isOther, isTurning) = (false, false)
        let wanted = settings.footprint.map { timeframe.chosen ?? $0 }
        if wanted != timeframe.footprint {
            if isFootprintRunning {
                isTurning = true
            } else {
                timeframe.footprint = wanted
                timeframe.from = from
                isOther = true
            }
        }
        for seat in seats.indices {
            guard let usual = seats[seat].usualPeriod else { continue }
            let wanted = timeframe.chosen ?? usual
            if seats[seat].needs.periods == [wanted] { continue }
            if isRunning(seat) {
                isTurning = true
            } else {
                seats[seat].turn(to: wanted, from: from)
                checksInput = true
                isOther = true
            }
        }
        timeframe.isTurning = isTurning
        if isOther { planLanes() }
    }

    /// When what a bar is to hold began: with its period, or with its session.
    @inline(__always)
    func begin(of kept: LaneBar, _ lane: Int) -> Int64 {
        max(kept.bar.start, lanes[lane].clock.window?.start.rawValue ?? .min)
    }

    /// A footprint is open that will be written, or a bar that is published for it.
    private var isFootprintRunning: Bool {
        (0..<laneCount).contains { lane in
            isRunning(lane, from: timeframe.from) { kept in
                kept.isOfTimeframe
                    || (kept.rows >= 0 && lanes[lane].rowBars[kept.rows].isFootprint)
            }
        }
    }

    /// A bar is open that the strategy will be asked about.
    private func isRunning(_ seat: Int) -> Bool {
        isRunning(seats[seat].lane, from: seats[seat].from) { $0.listeners & 1 << seat != 0 }
    }

    private func isRunning(
        _ lane: Int, from: Int64, _ isMeant: (LaneBar) -> Bool
    ) -> Bool {
        (0..<lanes[lane].barCount).contains { index in
            let kept = lanes[lane].bars[index]
            return kept.bar.isOpen && begin(of: kept, lane) >= from && isMeant(kept)
        }
    }

    /// Lets the lanes keep what is needed now.
    private mutating func planLanes() {
        takeOverRows()
        let plans = LanePlan.plans(
            settings, timeframe: timeframe.footprint,
            seats.map { (lanes[$0.lane].clock.mode, $0.needs) })
        laneBlock = LaneBlock.turn(
            laneBlock, to: plans.lanes, limit: settings.ladderLimit, unit: sizes.unitsPerOne)
        takesRows = false
        for lane in plans.lanes.indices {
            takesRows = takesRows || (lanes[lane].clock.isInside && lanes[lane].takesRows)
        }
        // The next tick opens what is not open.
        boundary = .min
        nextDue = Nanoseconds(nextEnd())
    }

    /// Takes over the timeframe of a state, and keeps what that state's lanes kept.
    mutating func restoreTimeframe(from reader: inout StateReader) throws(StateError) {
        timeframe = try reader.take(Timeframe.self)
        let periods = try reader.take([[BarPeriod]].self)
        guard periods.count == seats.count,
            (timeframe.footprint == nil) == (settings.footprint == nil)
        else { throw reader.error("\(periods.count) strategies, here are \(seats.count)") }
        for (seat, found) in periods.enumerated() where found != seats[seat].needs.periods {
            guard seats[seat].usualPeriod != nil, found.count == 1 else {
                throw reader.error("strategy \(seat) with bars of \(found.map(\.name))")
            }
            seats[seat].turn(to: found[0], from: .min)
        }
        planLanes()
    }
}
