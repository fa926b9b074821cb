/// How a spinning consumer waits at an empty ring: it looks again after one pause, except while
/// elements stream in, when it looks away for longer.
///
/// Two threads that meet at every element move the same cache lines to and fro for each. When the
/// last waits all ended at once, elements are streaming: looking away for about 0.7 us lets some
/// tens of them gather, and they cross together, about twice as many a second. Single questions
/// and answers do not stream, so their round trip stays what one pause makes it.
///
///     var wait = SpinWait()
///     if let tick = ring.pop() { wait.took(1); … } else { wait.empty() }
@frozen
public struct SpinWait: Sendable {
    /// Elements taken since the last empty look.
    @usableFromInline var taken = 0
    /// Looks in the present wait.
    @usableFromInline var looks = 0
    /// Waits in a row that ended at once.
    @usableFromInline var quick = 0
    @usableFromInline var isStreaming = false

    /// A wait that ends within so many looks ended at once.
    @usableFromInline static let fewLooks = 2
    /// So many quick waits in a row are a stream.
    @usableFromInline static let quickWaits = 8
    /// Pauses of a look away.
    @usableFromInline static let away = 32
    /// The stream is over when a look away gathered fewer elements.
    @usableFromInline static let stream = 8

    /// Nothing seen yet.
    @inlinable
    public init() {}

    /// `count` elements were taken.
    @inlinable @inline(__always)
    public mutating func took(_ count: Int) { taken &+= count }

    /// Nothing was there: waits.
    ///
    /// - Returns: for how many pauses.
    @inlinable @discardableResult
    public mutating func empty() -> Int {
        let pauses = nextPauses()
        for _ in 0..<pauses { cpuPause() }
        return pauses
    }

    @inlinable
    mutating func nextPauses() -> Int {
        if taken == 0 {
            looks &+= 1
            return 1
        }
        // A new wait begins; what the last one led to says which kind this is.
        if isStreaming {
            isStreaming = taken >= SpinWait.stream
            quick = 0
        } else {
            quick = looks <= SpinWait.fewLooks ? quick &+ 1 : 0
            isStreaming = quick >= SpinWait.quickWaits
        }
        taken = 0
        looks = 1
        return isStreaming ? SpinWait.away : 1
    }
}
