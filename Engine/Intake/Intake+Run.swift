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
    /// with one whose level is not between `below` and `above`, which lie in the span.
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

    /// Takes one plain tick, as a run of them would; anything else changes nothing. `below` and
    /// `above` lie in the span.
    ///
    /// - Returns: Its record, `nil` for anything else.
    @inlinable
    @inline(__always)
    public mutating func takePlain(
        _ input: borrowing Input, before boundary: Int64, below: Int64, above: Int64,
        flags: TickFlags, cause: UInt64
    ) -> OutputSlot? {
        let plain = PlainTicks(self, input.flags, boundary, below, above, flags)
        guard let level = plain.level(of: input) else { return nil }
        follow(input.price)
        return plain.record(input, level, cause)
    }

    /// The side that the tick rule gives a price; without a branch, for it can not be predicted.
    @inlinable
    @inline(__always)
    static func direction(
        _ price: Int64, after before: Int64, _ last: Aggressor
    ) -> Aggressor {
        let up = price > before ? Aggressor.buyer.rawValue : 0
        let moved = up | (price < before ? Aggressor.seller.rawValue : 0)
        return unsafeBitCast(moved == 0 ? last.rawValue : moved, to: Aggressor.self)
    }

    /// Takes plain ticks, up to the first that is none.
    @inline(__always)
    private mutating func takePlain(
        _ run: UnsafeBufferPointer<Input>, _ boundary: Int64, _ below: Int64, _ above: Int64,
        _ flags: TickFlags, _ firstCause: UInt64, _ records: UnsafeMutablePointer<OutputSlot>,
        _ taken: inout TakenRun
    ) {
        let plain = PlainTicks(self, run[taken.next].flags, boundary, below, above, flags)
        var (before, direction) = (lastPrice, lastDirection)
        var unknown = 0
        var place = taken.next
        var count = taken.count
        while place < run.count {
            guard let level = plain.level(of: run[place]) else { break }
            (records + count).initialize(
                to: plain.record(
                    run[place], level, firstCause &+ UInt64(bitPattern: Int64(place))))
            unknown &+= run[place].side == .none ? 1 : 0
            let price = run[place].price
            direction = Self.direction(price, after: before, direction)
            before = price
            place &+= 1
            count &+= 1
        }
        (lastPrice, lastDirection) = (before, direction)
        if unknown > 0 { taken.rules |= 1 &<< SideRule.unknown.rawValue }
        if count &- taken.count > unknown { taken.rules |= 1 &<< plain.rule.rawValue }
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

/// Plain ticks: with a side where one would be inferred, without an id, in the second of the newest
/// tick, at a price that is not next to half a tick, in range, simulated or not as the first of
/// them, and touching nothing.
@frozen @usableFromInline
struct PlainTicks: BitwiseCopyable {
    @usableFromInline let earliest: Int64
    /// Instants from the earliest on.
    @usableFromInline let instants: UInt64
    @usableFromInline let below: Int64
    @usableFromInline let above: Int64
    @usableFromInline let ticksPerUnit: Double
    @usableFromInline let instrument: InstrumentID
    @usableFromInline let origin: UInt16
    @usableFromInline let needsSide: UInt8
    /// How the sides are known that are given.
    @usableFromInline let rule: SideRule
    @usableFromInline let flags: Int64

    /// What is plain now.
    @inlinable
    @inline(__always)
    init(
        _ intake: borrowing Intake, _ first: Input.Flags, _ boundary: Int64, _ below: Int64,
        _ above: Int64, _ flags: TickFlags
    ) {
        earliest = intake.lateBefore
        let end = min(intake.nextSecond, boundary)
        // The first tick of all has no price before it.
        instants =
            end > earliest && intake.lastPrice != Int64.min
            ? UInt64(bitPattern: end &- earliest) : 0
        (self.below, self.above) = (below, above)
        (ticksPerUnit, instrument) = (intake.ticksPerUnit, intake.counters.instrument)
        origin = first.rawValue & Input.Flags.simulated.rawValue
        needsSide = intake.infersSides ? 1 : 0
        rule = origin == 0 ? .exchange : .simulated
        self.flags = Int64(flags.rawValue) << 16
    }

    /// The level of a plain tick, `nil` for anything else.
    @inlinable
    @inline(__always)
    func level(of input: borrowing Input) -> Int64? {
        let marks = Input.Flags.simulated.rawValue | Input.Flags.hasTradeID.rawValue
        guard input.kind == .tick, input.flags.rawValue & marks == origin,
            input.side.rawValue >= needsSide, input.size > 0,
            UInt64(bitPattern: input.time.rawValue &- earliest) < instants,
            Intake.isUsual(input.price),
            let level = PriceScale.usualLevel(of: Price(input.price), ticksPerUnit)?.rawValue
        else { return nil }
        return level > below && level < above ? level : nil
    }

    /// The record of a plain tick.
    @inlinable
    @inline(__always)
    func record(_ input: borrowing Input, _ level: Int64, _ cause: UInt64) -> OutputSlot {
        let side = input.side.rawValue
        let found = side == 0 ? SideRule.unknown : rule
        let endOfEvent = Int64(input.flags.rawValue & Input.Flags.endOfEvent.rawValue)
        return OutputSlot(
            kind: .tick, instrument: instrument, time: input.time, cause: cause,
            a: input.price, b: input.size, c: level, d: input.received.rawValue,
            e: Int64(side) | Int64(found.rawValue) << 8 | flags | endOfEvent << 18)
    }
}
