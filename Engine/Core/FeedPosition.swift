public import Records

/// How far an instrument's feed was taken: after a restart it goes on behind that.
@frozen
public struct FeedPosition: Hashable, Sendable, BitwiseCopyable, Codable {
    /// What tells the feed from others; 0 for one that was never named.
    public var source: UInt64 = 0
    /// Its inputs taken, the engine's own beats left out.
    public var taken: UInt64 = 0

    /// Nothing taken.
    public init() {}

    /// Counts an input that is neither tick nor quote.
    public mutating func take(_ input: Input) {
        switch input.kind {
        case .beat: break
        case .feedBegin:
            guard input.tradeID != source else { return }
            source = input.tradeID
            taken = 0
        default: taken &+= 1
        }
    }
}
