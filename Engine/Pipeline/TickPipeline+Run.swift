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
    /// So many inputs or fewer are taken one by one.
    private static let fewTicks = 4

    /// Takes consecutive inputs of this instrument, bars excepted.
    ///
    /// - Parameter firstCause: the sequence of the first; the others follow it.
    public mutating func apply(
        run: UnsafeBufferPointer<Input>, firstCause: UInt64, into out: inout OutputBuffer
    ) {
        if traces { trace?.clear() }
        let taken = applyFew(run, firstCause: firstCause, into: &out)
        if taken < run.count { applyMany(run, from: taken, firstCause, &out) }
    }

    /// Takes the plain ticks that a short run begins with, between which nothing happens, one by
    /// one: cheaper than the passes for so few of them. Of `near` only the cell may move.
    ///
    /// - Returns: How many it took; 0 of a longer run.
    public mutating func applyFew(
        _ run: UnsafeBufferPointer<Input>, firstCause: UInt64, into out: inout OutputBuffer
    ) -> Int {
        guard run.count <= Self.fewTicks else { return 0 }
        out.reserve(run.count)
        for index in 0..<run.count {
            guard
                let record = intake.takePlain(
                    run[index], before: boundary, below: quiet.below, above: quiet.above,
                    flags: flags, cause: firstCause &+ UInt64(index))
            else { return index }
            out.free.initialize(to: record)
            measure(record, at: out.free)
            out.commit(1)
        }
        return run.count
    }

    /// Takes inputs in passes.
    @inline(never)
    private mutating func applyMany(
        _ run: UnsafeBufferPointer<Input>, from first: Int, _ firstCause: UInt64,
        _ out: inout OutputBuffer
    ) {
        var index = first
        var waiting = Waiting()
        while true {
            out.reserve(run.count - index)
            let taken = intake.take(
                run: run, from: index, before: boundary, below: quiet.below, above: quiet.above,
                flags: flags, firstCause: firstCause, into: out.free)
            out.commit(taken.count)
            index = taken.next
            let count = waiting.count + taken.count
            if count > 0 {
                let rules = waiting.rules | taken.rules
                measure(
                    UnsafeBufferPointer(start: out.free - count, count: count),
                    isOneRule: rules & (rules &- 1) == 0)
                let last = out.free - 1
                if isTouching(Level(last.pointee.c)) {
                    touch(TickRecord(last.pointee), &out)
                }
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
        out.append(intake.record(input, found, flags, cause))
        let waiting = Waiting(count: 1, rules: 1 &<< found.rule.rawValue, isTaken: true)
        guard isTouching(found.level) else { return waiting }
        let last = TickRecord(out[out.count - 1])
        measure(UnsafeBufferPointer(start: out.free - 1, count: 1), isOneRule: true)
        touch(last, &out)
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
        if wantsSideRun { sideRun.lengthen(records) }
        if traces { trace?.add(records) }
    }

    /// Adds one accepted tick to what ticks change.
    @inline(__always)
    private mutating func measure(
        _ record: OutputSlot, at place: UnsafeMutablePointer<OutputSlot>
    ) {
        count(1)
        block.add(record, &totals.ticks)
        totals.add(record.b, byRule: UInt8(truncatingIfNeeded: record.e >> 8))
        if takesRows {
            let refused = rows.add(
                CollectionOfOne((record.c, record.b, UInt8(truncatingIfNeeded: record.e))))
            intake.counters.outOfRange &+= Int64(refused)
        }
        let one = UnsafeBufferPointer(start: UnsafePointer(place), count: 1)
        if wantsSideRun { sideRun.lengthen(one) }
        if traces { trace?.add(one) }
    }

    /// Sums and extremes.
    @inline(__always)
    private mutating func sum(
        _ records: UnsafeBufferPointer<OutputSlot>, isOneRule: Bool
    ) {
        let volume = block.add(records, &totals.ticks)
        let rule = UInt8(truncatingIfNeeded: records[0].e >> 8)
        totals.add(volume, byRule: rule)
        if !isOneRule { correctRules(records, rule) }
    }

    /// Moves the volume of those ticks to their rule that is not the first one's.
    @inline(__always)
    private mutating func correctRules(
        _ records: UnsafeBufferPointer<OutputSlot>, _ first: UInt8
    ) {
        for record in records where UInt8(truncatingIfNeeded: record.e >> 8) != first {
            totals.add(0 &- record.b, byRule: first)
            totals.add(record.b, byRule: UInt8(truncatingIfNeeded: record.e >> 8))
        }
    }

    /// One cell of the rows a tick.
    @inline(__always)
    private mutating func fill(_ records: UnsafeBufferPointer<OutputSlot>) {
        let refused = rows.add(
            records.lazy.map { ($0.c, $0.b, UInt8(truncatingIfNeeded: $0.e)) })
        if refused > 0 { intake.counters.outOfRange &+= Int64(refused) }
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
    private mutating func touch(_ record: TickRecord, _ out: inout OutputBuffer) {
        let (tick, cause) = (record.tick, record.cause)
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
        tellWatch(tick, cause, &out)
        settleQuietBand()
    }

    /// Finds the levels between which a tick is in range and touches nothing.
    mutating func settleQuietBand() {
        let span = intake.span
        quiet = QuietBand(below: span.below, above: span.above)
            .intersection(nakedPOCs.quietBand).intersection(quietPrices)
        for seat in seats.indices where lanes[seats[seat].lane].clock.isInside {
            quiet = quiet.intersection(seats[seat].band)
        }
    }
}
