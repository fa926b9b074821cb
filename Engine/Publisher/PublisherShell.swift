public import Market
public import Records
public import Wire

/// One connection of a client, numbered by whoever owns the sockets; never used twice.
@frozen
public struct SessionID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The flags, as bits.
    public var rawValue: UInt64

    /// Wraps a number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Wraps a number.
    @inlinable
    public init(_ number: UInt64) { rawValue = number }
}

/// What the engine around the publisher measures, for status and statistics.
public struct EngineReadings: Sendable {
    /// Counts of the engine's own stages.
    public var counters: [NamedCounter] = []
    /// How full each ring is and was.
    public var rings: [RingReading] = []
    /// How long each hop takes.
    public var latencies: [LatencyReading] = []
    /// The intake of the instrument asked about, when it is known better than from the core's
    /// records.
    public var intake: CountersRecord?

    /// Nothing measured.
    public init() {}
}

/// The side of a publisher that has sockets and rings.
///
/// Called on the publisher's thread, from within calls of the publisher. It must not call back
/// into the publisher before they return.
public protocol PublisherShell: AnyObject {
    /// Writes frames in order; they are shared with other sessions and need no copy.
    ///
    /// - Returns: Bytes of this session that the system has not taken yet, all told. Once they are
    ///   gone, `Publisher.drained` is to be called.
    func send(_ frames: [EncodedFrame], to session: SessionID) -> Int

    /// Closes the connection after what was sent to it has left, within the shell's patience. The
    /// publisher has forgotten the session.
    func close(_ session: SessionID)

    /// Takes no more bytes from the session until `resumeReading`.
    func pauseReading(_ session: SessionID)

    /// Takes bytes from the session again.
    func resumeReading(_ session: SessionID)

    /// Offers trades and quotes of one instrument to the rings.
    ///
    /// - Returns: How many were taken, from the front; the rest is offered again at
    ///   `Publisher.feedResumed` and at each beat.
    func feed(_ inputs: UnsafeBufferPointer<Input>, from session: SessionID) -> Int

    /// Hands a command to the core, as the slots that `CommandInput.inputs` gives.
    ///
    /// - Returns: `false` when there is no room for it now; nothing of it is taken then.
    func take(command: CommandInput, from session: SessionID) -> Bool

    /// Commands go to a core here; otherwise they are refused as unsupported.
    var takesCommands: Bool { get }

    /// Hands a question about the past to whoever reads what was recorded; `Publisher.answered`
    /// brings the answer.
    func ask(_ question: PastQuestion, for session: SessionID) -> PastTaking

    /// Bars and decisions that memory keeps no more can be asked for here.
    var hasHistory: Bool { get }

    /// What is known about an instrument, or about the engine as a whole for `nil`.
    func readings(of instrument: InstrumentID?) -> EngineReadings
}

/// A shell without a core behind it takes no commands.
extension PublisherShell {
    /// Takes none.
    public func take(command: CommandInput, from session: SessionID) -> Bool { false }

    /// Takes none.
    public var takesCommands: Bool { false }
}

/// A shell without a journal knows nothing of the past.
extension PublisherShell {
    /// Nothing is recorded.
    public func ask(_ question: PastQuestion, for session: SessionID) -> PastTaking { .none }

    /// Nothing is recorded.
    public var hasHistory: Bool { false }
}
