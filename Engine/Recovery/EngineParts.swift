public import Core
public import Publisher

/// What an engine is made of, to be made again: for recovery, checkpoints and the past.
public struct EngineParts: Sendable {
    /// A core that has seen nothing.
    public var core: @Sendable () -> Core
    /// A publisher that has seen nothing and serves nobody.
    public var publisher: @Sendable () -> Publisher
    /// Build and configuration.
    public var rulesDigest: UInt64

    /// Puts the parts together.
    public init(
        rulesDigest: UInt64, core: @escaping @Sendable () -> Core,
        publisher: @escaping @Sendable () -> Publisher
    ) {
        self.rulesDigest = rulesDigest
        self.core = core
        self.publisher = publisher
    }
}
