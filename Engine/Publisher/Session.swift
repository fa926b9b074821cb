import Market
import Records
import Wire

/// One client: where its login stands, what it gets, what waits for it.
final class Session {
    /// A frame that waits, and the subscription it belongs to; none for answers and the like.
    struct Waiting {
        var frame: EncodedFrame
        var subscription: Subscription?
    }

    let id: SessionID
    var decoder = FrameDecoder(limit: FrameLimits.beforeLogin)
    /// What it may do; `nil` before the login.
    var role: Role?
    var name = ""
    /// What happens to its orders when it is gone.
    var options = SessionOptions()
    /// It sent an order.
    var hasOrdered = false
    /// Packed payloads are understood.
    var takesLZ4 = true
    var heartbeat = Nanoseconds.zero
    private(set) var opened: Nanoseconds
    var lastHeard: Nanoseconds
    var lastSent: Nanoseconds
    var subscriptions: [StreamID: Subscription] = [:]
    /// Frames for the next write.
    var outbox: [EncodedFrame] = []
    var isTouched = false
    /// Bytes the socket has not taken.
    var unsent = 0
    /// Frames behind those, oldest first from `head` on.
    var queue: [Waiting] = []
    var head = 0
    var queuedBytes = 0
    var isClosing = false
    /// Everything was said; it closes once what waits has left.
    var isLeaving = false
    /// Instruments this session feeds, by place.
    var feeds: Set<Int> = []
    /// Feeds asked for, whose instruments' last inputs are on their way to the disk.
    var opening: [(request: UInt32, lines: [InstrumentLine])] = []
    /// What the rings had no room for, one instrument's after the other.
    var unfed: [Input] = []
    var isPaused = false
    /// Commands that wait for their answers, in the order they were taken.
    var asked: [Asked] = []

    init(_ id: SessionID, now: Nanoseconds) {
        self.id = id
        opened = now
        lastHeard = now
        lastSent = now
    }

    /// The number by which its orders name it.
    var orderNumber: UInt64 {
        options.isTied ? id.rawValue | SessionOptions.tiedBit : id.rawValue
    }

    /// Nothing happened later than now.
    func clockWasSetBack(to now: Nanoseconds) {
        opened = min(opened, now)
        lastHeard = min(lastHeard, now)
        lastSent = min(lastSent, now)
    }

    /// Takes the frames of one subscription out of the queue.
    ///
    /// - Returns: The first sequence among them and how many there were.
    func drop(_ subscription: Subscription) -> (first: UInt64?, count: Int) {
        var first: UInt64?
        var count = 0
        var kept: [Waiting] = []
        for waiting in queue[head...] {
            guard waiting.subscription === subscription else {
                kept.append(waiting)
                continue
            }
            if first == nil { first = waiting.frame.header.firstSequence }
            count += 1
            queuedBytes -= waiting.frame.count
        }
        queue = kept
        head = 0
        subscription.queued = 0
        return (first, count)
    }
}
