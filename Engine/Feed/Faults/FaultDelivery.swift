import Market
import Records

/// A tick, a bar or anything else that a source gives as one.
struct FaultItem {
    var first: Input
    /// The second half of a bar.
    var rest: Input?
    /// It was late before anything was done to it.
    var wasLate = false
    /// A second copy that the core knows by its trade id.
    var isKnownCopy = false

    var slots: Int { rest == nil ? 1 : 2 }

    /// Shares fall on ticks and bars alone.
    var isTrade: Bool { first.kind == .tick && first.size > 0 || rest != nil }

    /// Moves its time, never beyond the ends of time.
    mutating func move(by step: Int64) {
        let (time, overflow) = first.time.rawValue.addingReportingOverflow(step)
        if overflow { return }
        first.time = Nanoseconds(time)
        rest?.time = Nanoseconds(time)
    }
}

/// What the core would call late, followed as it does.
struct LateGate {
    /// The start of the newest second.
    private var second = Int64.min
    /// The start of the newest bar of each instrument.
    private var bars: [UInt32: Int64] = [:]

    /// Whether a tick or bar is late; one that is not moves the gate.
    mutating func isLate(_ item: FaultItem) -> Bool {
        let time = item.first.time.rawValue
        if item.rest != nil {
            let instrument = item.first.instrument.rawValue
            if time <= bars[instrument] ?? Int64.min { return true }
            bars[instrument] = time
            return false
        }
        if time < second { return true }
        move(to: item.first.time)
        return false
    }

    /// The clock reached a time.
    mutating func move(to time: Nanoseconds) {
        second = max(second, time.secondStart.rawValue)
    }
}

/// The last stretch of a faulty feed: silences and bursts, and what comes out in the end.
struct FaultDelivery {
    /// How far behind its clock a live engine's beat stays.
    private static let grace = Nanoseconds.milliseconds(500)
    private let instruments: [InstrumentID]
    /// Inputs say when they are delivered, for a paced replay.
    private let marks: Bool
    private var gate = LateGate()
    private var held: [FaultItem] = []
    private var stallEnd: Nanoseconds?
    private var burstLeft: Int64 = 0
    private(set) var ready: [Input] = []
    private(set) var taken = 0

    init(instruments: [InstrumentID], marks: Bool) {
        self.instruments = instruments
        self.marks = marks
    }

    var isSilent: Bool { stallEnd != nil || burstLeft > 0 }

    mutating func beginStall(until end: Nanoseconds, _ counts: inout FaultCounts) {
        counts.stalls += 1
        stallEnd = max(stallEnd ?? end, end)
    }

    mutating func beginBurst(of inputs: Int64, _ counts: inout FaultCounts) {
        counts.bursts += 1
        burstLeft = max(burstLeft, inputs)
    }

    /// The feed's time reached `time`: a silence may be over.
    mutating func reach(_ time: Nanoseconds, _ counts: inout FaultCounts) {
        if let end = stallEnd, time >= end { endStall(end, &counts) }
    }

    /// Sends something, at once or after the silence.
    mutating func send(_ item: FaultItem, _ counts: inout FaultCounts) {
        guard isSilent else { return push(item, at: nil, &counts) }
        held.append(item)
        if stallEnd != nil {
            counts.stalled += item.slots
            return
        }
        counts.inBursts += item.slots
        burstLeft -= Int64(item.slots)
        if burstLeft <= 0 { release(at: item.first.time, &counts) }
    }

    /// Ends every silence.
    mutating func finish(_ counts: inout FaultCounts) {
        if let end = stallEnd { endStall(end, &counts) }
        release(at: held.last?.first.time ?? .zero, &counts)
    }

    /// The clocks of a live engine go on in a silence; then everything comes.
    private mutating func endStall(_ end: Nanoseconds, _ counts: inout FaultCounts) {
        stallEnd = nil
        let beat = (end - Self.grace).secondStart
        gate.move(to: beat)
        for instrument in instruments {
            ready.append(Input(kind: .beat, instrument: instrument, time: beat))
        }
        release(at: end, &counts)
    }

    private mutating func release(at time: Nanoseconds, _ counts: inout FaultCounts) {
        burstLeft = 0
        let all = held
        held = []
        for item in all { push(item, at: time, &counts) }
    }

    private mutating func push(
        _ item: FaultItem, at time: Nanoseconds?, _ counts: inout FaultCounts
    ) {
        if item.isTrade, !item.isKnownCopy, gate.isLate(item), !item.wasLate { counts.late += 1 }
        for var input in [item.first, item.rest].compactMap({ $0 }) {
            if marks, let time { input.received = time }
            ready.append(input)
        }
    }

    // MARK: Handing out

    /// Moves what is ready into the batch, from `count` on; a bar's halves go together.
    mutating func take(into batch: UnsafeMutableBufferPointer<Input>) -> Int {
        var count = min(batch.count, ready.count - taken)
        if count > 0, ready[taken + count - 1].kind == .bar { count -= 1 }
        for index in 0..<count { batch[index] = ready[taken + index] }
        taken += count
        if taken == ready.count {
            ready.removeAll(keepingCapacity: true)
            taken = 0
        }
        return count
    }

    var isEmpty: Bool { taken == ready.count }
}
