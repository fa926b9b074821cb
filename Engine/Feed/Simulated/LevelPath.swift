import Market

/// The levels a bar visits one at a time, computed and not stored: a bar may span any distance.
struct LevelPath: Sendable {
    /// Open, the extreme visited first, the other one, close.
    let corners: InlineArray<4, Int64>
    /// How many points lie before each corner.
    let places: InlineArray<4, Int128>

    init(open: Level, high: Level, low: Level, close: Level) {
        let isRising = close >= open
        let first = isRising ? low.rawValue : high.rawValue
        let second = isRising ? high.rawValue : low.rawValue
        corners = [open.rawValue, first, second, close.rawValue]
        var places = InlineArray<4, Int128>(repeating: 0)
        for index in 1...3 {
            let step = Int128(corners[index]) - Int128(corners[index - 1])
            places[index] = places[index - 1] + Int128(step.magnitude)
        }
        self.places = places
    }

    /// Points of the path, at least one.
    var count: Int128 { places[3] + 1 }

    /// The level of a point.
    subscript(place: Int128) -> Level {
        var leg = 0
        while leg < 2, place > places[leg + 1] { leg += 1 }
        let way = place - places[leg]
        let isUp = corners[leg + 1] >= corners[leg]
        return Level(Int64(Int128(corners[leg]) + (isUp ? way : -way)))
    }
}

/// Which points of a path are kept: all of a short one; of a long one 240 at even distances, and
/// the first points at the lowest and the highest level.
struct ChosenPoints: Sendable {
    let count: Int
    /// The points of a long path, ascending; empty for a short one.
    private let places: [Int128]

    init(_ path: LevelPath) {
        let most = Int128(SimulatedTicks.mostPoints)
        guard path.count > most else {
            count = Int(path.count)
            places = []
            return
        }
        let even = (0..<most).map { index in index * (path.count - 1) / (most - 1) }
        // A level is first met at its corner; where the path opens or closes there, at an end.
        let extremes = [path.places[1], path.places[2]]
        places = Set(even + extremes).sorted()
        count = places.count
    }

    /// The place of the point number `index`.
    subscript(index: Int) -> Int128 { places.isEmpty ? Int128(index) : places[index] }
}
