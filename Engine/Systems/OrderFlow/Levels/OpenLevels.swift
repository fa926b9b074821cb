public import Market
public import Strategy

/// A level of unfinished business that price has not been back at.
@frozen
public struct OpenLevel: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The level.
    public var level: Level
    /// The level at which a tick has reached its row, coming from the other side.
    public var edge: Level
    /// Above price: a bar's high.
    public var isHigh: Bool
    /// When it was opened: the end of its bar.
    public var opened: Nanoseconds

    /// Puts a level together.
    public init(level: Level, edge: Level, isHigh: Bool, opened: Nanoseconds) {
        self.level = level
        self.edge = edge
        self.isHigh = isHigh
        self.opened = opened
    }

    /// A tick there is at the level or beyond it.
    func isReached(by tick: Level) -> Bool { isHigh ? tick >= edge : tick <= edge }
}

/// The open levels of a session, oldest first, at most so many.
public struct OpenLevels: Hashable, Sendable, Codable {
    /// The most levels kept; the oldest gives way.
    public let limit: Int
    /// The open levels.
    public private(set) var levels: [OpenLevel] = []
    /// Levels that gave way so far.
    public private(set) var crowdedOut = 0
    /// Where nothing is reached.
    public private(set) var quietBand = QuietBand.all

    /// No level; `limit` is at least 1.
    public init(limit: Int) {
        precondition(limit >= 1, "at least 1 open level is kept, got \(limit)")
        self.limit = limit
        levels.reserveCapacity(limit)
    }

    /// Takes out the oldest level, to make room, when there is none left.
    public mutating func makeRoom() -> OpenLevel? {
        guard levels.count == limit else { return nil }
        crowdedOut += 1
        return takeOldest()
    }

    /// Adds a level; there is room.
    public mutating func open(_ level: OpenLevel) {
        precondition(levels.count < limit, "at most \(limit) levels are open")
        levels.append(level)
        narrow(by: level)
    }

    /// Takes out the oldest level that a tick has reached.
    public mutating func takeReached(by tick: Level) -> OpenLevel? {
        guard tick.rawValue >= quietBand.above || tick.rawValue <= quietBand.below else {
            return nil
        }
        guard let index = levels.firstIndex(where: { $0.isReached(by: tick) }) else { return nil }
        return take(at: index)
    }

    /// Takes out the oldest level.
    public mutating func takeOldest() -> OpenLevel? { levels.isEmpty ? nil : take(at: 0) }

    private mutating func take(at index: Int) -> OpenLevel {
        let level = levels.remove(at: index)
        quietBand = .all
        for level in levels { narrow(by: level) }
        return level
    }

    private mutating func narrow(by level: OpenLevel) {
        if level.isHigh {
            quietBand.above = min(quietBand.above, level.edge.rawValue)
        } else {
            quietBand.below = max(quietBand.below, level.edge.rawValue)
        }
    }
}
