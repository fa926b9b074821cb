public import Market
public import Publisher
public import Records
public import Wire

/// The shell of a publisher that serves nobody.
public final class SilentShell: PublisherShell, Sendable {
    /// One for all: it holds nothing.
    public static let shared = SilentShell()

    private init() {}

    /// Nobody is there.
    public func send(_ frames: [EncodedFrame], to session: SessionID) -> Int { 0 }
    /// Nobody is there.
    public func close(_ session: SessionID) {}
    /// Nobody is there.
    public func pauseReading(_ session: SessionID) {}
    /// Nobody is there.
    public func resumeReading(_ session: SessionID) {}
    /// Takes none.
    public func feed(_ inputs: UnsafeBufferPointer<Input>, from session: SessionID) -> Int { 0 }
    /// Knows nothing.
    public func readings(of instrument: InstrumentID?) -> EngineReadings { EngineReadings() }
}
