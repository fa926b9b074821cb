/// One step of the arrival order that a producer hands to a shard, 16 bytes.
///
/// Either `count` ticks of `instrument` wait in that instrument's ring, or, with a count of 0, the
/// producer's time has reached `watermark`.
@frozen
public struct OrderEntry: Hashable, Sendable, BitwiseCopyable {
    /// The instrument number; `UInt32.max` in a watermark.
    public let instrument: UInt32
    /// How many of its ticks come next, 0 in a watermark.
    public let count: UInt32
    /// ns since the epoch that the producer has reached; 0 in an entry of ticks.
    public let watermark: Int64

    @inlinable
    init(instrument: UInt32, count: UInt32, watermark: Int64) {
        self.instrument = instrument
        self.count = count
        self.watermark = watermark
    }

    /// The next `count` ticks are of `instrument`, 1 or more; 0 traps.
    @inlinable
    public static func ticks(_ count: UInt32, of instrument: UInt32) -> OrderEntry {
        precondition(count > 0, "an order entry of instrument \(instrument) with 0 ticks")
        return OrderEntry(instrument: instrument, count: count, watermark: 0)
    }

    /// The producer's time has reached `time`: nothing older follows.
    @inlinable
    public static func watermark(_ time: Int64) -> OrderEntry {
        OrderEntry(instrument: .max, count: 0, watermark: time)
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
        count == 0 ? .watermark(watermark) : .ticks(instrument: instrument, count: count)
    }
}

/// The ring of arrival order, one beside the tick rings of each producer.
public typealias OrderRing = SPSCRing<OrderEntry>

/// Writes the arrival order: ticks of one instrument in a row become one entry.
///
/// The rule of its user: a tick goes into its instrument's ring first, then `arrived` is called;
/// at the end of each read, `flush`. Nothing is lost at a full order ring: what could not be
/// written stays pending and the call says `false`.
@frozen
public struct OrderWriter: ~Copyable, Sendable {
    @usableFromInline var ring: RingProducer<OrderEntry>
    @usableFromInline var instrument: UInt32 = 0
    @usableFromInline var pending: UInt32 = 0

    /// Takes the writing end of the order ring.
    @inlinable
    public init(_ ring: consuming RingProducer<OrderEntry>) { self.ring = ring }

    /// Notes one tick of `instrument`, or returns `false`, with nothing noted, when the order ring
    /// is full.
    @inlinable @inline(__always)
    public mutating func arrived(_ instrument: UInt32) -> Bool {
        if instrument == self.instrument && pending < .max {
            pending &+= 1
            return true
        }
        guard flush() else { return false }
        self.instrument = instrument
        pending = 1
        return true
    }

    /// Passes on that the producer's time has reached `time`, after the ticks noted before, or
    /// returns `false` when the order ring is full and the watermark has to be given again.
    @inlinable
    public mutating func watermark(_ time: Int64) -> Bool {
        flush() && ring.push(.watermark(time))
    }

    /// Writes the ticks noted so far, or returns `false`, keeping them, when the ring is full.
    @inlinable
    public mutating func flush() -> Bool {
        guard pending > 0 else { return true }
        guard ring.push(.ticks(pending, of: instrument)) else { return false }
        pending = 0
        return true
    }
}
