import Bars
import Intake
import Market
import Measures
public import Records
import Strategy

/// Runs of ticks.
extension TickPipeline {
    /// Takes consecutive inputs of this instrument, bars excepted.
    ///
    /// - Parameter firstCause: the sequence of the first; the others follow it.
    public mutating func apply(
        run: UnsafeBufferPointer<Input>, firstCause: UInt64, into out: inout OutputBuffer
    ) {
        out.reserve(run.count)
        if let trace { trace.clear() }
        var index = 0
        while true {
            index = takeUsual(run, from: index, firstCause, &out)
            guard index < run.count else { return }
            interrupt(run[index], firstCause &+ UInt64(index), &out)
            index += 1
        }
    }

    /// Takes ticks until one at which something begins or ends, or an input of another kind.
    ///
    /// - Returns: The place of that input, or of the end.
    @inline(__always)
    private mutating func takeUsual(
        _ run: UnsafeBufferPointer<Input>, from first: Int, _ firstCause: UInt64,
        _ out: inout OutputBuffer
    ) -> Int {
        var index = first
        var sums = totals.ticks
        var open = block
        let before = sums.count
        let boundary = boundary
        while index < run.count, run[index].kind == .tick, run[index].time.rawValue < boundary {
            if let found = intake.take(run[index]), intake.isInRange(found.level) {
                note(run[index], found, firstCause &+ UInt64(index), &sums, &open, &out)
                if found.level.rawValue >= quiet.above || found.level.rawValue <= quiet.below {
                    totals.ticks = sums
                    block = open
                    touch(run[index], found, firstCause &+ UInt64(index), &out)
                }
            }
            index &+= 1
        }
        totals.ticks = sums
        block = open
        count(sums.count &- before)
        return index
    }

    /// The tick at which something begins or ends, or an input that is no tick.
    @inline(never)
    private mutating func interrupt(
        _ input: Input, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        guard input.kind == .tick else { return applyRare(input, cause: cause, into: &out) }
        guard let found = intake.take(input) else { return }
        guard begin(input.time, Price(input.price), found.level, cause, &out) else { return }
        if totals.ticks.count == 0 { totals.ticks.origin = input.price }
        var sums = totals.ticks
        var open = block
        note(input, found, cause, &sums, &open, &out)
        totals.ticks = sums
        block = open
        count(1)
        if found.level.rawValue >= quiet.above || found.level.rawValue <= quiet.below {
            touch(input, found, cause, &out)
        }
    }

    /// Adds an accepted tick to what a tick changes, and writes its record.
    @inline(__always)
    private mutating func note(
        _ input: Input, _ found: Classified, _ cause: UInt64, _ sums: inout TickSums,
        _ open: inout OpenBlock, _ out: inout OutputBuffer
    ) {
        sums.add(input.price, input.size, found.aggressor)
        totals.add(input.size, by: found.rule)
        open.add(input.price, sums.delta, found.aggressor, input.time)
        if takesRows, !rows.add(level: found.level.rawValue, input.size, found.aggressor) {
            intake.counters.outOfRange &+= 1
        }
        if let trace { trace.add(input, found.level) }
        var marks = flags
        if input.flags.contains(.endOfEvent) { marks.insert(.endOfEvent) }
        out.append(
            TickRecord(
                instrument: instrument,
                tick: Tick(
                    time: input.time, price: Price(input.price), size: Size(input.size),
                    level: found.level, aggressor: found.aggressor, rule: found.rule,
                    flags: marks),
                cause: cause, received: input.received
            ).slot)
    }

    /// Counts ticks that were taken while the sessions stood as they do.
    @inline(__always)
    private mutating func count(_ ticks: Int64) {
        intake.counters.accepted &+= ticks
        guard flags != [.inBars, .inFootprint, .inProfiles, .inVWAPs] else { return }
        if !flags.contains(.inBars) { intake.counters.outOfSession.bars &+= ticks }
        if !flags.contains(.inFootprint) { intake.counters.outOfSession.footprint &+= ticks }
        if !flags.contains(.inProfiles) { intake.counters.outOfSession.profiles &+= ticks }
        if !flags.contains(.inVWAPs) { intake.counters.outOfSession.vwaps &+= ticks }
    }

    /// A tick outside the quiet band: naked POCs are touched, strategies told.
    @inline(never)
    private mutating func touch(
        _ input: Input, _ found: Classified, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let instrument = instrument
        if nakedPOCs.mayTouch(found.level) {
            for entry in nakedPOCs.touch(found.level) {
                out.append(
                    NakedPOCRecord(
                        instrument: instrument, time: input.time, cause: cause,
                        session: entry.session, row: entry.row, rowTicks: entry.rowTicks,
                        isTouched: true
                    ).slot)
            }
        }
        tellTouched(
            Tick(
                time: input.time, price: Price(input.price), size: Size(input.size),
                level: found.level, aggressor: found.aggressor, rule: found.rule, flags: flags),
            cause, &out)
        settleQuietBand()
    }

    /// Finds the levels between which a tick touches nothing.
    mutating func settleQuietBand() {
        quiet = nakedPOCs.quietBand
        for seat in seats where lanes[seat.lane].clock.isInside {
            quiet = quiet.intersection(seat.band)
        }
    }
}
