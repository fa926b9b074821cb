public import Market
public import Records

/// What became of a run of inputs.
@frozen
public struct TakenRun: Sendable, BitwiseCopyable {
    /// The place of the first input that was not looked at.
    public var next: Int
    /// How many ticks were accepted, and records written.
    public var count: Int
    /// The rules that found their sides, a bit each.
    public var rules: UInt8

    @inlinable
    init(next: Int, count: Int, rules: UInt8) {
        self.next = next
        self.count = count
        self.rules = rules
    }
}

/// Runs of ticks: each tick that is accepted leaves its record, which all later stages read.
extension Intake {
    /// Takes ticks up to the first input that is none or is not before `boundary`, and up to and
    /// with one whose level is not between `below` and `above`.
    ///
    /// - Parameters:
    ///   - flags: what the ticks count in.
    ///   - firstCause: the sequence of the run's first input; the others follow it.
    ///   - records: room for as many records as inputs are left.
    @inline(never)
    public mutating func take(
        run: UnsafeBufferPointer<Input>, from first: Int, before boundary: Int64, below: Int64,
        above: Int64, flags: TickFlags, firstCause: UInt64,
        into records: UnsafeMutablePointer<OutputSlot>
    ) -> TakenRun {
        var taken = TakenRun(next: first, count: 0, rules: 0)
        while taken.next < run.count {
            takePlain(run, boundary, below, above, flags, firstCause, records, &taken)
            guard taken.next < run.count, run[taken.next].kind == .tick,
                run[taken.next].time.rawValue < boundary
            else { break }
            let place = taken.next
            taken.next &+= 1
            let level = takeOther(
                run[place], flags, firstCause &+ UInt64(place), records + taken.count, &taken)
            if let level, level <= below || level >= above { break }
        }
        return taken
    }

    /// Takes plain ticks, up to the first that is none: with a side where one would be inferred,
    /// without an id, in the second of the newest tick, in range, and touching nothing.
    @inline(__always)
    private mutating func takePlain(
        _ run: UnsafeBufferPointer<Input>, _ boundary: Int64, _ below: Int64, _ above: Int64,
        _ flags: TickFlags, _ firstCause: UInt64, _ records: UnsafeMutablePointer<OutputSlot>,
        _ taken: inout TakenRun
    ) {
        let earliest = lateBefore
        let end = min(nextSecond, boundary)
        // The first tick of all has no price before it.
        let instants =
            end > earliest && lastPrice != Int64.min
            ? UInt64(bitPattern: end &- earliest) : 0
        let mask = Input.Flags.simulated.rawValue | Input.Flags.hasTradeID.rawValue
        let origin = run[taken.next].flags.rawValue & Input.Flags.simulated.rawValue
        let rule = origin == 0 ? SideRule.exchange : .simulated
        let needsSide: UInt8 = infersSides ? 1 : 0
        let (scale, instrument) = (scale, counters.instrument)
        let (lowest, width) = (lowest, width)
        let word = Int64(flags.rawValue) << 16
        var (before, direction) = (lastPrice, lastDirection)
        var unknown = 0
        var place = taken.next
        var count = taken.count
        while place < run.count {
            let (price, size) = (run[place].price, run[place].size)
            let (marks, side) = (run[place].flags.rawValue, run[place].side.rawValue)
            guard run[place].kind == .tick, marks & mask == origin, side >= needsSide, size > 0,
                UInt64(bitPattern: run[place].time.rawValue &- earliest) < instants,
                Self.isUsual(price)
            else { break }
            let level = scale.level(of: Price(price)).rawValue
            guard UInt64(bitPattern: level &- lowest) <= width, level > below, level < above else {
                break
            }
            let found = side == 0 ? SideRule.unknown : rule
            unknown &+= side == 0 ? 1 : 0
            let endOfEvent = Int64(marks & Input.Flags.endOfEvent.rawValue)
            (records + count).initialize(
                to: OutputSlot(
                    kind: .tick, instrument: instrument, time: run[place].time,
                    cause: firstCause &+ UInt64(bitPattern: Int64(place)), a: price, b: size,
                    c: level, d: run[place].received.rawValue,
                    e: Int64(side) | Int64(found.rawValue) << 8 | word | endOfEvent << 18))
            direction = price > before ? .buyer : price < before ? .seller : direction
            before = price
            place &+= 1
            count &+= 1
        }
        (lastPrice, lastDirection) = (before, direction)
        if unknown > 0 { taken.rules |= 1 &<< SideRule.unknown.rawValue }
        if count &- taken.count > unknown { taken.rules |= 1 &<< rule.rawValue }
        (taken.next, taken.count) = (place, count)
    }

    /// Takes any other tick, and writes its record when it is accepted.
    ///
    /// - Returns: Its level, `nil` when it is dropped.
    @inline(never)
    private mutating func takeOther(
        _ input: borrowing Input, _ flags: TickFlags, _ cause: UInt64,
        _ place: UnsafeMutablePointer<OutputSlot>, _ taken: inout TakenRun
    ) -> Int64? {
        guard let found = take(input), isInRange(found.level) else { return nil }
        place.initialize(to: record(input, found, flags, cause))
        taken.count &+= 1
        taken.rules |= 1 &<< found.rule.rawValue
        return found.level.rawValue
    }

    /// The record of an accepted tick.
    @inlinable
    @inline(__always)
    public func record(
        _ input: borrowing Input, _ found: Classified, _ flags: TickFlags, _ cause: UInt64
    ) -> OutputSlot {
        var marks = flags
        if input.flags.contains(.endOfEvent) { marks.insert(.endOfEvent) }
        return TickRecord(
            instrument: counters.instrument,
            tick: Tick(
                time: input.time, price: Price(input.price), size: Size(input.size),
                level: found.level, aggressor: found.aggressor, rule: found.rule, flags: marks),
            cause: cause, received: input.received
        ).slot
    }
}
