import Bars
import Intake
import Market
import Measures
import Records

/// Opening bars, and writing closed ones.
extension TickPipeline {
    /// Opens, at the first price in it, every bar of a session that `time` lies in.
    ///
    /// - Parameter input: the period of the input's bars, `nil` for ticks: a bar can not be made
    ///   of longer ones, nor a footprint of any.
    mutating func openBars(_ time: Nanoseconds, _ price: Price, from input: BarPeriod? = nil) {
        let shortest = input?.seconds ?? 0
        if let window = barsClock.window, barsClock.isInside {
            for index in 0..<barCount
            where !bars[index].isOpen && settings.bars[index].seconds >= shortest {
                let span = span(at: time, settings.bars[index], barsClock.mode, window)
                bars[index].open(span, at: price.rawValue)
                bases[index] = base(window)
            }
        }
        if input == nil, let window = footprintClock.window, footprintClock.isInside,
            !footprintBar.isOpen, let period = settings.footprint
        {
            footprintBar.open(
                span(at: time, period, footprintClock.mode, window), at: price.rawValue)
            footprintBase = base(window)
        }
        if let window = vwapsClock.window, vwapsClock.isInside, !vwapBar.isOpen,
            let period = settings.vwapPeriod
        {
            vwapBar.open(span(at: time, period, vwapsClock.mode, window), at: price.rawValue)
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

    /// What a bar that opens now remembers of this moment.
    private func base(_ window: SessionWindow) -> BarBase {
        var base = BarBase()
        base.session = window.date
        base.totals = totals
        base.drops = drops
        return base
    }

    /// What was dropped or lost so far.
    var drops: DropCounts {
        let counters = intake.counters
        return DropCounts(
            late: counters.late, lost: counters.lost, outOfRange: counters.outOfRange,
            feedGaps: counters.feedGaps)
    }

    /// Writes bar `index` as it stands.
    func emitBar(_ index: Int, _ cause: UInt64, _ out: inout OutputBuffer) {
        let bar = bars[index].bar(
            period: settings.bars[index], mode: barsClock.mode, base: bases[index],
            totals: totals, drops: drops, sessionDelta: barsSessionDelta, scale: scale,
            isFromTicks: lastBarInput.rawValue == Int64.min)
        BarRecord(instrument: instrument, bar: bar, cause: cause).write(to: &out)
    }

    /// Writes the footprint as it stands, with the imbalances its close finds.
    func emitFootprint(_ cause: UInt64, _ out: inout OutputBuffer) {
        guard let period = settings.footprint, let poc = footprint.poc else { return }
        let bar = footprintBar.bar(
            period: period, mode: footprintClock.mode, base: footprintBase, totals: totals,
            drops: drops, sessionDelta: footprintSessionDelta, scale: scale, isFromTicks: true)
        let cells = footprint.traded
        let rowCount = cells.reduce(0) { $0 + ($1.total > 0 ? 1 : 0) }
        FootprintRecord.writeHeader(
            instrument: instrument, bar: bar, rowCount: rowCount, rowTicks: footprintRowTicks,
            poc: poc, rule: imbalance, cause: cause, to: &out)
        let header = out.count - 1
        let words = out.appendWords(slots: RowSlots.slots(for: rowCount))
        let counts = writeRows(cells, poc, words)
        FootprintRecord.setImbalances(
            buy: counts.buy, sell: counts.sell, at: header, in: &out)
    }

    /// Writes the traded rows with their marks.
    private func writeRows(
        _ cells: UnsafeBufferPointer<LadderCell>, _ poc: Int64,
        _ words: UnsafeMutablePointer<Int64>
    ) -> (buy: Int, sell: Int) {
        var place = 0
        var buy = 0
        var sell = 0
        let low = footprint.low
        for (offset, cell) in cells.enumerated() where cell.total > 0 {
            let row = low + Int64(offset)
            var marks = footprint.marks(at: row, imbalance)
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
