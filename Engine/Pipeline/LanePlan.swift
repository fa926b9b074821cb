import Market
import Records
import Strategy

/// What one session mode has to keep: the settings and the strategies' needs, sorted by mode.
struct LanePlan {
    var mode: SessionMode
    var countsEmptyBars = false
    var role: TickFlags = []
    var bars: [LaneBar] = []
    /// Rows of bars: of which height, and whether they are the footprint's.
    typealias Rows = (height: RowHeight, isFootprint: Bool)
    var rows: [Rows] = []
    var profiles: [(anchor: Anchor, isPublished: Bool)] = []
    var vwaps: [Anchor] = []
    /// The first of the VWAPs are written.
    var publishedVWAPs = 0

    init(_ mode: SessionMode, countsEmptyBars: Bool = false) {
        self.mode = mode
        self.countsEmptyBars = countsEmptyBars
    }

    /// The lanes of some settings and strategies.
    ///
    /// - Parameter timeframe: the period of the footprints now.
    /// - Returns: The lanes, and the place of each strategy's.
    static func plans(
        _ settings: PipelineSettings, timeframe: BarPeriod?,
        _ seats: [(mode: SessionMode, needs: StrategyNeeds)]
    ) -> (lanes: [LanePlan], seats: [Int]) {
        var lanes: [LanePlan] = []
        func lane(_ mode: SessionMode, _ countsEmptyBars: Bool = false) -> Int {
            if let found = lanes.firstIndex(where: {
                $0.mode == mode && $0.countsEmptyBars == countsEmptyBars
            }) {
                return found
            }
            lanes.append(LanePlan(mode, countsEmptyBars: countsEmptyBars))
            return lanes.count - 1
        }
        lanes.append(LanePlan(settings.barsMode))
        lanes[0].role.insert(.inBars)
        for period in settings.bars { lanes[0].bar(period) { $0.isPublished = true } }
        if let timeframe, timeframe != settings.footprint, !settings.bars.contains(timeframe) {
            lanes[0].bar(timeframe) { ($0.isPublished, $0.isOfTimeframe) = (true, true) }
        }
        let footprints = lane(settings.footprintMode)
        lanes[footprints].role.insert(.inFootprint)
        if let period = timeframe {
            lanes[footprints].addRows(period, settings.footprintRow, isFootprint: true)
        }
        let profiles = lane(settings.profilesMode)
        lanes[profiles].role.insert(.inProfiles)
        lanes[profiles].profiles += settings.profiles.map { ($0, true) }
        let vwaps = lane(settings.vwapsMode)
        lanes[vwaps].role.insert(.inVWAPs)
        lanes[vwaps].vwaps = settings.vwaps
        lanes[vwaps].publishedVWAPs = settings.vwaps.count
        if let period = settings.vwapPeriod {
            lanes[vwaps].bar(period) { $0.writesVWAPs = true }
        }
        let places = seats.enumerated().map { number, seat in
            let place = lane(seat.mode, seat.needs.countsEmptyBars)
            lanes[place].add(seat.needs, listener: 1 << UInt64(number))
            return place
        }
        for index in lanes.indices { lanes[index].sort() }
        return (lanes, places)
    }

    private mutating func add(_ needs: StrategyNeeds, listener: UInt64) {
        let readsDeveloping = !needs.developingProfiles.isEmpty
        for period in needs.periods {
            let index =
                period == needs.rowsPeriod
                ? addRows(period, needs.rowHeight, isFootprint: false)
                : bar(period) { _ in }
            bars[index].listeners |= listener
            if readsDeveloping { bars[index].wantsRows = true }
        }
        for anchor in needs.previousProfiles + needs.developingProfiles
        where !profiles.contains(where: { $0.anchor == anchor }) {
            profiles.append((anchor, false))
        }
        for anchor in needs.vwaps where !vwaps.contains(anchor) { vwaps.append(anchor) }
    }

    /// The place of a bar with rows of a height; one serves all who ask for the same.
    @discardableResult
    private mutating func addRows(
        _ period: BarPeriod, _ height: RowHeight, isFootprint: Bool
    ) -> Int {
        if let index = bars.firstIndex(where: {
            $0.period == period && $0.rows >= 0 && rows[$0.rows].height == height
        }) {
            if isFootprint { rows[bars[index].rows].isFootprint = true }
            return index
        }
        rows.append((height, isFootprint))
        let place = rows.count - 1
        if let index = bars.firstIndex(where: { $0.period == period && $0.rows < 0 }) {
            bars[index].rows = place
            bars[index].wantsRows = true
            return index
        }
        bars.append(LaneBar(period: period, rows: place, wantsRows: true))
        return bars.count - 1
    }

    /// The place of the bar of a period, after a change.
    @discardableResult
    private mutating func bar(_ period: BarPeriod, _ change: (inout LaneBar) -> Void) -> Int {
        let index = bars.firstIndex { $0.period == period } ?? bars.count
        if index == bars.count { bars.append(LaneBar(period: period)) }
        change(&bars[index])
        return index
    }

    /// Shortest first; of one period in the order of asking.
    private mutating func sort() {
        bars = bars.enumerated().sorted {
            ($0.element.period.seconds, $0.offset) < ($1.element.period.seconds, $1.offset)
        }.map(\.element)
    }
}
