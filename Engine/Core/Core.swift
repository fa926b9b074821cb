public import Desk
public import Market
public import Pipeline
public import Records
public import Trading

/// Everything that decides, without a ring or a thread: inputs in the order taken, records out.
///
/// It is a function of its inputs: a shard drives it from rings, a replay from a journal, and the
/// records are the same. Each input has a sequence, its place in that order from 1 on, and each
/// record names the sequence that caused it.
public struct Core: ~Copyable, @unchecked Sendable {
    /// The number of what it decides by: one more whenever the same inputs may come to other
    /// records, so that an older engine's checkpoints are passed over.
    public static let rules: UInt32 = 3

    @usableFromInline
    let pipelines: UnsafeMutablePointer<TickPipeline>
    /// How many instruments there are.
    public let instrumentCount: Int
    /// For each instrument number its place, or -1.
    @usableFromInline
    let places: [Int]
    /// For each instrument what is asked of it without touching its pipeline.
    @usableFromInline
    let fronts: UnsafeMutablePointer<InstrumentFront>
    /// For each producer the places of its instruments.
    let producers: [[Int]]
    @usableFromInline
    var digests: StreamDigests
    /// Alerts, halts, settings, anchors, and the answers to commands.
    public var desk: Desk { holder.desk }
    /// Orders, positions, money and the trading session.
    public var trading: Trading { holder.trading }
    let holder: DeskHolder
    /// The first half of a provider's bar, whose second is still to come.
    var barFirst: Input?
    /// The number of inputs taken so far, the sequence of the last.
    public internal(set) var sequence: UInt64 = 0
    /// The event time of the last beat, by which everything that ended has closed.
    public internal(set) var lastBeat = Nanoseconds.zero

    /// A core that has seen nothing.
    ///
    /// - Parameters:
    ///   - producers: for each producer, the places of its instruments in the list.
    ///   - trading: how the account trades.
    public init(
        instruments: [CoreInstrument], producers: [[Int]],
        trading: TradingSettings = TradingSettings()
    ) {
        instrumentCount = instruments.count
        pipelines = Self.room(for: instrumentCount)
        fronts = InstrumentFront.room(for: instrumentCount)
        var places = [Int](
            repeating: -1, count: Int(instruments.map(\.instrument.rawValue).max() ?? 0) + 1)
        for (index, one) in instruments.enumerated() {
            (pipelines + index).initialize(
                to: TickPipeline(
                    instrument: one.instrument, scale: one.scale, sizes: one.sizes,
                    settings: one.settings, schedule: one.schedule,
                    strategies: one.strategies))
            (fronts + index).initialize(to: InstrumentFront(pipelines[index]))
            places[Int(one.instrument.rawValue)] = index
        }
        self.places = places
        self.producers = producers
        digests = StreamDigests(instruments: instruments.map(\.instrument))
        holder = DeskHolder(
            Desk(
                symbols: instruments.map(\.symbol),
                anchors: instruments.map(\.settings.userAnchors.count)),
            Trading(
                instruments: instruments.map(\.traded), settings: trading,
                schedule: instruments.first?.schedule ?? SessionSchedule()))
        for place in 0..<instrumentCount { pipelines[place].tell(holder) }
    }

    deinit {
        pipelines.deinitialize(count: instrumentCount)
        UnsafeMutableRawPointer(pipelines).deallocate()
        UnsafeMutableRawPointer(fronts).deallocate()
    }

    /// The place of an instrument; -1 for one that is not of this core.
    @inlinable
    public func place(of instrument: InstrumentID) -> Int {
        let number = Int(instrument.rawValue)
        return number < places.count ? places[number] : -1
    }

    /// Goes on as if inputs had been taken that nothing is known of: those before a journal's
    /// first. For a core that has seen nothing.
    public mutating func begin(after sequence: UInt64) {
        precondition(self.sequence == 0, "\(self.sequence) inputs were taken")
        self.sequence = sequence
    }

    /// How far an instrument's feed was taken.
    public func feed(at place: Int) -> FeedPosition { fronts[place].feed }

    /// The last price of an instrument, of ticks or bars; `nil` before the first.
    public func lastPrice(at place: Int) -> Price? {
        let price = pipelines[place].lastTrade.price
        return price == .none ? nil : price
    }

    /// What of an instrument was taken and dropped so far.
    public func counters(at place: Int) -> CountersRecord { pipelines[place].counters }

    /// Bytes held by all ladders.
    public var ladderBytes: Int {
        (0..<instrumentCount).reduce(0) { $0 + pipelines[$1].ladderBytes }
    }

    /// Takes consecutive inputs of one instrument's feed.
    ///
    /// - Parameter place: the instrument's place in the list.
    public mutating func take(
        _ inputs: UnsafeBufferPointer<Input>, at place: Int, into out: inout OutputBuffer
    ) {
        let taken = pipelines[place].applyFew(inputs, firstCause: sequence &+ 1, into: &out)
        note(taken, place)
        guard taken < inputs.count else {
            fronts[place].near.cell = pipelines[place].nearCell
            return
        }
        takeAny(UnsafeBufferPointer(rebasing: inputs[taken...]), place, &out)
        settle(place)
        tellBands()
    }

    /// Takes inputs of any kind.
    private mutating func takeAny(
        _ inputs: UnsafeBufferPointer<Input>, _ place: Int, _ out: inout OutputBuffer
    ) {
        var first = 0
        while first < inputs.count {
            let end = usualEnd(inputs, from: first)
            if end > first {
                let run = UnsafeBufferPointer(rebasing: inputs[first..<end])
                pipelines[place].apply(run: run, firstCause: sequence &+ 1, into: &out)
                note(run.count, place)
            }
            if end < inputs.count { takeRare(inputs[end], place, &out) }
            first = end + 1
        }
    }

    /// The place of the first input from `first` on that is neither tick nor quote.
    @inline(__always)
    private func usualEnd(_ inputs: UnsafeBufferPointer<Input>, from first: Int) -> Int {
        var end = first
        while end < inputs.count, inputs[end].isUsual { end &+= 1 }
        return end
    }

    /// Counts ticks and quotes that an instrument's pipeline took.
    @inline(__always)
    private mutating func note(_ count: Int, _ place: Int) {
        sequence &+= UInt64(count)
        fronts[place].feed.taken &+= UInt64(count)
    }

    /// Takes an input that is neither tick nor quote.
    private mutating func takeRare(_ input: Input, _ place: Int, _ out: inout OutputBuffer) {
        fronts[place].feed.take(input)
        if input.isBarHalf { return takeBarHalf(input, place, &out) }
        sequence &+= 1
        pipelines[place].apply(input, cause: sequence, into: &out)
        if input.kind == .feedGap {
            holder.feedGap(
                of: input.instrument, at: pipelines[place].watermark, cause: sequence, into: &out)
        }
    }

    private mutating func takeBarHalf(
        _ input: Input, _ place: Int, _ out: inout OutputBuffer
    ) {
        sequence &+= 1
        if input.kind == .bar {
            barFirst = input
        } else if let first = barFirst {
            barFirst = nil
            pipelines[place].apply(bar: BarInput(first, input), cause: sequence, into: &out)
        }
    }

    /// Closes what ended by `time` among a producer's instruments.
    public mutating func beat(
        _ time: Nanoseconds, of producer: Int, into out: inout OutputBuffer
    ) {
        sequence &+= 1
        lastBeat = max(lastBeat, time)
        for place in producers[producer] where fronts[place].due <= time.rawValue {
            fetchClose(behind: place, at: time)
            pipelines[place].beat(time, cause: sequence, into: &out)
            settle(place)
        }
        holder.beat(time, sequence, &out)
        tellBands()
    }

    /// Takes inputs as a journal holds them, of any instruments, and seals what they make.
    ///
    /// - Throws: At the first input that no core of this configuration can have taken; nothing
    ///   more is to be asked of the core then.
    public mutating func replay(
        _ inputs: UnsafeBufferPointer<Input>, into out: inout OutputBuffer
    ) throws(CoreError) {
        var first = 0
        var sealed = out.count
        defer { seal(&out, from: sealed) }
        while first < inputs.count {
            let input = inputs[first]
            if input.kind == .close {
                seal(&out, from: sealed)
                close(at: input.time, into: &out)
                sealed = out.count
                first += 1
                continue
            }
            if input.kind == .command {
                first += try replayCommand(inputs[first...], into: &out)
                continue
            }
            if input.kind == .watermark {
                guard Int(input.instrument.rawValue) < producers.count else {
                    throw CoreError(
                        sequence: sequence + 1,
                        text: "the clock of producer \(input.instrument.rawValue), there are "
                            + "\(producers.count)")
                }
                beat(input.time, of: Int(input.instrument.rawValue), into: &out)
                first += 1
                continue
            }
            var end = first + 1
            while end < inputs.count, inputs[end].instrument == input.instrument,
                !inputs[end].isOfEngine
            { end += 1 }
            let place = place(of: input.instrument)
            guard place >= 0 else {
                throw CoreError(
                    sequence: sequence + 1,
                    text: "an input of instrument \(input.instrument.rawValue), there are "
                        + "\(instrumentCount)")
            }
            take(UnsafeBufferPointer(rebasing: inputs[first..<end]), at: place, into: &out)
            first = end
        }
    }

    private mutating func replayCommand(
        _ inputs: Slice<UnsafeBufferPointer<Input>>, into out: inout OutputBuffer
    ) throws(CoreError) -> Int {
        let count = inputs[inputs.startIndex].commandSlots
        guard count <= inputs.count else {
            throw CoreError(
                sequence: sequence + 1, text: "a command of \(count) slots, \(inputs.count) follow")
        }
        let slots = UnsafeBufferPointer(rebasing: inputs.prefix(count))
        guard CommandInput(slots) != nil else {
            throw CoreError(sequence: sequence + 1, text: "slots that are no command")
        }
        command(slots, into: &out)
        return count
    }
}

extension Input {
    /// It goes through the pipeline in runs: a tick or a quote.
    @inline(__always)
    fileprivate var isUsual: Bool { kind.rawValue <= Kind.quote.rawValue }

    /// It is of the engine as a whole, not of an instrument's feed.
    fileprivate var isOfEngine: Bool {
        switch kind {
        case .command, .commandRest, .watermark, .close: true
        default: false
        }
    }
}

/// An input that no core of this configuration can have taken.
public struct CoreError: Error, Equatable, CustomStringConvertible {
    /// The input's sequence.
    public var sequence: UInt64
    /// What is wrong with it.
    public var text: String

    /// The sequence and what is wrong.
    public var description: String { "input \(sequence): \(text)" }
}
