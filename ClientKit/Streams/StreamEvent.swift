public import Market
public import Records
public import Wire

/// What a stream brings: its records, and everything that happens to it, as values in order.
public enum StreamEvent<Record: Sendable>: Sendable {
    /// The next record.
    case record(Record)
    /// The state of now, in place of what was there; live records go on from it.
    case snapshot([Record])
    /// A session, week or month began for a measure; on streams of ticks.
    case roll(RollRecord)
    /// Records that will not come.
    case gap(StreamGap)
    /// The engine was started anew: sequences begin again, what was folded is void.
    case restarted(StreamRestart)
    /// Nothing more comes. The last event of every stream.
    case ended(StreamEndReason)
}

extension StreamEvent: Equatable where Record: Equatable {}

/// Records that will not come: `from` is the first of them, `to` the first behind them.
public struct StreamGap: Hashable, Sendable {
    /// Why records are missing.
    public enum Reason: Hashable, Sendable {
        /// This reader was slow and asked to skip.
        case slowReader
        /// This reader was slow and asked for the state of now, which follows.
        case conflated
        /// The publisher itself missed records of the core.
        case publisherBehind
        /// The connection was down for longer than the engine keeps records.
        case notKept
        /// The sequence jumped and nobody said why.
        case unexplained
    }

    /// Sequence of the first missing record.
    public var from: UInt64
    /// Sequence of the first record behind the missing ones.
    public var to: UInt64
    /// Why.
    public var reason: Reason

    /// Puts a gap together.
    public init(from: UInt64, to: UInt64, reason: Reason) {
        self.from = from
        self.to = to
        self.reason = reason
    }

    /// How many records are missing.
    public var count: UInt64 { to - from }
}

/// An engine's new start, as a stream sees it.
public struct StreamRestart: Hashable, Sendable {
    /// The engine's start, ns since 1970.
    public var epoch: UInt64
    /// The sequence of the next record.
    public var nextSequence: UInt64
    /// The instrument, whose number and scales may be others now; `nil` for the engine's status.
    public var instrument: InstrumentInfo?

    /// Puts a restart together.
    public init(epoch: UInt64, nextSequence: UInt64, instrument: InstrumentInfo?) {
        self.epoch = epoch
        self.nextSequence = nextSequence
        self.instrument = instrument
    }
}

/// Why a stream ended.
public enum StreamEndReason: Hashable, Sendable {
    /// The data was served to its end.
    case endOfData
    /// The reader was slow and asked to be disconnected.
    case slowReader
    /// The instrument is no longer offered.
    case instrumentRemoved
    /// The session's role no longer allows it.
    case roleMissing
    /// This side ended it.
    case cancelled
    /// The client was closed, or cannot connect any more.
    case failed(ClientError)
}

/// When a frame's last record passed each stage; wall clocks, ns since 1970.
///
/// The first four are clocks of the engine's machine, the last is this one's.
@frozen
public struct FrameStamps: Hashable, Sendable {
    /// The venue's time of the frame's last record.
    public var exchange: Nanoseconds
    /// The engine's feed took it in; meaningless in replays.
    public var received: Nanoseconds
    /// The core decided.
    public var decided: Nanoseconds
    /// The frame was published.
    public var published: Nanoseconds
    /// The frame's bytes arrived here.
    public var arrived: Nanoseconds
    /// Sequence of the first record handed on.
    public var firstSequence: UInt64
    /// Low half of the stream's digest behind the frame's last record; 0 where there is none. Two
    /// runs over the same input agree on it at the same sequence.
    public var digest: UInt32

    /// Reads a header's stamps.
    ///
    /// - Parameter skip: records at the front that were had before.
    @inlinable
    public init(
        _ header: FrameHeader, exchange: Nanoseconds, arrived: Nanoseconds, skip: Int = 0
    ) {
        self.exchange = exchange
        self.arrived = arrived
        published = header.publishTime
        decided = Nanoseconds(header.publishTime.rawValue &- Int64(header.publishedAfter))
        received = Nanoseconds(decided.rawValue &- Int64(header.decidedAfter))
        firstSequence = header.firstSequence &+ UInt64(skip)
        digest = header.digest
    }

    /// From the feed's reception to the decision.
    @inlinable public var core: Nanoseconds { decided - received }
    /// From the decision to publishing.
    @inlinable public var publishing: Nanoseconds { published - decided }
    /// From publishing to arrival here.
    @inlinable public var network: Nanoseconds { arrived - published }
}

/// How a stream is asked for.
public struct StreamOptions: Hashable, Sendable {
    /// What the engine does when this side does not read in time; `nil` for the usual of the
    /// channel: states are conflated, records are skipped with a gap.
    public var policy: SlowReaderPolicy?
    /// The most bytes the engine queues for it; 0 leaves it to the engine.
    public var queueBytes: UInt32 = 0
    /// Records that may wait here before the socket is read no further; `nil` for the client's.
    public var buffer: Int?
    /// Where an earlier run left the stream.
    public var resume: StreamPosition?

    /// The usual.
    public init(
        policy: SlowReaderPolicy? = nil, queueBytes: UInt32 = 0, buffer: Int? = nil,
        resume: StreamPosition? = nil
    ) {
        self.policy = policy
        self.queueBytes = queueBytes
        self.buffer = buffer
        self.resume = resume
    }
}
