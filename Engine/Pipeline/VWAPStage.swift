import Market
import Measures
import Records

/// The VWAPs of one instrument: daily, weekly, monthly, and those anchored by the user.
struct VWAPStage: ~Copyable {
    /// What one VWAP is anchored at.
    struct Anchored {
        var anchor: Anchor
        var number: UInt32
        /// The first instant that counts, for a user's anchor.
        var from: Nanoseconds
        var key: Int32 = .min
        var date = SessionDate(rawValue: 0)
    }

    private(set) var sums: UnsafeMutablePointer<VWAP>
    private(set) var anchors: UnsafeMutablePointer<Anchored>
    /// Calendar anchors come first.
    let calendarCount: Int
    private(set) var count: Int

    init(anchors calendar: [Anchor], user: [Nanoseconds]) {
        calendarCount = calendar.count
        count = calendar.count + user.count
        sums = .allocate(capacity: max(1, count))
        anchors = .allocate(capacity: max(1, count))
        for (index, anchor) in calendar.enumerated() {
            (anchors + index).initialize(
                to: Anchored(anchor: anchor, number: 0, from: Nanoseconds(Int64.min)))
        }
        for (index, instant) in user.enumerated() {
            (anchors + calendar.count + index).initialize(
                to: Anchored(anchor: .user, number: UInt32(index + 1), from: instant))
        }
        sums.initialize(repeating: VWAP(), count: count)
    }

    deinit {
        sums.deallocate()
        anchors.deallocate()
    }

    /// Adds a user's anchor.
    mutating func addAnchor(_ number: UInt32, from instant: Nanoseconds) {
        let moreSums = UnsafeMutablePointer<VWAP>.allocate(capacity: count + 1)
        let moreAnchors = UnsafeMutablePointer<Anchored>.allocate(capacity: count + 1)
        moreSums.moveInitialize(from: sums, count: count)
        moreAnchors.moveInitialize(from: anchors, count: count)
        (moreSums + count).initialize(to: VWAP())
        (moreAnchors + count).initialize(
            to: Anchored(anchor: .user, number: number, from: instant))
        sums.deallocate()
        anchors.deallocate()
        sums = moreSums
        anchors = moreAnchors
        count += 1
    }

    /// Adds the first `count` ticks of a block.
    func add(_ block: TickBlock, _ count: Int) {
        for index in 0..<calendarCount {
            var sum = sums[index]
            for place in 0..<count {
                sum.add(Double(block.prices[place]), block.volumes[place])
            }
            sums[index] = sum
        }
        for index in calendarCount..<self.count {
            for place in 0..<count where block.times[place] >= anchors[index].from {
                sums[index].add(Double(block.prices[place]), block.volumes[place])
            }
        }
    }

    /// Adds a provider's bar by its mean price, in price units.
    func add(_ price: Double, _ volume: Double, at time: Nanoseconds) {
        for index in 0..<count where time >= anchors[index].from {
            sums[index].add(price, volume)
        }
    }

    /// Starts what a session of `window` starts anew.
    ///
    /// - Returns: Whether VWAP `index` starts anew.
    func begins(_ index: Int, _ window: SessionWindow) -> Bool {
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
        sums[index] = VWAP()
        return true
    }

    /// Writes every VWAP that has a value, as of the close of a bar.
    func write(
        barStart: Nanoseconds, period: BarPeriod, instrument: InstrumentID, scale: PriceScale,
        cause: UInt64, into out: inout OutputBuffer
    ) {
        for index in 0..<count {
            guard let reading = sums[index].reading(scale) else { continue }
            VWAPRecord(
                instrument: instrument, barStart: barStart, period: period,
                anchor: anchors[index].anchor, anchorNumber: anchors[index].number,
                date: anchors[index].date, vwap: reading.vwap, sigma: reading.sigma,
                volume: reading.volume, cause: cause
            ).write(to: &out)
        }
    }
}
