import Bytes
import Market
import Records
import Wire

/// What tells streams apart.
struct StreamKey: Hashable {
    var channel: Channel
    /// Place of the instrument; -1 for the engine as a whole.
    var place: Int
    var parameters: StreamParameters
}

/// One stream: its sequence, what waits for the next frame, what was sent lately, who gets it.
///
/// A stream counts its records whether or not anybody listens; it encodes them only while it is
/// kept: with subscribers, or a while after the last.
final class Stream {
    let key: StreamKey
    let id: StreamID
    /// The sequence of the next record.
    var next: UInt64 = 1
    /// Records that wait, encoded, and how many.
    var pending = ByteWriter(capacity: 256)
    var pendingCount = 0
    private(set) var subscribers: [Subscription] = []
    private(set) var isKept = false
    private var keptUntil = Nanoseconds.zero
    /// Frames that clients may resume from, oldest first.
    private(set) var window: [EncodedFrame] = []
    private var windowBytes = 0
    /// When a developing view was last sent, and what had caused it.
    var lastView = Nanoseconds.zero
    var lastCause: UInt64 = 0
    /// A subscriber of this profile joined before there was one: the next frame holds all of it.
    var needsWhole = false
    /// Levels that traded since this profile view's last frame.
    var dirty: [Level] = []
    /// The core's and the feed's share of the last pending record's way.
    var received = Nanoseconds.zero
    var decidedAfter: UInt32 = 0
    /// Over the core's records so far; `nil` for a stream that the publisher makes up.
    var digest: RecordDigest?

    init(_ key: StreamKey, _ id: StreamID) {
        self.key = key
        self.id = id
        switch key.channel {
        case .quotes, .bars, .footprint, .signals, .decisions, .studies: digest = RecordDigest()
        default: break
        }
    }

    /// It shows what is developing, in steps of time.
    var isView: Bool {
        switch key.channel {
        case .footprintView, .profile, .vwap, .status: true
        default: false
        }
    }

    /// The sequence behind everything that is in frames.
    var sealed: UInt64 { next &- UInt64(pendingCount) }

    /// Counts a record and, while the stream is kept, encodes it.
    func append<Record: WireRecord>(_ record: @autoclosure () -> Record, kind: RecordKind) {
        next &+= 1
        guard isKept else { return }
        pending.append(record: record(), kind: kind)
        pendingCount += 1
    }

    func add(_ subscription: Subscription) {
        subscribers.append(subscription)
        isKept = true
    }

    func remove(_ subscription: Subscription, now: Nanoseconds, hold: Nanoseconds) {
        subscribers.removeAll { $0 === subscription }
        if subscribers.isEmpty { keptUntil = now + hold }
    }

    /// Nothing happened later than now.
    func clockWasSetBack(to now: Nanoseconds, _ hold: Nanoseconds) {
        keptUntil = min(keptUntil, now + hold)
        lastView = min(lastView, now)
    }

    /// Stops encoding once nobody has listened for a while.
    func expire(_ now: Nanoseconds) {
        guard isKept, subscribers.isEmpty, now >= keptUntil else { return }
        isKept = false
        dirty.removeAll()
        pending.removeAll()
        pendingCount = 0
        window.removeAll()
        windowBytes = 0
    }

    /// Keeps a frame for those who resume, within `limit` bytes.
    func keep(_ frame: EncodedFrame, limit: Int) {
        window.append(frame)
        windowBytes += frame.count
        var dropped = 0
        while windowBytes > limit, dropped < window.count {
            windowBytes -= window[dropped].count
            dropped += 1
        }
        if dropped > 0 { window.removeFirst(dropped) }
    }

    /// Frames that hold everything from `sequence` on, or `nil` when the window does not reach
    /// back so far. The first may begin before it.
    func frames(from sequence: UInt64) -> [EncodedFrame]? {
        if sequence == sealed { return [] }
        guard sequence < sealed, let first = window.first, first.header.firstSequence <= sequence
        else { return nil }
        return window.filter { $0.header.nextSequence > sequence }
    }
}

/// One session's interest in one stream.
final class Subscription {
    let stream: Stream
    unowned let session: Session
    let policy: SlowReaderPolicy
    /// Bytes that may wait.
    let limit: Int
    /// Bytes that wait now.
    var queued = 0

    init(_ stream: Stream, _ session: Session, _ policy: SlowReaderPolicy, limit: Int) {
        self.stream = stream
        self.session = session
        self.policy = policy
        self.limit = limit
    }
}
