import Market
import Records

/// Positions and money: what fills leave behind.
struct Ledger: Hashable, Sendable, Codable {
    var account: Account
    /// In the order in which they were first traded.
    private(set) var holdings: [Holding] = []

    init(start: Money) { account = Account(start: start) }

    /// The holding of a book in an instrument; `nil` where nothing was ever traded.
    func index(of instrument: InstrumentID, _ book: Book) -> Int? {
        holdings.firstIndex {
            $0.position.instrument == instrument && $0.position.book == book
        }
    }

    /// Size units that a book holds of an instrument, below zero when short.
    func quantity(of instrument: InstrumentID, _ book: Book) -> Int64 {
        index(of: instrument, book).map { holdings[$0].position.quantity } ?? 0
    }

    /// The holding of a book in an instrument, flat where nothing was traded yet.
    mutating func place(of instrument: InstrumentID, _ book: Book) -> Int {
        if let index = index(of: instrument, book) { return index }
        holdings.append(Holding(position: Position(instrument: instrument, book: book)))
        return holdings.count - 1
    }

    /// What a fill did.
    struct Booked {
        var realised = Money.zero
        /// The trade that it ended.
        var ended: OpenTrade?
        /// It began a trade.
        var began = false
    }

    /// Books a fill: closes first what is open the other way, then opens with the rest.
    mutating func book(
        _ fill: Fill, _ facts: Instrument, _ notes: EntryNotes?, at time: Nanoseconds
    ) -> Booked {
        let place = place(of: fill.instrument, fill.book)
        var booked = Booked()
        var rest = fill.size.rawValue
        var commission = fill.commission
        let open = holdings[place].position.quantity
        if open != 0, (open > 0) != (fill.side == .buy) {
            let closing = min(rest, abs(open))
            let share = rest == closing ? commission : commission.share(closing, of: rest)
            booked.realised = close(place, closing, fill.price, share, facts)
            commission = commission - share
            rest -= closing
            if holdings[place].position.isFlat {
                booked.ended = holdings[place].trade
                holdings[place].trade = nil
            }
        }
        if rest > 0 {
            booked.began = holdings[place].position.isFlat
            self.open(place, rest, fill, commission, notes, time)
        }
        account.realised += booked.realised
        account.commission += fill.commission
        account.dayProfit += booked.realised - fill.commission
        holdings[place].position.realised += booked.realised
        holdings[place].position.commission += fill.commission
        return booked
    }

    private mutating func close(
        _ place: Int, _ size: Int64, _ price: Price, _ commission: Money, _ facts: Instrument
    ) -> Money {
        let open = holdings[place].position.quantity
        let cost = holdings[place].position.cost
        // The last part takes what is left, so that parts sum up.
        let part = size == abs(open) ? cost : cost * Int128(size) / Int128(abs(open))
        let value = Int128(price.rawValue) * Int128(size) - part
        // Rounded as a whole, so that however it is closed in parts the sum is the same.
        let before = facts.worth(product: holdings[place].closed)
        holdings[place].closed += open > 0 ? value : -value
        let realised = facts.worth(product: holdings[place].closed) - before
        holdings[place].position.quantity -= open > 0 ? size : -size
        holdings[place].position.cost -= part
        holdings[place].trade?.left += size
        holdings[place].trade?.exitValue += Int128(price.rawValue) * Int128(size)
        holdings[place].trade?.gross += realised
        holdings[place].trade?.commission += commission
        if holdings[place].position.isFlat {
            holdings[place].position.opened = .zero
            holdings[place].position.stop = nil
            holdings[place].position.target = nil
            holdings[place].position.decision = 0
        }
        return realised
    }

    private mutating func open(
        _ place: Int, _ size: Int64, _ fill: Fill, _ commission: Money, _ notes: EntryNotes?,
        _ time: Nanoseconds
    ) {
        let direction: Direction = fill.side == .buy ? .long : .short
        if holdings[place].position.isFlat {
            holdings[place].position.opened = time
            holdings[place].position.decision = notes?.decision ?? 0
            holdings[place].trade = OpenTrade(
                instrument: fill.instrument, book: fill.book, direction: direction,
                entryTime: time)
            holdings[place].trade?.notes = notes
        }
        let value = Int128(fill.price.rawValue) * Int128(size)
        holdings[place].position.quantity += fill.side.sign * size
        holdings[place].position.cost += value
        holdings[place].trade?.entered += size
        holdings[place].trade?.entryValue += value
        holdings[place].trade?.commission += commission
        let now = abs(holdings[place].position.quantity)
        let largest = holdings[place].trade?.largest ?? 0
        holdings[place].trade?.largest = max(largest, now)
    }

    /// Notes where a position's bracket is, and what its stop would cost.
    mutating func bracket(_ place: Int, _ bracket: Bracket, _ facts: Instrument) {
        note(place, stop: bracket.stop, target: bracket.target, facts)
    }

    /// Notes which stop and target work for a position; a trade keeps its first.
    mutating func note(_ place: Int, stop: Price?, target: Price?, _ facts: Instrument) {
        holdings[place].position.stop = stop
        holdings[place].position.target = target
        guard holdings[place].trade != nil else { return }
        if holdings[place].trade?.stop == nil { holdings[place].trade?.stop = stop }
        if holdings[place].trade?.target == nil { holdings[place].trade?.target = target }
        // As long as it is being entered there is more to lose.
        guard let first = holdings[place].trade?.stop, holdings[place].trade?.left == 0 else {
            return
        }
        let risk = -holdings[place].position.unrealised(at: first, facts)
        holdings[place].trade?.risk = risk
    }

    /// Begins a new session: what it brought so far is another day's.
    mutating func beginDay() {
        account.dayProfit = .zero
        account.dayTrades = 0
    }

    /// Counts a trade that ended.
    mutating func countTrade() {
        account.trades += 1
        account.dayTrades += 1
    }
}

extension Money {
    /// The share of a part in a whole, rounded down.
    func share(_ part: Int64, of whole: Int64) -> Money {
        Money(nanos: nanos * Int128(part) / Int128(whole))
    }
}
