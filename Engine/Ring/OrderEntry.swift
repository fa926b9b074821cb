/// One step of the arrival order that a producer hands to a shard, 16 bytes.
///
/// Either `count` ticks of `instrument` wait in that instrument's ring, or, with a count of 0, the
/// producer's time has reached `time`.
@frozen
public struct OrderEntry: Hashable, Sendable, BitwiseCopyable {
    /// The instrument number; `UInt32.max` in a watermark.
    public let instrument: UInt32
    /// How many of its ticks come next, 0 in a watermark.
    public let count: UInt32
    /// ns since the epoch: what the producer has reached, or the time of the last of the ticks, by
    /// which the reader knows ahead what they close.
    public let time: Int64

    @inlinable
    init(instrument: UInt32, count: UInt32, time: Int64) {
        self.instrument = instrument
        self.count = count
        self.time = time
    }

    /// The next `count` ticks are of `instrument`, 1 or more; 0 traps.
    ///
    /// - Parameter time: that of the last of them.
    @inlinable
    public static func ticks(
        _ count: UInt32, of instrument: UInt32, until time: Int64
    ) -> OrderEntry {
        precondition(count > 0, "an order entry of instrument \(instrument) with 0 ticks")
        return OrderEntry(instrument: instrument, count: count, time: time)
    }

    /// The producer's time has reached `time`: nothing older follows.
    @inlinable
    public static func watermark(_ time: Int64) -> OrderEntry {
        OrderEntry(instrument: .max, count: 0, time: time)
    }

    /// What an entry says.
    @frozen
    public enum Kind: Hashable, Sendable {
        /// `count` ticks of `instrument` come next.
        case ticks(instrument: UInt32, count: UInt32)
        /// The producer has reached this time, ns since the epoch.
        case watermark(Int64)
    }

    /// What this entry says.
    @inlinable
    public var kind: Kind {
        count == 0 ? .watermark(time) : .ticks(instrument: instrument, count: count)
    }
}

/// The ring of arrival order, one beside the tick rings of each producer.
public typealias OrderRing = SPSCRing<OrderEntry>
