import Market
import Records

/// What of a journal's inputs moves the clock of an instrument, or of all of them.
///
/// Commands carry wall time, anchors the instant they begin at, and gaps none: they do not.
struct PastClock: Equatable {
    /// The instrument's number and its producer's; `nil` for all.
    var instrument: (number: UInt32, producer: UInt32?)?

    /// Event time at which an input is known; `nil` for one that moves no clock that counts.
    @inline(__always)
    func time(of input: Input) -> Nanoseconds? {
        switch input.kind {
        case .tick, .quote, .beat:
            return isCounted(input) ? input.time : nil
        case .bar:
            // A bar is known at its end.
            guard isCounted(input) else { return nil }
            let period = BarPeriod(rawValue: UInt8(truncatingIfNeeded: input.tradeID)) ?? .minute1
            return input.time + .seconds(period.seconds)
        case .watermark:
            guard let instrument else { return input.time }
            return input.instrument.rawValue == instrument.producer ? input.time : nil
        case .barRest, .malformed, .feedGap, .ringLoss, .anchor, .end, .command, .commandRest,
            .close, .feedBegin:
            return nil
        }
    }

    @inline(__always)
    private func isCounted(_ input: Input) -> Bool {
        instrument.map { $0.number == input.instrument.rawValue } ?? true
    }

    static func == (one: PastClock, other: PastClock) -> Bool {
        one.instrument?.number == other.instrument?.number
    }
}
