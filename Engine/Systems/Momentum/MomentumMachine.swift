import Market
import Records

/// Where an instrument stands.
@frozen
public enum MomentumState: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// No compression yet; compression bars are counted.
    case idle = 0
    /// Compressed; the next expansion may be traded.
    case compression = 1
    /// A trade is open.
    case inTrade = 2

    /// The name used in files and output.
    public var name: String {
        switch self {
        case .idle: "IDLE"
        case .compression: "COMPRESSION"
        case .inTrade: "IN_TRADE"
        }
    }
}

/// What one bar shows, as far as the state machine asks.
struct BarSigns: Hashable, Sendable {
    var compressed = false
    var expansion = false
    var bias = Bias.neutral
    /// The close is in the top share of the range.
    var isNearHigh = false
    /// The close is in the bottom share of the range.
    var isNearLow = false
    /// The open trade ends on this bar.
    var exits = false
}

/// What a bar did.
enum MomentumStep: Hashable, Sendable {
    /// Nothing counted, nothing traded.
    case none
    /// One compression bar more.
    case counted
    /// A compression ended without an expansion.
    case lapsed
    /// A trade begins.
    case entered(Direction)
    /// An expansion out of a compression with a neutral bias.
    case rejectedByBias
    /// An expansion out of a compression whose close does not go with the bias.
    case rejectedByClose
    /// The trade goes on.
    case held
    /// The trade ended.
    case exited
}

/// Counts compression bars and goes from IDLE to COMPRESSION to IN_TRADE and back.
struct MomentumMachine: Hashable, Sendable, Codable {
    private(set) var state = MomentumState.idle
    /// Compression bars in a row up to now.
    private(set) var count = 0
    let minimum: Int

    /// A machine that is compressed after `minimum` bars in a row.
    init(minimum: Int) { self.minimum = minimum }

    /// Takes one bar: exactly one row of the state table.
    mutating func step(_ signs: BarSigns) -> MomentumStep {
        switch state {
        case .inTrade:
            guard signs.exits else { return .held }
            (state, count) = (.idle, 0)
            return .exited
        case .compression:
            if signs.expansion { return expand(signs) }
            if signs.compressed {
                count += 1
                return .counted
            }
            (state, count) = (.idle, 0)
            return .lapsed
        case .idle:
            guard signs.compressed else {
                count = 0
                return .none
            }
            count += 1
            if count >= minimum { state = .compression }
            return .counted
        }
    }

    /// An expansion out of a compression: enters, or ends it.
    private mutating func expand(_ signs: BarSigns) -> MomentumStep {
        count = 0
        state = .idle
        switch signs.bias {
        case .neutral: return .rejectedByBias
        case .bullish where signs.isNearHigh:
            state = .inTrade
            return .entered(.long)
        case .bearish where signs.isNearLow:
            state = .inTrade
            return .entered(.short)
        case .bullish, .bearish: return .rejectedByClose
        }
    }

    /// A gap in the bars: the compression bars are no longer in a row; a trade stays open.
    mutating func gap() {
        if state == .compression { state = .idle }
        count = 0
    }

    /// A new session.
    mutating func reset() { (state, count) = (.idle, 0) }
}
