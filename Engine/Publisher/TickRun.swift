import Market
import Records

/// Ticks of one instrument that wait for the next frame, and the count of its ticks stream.
struct TickRun: ~Copyable {
    /// Room for a frame; allocated when the stream is first wanted.
    private var room: UnsafeMutablePointer<Tick>?
    let limit: Int
    private(set) var count = 0
    /// The sequence of the stream's next record.
    var next: UInt64 = 1
    /// Somebody subscribes, or did recently.
    private(set) var isKept = false
    /// When the last waiting tick was received, zero in replays, and how long after that it was
    /// decided.
    private(set) var received = Nanoseconds.zero
    private(set) var decidedAfter: UInt32 = 0
    /// Over all ticks so far.
    var digest = RecordDigest()

    init(limit: Int) { self.limit = limit }

    deinit { room?.deallocate() }

    /// The waiting ticks.
    var ticks: UnsafeBufferPointer<Tick> { UnsafeBufferPointer(start: room, count: count) }

    /// The sequence of the first waiting tick.
    var first: UInt64 { next &- UInt64(count) }

    mutating func keep() {
        if room == nil { room = .allocate(capacity: limit) }
        isKept = true
    }

    mutating func drop() {
        isKept = false
        count = 0
    }

    /// Counts a tick, and holds it when the stream is kept. The run must not be full.
    @inline(__always)
    mutating func take(_ tick: Tick, _ received: Nanoseconds, _ decidedAfter: UInt32) {
        next &+= 1
        guard isKept, let room else { return }
        room[count] = tick
        count &+= 1
        self.received = received
        self.decidedAfter = decidedAfter
    }

    mutating func removeAll() { count = 0 }
}
