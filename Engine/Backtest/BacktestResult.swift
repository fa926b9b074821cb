public import Feed
public import Market
public import Records

/// A decision that could be traded.
public struct SignalLine: Hashable, Sendable {
    /// The instant of the decision.
    public var time: Nanoseconds
    /// What it is about.
    public var instrument: InstrumentID
    /// Whose it is.
    public var book: Book
    /// The rule's place, and its key.
    public var rule: UInt8
    /// What of several the rule was applied to.
    public var key: UInt16
    /// Which way.
    public var direction: Direction
    /// Its number among the instrument's evaluations.
    public var number: UInt64
}

/// An order as it ended, or stands at the end.
public struct OrderLine: Hashable, Sendable {
    /// What can be changed of what was asked.
    public struct Terms: Hashable, Sendable {
        /// How much, size units.
        public var quantity: Size
        /// The limit, where it has one.
        public var limit: Price?
        /// The stop, where it has one.
        public var stop: Price?

        init(_ terms: OrderTerms) {
            (quantity, limit, stop) = (terms.quantity, terms.limit, terms.stop)
        }
    }

    /// What was asked became something else.
    public struct Change: Hashable, Sendable {
        /// When.
        public var time: Nanoseconds
        /// What was asked from then on.
        public var terms: Terms
    }

    /// Its number, from 1, across the account.
    public var number: UInt64
    /// When it was taken.
    public var created: Nanoseconds
    /// What is bought or sold.
    public var instrument: InstrumentID
    /// Whose it is.
    public var book: Book
    /// What it is to its position.
    public var leg: OrderLeg
    /// Which way.
    public var side: OrderSide
    /// The number of the entry that it is a leg of; 0 for none.
    public var parent: UInt64
    /// What was asked at first.
    public var terms: Terms
    /// What was asked instead later on: replaced, or fitted to what its entry filled.
    public var changes: [Change] = []
    /// How much of it was filled, size units.
    public var filled: Size
    /// The mean price of its fills, in price units; `nil` without one.
    public var average: Double?
    /// Where it stands.
    public var state: OrderState
    /// Why it ended, where there is something to say.
    public var text: String

    init(_ order: Order) {
        number = order.number
        created = order.created
        instrument = order.instrument
        book = order.book
        leg = order.leg
        side = order.terms.side
        parent = order.parent
        terms = Terms(order.terms)
        filled = order.filled
        average = order.average
        state = order.state
        text = order.text
    }

    /// What is asked now.
    public var current: Terms { changes.last?.terms ?? terms }

    /// Takes over what became of it.
    mutating func take(_ record: OrderRecord) {
        var line = OrderLine(record.order)
        let asked = line.terms
        (line.terms, line.changes) = (terms, changes)
        if asked != current { line.changes.append(Change(time: record.time, terms: asked)) }
        self = line
    }
}

/// A position that the history's end left open, at the last price of its instrument.
public struct OpenPosition: Hashable, Sendable {
    /// What is held.
    public var position: Position
    /// The last price, price units; `nil` without one.
    public var last: Price?
    /// What it would bring at that price, before commissions.
    public var unrealised: Money
}

/// All that a backtest came to: a function of inputs, options and rules alone.
public struct BacktestResult: Sendable {
    /// The account before the first trade.
    public var start = Money.zero
    /// The account at the end: the start and what all fills brought and cost.
    public var balance = Money.zero
    /// Trades in the order in which they ended.
    public var trades: [DatedTrade] = []
    /// Decisions that could be traded, in order.
    public var signals: [SignalLine] = []
    /// Orders by number.
    public var orders: [OrderLine] = []
    /// Fills.
    public var fills = 0
    /// The account's sessions, as they began.
    public var sessions: [SessionDate] = []
    /// The first and the last time of the inputs; `nil` without a good one.
    public var period: (first: Nanoseconds, last: Nanoseconds)?
    /// What was taken and dropped of each instrument.
    public var counters: [CountersRecord] = []
    /// Strategies that can not run on the input, in words.
    public var blocked: [String] = []
    /// What was still open at the end: in no trade, and so in none of the figures.
    public var open: [OpenPosition] = []
    /// How often the auction playbook's market state came true; `nil` where it says none.
    public var accuracy: StateAccuracy?
    /// What each file gave.
    public var files: [SourceReport] = []

    /// Nothing traded.
    public init() {}

    /// What all trades come to.
    public var metrics: TradeMetrics {
        TradeMetrics(trades, start: start, sessions: sessions.count)
    }

    /// What the open positions would bring.
    public var unrealised: Money { open.reduce(.zero) { $0 + $1.unrealised } }

    /// The account at the end with what is open.
    public var worth: Money { balance + unrealised }

    /// The balance after each trade.
    public var equity: [EquityPoint] { EquityCurve.of(trades, start: start) }

    /// Inputs that were taken.
    public var accepted: Int64 { counters.reduce(0) { $0 + $1.accepted } }

    /// What the trades of each month of the data brought.
    public var months: [Money] {
        var keys: [Int32] = []
        var sums: [Money] = []
        for date in sessions where date.monthKey != keys.last {
            keys.append(date.monthKey)
            sums.append(.zero)
        }
        for one in trades where one.session < sessions.count {
            guard let place = keys.firstIndex(of: sessions[one.session].monthKey) else { continue }
            sums[place] += one.profit
        }
        return sums
    }

    /// Which targets were met.
    public var targets: [BacktestTarget] {
        BacktestTarget.all(metrics, months: months, accuracy: accuracy)
    }
}
