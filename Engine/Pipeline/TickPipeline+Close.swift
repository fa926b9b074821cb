import Bars
import Intake
import Market
import Measures
import Records

/// Opening bars, and closing those that ended.
extension TickPipeline {
    /// Opens, at the first price in it, every bar of a session that `time` lies in.
    ///
    /// - Parameter input: the period of the input's bars, `nil` for ticks: a bar can not be made
    ///   of longer ones.
    mutating func openBars(
        _ time: Nanoseconds, _ price: Price, from input: BarPeriod? = nil, isEmpty: Bool = false
    ) {
        let shortest = input?.seconds ?? 0
        for lane in 0..<laneCount {
            guard lanes[lane].clock.isInside, let window = lanes[lane].clock.window,
                !isEmpty || lanes[lane].countsEmptyBars
            else { continue }
            for index in 0..<lanes[lane].barCount
            where !lanes[lane].bars[index].bar.isOpen
                && lanes[lane].bars[index].period.seconds >= shortest
            {
                let period = lanes[lane].bars[index].period
                lanes[lane].bars[index].bar.open(
                    span(at: time, period, lanes[lane].clock.mode, window), at: price.rawValue)
                lanes[lane].bases[index].session = window.date
                lanes[lane].bases[index].totals = totals
                lanes[lane].bases[index].drops = drops
            }
        }
    }

    /// The bar span at an instant; the usual case needs no calendar.
    func span(
        at time: Nanoseconds, _ period: BarPeriod, _ mode: SessionMode, _ window: SessionWindow
    ) -> BarSpan {
        guard period.seconds <= 3600 else {
            return schedule.barSpan(at: time, period: period, mode: mode, window: window)
        }
        let length = Nanoseconds.seconds(period.seconds)
        let start = time.floored(to: length.rawValue)
        return BarSpan(start: start, end: min(start + length, window.end))
    }

    /// What was dropped or lost so far.
    var drops: DropCounts {
        let counters = intake.counters
        return DropCounts(
            late: counters.late, lost: counters.lost, outOfRange: counters.outOfRange,
            feedGaps: counters.feedGaps)
    }

    /// Tells the open bars what traded.
    @inline(__always)
    mutating func settle() {
        guard block.count > 0 else { return }
        lastPrice = Price(block.last)
        let other = totals.bars.delta
        let extremes = Extremes(
            high: block.high, low: block.low, maxDelta: Double(block.maxDelta) + other,
            minDelta: Double(block.minDelta) + other)
        for lane in 0..<laneCount where lanes[lane].clock.isInside {
            lanes[lane].fold(extremes, close: block.last)
        }
        rowsHigh = max(rowsHigh, block.high)
        rowsLow = min(rowsLow, block.low)
        block.clear()
    }

    /// Footprints and profiles take over the rows that gathered.
    mutating func takeOverRows() {
        settle()
        guard rowsLow <= rowsHigh else { return }
        defer {
            rowsLow = .max
            rowsHigh = .min
        }
        guard takesRows else { return }
        let low = scale.level(of: Price(rowsLow)).rawValue
        let high = scale.level(of: Price(rowsHigh)).rawValue
        for lane in 0..<laneCount where lanes[lane].clock.isInside && lanes[lane].takesRows {
            let refused = lanes[lane].take(rows, from: low, through: high, at: block.time)
            intake.counters.outOfRange += Int64(refused)
        }
        rows.clear(from: low, through: high)
    }

    /// Closes every bar that ends by `time`, lane by lane, shortest first.
    mutating func closeEnded(
        by time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        settle()
        for lane in 0..<laneCount where lanes[lane].nextEnd <= time.rawValue {
            for index in 0..<lanes[lane].barCount
            where lanes[lane].bars[index].bar.isOpen
                && lanes[lane].bars[index].bar.end <= time.rawValue
            {
                close(lane, index, cause, &out)
            }
        }
    }

    private mutating func close(
        _ lane: Int, _ index: Int, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let kept = lanes[lane].bars[index]
        if kept.wantsRows { takeOverRows() }
        let bar = kept.bar.bar(
            period: kept.period, mode: lanes[lane].clock.mode, base: lanes[lane].bases[index],
            totals: totals, drops: drops, sessionDelta: lanes[lane].sessionDelta, scale: scale,
            isFromTicks: lastBarInput.rawValue == Int64.min)
        if kept.isPublished {
            BarRecord(instrument: instrument, bar: bar, cause: cause).write(to: &out)
        }
        if bar.isFromTicks, kept.rows >= 0, lanes[lane].rowBars[kept.rows].isFootprint {
            writeFootprint(bar, lanes[lane].rowBars[kept.rows], cause, &out)
        }
        if kept.writesVWAPs {
            lanes[lane].vwaps.write(
                kept, instrument: instrument, totals: totals, scale: scale, cause: cause,
                into: &out)
        }
        if kept.listeners != 0 { tellClosed(bar, lane, kept, cause, &out) }
        if kept.rows >= 0 { lanes[lane].rowBars[kept.rows].ladder.removeAll() }
        lanes[lane].bars[index].bar.shut()
    }

    /// Writes a footprint, with the imbalances its close finds; nothing for one without ticks.
    private func writeFootprint(
        _ bar: Bar, _ rows: borrowing RowBar, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        guard let poc = rows.ladder.poc else { return }
        let cells = rows.ladder.traded
        let rowCount = cells.reduce(0) { $0 + ($1.total > 0 ? 1 : 0) }
        FootprintRecord.writeHeader(
            instrument: instrument, bar: bar, rowCount: rowCount, rowTicks: rows.rowTicks,
            poc: poc, rule: imbalance, cause: cause, to: &out)
        let header = out.count - 1
        let words = out.appendWords(slots: RowSlots.slots(for: rowCount))
        let counts = writeRows(rows.ladder, poc, words)
        FootprintRecord.setImbalances(
            buy: counts.buy, sell: counts.sell, at: header, in: &out)
    }

    /// Writes the traded rows with their marks.
    private func writeRows(
        _ ladder: borrowing Ladder, _ poc: Int64, _ words: UnsafeMutablePointer<Int64>
    ) -> (buy: Int, sell: Int) {
        var place = 0
        var buy = 0
        var sell = 0
        let low = ladder.low
        for (offset, cell) in ladder.traded.enumerated() where cell.total > 0 {
            let row = low + Int64(offset)
            var marks = ladder.marks(at: row, imbalance)
            buy += marks.contains(.buyImbalance) ? 1 : 0
            sell += marks.contains(.sellImbalance) ? 1 : 0
            if row == poc { marks.insert(.poc) }
            RowSlots.write(
                FootprintRow(
                    row: row, bid: Volume(cell.bid), ask: Volume(cell.ask),
                    neutral: Volume(cell.neutral), marks: marks), at: place, of: words)
            place += 1
        }
        return (buy, sell)
    }
}
