public import Market
import Records

/// Feeds a source into a port, paced by a clock that the caller reads.
///
/// It is a state machine: each step does a bounded piece of work and says what it waits for, so a
/// thread, an event loop or a test can drive it. Beats follow the source's own time, one per whole
/// second reached, so quiet instruments close their bars; results depend on neither speed nor
/// batch size.
public struct ReplayFeed: ~Copyable {
    /// What a step came to.
    public enum Step: Sendable, Equatable {
        /// Something was fed; there may be more.
        case progress
        /// Nothing is due before this wall time.
        case wait(until: Nanoseconds)
        /// A ring is full.
        case blocked
        /// Everything was fed.
        case ended
    }

    private let source: MergedSource
    /// Seconds of market time in one of the wall clock; 0 without waiting.
    private(set) var speed: Double
    private let instruments: [InstrumentID]
    private let batch: UnsafeMutableBufferPointer<Input>
    private var filled = 0
    private var sent = 0
    /// Inputs of the batch that were due and stamped, whether or not a ring had room for them.
    private var stamped = 0
    private var pacer: Pacer?
    private var lastBeat = Nanoseconds(Int64.min)
    private var pendingBeat: Nanoseconds?
    private var endsLeft: Int
    private var hasEnded = false
    /// Inputs fed so far.
    public private(set) var count: UInt64 = 0
    /// What each instrument's feed is called, to be said first.
    private var beginnings: [Input]
    /// Inputs still to be passed over, by instrument number: an earlier engine took them.
    private var skip: [UInt64]

    /// Feeds `source` at `speed`: 0 as fast as possible, else seconds of market time a second.
    ///
    /// - Parameters:
    ///   - instruments: those that end with the source.
    ///   - positions: what each one's feed is called, 0 for no name, and how many of its inputs an
    ///     earlier engine took; in the order of `instruments`, or empty.
    public init(
        source: MergedSource, speed: Double, instruments: [InstrumentID],
        positions: [(source: UInt64, taken: UInt64)] = []
    ) {
        beginnings = zip(instruments, positions).filter { $1.source != 0 }.map {
            Input(kind: .feedBegin, instrument: $0, time: .zero, tradeID: $1.source)
        }
        skip = [UInt64](
            repeating: 0, count: Int(instruments.map(\.rawValue).max() ?? 0) + 1)
        for (instrument, position) in zip(instruments, positions) {
            skip[Int(instrument.rawValue)] = position.taken
        }
        self.source = source
        self.speed = speed
        self.instruments = instruments
        endsLeft = instruments.count
        batch = .allocate(capacity: 1024)
    }

    deinit { batch.deallocate() }

    /// The time of the last input read, `nil` before the first.
    public var time: Nanoseconds? { source.lastKey }

    /// Goes on at another speed; what comes next is due at once, the rest after it.
    ///
    /// - Parameter speed: finite and not below 0; traps otherwise.
    public mutating func pace(at speed: Double) {
        precondition(
            speed.isFinite && speed >= 0, "a replay speed is finite and not below 0, got \(speed)")
        guard speed != self.speed else { return }
        self.speed = speed
        pacer = nil
    }

    /// Does a bounded piece of work at the wall time `now`.
    ///
    /// - Throws: What the source throws, naming file and place.
    public mutating func step(
        _ port: inout FeedPort, now: Nanoseconds
    ) throws(FeedError) -> Step {
        if hasEnded { return .ended }
        guard begin(&port) else { return .blocked }
        if sent == filled {
            filled = try source.next(into: batch)
            sent = 0
            stamped = 0
            if filled == 0 { return end(&port) }
            passOver()
            guard filled > 0 else { return .progress }
            noteSecond()
        }
        if let beat = pendingBeat {
            guard port.beat(beat) else { return .blocked }
            lastBeat = beat
            pendingBeat = nil
        }
        let due = dueCount(now)
        guard due > 0 else { return .wait(until: dueTime(batch[sent])) }
        stamp(now, due)
        let taken = port.offer(
            UnsafeBufferPointer(rebasing: UnsafeBufferPointer(batch)[sent..<sent + due]))
        sent += taken
        count += UInt64(taken)
        return taken == due ? .progress : .blocked
    }

    /// Says what each feed is called.
    private mutating func begin(_ port: inout FeedPort) -> Bool {
        while let beginning = beginnings.first {
            let taken = withUnsafePointer(to: beginning) {
                port.offer(UnsafeBufferPointer(start: $0, count: 1))
            }
            guard taken == 1 else { return false }
            beginnings.removeFirst()
        }
        return true
    }

    /// Leaves out what an earlier engine took.
    private mutating func passOver() {
        guard skip.contains(where: { $0 > 0 }) else { return }
        var kept = 0
        for place in 0..<filled {
            let instrument = Int(batch[place].instrument.rawValue)
            if skip[instrument] > 0 {
                skip[instrument] -= 1
            } else {
                batch[kept] = batch[place]
                kept += 1
            }
        }
        filled = kept
    }

    /// A new second of the source's time is passed on in front of its first input.
    private mutating func noteSecond() {
        guard let second = source.second, second > lastBeat else { return }
        pendingBeat = second
    }

    /// Inputs from `sent` on that are due; a bar's halves share their time.
    private mutating func dueCount(_ now: Nanoseconds) -> Int {
        if speed == 0 { return filled - sent }
        if pacer == nil, let first = batch[sent..<filled].first(where: { $0.kind != .malformed }) {
            pacer = Pacer(speed: speed, firstEvent: first.time, startWall: now)
        }
        // What was due once stays so: its stamp is no time of the market's.
        var end = max(sent, stamped)
        while end < filled, dueTime(batch[end]) <= now { end += 1 }
        return end - sent
    }

    /// What has no time of its own is due at once, after what came before it; what a rehearsed
    /// fault delivers late, when it says.
    private func dueTime(_ input: Input) -> Nanoseconds {
        input.kind == .malformed ? .zero : pacer?.due(max(input.time, input.received)) ?? .zero
    }

    /// Paced inputs count as received when they are due, as live ones do when they arrive.
    private mutating func stamp(_ now: Nanoseconds, _ due: Int) {
        guard speed > 0 else { return }
        for index in max(sent, stamped)..<sent + due { batch[index].received = now }
        stamped = sent + due
    }

    /// Tells each instrument that its feed has ended.
    private mutating func end(_ port: inout FeedPort) -> Step {
        while endsLeft > 0 {
            let instrument = instruments[instruments.count - endsLeft]
            if skip[Int(instrument.rawValue)] > 0 {
                // The earlier engine took its end as well.
                endsLeft -= 1
                continue
            }
            let end = Input(
                kind: .end, instrument: instrument, time: source.lastKey ?? .zero)
            let taken = withUnsafePointer(to: end) {
                port.offer(UnsafeBufferPointer(start: $0, count: 1))
            }
            guard taken == 1 else { return .blocked }
            endsLeft -= 1
        }
        hasEnded = true
        return .ended
    }
}
