import Bars
import Market
import Measures
import Records

/// The VWAPs of one session mode: daily, weekly, monthly, and those anchored by the user.
///
/// A VWAP is the difference of the running sums between now and its start, less what traded while
/// its session was closed: ticks cost it nothing.
struct VWAPStage: ~Copyable {
    /// What one VWAP is anchored at.
    struct Anchored: Codable {
        var anchor: Anchor
        var number: UInt32 = 0
        /// The first instant that counts, for a user's anchor.
        var from = Nanoseconds(Int64.min)
        var isPublished: Bool
        var isRunning = false
        var key: Int32 = .min
        var date = SessionDate(rawValue: 0)
        /// The first price it counts, price units.
        var first: Int64 = 0
        /// The sums of ticks that it does not count.
        var base = TickSums()
        /// What providers' bars added.
        var bars = VWAP()
    }

    var anchors: [Anchored]
    /// The sums when the session was left.
    var left: TickSums?
    /// The next instant at which a user's VWAP starts: asked for at every close.
    private(set) var nextStart = Int64.max

    init(anchors calendar: [Anchor], published: Int, user: [Nanoseconds]) {
        anchors = calendar.enumerated().map { index, anchor in
            Anchored(anchor: anchor, isPublished: index < published)
        }
        for (index, instant) in user.enumerated() { addAnchor(UInt32(index + 1), from: instant) }
    }

    var count: Int { anchors.count }

    /// Adds a user's anchor; it starts with the next tick at or after its instant.
    mutating func addAnchor(_ number: UInt32, from instant: Nanoseconds) {
        anchors.append(
            Anchored(anchor: .user, number: number, from: instant, isPublished: true))
        settleNextStart()
    }

    /// Ends a user's anchor.
    mutating func removeAnchor(_ number: UInt32) {
        anchors.removeAll { $0.anchor == .user && $0.number == number }
        settleNextStart()
    }

    /// The session closed: what trades from now on does not count.
    mutating func leave(_ totals: borrowing FlowTotals) {
        if left == nil { left = totals.ticks }
    }

    /// The session is open again.
    mutating func enter(_ totals: borrowing FlowTotals) {
        guard let left else { return }
        for index in anchors.indices where anchors[index].isRunning {
            anchors[index].base.skip(from: left, to: totals.ticks)
        }
        self.left = nil
    }

    /// Starts what a session starts anew; VWAP `index` does when the answer is true.
    mutating func begins(
        _ index: Int, _ window: SessionWindow, _ totals: borrowing FlowTotals, at price: Price
    ) -> Bool {
        let date = window.date
        let key: Int32
        switch anchors[index].anchor {
        case .daily: key = date.rawValue
        case .weekly: key = date.isoWeekKey
        case .monthly: key = date.monthKey
        case .user: return false
        }
        guard key != anchors[index].key else { return false }
        anchors[index].key = key
        anchors[index].date = date
        start(index, totals, at: price)
        return true
    }

    /// Starts the users' VWAPs whose instant has come; in session only.
    mutating func startDue(_ time: Nanoseconds, _ totals: borrowing FlowTotals, at price: Price) {
        guard nextStart <= time.rawValue else { return }
        for index in anchors.indices
        where !anchors[index].isRunning && anchors[index].anchor == .user
            && anchors[index].from <= time
        {
            start(index, totals, at: price)
        }
        settleNextStart()
    }

    private mutating func start(_ index: Int, _ totals: borrowing FlowTotals, at price: Price) {
        anchors[index].isRunning = true
        anchors[index].base = totals.ticks
        anchors[index].first = price.rawValue
        anchors[index].bars = VWAP()
    }

    /// Finds `nextStart` after a change of the anchors.
    mutating func settleNextStart() {
        nextStart = .max
        for anchor in anchors where !anchor.isRunning && anchor.anchor == .user {
            nextStart = min(nextStart, anchor.from.rawValue)
        }
    }

    /// Adds a provider's bar by its mean price, in price units.
    mutating func add(_ price: Double, _ volume: Double) {
        for index in anchors.indices where anchors[index].isRunning {
            anchors[index].bars.add(price, volume)
        }
    }

    /// The sums of VWAP `index`.
    func sums(_ index: Int, _ totals: borrowing FlowTotals) -> VWAP {
        let one = anchors[index]
        guard one.isRunning else { return VWAP() }
        var now = totals.ticks
        if let left { now = left }
        guard now.volume != one.base.volume else { return one.bars }
        return now.moments(since: one.base, about: one.first).merged(with: one.bars)
    }

    /// The reading of a calendar anchor, `nil` before its first trade.
    func reading(
        _ anchor: Anchor, _ totals: borrowing FlowTotals, _ scale: PriceScale
    ) -> VWAPReading? {
        for index in anchors.indices where anchors[index].anchor == anchor {
            return sums(index, totals).reading(scale)
        }
        return nil
    }

    /// Writes every VWAP that has a value, as of the close of a bar.
    func write(
        _ bar: borrowing LaneBar, instrument: InstrumentID, totals: borrowing FlowTotals,
        scale: PriceScale, cause: UInt64, into out: inout OutputBuffer
    ) {
        for index in anchors.indices where anchors[index].isPublished {
            guard let reading = sums(index, totals).reading(scale) else { continue }
            VWAPRecord(
                instrument: instrument, barStart: Nanoseconds(bar.bar.start), period: bar.period,
                anchor: anchors[index].anchor, anchorNumber: anchors[index].number,
                date: anchors[index].date, vwap: reading.vwap, sigma: reading.sigma,
                volume: reading.volume, cause: cause
            ).write(to: &out)
        }
    }
}
