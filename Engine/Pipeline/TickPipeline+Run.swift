import Bars
import Intake
import Market
import Measures
public import Records
import Strategy

/// Runs of ticks.
///
/// A stretch of ticks in which nothing begins or ends goes through in passes, each with its state
/// in registers: the first classifies and writes the records, the others read those.
extension TickPipeline {
    /// Takes consecutive inputs of this instrument, bars excepted.
    ///
    /// - Parameter firstCause: the sequence of the first; the others follow it.
    public mutating func apply(
        run: UnsafeBufferPointer<Input>, firstCause: UInt64, into out: inout OutputBuffer
    ) {
        trace?.clear()
        var index = 0
        var waiting = Waiting()
        while true {
            out.reserve(run.count - index)
            let taken = classify(run, from: index, firstCause, waiting.rules, out.free)
            out.commit(taken.count)
            index = taken.next
            let count = waiting.count + taken.count
            if count > 0 {
                measure(
                    UnsafeBufferPointer(start: out.free - count, count: count),
                    isOneRule: taken.isOneRule)
                let last = TickRecord(out[out.count - 1])
                if isTouching(last.tick.level) { touch(last.tick, last.cause, &out) }
            }
            guard index < run.count else { return }
            waiting =
                interrupts(run[index])
                ? interrupt(run[index], firstCause &+ UInt64(index), &out) : Waiting()
            index += waiting.isTaken ? 1 : 0
        }
    }

    /// The record of a tick at which something began: it is measured with those after it.
    private struct Waiting {
        /// 1 when there is one, the last that was written.
        var count = 0
        /// Its rule, as a bit.
        var rules: UInt8 = 0
        /// The input was taken.
        var isTaken = false
    }

    /// Something begins or ends with the input, or it is no tick.
    @inline(__always)
    private func interrupts(_ input: borrowing Input) -> Bool {
        if input.kind != .tick { return true }
        return input.time.rawValue >= boundary
    }

    /// A tick at the level touches something.
    @inline(__always)
    private func isTouching(_ level: Level) -> Bool {
        level.rawValue >= quiet.above || level.rawValue <= quiet.below
    }

    /// Classifies ticks and writes their records, up to an input that interrupts, and up to and
    /// with one that touches something.
    ///
    /// - Returns: The place of the first input not taken, the number of records, and whether their
    ///   sides were found by one rule.
    @inline(__always)
    private mutating func classify(
        _ run: UnsafeBufferPointer<Input>, from first: Int, _ firstCause: UInt64,
        _ rulesBefore: UInt8, _ records: UnsafeMutablePointer<OutputSlot>
    ) -> (next: Int, count: Int, isOneRule: Bool) {
        var index = first
        var count = 0
        var rules = rulesBefore
        let flags = flags
        let quiet = quiet
        let boundary = boundary
        while index < run.count, run[index].kind == .tick, run[index].time.rawValue < boundary {
            let place = index
            index &+= 1
            guard let found = intake.take(run[place]), intake.isInRange(found.level) else {
                continue
            }
            (records + count).initialize(
                to: record(run[place], found, flags, firstCause &+ UInt64(place)))
            count &+= 1
            rules |= 1 &<< found.rule.rawValue
            if found.level.rawValue >= quiet.above || found.level.rawValue <= quiet.below { break }
        }
        return (index, count, rules & (rules &- 1) == 0)
    }

    @inline(__always)
    private func record(
        _ input: borrowing Input, _ found: Classified, _ flags: TickFlags, _ cause: UInt64
    ) -> OutputSlot {
        var marks = flags
        if input.flags.contains(.endOfEvent) { marks.insert(.endOfEvent) }
        return TickRecord(
            instrument: instrument,
            tick: Tick(
                time: input.time, price: Price(input.price), size: Size(input.size),
                level: found.level, aggressor: found.aggressor, rule: found.rule, flags: marks),
            cause: cause, received: input.received
        ).slot
    }

    /// The tick at which something begins or ends, or an input that is no tick.
    @inline(never)
    private mutating func interrupt(
        _ input: borrowing Input, _ cause: UInt64, _ out: inout OutputBuffer
    ) -> Waiting {
        guard input.kind == .tick else {
            applyRare(input, cause: cause, into: &out)
            return Waiting(isTaken: true)
        }
        guard let found = intake.take(input),
            begin(input.time, Price(input.price), found.level, cause, &out)
        else { return Waiting(isTaken: true) }
        if totals.ticks.count == 0 { totals.ticks.origin = input.price }
        out.append(record(input, found, flags, cause))
        let waiting = Waiting(count: 1, rules: 1 &<< found.rule.rawValue, isTaken: true)
        guard isTouching(found.level) else { return waiting }
        let last = TickRecord(out[out.count - 1])
        measure(UnsafeBufferPointer(start: out.free - 1, count: 1), isOneRule: true)
        touch(last.tick, cause, &out)
        return Waiting(isTaken: true)
    }

    /// Adds accepted ticks to what ticks change.
    @inline(__always)
    private mutating func measure(
        _ records: UnsafeBufferPointer<OutputSlot>, isOneRule: Bool
    ) {
        count(Int64(records.count))
        sum(records, isOneRule: isOneRule)
        if takesRows { fill(records) }
        if wantsSideRun { block.lengthenSide(records) }
        trace?.add(records)
    }

    /// Sums and extremes, each loop with as many sums as there are registers.
    @inline(__always)
    private mutating func sum(
        _ records: UnsafeBufferPointer<OutputSlot>, isOneRule: Bool
    ) {
        let volume = totals.ticks.addMoments(records.lazy.map { ($0.a, $0.b) })
        block.add(records, &totals.ticks)
        if isOneRule {
            totals.add(volume, byRule: UInt8(truncatingIfNeeded: records[0].e >> 8))
        } else {
            for record in records {
                totals.add(record.b, byRule: UInt8(truncatingIfNeeded: record.e >> 8))
            }
        }
    }

    /// One cell of the rows a tick.
    @inline(__always)
    private mutating func fill(_ records: UnsafeBufferPointer<OutputSlot>) {
        for record in records
        where !rows.add(
            level: record.c, record.b,
            Aggressor(rawValue: UInt8(truncatingIfNeeded: record.e)) ?? .none)
        {
            intake.counters.outOfRange &+= 1
        }
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
    private mutating func touch(_ tick: Tick, _ cause: UInt64, _ out: inout OutputBuffer) {
        if nakedPOCs.mayTouch(tick.level) {
            for entry in nakedPOCs.touch(tick.level) {
                out.append(
                    NakedPOCRecord(
                        instrument: instrument, time: tick.time, cause: cause,
                        session: entry.session, row: entry.row, rowTicks: entry.rowTicks,
                        isTouched: true
                    ).slot)
            }
        }
        tellTouched(tick, cause, &out)
        settleQuietBand()
    }

    /// Finds the levels between which a tick touches nothing.
    mutating func settleQuietBand() {
        quiet = nakedPOCs.quietBand
        for seat in seats.indices where lanes[seats[seat].lane].clock.isInside {
            quiet = quiet.intersection(seats[seat].band)
        }
    }
}
