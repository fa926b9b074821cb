import Market
package import Wire

/// The client's own number of a subscription; it stays the same over reconnects.
public struct SubscriptionID: Hashable, Sendable {
    let number: Int
}

/// A point in time: monotonic for deadlines, wall clock for stamps.
package struct Instant: Sendable {
    /// Monotonic, ns.
    package var monotonic: Int64
    /// Since 1970.
    package var wall: Nanoseconds

    package init(monotonic: Int64, wall: Nanoseconds = .zero) {
        self.monotonic = monotonic
        self.wall = wall
    }
}

/// What a subscription asks for.
package struct StreamRequest: Sendable, Hashable {
    package var channel: Channel
    package var symbol: String
    package var parameters = StreamParameters()
    package var options = StreamOptions()

    package init(
        channel: Channel, symbol: String, parameters: StreamParameters = StreamParameters(),
        options: StreamOptions = StreamOptions()
    ) {
        self.channel = channel
        self.symbol = symbol
        self.parameters = parameters
        self.options = options
    }

    /// What happens when this side is slow.
    var policy: SlowReaderPolicy {
        if let policy = options.policy { return policy }
        switch channel {
        case .quotes, .footprintView, .profile, .vwap, .status, .studies, .positions, .account,
            .session:
            return .conflate
        case .ticks, .bars, .footprint, .signals, .decisions, .events, .orders, .fills, .trades:
            return .skip
        }
    }

    /// `bars SPY 1m`
    var text: String {
        [channel.name, symbol, parameters.period?.name, parameters.anchor?.name]
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// A frame of a stream, to be read before the session's next call.
package struct StreamData {
    package let subscription: SubscriptionID
    package let header: FrameHeader
    /// Borrowed.
    package let payload: UnsafeRawBufferPointer
    /// Records at the front that were had before.
    package let skip: Int
    package let instrument: InstrumentInfo?
}

/// What the session found in the engine's bytes, or in the passing of time.
package enum SessionEvent {
    /// The login was accepted.
    case welcome(Welcome)
    /// A subscription was granted for the first time.
    case subscribed(SubscriptionID, Subscribed)
    /// A subscription was refused, or ended by a refusal after a reconnect.
    case refused(SubscriptionID, ClientError)
    case data(StreamData)
    case gap(SubscriptionID, StreamGap)
    case restarted(SubscriptionID, StreamRestart)
    case ended(SubscriptionID, StreamEndReason)
    /// All parts of an answer, one behind the other, and the sequence it is valid at.
    case answered(UInt32, GatheredAnswer)
    case failed(UInt32, ClientError)
    case commandAnswered(UInt32, CommandAnswer)
    case commandFailed(UInt32, ClientError)
    case feedOpened(FeedID, [FeedOpened.Line])
    case feedRefused(FeedID, ClientError)
    case feedAcknowledged(FeedID)
    /// The connection is to be closed: the engine said so, or it is silent, or unfit.
    case lost(ClientError)
}

/// An answer whose parts are gathered.
package struct GatheredAnswer: Sendable {
    package var kind: Query.Kind
    /// The records, each with its length and kind.
    package var records: [UInt8]
    /// The header's epoch and first sequence: where the instrument's ticks stood.
    package var position: StreamPosition
    /// The moment it is as of; `nil` for the present.
    package var moment: PastMoment?
}
