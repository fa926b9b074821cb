import Synchronization

/// How far an engine is, as its threads tell each other.
final class HostState: Sendable {
    /// The engine is to end: feeds stop, what they gave is still worked off.
    let isStopping = Atomic(false)
    /// The replay feed gives no more.
    let isFeedDone = Atomic(false)
    /// The server takes no more ticks in.
    let isWireDone = Atomic(false)
    /// The core has worked off everything.
    let isCoreDone = Atomic(false)
    /// Clients that have subscribed to something.
    let clients = Atomic(0)
    /// Streams they have subscribed to.
    let streams = Atomic(0)
    /// Inputs the replay feed gave.
    let fed = Atomic<UInt64>(0)
    /// Inputs the core took.
    let taken = Atomic<UInt64>(0)
    /// Bytes held by the core's ladders.
    let ladderBytes = Atomic(0)
    /// Bits of the replay feed's speed: seconds of market time a second, 0 without waiting.
    private let speedBits: Atomic<UInt64>
    /// Why the replay feed ended early, in words.
    let feedFault = Mutex<String?>(nil)

    /// - Parameter speed: of the replay feed, as started.
    init(speed: Double) { speedBits = Atomic(speed.bitPattern) }

    /// The replay feed's speed.
    var speed: Double {
        get { Double(bitPattern: speedBits.load(ordering: .relaxed)) }
        set { speedBits.store(newValue.bitPattern, ordering: .relaxed) }
    }
}
