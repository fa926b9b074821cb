import Bars
import Market
import Measures
import Records

/// A bar that a lane keeps, and what follows its close.
struct LaneBar: BitwiseCopyable {
    var bar = OpenBar()
    let period: BarPeriod
    /// Its record is written.
    var isPublished = false
    /// Its record is written only while the timeframe is its period.
    var isOfTimeframe = false
    /// VWAPs are written at its close.
    var writesVWAPs = false
    /// The lane's row bar of the same span, -1 for none.
    var rows = -1
    /// The strategies that wait for its close, a bit each.
    var listeners: UInt64 = 0
    /// Its close has to look at rows.
    var wantsRows = false
}

/// The rows of a bar: a footprint, or what a strategy asked for.
struct RowBar: ~Copyable {
    var ladder: Ladder
    let height: RowHeight
    var rowTicks: Int64 = 1
    /// It is written as the footprint.
    let isFootprint: Bool

    init(_ plan: LanePlan.Rows, limit: Int, unit: Double) {
        ladder = Ladder(capacity: 64, limit: limit, unit: unit)
        height = plan.height
        isFootprint = plan.isFootprint
    }
}

/// All that is kept in one session mode: bars, their rows, profiles and VWAPs.
///
/// Bars are in ascending order of period.
struct Lane: ~Copyable {
    var clock: ModeClock
    /// Bars of a provider in which nothing traded count.
    let countsEmptyBars: Bool
    var bars: UnsafeMutablePointer<LaneBar>
    var bases: UnsafeMutablePointer<BarBase>
    var barCount: Int
    var rowBars: UnsafeMutablePointer<RowBar>
    var rowBarCount: Int
    var profiles: ProfileStage
    var vwaps: VWAPStage
    /// Running delta at the start of the session.
    var sessionDelta = 0.0
    /// What this lane is to the clients.
    let role: TickFlags

    /// A lane whose bars are kept elsewhere: room for as many as planned, and for what each
    /// remembers.
    init(
        _ plan: LanePlan, _ settings: PipelineSettings, unit: Double,
        bars: UnsafeMutablePointer<LaneBar>, bases: UnsafeMutablePointer<BarBase>
    ) {
        clock = ModeClock(plan.mode)
        countsEmptyBars = plan.countsEmptyBars
        role = plan.role
        barCount = plan.bars.count
        self.bars = bars
        self.bases = bases
        bases.initialize(repeating: BarBase(), count: barCount)
        for (index, bar) in plan.bars.enumerated() { (bars + index).initialize(to: bar) }
        rowBarCount = plan.rows.count
        rowBars = .allocate(capacity: max(1, rowBarCount))
        for (index, row) in plan.rows.enumerated() {
            (rowBars + index).initialize(
                to: RowBar(row, limit: settings.ladderLimit, unit: unit))
        }
        profiles = ProfileStage(
            plan.profiles, rule: settings.profileRule, limit: settings.ladderLimit, unit: unit)
        vwaps = VWAPStage(
            anchors: plan.vwaps, published: plan.publishedVWAPs,
            user: plan.role.contains(.inVWAPs) ? settings.userAnchors : [])
    }

    deinit {
        rowBars.deinitialize(count: rowBarCount)
        rowBars.deallocate()
    }

    /// Bytes held by the ladders.
    var bytes: Int { (0..<rowBarCount).reduce(profiles.bytes) { $0 + rowBars[$1].ladder.bytes } }

    /// Ticks of its session go into rows.
    var takesRows: Bool { rowBarCount > 0 || profiles.count > 0 }

    /// The earliest end among its open bars; `Int64.max` without one.
    var nextEnd: Int64 {
        var earliest = Int64.max
        for index in 0..<barCount where bars[index].bar.isOpen {
            earliest = min(earliest, bars[index].bar.end)
        }
        return earliest
    }

    /// Adds what traded since the last time to the open bars.
    @inline(__always)
    mutating func fold(_ extremes: Extremes, close: Int64) {
        for index in 0..<barCount where bars[index].bar.isOpen {
            bars[index].bar.add(extremes, close: close)
        }
    }

    /// Spreads a provider's bar over the rows of profiles and open bars; `false` when one refused
    /// it.
    mutating func spread(_ volume: Double, low: Level, high: Level, _ time: Nanoseconds) -> Bool {
        var taken = profiles.spread(volume, low: low, high: high, time)
        for index in 0..<barCount where bars[index].rows >= 0 && bars[index].bar.isOpen {
            let rows = bars[index].rows
            let size = rowBars[rows].rowTicks
            taken =
                rowBars[rows].ladder.spread(
                    volume, from: rowNumber(low, rowTicks: size),
                    through: rowNumber(high, rowTicks: size)) && taken
        }
        return taken
    }

    /// Takes over a block of rows, but for the row bar `spared`, -1 for none; returns how many
    /// levels found no room.
    mutating func take(
        _ block: borrowing RowBlock, from low: Int64, through high: Int64, at time: Nanoseconds,
        sparing spared: Int
    ) -> Int {
        var refused = 0
        for index in 0..<rowBarCount where index != spared {
            refused += rowBars[index].ladder.add(
                block, from: low, through: high, rowTicks: rowBars[index].rowTicks)
        }
        return refused + profiles.take(block, from: low, through: high, at: time)
    }
}
