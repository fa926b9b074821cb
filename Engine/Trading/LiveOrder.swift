import Market
import Records

/// An order that is not done, with what the venue knows of it.
struct LiveOrder: Hashable, Sendable, Codable {
    var order: Order
    /// From when on the venue has it.
    var arrives: Nanoseconds
    /// From when on the venue knows that it is to go.
    var leaves: Nanoseconds?
    /// What of it is to be others, and from when on.
    var change: PendingChange?
    /// Its stop was traded at.
    var isTriggered = false
    /// It could have been filled at once when it came: it takes the price that trades.
    var isMarketable = false
    /// What of others is in front of it at its limit, size units; `nil` until that is known.
    var ahead: Int64?
    /// The input whose fill woke it: what traded then does not reach it.
    var woke: UInt64 = 0
    /// The legs of its bracket were made.
    var hadLegs = false
    /// What of it was closed again, by its legs or otherwise, size units.
    var closed: Int64 = 0
    /// What of its position ends with it.
    var reason: ExitReason
    /// What the strategy wanted, for an entry whose bracket follows its fill.
    var plan: EntryNotes?

    struct PendingChange: Hashable, Sendable, Codable {
        var change: OrderChange
        var arrives: Nanoseconds
    }
}

/// What is to be known of an entry when it is filled.
struct EntryNotes: Hashable, Sendable, Codable {
    var decision: UInt64
    var rule: UInt8
    var key: UInt16
    var regime: UInt8
    var stop: Price?
    var target: Price?
    var reward: Double
    var lowRisk: Int64?
    var highRisk: Int64?
    /// What it entered is closed with its session.
    var endsWithSession = true
}

extension LiveOrder {
    /// The venue has it and may fill it.
    func isAtVenue(by time: Nanoseconds) -> Bool {
        (order.state == .working || order.state == .cancelling) && arrives <= time
    }

    /// The most that may still be filled of it, size units, whichever change comes through.
    var mayFill: Int64 {
        max(order.open.rawValue, (change?.change.quantity?.rawValue ?? 0) - order.filled.rawValue)
    }

    /// It closes what is open and nothing more.
    var closesOnly: Bool { order.leg.closesOnly }

    /// It is of that book in that instrument.
    func isOf(_ instrument: InstrumentID, _ book: Book) -> Bool {
        order.instrument == instrument && order.book == book
    }
}

extension OrderLeg {
    /// Orders of the leg close what is open and nothing more.
    var closesOnly: Bool { self == .stop || self == .target || self == .exit }
}
