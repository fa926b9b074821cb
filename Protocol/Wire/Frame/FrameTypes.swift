/// What a frame's payload is; the raw value is byte 3 of the header.
public enum MessageType: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    case hello = 1
    case welcome = 2
    case error = 3
    case goodbye = 4
    case heartbeat = 5
    case subscribe = 16
    case subscribed = 17
    case unsubscribe = 18
    case unsubscribed = 19
    case gap = 20
    case streamEnd = 21
    /// Records of a stream, each with its length and kind before it.
    case data = 24
    /// Packed ticks of a stream.
    case ticks = 25
    case request = 32
    case answer = 33
    /// Asks the engine to do something.
    case command = 34
    case commandAnswer = 35
    case feedOpen = 48
    case feedOpened = 49
    case feedTicks = 50
    case feedAck = 51
}

/// Marks on a frame; bits without a name are refused.
@frozen
public struct FrameFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    /// The number as it travels.
    public var rawValue: UInt8

    /// Puts it together.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The payload is an LZ4 block that unpacks to the raw length.
    public static let lz4 = FrameFlags(rawValue: 1)
    /// Part of a snapshot: valid at the frame's first sequence.
    public static let snapshot = FrameFlags(rawValue: 2)
    /// The last part of a snapshot or an answer.
    public static let lastPart = FrameFlags(rawValue: 4)

    static let known: FrameFlags = [.lz4, .snapshot, .lastPart]
}

/// What a stream carries; the raw value is byte 5 of the header, 0 outside streams.
public enum Channel: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// Classified ticks, packed, and the rolls between them.
    case ticks = 1
    /// Best bid and ask.
    case quotes = 2
    /// Closed bars of one period.
    case bars = 3
    /// Closed footprints of one period.
    case footprint = 4
    /// The developing footprint of one period, at most once an interval.
    case footprintView = 5
    /// A profile: a snapshot, then its changed rows.
    case profile = 6
    /// VWAP and deviation of one anchor.
    case vwap = 7
    /// Counters, rings, latency and the state of the feed.
    case status = 8
    /// Evaluations that are signals.
    case signals = 9
    /// Every evaluation but the studies.
    case decisions = 10
    /// The state of every rule, as its last study says.
    case studies = 11
    /// Alerts, halts, settings and anchors.
    case events = 12
    /// Orders of the account, as they are taken, change and end.
    case orders = 13
    /// Fills of the account.
    case fills = 14
    /// Trades of the account, as they end.
    case trades = 15
    /// Positions of the account, as they change.
    case positions = 16
    /// The money of the account.
    case account = 17
    /// The trading session.
    case session = 18

    /// The name used in commands and output.
    public var name: String {
        switch self {
        case .ticks: "ticks"
        case .quotes: "quotes"
        case .bars: "bars"
        case .footprint: "footprint"
        case .footprintView: "footprint-view"
        case .profile: "profile"
        case .vwap: "vwap"
        case .status: "status"
        case .signals: "signals"
        case .decisions: "decisions"
        case .studies: "studies"
        case .events: "events"
        case .orders: "orders"
        case .fills: "fills"
        case .trades: "trades"
        case .positions: "positions"
        case .account: "account"
        case .session: "session"
        }
    }

    /// It is about the account: a stream of all instruments, which is asked for without a symbol.
    public var isOfAccount: Bool { rawValue >= Channel.orders.rawValue }

    /// The channel of that name, or `nil`.
    public init?(name: String) {
        guard let channel = Channel.allCases.first(where: { $0.name == name }) else { return nil }
        self = channel
    }
}

/// The number of a stream within one session, from 1; 0 is the session itself.
@frozen
public struct StreamID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The number as it travels.
    public var rawValue: UInt32

    /// Wraps a stream number.
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Wraps a stream number.
    @inlinable
    public init(_ number: UInt32) { rawValue = number }

    /// No stream: the frame is about the session.
    public static let session = StreamID(0)

    /// By number.
    @inlinable
    public static func < (left: StreamID, right: StreamID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The lengths that both sides hold each other to.
public enum FrameLimits {
    /// The most bytes held for a client that has not logged in, header included: 16 KiB.
    public static let beforeLogin = 16 * 1024
    /// The most bytes held for one frame after it, unless configured: 1 MiB.
    public static let afterLogin = 1024 * 1024
    /// The largest limit that may be configured: 64 MiB.
    public static let largest = 64 * 1024 * 1024
    /// Payloads below this many bytes are never packed.
    public static let smallestPacked = 100
}
