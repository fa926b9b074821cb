import Market

/// The sides on which the twelve levels are extended at one close, as bits.
struct ExtendedSides: Hashable, Sendable {
    private var up: UInt16 = 0
    private var down: UInt16 = 0

    init() {}

    /// Notes the side of a level.
    mutating func set(_ level: ReferenceLevel, _ side: ExtensionSide) {
        switch side {
        case .up: up |= 1 << UInt16(level.place)
        case .down: down |= 1 << UInt16(level.place)
        }
    }

    /// VWAP, POC and the value area's edge on that side are all extended there.
    func isAligned(_ timeframe: Anchor, _ side: ExtensionSide) -> Bool {
        let edge = ReferenceLevel(side == .up ? .vah : .val, timeframe)
        let wanted: UInt16 =
            1 << UInt16(ReferenceLevel(.vwap, timeframe).place)
            | 1 << UInt16(ReferenceLevel(.poc, timeframe).place) | 1 << UInt16(edge.place)
        return (side == .up ? up : down) & wanted == wanted
    }
}
