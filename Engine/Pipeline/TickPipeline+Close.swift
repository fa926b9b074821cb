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
                let base = lanes[lane].bases + index
                base.pointee.session = window.date
                base.pointee.totals = totals
                base.pointee.drops = drops
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
        DropCounts(
            late: intake.counters.late, lost: intake.counters.lost,
            outOfRange: intake.counters.outOfRange, feedGaps: intake.counters.feedGaps)
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
        guard let levels = handOverRows() else { return }
        rows.clear(from: levels.low, through: levels.high)
    }

    /// Gives the rows that gathered to all but one row bar, and leaves them where they are.
    ///
    /// - Returns: Their levels, `nil` when there are none.
    private mutating func handOverRows(
        sparing spared: (lane: Int, rows: Int) = (-1, -1)
    ) -> (low: Int64, high: Int64)? {
        settle()
        guard rowsLow <= rowsHigh else { return nil }
        defer {
            rowsLow = .max
            rowsHigh = .min
        }
        guard takesRows else { return nil }
        let low = scale.level(of: Price(rowsLow)).rawValue
        let high = scale.level(of: Price(rowsHigh)).rawValue
        for lane in 0..<laneCount where lanes[lane].clock.isInside && lanes[lane].takesRows {
            let refused = lanes[lane].take(
                rows, from: low, through: high, at: block.time,
                sparing: lane == spared.lane ? spared.rows : -1)
            intake.counters.outOfRange += Int64(refused)
        }
        return (low, high)
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
        if timeframe.isTurning { turnTimeframe() }
    }

    private mutating func close(
        _ lane: Int, _ index: Int, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let kept = lanes[lane].bars + index
        let isFromTicks = lastBarInput.rawValue == Int64.min
        // A footprint that began with what lies in the block is written from there.
        let isInBlock = isFromTicks && isFootprintInBlock(lane, kept.pointee)
        var levels: (low: Int64, high: Int64)?
        if isInBlock {
            levels = handOverRows(sparing: (lane, kept.pointee.rows))
        } else if kept.pointee.wantsRows {
            takeOverRows()
        }
        let bar = kept.pointee.bar.bar(
            period: kept.pointee.period, mode: lanes[lane].clock.mode,
            base: lanes[lane].bases[index], totals: totals, drops: drops,
            sessionDelta: lanes[lane].sessionDelta, scale: scale, isFromTicks: isFromTicks)
        let isWhole = begin(of: kept.pointee, lane) >= timeframe.from
        if kept.pointee.isPublished, isWhole || !kept.pointee.isOfTimeframe {
            BarRecord.write(bar, instrument: instrument, cause: cause, to: &out)
        }
        if let levels {
            if isWhole {
                writeFootprint(
                    bar, rows.rowSpan(from: levels.low, through: levels.high), rowTicks: 1, cause,
                    &out)
            }
            rows.clear(from: levels.low, through: levels.high)
        } else if isFromTicks, isWhole, !isInBlock, kept.pointee.rows >= 0,
            lanes[lane].rowBars[kept.pointee.rows].isFootprint
        {
            let rows = lanes[lane].rowBars + kept.pointee.rows
            writeFootprint(
                bar, rows.pointee.ladder.rowSpan, rowTicks: rows.pointee.rowTicks, cause, &out)
        }
        if kept.pointee.writesVWAPs {
            lanes[lane].vwaps.write(
                kept.pointee, instrument: instrument, totals: totals, scale: scale, cause: cause,
                into: &out)
        }
        if kept.pointee.listeners != 0 { tellClosed(bar, lane, kept.pointee, cause, &out) }
        if kept.pointee.rows >= 0 { lanes[lane].rowBars[kept.pointee.rows].ladder.removeAll() }
        kept.pointee.bar.shut()
    }

    /// A footprint of one level a row whose ladder took over nothing yet, and that nobody else
    /// reads.
    @inline(__always)
    private func isFootprintInBlock(_ lane: Int, _ kept: LaneBar) -> Bool {
        guard kept.rows >= 0, kept.listeners == 0, takesRows, lanes[lane].clock.isInside else {
            return false
        }
        let rows = lanes[lane].rowBars + kept.rows
        return rows.pointee.isFootprint && rows.pointee.rowTicks == 1
            && rows.pointee.ladder.isEmpty
    }

    /// Writes a footprint, with the imbalances its close finds; nothing for one without ticks.
    @inline(__always)
    private func writeFootprint(
        _ bar: Bar, _ rows: RowSpan<some RowVolumes>, rowTicks: Int64, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        guard let poc = rows.poc(unit: sizes.unitsPerOne) else { return }
        let rowCount = rows.tradedRows
        FootprintRecord.writeHeader(
            instrument: instrument, bar: bar, rowCount: rowCount, rowTicks: rowTicks, poc: poc,
            rule: imbalance, cause: cause, to: &out)
        let header = out.count - 1
        let words = out.appendWords(slots: RowSlots.slots(for: rowCount))
        let counts = rows.write(poc: poc, imbalance, to: words)
        FootprintRecord.setImbalances(
            buy: counts.buy, sell: counts.sell, at: header, in: &out)
    }
}

extension RowSpan {
    /// Writes the traded rows with their marks, in one pass: the row below and the row above are
    /// at hand.
    ///
    /// - Returns: How many buy and sell imbalances there are.
    func write(
        poc: Int64, _ rule: ImbalanceRule, to words: UnsafeMutablePointer<Int64>
    ) -> (buy: Int, sell: Int) {
        var place = 0
        var (buy, sell) = (0, 0)
        var bidBelow = 0.0
        for index in cells.indices {
            let cell = cells[index]
            let (bid, ask) = (cell.bidVolume, cell.askVolume)
            var marks = FootprintRow.Marks()
            if index > 0, rule.isImbalance(ask, over: bidBelow) {
                marks.insert(.buyImbalance)
                buy += 1
            }
            if index < cells.count - 1, rule.isImbalance(bid, over: cells[index + 1].askVolume) {
                marks.insert(.sellImbalance)
                sell += 1
            }
            bidBelow = bid
            guard cell.volume > 0 else { continue }
            let row = low &+ Int64(index)
            if row == poc { marks.insert(.poc) }
            RowSlots.write(
                FootprintRow(
                    row: row, bid: Volume(bid), ask: Volume(ask),
                    neutral: Volume(cell.neutralVolume), marks: marks), at: place, of: words)
            place += 1
        }
        return (buy, sell)
    }
}
