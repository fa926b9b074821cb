import Chance
public import Market
public import Records

/// A source with a bad day: another source, and what a plan does to it.
///
/// All of it follows from the seed: the same inputs, plan and seed give the same inputs, however
/// they are cut into batches and whatever the speed of a replay. Shares fall on ticks and bars,
/// at most one on each; gaps, silences, bursts and the clock take everything.
public final class FaultySource: InputSource {
    private let inner: any InputSource
    private let plan: FaultPlan
    private let instruments: [InstrumentID]
    private let pulled: UnsafeMutableBufferPointer<Input>
    private var random: SplitMix64
    private var schedule: FaultSchedule
    private var delivery: FaultDelivery
    /// What was late before.
    private var gate = LateGate()
    /// The newest time of the source.
    private var now = Nanoseconds(Int64.min)
    private var gapEnd: Nanoseconds?
    private var clockEnd: Nanoseconds?
    /// Ticks that wait for the next of their instrument and second.
    private var swapping: [FaultItem] = []
    /// Ticks and bars that wait for a newer second of their instrument.
    private var waiting: [FaultItem] = []
    private var hasEnded = false
    /// What was done so far.
    public private(set) var counts = FaultCounts()

    /// Wraps a source.
    ///
    /// - Parameters:
    ///   - instruments: those of the feed, which hear of its gaps.
    ///   - marksDelivery: inputs that come later than their time say when in `received`, for a
    ///     paced `ReplayFeed`.
    public init(
        _ inner: any InputSource, plan: FaultPlan, seed: UInt64, instruments: [InstrumentID],
        marksDelivery: Bool = false
    ) {
        self.inner = inner
        self.plan = plan
        self.instruments = instruments
        random = SplitMix64(seed)
        // Another stream, so that events of the day do not move the shares.
        schedule = FaultSchedule(plan, seed: ~seed)
        delivery = FaultDelivery(instruments: instruments, marks: marksDelivery)
        pulled = .allocate(capacity: 1024)
    }

    deinit { pulled.deallocate() }

    /// What the wrapped source has read so far.
    public var report: SourceReport { inner.report }

    /// The wrapped source's.
    public var skew: Nanoseconds { inner.skew }

    /// Fills the batch with what comes through.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        while delivery.isEmpty {
            if hasEnded { return 0 }
            let count = try inner.next(into: pulled)
            if count == 0 { end() }
            var index = 0
            while index < count {
                let isBar = pulled[index].kind == .bar
                take(FaultItem(first: pulled[index], rest: isBar ? pulled[index + 1] : nil))
                index += isBar ? 2 : 1
            }
        }
        return delivery.take(into: batch)
    }

    // MARK: One after the other

    private func take(_ original: FaultItem) {
        var item = original
        if item.isTrade { item.wasLate = gate.isLate(item) }
        let time = item.first.time
        if item.first.kind != .malformed, time > now { advance(to: time) }
        if let end = gapEnd {
            if now < end {
                counts.lostInGaps += item.slots
                return
            }
            endGap(at: now)
        }
        if let end = clockEnd, let step = plan.clock?.amount {
            if now < end {
                item.move(by: step)
                counts.mistimed += item.slots
            } else {
                clockEnd = nil
            }
        }
        if item.isTrade { choose(item) } else { send(item) }
    }

    /// The feed's time goes on: what was to happen by now does.
    private func advance(to time: Nanoseconds) {
        if !swapping.isEmpty, time.secondStart > now.secondStart { endSwaps() }
        now = time
        delivery.reach(time, &counts)
        while let kind = schedule.next(at: time) {
            switch kind {
            case .gap:
                counts.gaps += 1
                gapEnd = later(time, plan.gap?.amount)
            case .stall: delivery.beginStall(until: later(time, plan.stall?.amount), &counts)
            case .burst: delivery.beginBurst(of: plan.burst?.amount ?? 0, &counts)
            case .clock:
                counts.clockSteps += 1
                clockEnd = later(time, FaultPlan.clockSpan.rawValue)
            }
        }
    }

    private func later(_ time: Nanoseconds, _ span: Int64?) -> Nanoseconds {
        let (end, overflow) = time.rawValue.addingReportingOverflow(span ?? 0)
        return overflow ? .never : Nanoseconds(end)
    }

    /// Tells every instrument that something is missing.
    private func endGap(at time: Nanoseconds) {
        gapEnd = nil
        for instrument in instruments { note(gapOf: instrument, time) }
    }

    private func note(gapOf instrument: InstrumentID, _ time: Nanoseconds) {
        counts.gapNotes += 1
        send(FaultItem(first: Input(kind: .feedGap, instrument: instrument, time: time)))
    }

    /// Lets one share, or none, fall on a tick or bar.
    private func choose(_ item: FaultItem) {
        var chance = random.unit()
        func falls(_ share: Double) -> Bool {
            defer { chance -= share }
            return chance >= 0 && chance < share
        }
        if falls(plan.drop) {
            counts.dropped += 1
            if plan.isSequenced { note(gapOf: item.first.instrument, item.first.time) }
        } else if falls(plan.duplicate) {
            duplicate(item)
        } else if falls(plan.reorder), item.rest == nil, !hasPlace(item) {
            swapping.append(item)
        } else if falls(plan.late), !item.wasLate {
            waiting.append(item)
        } else if falls(plan.malformed) {
            counts.malformed += 1
            send(
                FaultItem(
                    first: Input(
                        kind: .malformed, instrument: item.first.instrument,
                        time: item.first.time, size: 1)))
        } else {
            send(item)
        }
    }

    private func duplicate(_ item: FaultItem) {
        send(item)
        var copy = item
        if item.rest != nil {
            counts.repeatedBars += 1
        } else if item.first.flags.contains(.hasTradeID) {
            counts.duplicated += 1
            copy.isKnownCopy = true
        } else {
            counts.doubled += 1
        }
        send(copy)
    }

    // MARK: What waits

    /// A tick of the instrument waits already.
    private func hasPlace(_ item: FaultItem) -> Bool {
        swapping.contains { $0.first.instrument == item.first.instrument }
    }

    /// Sends something, and behind it what waited for it.
    private func send(_ item: FaultItem) {
        delivery.send(item, &counts)
        guard item.isTrade else { return }
        if let place = swapping.firstIndex(where: {
            $0.first.instrument == item.first.instrument
        }) {
            counts.reordered += 1
            delivery.send(swapping.remove(at: place), &counts)
        }
        guard !waiting.isEmpty else { return }
        let isDue = { (other: FaultItem) in
            other.first.instrument == item.first.instrument
                && (item.rest != nil) == (other.rest != nil)
                && other.first.time.secondStart < item.first.time.secondStart
        }
        for other in waiting where isDue(other) {
            counts.heldBack += 1
            delivery.send(other, &counts)
        }
        waiting.removeAll(where: isDue)
    }

    /// The second is over: who waited for another tick of it goes as it was.
    private func endSwaps() {
        for item in swapping { delivery.send(item, &counts) }
        swapping = []
    }

    private func end() {
        hasEnded = true
        endSwaps()
        if let end = gapEnd { endGap(at: end) }
        for item in waiting { delivery.send(item, &counts) }
        waiting = []
        delivery.finish(&counts)
    }
}
