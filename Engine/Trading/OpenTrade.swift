import Market
import Records

/// A trade that goes on: what its record will say.
struct OpenTrade: Hashable, Sendable, Codable {
    let instrument: InstrumentID
    let book: Book
    let direction: Direction
    let entryTime: Nanoseconds
    var entryValue: Int128 = 0
    var entered: Int64 = 0
    var exitValue: Int128 = 0
    var left: Int64 = 0
    var largest: Int64 = 0
    var gross = Money.zero
    var commission = Money.zero
    var stop: Price?
    var target: Price?
    var risk: Money?
    var notes: EntryNotes?

    init(instrument: InstrumentID, book: Book, direction: Direction, entryTime: Nanoseconds) {
        self.instrument = instrument
        self.book = book
        self.direction = direction
        self.entryTime = entryTime
    }

    /// The record of its end.
    func closed(_ number: UInt64, _ time: Nanoseconds, _ reason: ExitReason) -> ClosedTrade {
        var trade = ClosedTrade(
            number: number, instrument: instrument, book: book, direction: direction,
            quantity: Size(largest), entryTime: entryTime,
            entry: Double(entryValue) / Double(max(1, entered)), exitTime: time,
            exit: Double(exitValue) / Double(max(1, left)), reason: reason, gross: gross,
            commission: commission)
        trade.stop = stop
        trade.target = target
        trade.risk = risk
        trade.decision = notes?.decision ?? 0
        trade.rule = notes?.rule ?? 0
        trade.key = notes?.key ?? 0
        trade.regime = notes?.regime ?? 255
        return trade
    }
}

/// A position, and the trade it is in.
struct Holding: Hashable, Sendable, Codable {
    var position: Position
    var trade: OpenTrade?
    /// What closing brought since the start, exact: price units times size units.
    var closed: Int128 = 0
}
