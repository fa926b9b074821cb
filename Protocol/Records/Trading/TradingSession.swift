public import Market

/// Whether the account trades.
@frozen
public enum TradingState: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Nothing is traded; nothing is open.
    case stopped = 0
    /// Strategies and orders by hand trade.
    case running = 1
    /// No new position; brackets of open ones work on.
    case halted = 2

    /// The name used in output: `STOPPED`, `RUNNING`, `HALTED`.
    public var name: String {
        switch self {
        case .stopped: "STOPPED"
        case .running: "RUNNING"
        case .halted: "HALTED"
        }
    }
}

/// The bounds within which the account trades in a session.
public struct TradingLimits: Hashable, Sendable, Codable {
    /// Profit of the day that ends trading, above zero.
    public var profitTarget = Money(nanos: 500_000_000_000)
    /// Loss of the day that ends trading, below zero.
    public var lossLimit = Money(nanos: -300_000_000_000)
    /// The largest position of a book in an instrument, in whole contracts or shares.
    public var positionSize: Int64 = 2

    /// The standard bounds: 500, -300 and 2.
    public init() {}
}

/// The trading session as it stands.
public struct TradingSession: Hashable, Sendable, Codable {
    /// Whether it trades.
    public var state = TradingState.stopped
    /// The session's date; `nil` before the first start.
    public var date: SessionDate?
    /// When it was started; zero before that.
    public var started = Nanoseconds.zero
    /// What halted it: `profit_target`, `loss_limit`, `feed_lost` or somebody's words; empty
    /// unless it is halted.
    public var reason = ""
    /// Only `force` resumes it before the next session.
    public var needsForce = false
    /// Its bounds.
    public var limits = TradingLimits()

    /// A session that was never started.
    public init() {}
}

/// The trading session changed: two slots, then the reason.
///
/// Flags are the state. Words: a date (smallest value for none), b started, c position size, d
/// bytes of the reason, e 1 when only force resumes it. The second slot: profit target, loss limit
/// (low and high word each), four zeros. Then the reason.
public struct TradingSessionRecord: Hashable, Sendable, Codable {
    /// Event time.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The session as it stands.
    public var session: TradingSession

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, session: TradingSession) {
        self.time = time
        self.cause = cause
        self.session = session
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let texts = [session.reason]
        buffer.append(
            OutputSlot(
                kind: .session, flags: session.state.rawValue,
                slots: 2 + SlotTexts.slots(texts), instrument: .all, time: time, cause: cause,
                a: session.date.map { Int64($0.rawValue) } ?? .min, b: session.started.rawValue,
                c: session.limits.positionSize, d: Int64(texts[0].utf8.count),
                e: session.needsForce ? 1 : 0))
        let target = WideWords(session.limits.profitTarget.nanos)
        let limit = WideWords(session.limits.lossLimit.nanos)
        buffer.append(
            OutputSlot(words: target.low, target.high, limit.low, limit.high, 0, 0, 0, 0))
        SlotTexts.write(texts, to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 2, slots[0].kind == .session,
            let state = TradingState(rawValue: slots[0].flags)
        else { return nil }
        let (first, second) = (slots[0], slots[1])
        var session = TradingSession()
        session.state = state
        session.date = first.a == .min ? nil : SessionDate(rawValue: Int32(clamping: first.a))
        session.started = Nanoseconds(first.b)
        session.needsForce = first.e == 1
        session.limits.positionSize = first.c
        session.limits.profitTarget = Money(
            nanos: WideWords(low: second.word(0), high: second.word(1)).value)
        session.limits.lossLimit = Money(
            nanos: WideWords(low: second.word(2), high: second.word(3)).value)
        session.reason =
            SlotTexts.read(
                UnsafeBufferPointer(rebasing: slots.dropFirst()), [Int(first.d & 0xff)])[0]
        self.init(time: first.time, cause: first.cause, session: session)
    }
}
