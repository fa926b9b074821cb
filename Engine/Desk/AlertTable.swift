public import Market
import Records

/// Prices strictly between which no alert of an instrument fires: a trade there needs no look at
/// the alerts.
@frozen
public struct PriceBand: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The nearest price at or below which an alert fires; smallest value for none.
    public var below: Int64
    /// The nearest price at or above which an alert fires; largest value for none.
    public var above: Int64

    /// All prices: no alert waits.
    @inlinable public static var all: PriceBand { PriceBand(below: .min, above: .max) }

    /// Puts a band together, price units.
    @inlinable
    public init(below: Int64, above: Int64) {
        self.below = below
        self.above = above
    }

    /// Whether a trade at a price fires nothing.
    @inlinable
    public func isQuiet(_ price: Price) -> Bool {
        price.rawValue > below && price.rawValue < above
    }
}

/// Alerts that wait, and those that fired lately.
struct AlertTable: Hashable, Sendable, Codable {
    /// Fired alerts that stay in the list; the one that fired first goes first.
    static let firedLimit = 1000

    /// Waiting alerts, by number.
    private(set) var waiting: [Alert] = []
    /// Fired ones, in the order of firing.
    private(set) var fired: [Alert] = []

    mutating func add(_ alert: Alert) { waiting.append(alert) }

    /// All of them by number.
    var all: [Alert] { (waiting + fired).sorted { $0.number < $1.number } }

    /// Takes an alert out.
    mutating func remove(_ name: AlertName) -> Alert? {
        func isMeant(_ alert: Alert) -> Bool {
            switch name {
            case .number(let number): alert.number == number
            case .id(let id): alert.id == id
            }
        }
        if let place = waiting.firstIndex(where: isMeant) { return waiting.remove(at: place) }
        if let place = fired.firstIndex(where: isMeant) { return fired.remove(at: place) }
        return nil
    }

    /// Takes out what a trade fires, by number.
    mutating func fire(_ instrument: InstrumentID, _ trade: Alert.Trade) -> [Alert] {
        func fires(_ alert: Alert) -> Bool {
            alert.instrument == instrument && alert.condition.holds(trade.price, alert.price)
        }
        var found = waiting.filter(fires)
        waiting.removeAll(where: fires)
        for place in found.indices { found[place].fired = trade }
        return found
    }

    /// Keeps a fired alert in the list.
    ///
    /// - Returns: The one that went to make room.
    mutating func keep(_ alert: Alert) -> Alert? {
        fired.append(alert)
        return fired.count > Self.firedLimit ? fired.removeFirst() : nil
    }

    func band(of instrument: InstrumentID) -> PriceBand {
        var band = PriceBand.all
        for alert in waiting where alert.instrument == instrument {
            switch alert.condition {
            case .atOrAbove: band.above = min(band.above, alert.price.rawValue)
            case .atOrBelow: band.below = max(band.below, alert.price.rawValue)
            }
        }
        return band
    }
}
