import Measures
import Records

/// The low volume nodes of a leg that price may come back to.
struct EntryZones: Hashable, Sendable, Codable {
    /// Levels, ascending.
    private(set) var levels: [Int64] = []
    /// Levels that are not tried again in the leg: closed beyond, or made a signal.
    private(set) var done: [Int64] = []

    /// The nodes of a profile strictly between two levels.
    ///
    /// - Returns: Zones without marks.
    init(_ profile: ProfileReading?, between first: Int64, and second: Int64) {
        setLevels(profile, between: first, and: second)
    }

    /// None.
    init() {}

    /// Takes the nodes of a leg that grew; marks of levels stay.
    mutating func setLevels(
        _ profile: ProfileReading?, between first: Int64, and second: Int64
    ) {
        let (low, high) = (min(first, second), max(first, second))
        levels = (profile?.lvns ?? []).map { $0 * (profile?.rowTicks ?? 1) }
            .filter { $0 > low && $0 < high }
    }

    /// A signal came from a level.
    mutating func use(_ level: Int64) { done.append(level) }

    /// The levels a bar pulled back to, in the order they are tried: a purchase from high to low,
    /// a sale from low to high. Levels closed beyond are marked.
    mutating func touched(
        by minute: borrowing Minute, for direction: Direction, tolerance: Double, tickSize: Double
    ) -> [Int64] {
        var found: [Int64] = []
        for place in levels.indices {
            let level = levels[direction == .long ? levels.count - 1 - place : place]
            if done.contains(level) { continue }
            let price = Double(level) * tickSize
            if direction == .long {
                if Comparison.exceeds(price - tolerance, minute.close) {
                    done.append(level)
                } else if Comparison.reaches(price + tolerance, minute.low) {
                    found.append(level)
                }
            } else {
                if Comparison.exceeds(minute.close, price + tolerance) {
                    done.append(level)
                } else if Comparison.reaches(minute.high, price - tolerance) {
                    found.append(level)
                }
            }
        }
        return found
    }
}

extension PullbackRule {
    /// The distance from a node that still touches it: a share of the close, at least a tick.
    func distance(close: Double, tickSize: Double) -> Double {
        max(tickSize, tolerance / 100 * abs(close))
    }
}
