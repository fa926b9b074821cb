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
    /// Why the replay feed ended early, in words.
    let feedFault = Mutex<String?>(nil)
}
