public import Market
public import Records

/// Where a strategy writes its evaluations; whose bar and instant they are about is filled in.
///
/// A handle on memory of whoever drives the strategy, valid during the call.
public struct EvaluationWriter: @unchecked Sendable {
    private let buffer: UnsafeMutablePointer<OutputBuffer>
    private let numbers: UnsafeMutablePointer<UInt64>
    private let intents: UnsafeMutablePointer<IntentList>?
    private var head: Evaluation

    /// A writer into a buffer.
    ///
    /// - Parameters:
    ///   - numbers: how many evaluations of the instrument were no studies so far; counted on.
    ///   - intents: what is to be traded; `nil` where nobody trades.
    public init(
        buffer: UnsafeMutablePointer<OutputBuffer>, numbers: UnsafeMutablePointer<UInt64>,
        intents: UnsafeMutablePointer<IntentList>? = nil, instrument: InstrumentID,
        system: UInt8, cause: UInt64
    ) {
        self.buffer = buffer
        self.numbers = numbers
        self.intents = intents
        head = Evaluation(instrument: instrument, system: system, rule: 0, verdict: .study)
        head.cause = cause
    }

    /// What follows is about the close of a bar.
    public mutating func isAbout(_ bar: borrowing StudyBar) {
        head.start = bar.start
        head.time = bar.end
        head.period = bar.period
        head.mode = bar.mode
        head.sideQuality = bar.sideQuality
        head.inferredShare = bar.completeness.inferredShare
        head.late = bar.completeness.late
        head.lost = bar.completeness.lost
        head.outOfRange = bar.completeness.outOfRange
        head.feedGaps = bar.completeness.feedGaps
    }

    /// What follows is about an instant between bars; the rest stays that of the last bar.
    public mutating func isAbout(_ time: Nanoseconds) {
        head.start = time
        head.time = time
    }

    /// The instant that evaluations are about.
    public var time: Nanoseconds { head.time }

    /// Somebody trades what is intended; a strategy need not work out an intent otherwise.
    public var takesIntents: Bool { intents != nil }

    /// Wants something to be traded, after what was written so far.
    public func intend(_ intent: @autoclosure () -> TradeIntent) {
        intents?.pointee.add(intent())
    }

    /// Writes an evaluation. Inlined, so that `fill` is no closure that what it reads is copied
    /// into, and the list is in registers.
    ///
    /// - Parameters:
    ///   - rule: its place in the schema.
    ///   - key: what of several the rule was applied to.
    ///   - reason: its place in the rule's reasons.
    ///   - fill: adds the values in the order of the schema.
    /// - Returns: The evaluation's number, 0 for a study.
    @inlinable
    @inline(__always)
    @discardableResult
    public mutating func write(
        rule: Int, key: Int = 0, _ verdict: Verdict, reason: Int = 0,
        _ direction: Direction = .none, _ fill: (inout ValueList) -> Void
    ) -> UInt64 {
        var values = begin()
        fill(&values)
        return end(values, rule: rule, key: key, verdict, reason: reason, direction)
    }

    /// Makes room for an evaluation, for those whose values are too many for one closure; `end`
    /// writes it.
    public func begin() -> ValueList {
        buffer.pointee.reserve(Evaluation.slots(for: Evaluation.valueLimit))
        return ValueList(UnsafeMutableRawPointer(buffer.pointee.free + Evaluation.headerSlots))
    }

    /// Writes what goes in front of an evaluation's values, see `write`.
    @discardableResult
    public mutating func end(
        _ values: ValueList, rule: Int, key: Int = 0, _ verdict: Verdict, reason: Int = 0,
        _ direction: Direction = .none
    ) -> UInt64 {
        values.end()
        head.rule = UInt8(rule)
        head.key = UInt16(key)
        head.verdict = verdict
        head.reason = UInt8(reason)
        head.direction = direction
        head.number = 0
        if verdict != .study {
            numbers.pointee += 1
            head.number = numbers.pointee
        }
        head.writeHeader(count: values.count, defined: values.defined, to: &buffer.pointee)
        buffer.pointee.commit((values.count + 7) / 8)
        return head.number
    }
}

extension EvaluationWriter {
    /// Says that the strategy can not run on the input.
    public mutating func writeBlocked(
        _ reason: RuleSchema.InputReason, needed: BarPeriod, given: BarPeriod
    ) {
        write(rule: RuleSchema.inputRule, .blocked, reason: Int(reason.rawValue)) { values in
            values.add(Int(needed.seconds))
            values.add(Int(given.seconds))
        }
    }
}

/// The values of one evaluation, in the order of its schema: a handle on room for 64 of them.
@frozen
public struct ValueList {
    @usableFromInline
    let values: UnsafeMutablePointer<Double>
    @usableFromInline
    var defined: UInt64 = 0
    @usableFromInline
    var filled = 0
    /// Values added so far, at most 64.
    @inlinable
    public var count: Int { filled }

    init(_ room: UnsafeMutableRawPointer) {
        values = room.bindMemory(to: Double.self, capacity: Evaluation.valueLimit)
    }

    /// Adds a number. One that is not finite traps: it is a fault of the rule.
    @inlinable
    @inline(__always)
    public mutating func add(_ value: Double) {
        precondition(count < 64 && value.isFinite, "value of an evaluation out of place")
        // No negative zero: it prints as another text.
        values[count] = value + 0
        defined |= 1 &<< UInt64(count)
        filled &+= 1
    }

    /// Adds a number; `nil` is undefined.
    @inlinable
    @inline(__always)
    public mutating func add(_ value: Double?) {
        if let value { return add(value) }
        precondition(count < 64, "an evaluation holds 64 values")
        values[count] = 0
        filled &+= 1
    }

    /// Adds a whole number, below 2^53.
    @inlinable
    @inline(__always)
    public mutating func add(_ value: Int) { add(Double(value)) }

    /// Adds a flag.
    @inlinable
    @inline(__always)
    public mutating func add(_ value: Bool) { add(value ? 1.0 : 0.0) }

    /// Adds an instant, as whole milliseconds.
    @inlinable
    @inline(__always)
    public mutating func add(_ time: Nanoseconds) { add(Double(time.rawValue / 1_000_000)) }

    /// Zeroes what is left of the last slot.
    func end() {
        for place in count..<(count + 7) / 8 * 8 { values[place] = 0 }
    }
}
