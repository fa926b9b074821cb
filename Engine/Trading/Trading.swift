public import Market
public import Records

/// Orders, positions, money and the trading session of one account: a part of the core, a function
/// of its inputs.
///
/// The paper venue is inside: orders are filled by the same ticks that everything else sees. There
/// is no broker here.
public struct Trading: Sendable {
    /// Ids of ended orders that are remembered.
    public static let rememberedLimit = 65_536

    let instruments: [TradedInstrument]
    let schedule: SessionSchedule
    /// What the configuration says, whatever settings change.
    let configured: TradingSettings
    var state: State
    /// For each instrument the prices strictly between which a trade concerns no order.
    var bands: [TradingBand]
    /// Whether each instrument is halted, by itself or with all.
    var halted: [Bool]
    /// No session of the account begins before; a lookup is dear.
    var nextLook = Nanoseconds(Int64.min)
    /// What is to be halted because of the last call; whoever made it takes it.
    var wish: HaltWish?

    /// Everything that moves.
    struct State: Hashable, Sendable, Codable {
        var settings: TradingSettings
        var ledger: Ledger
        var session = TradingSession()
        /// Orders that are not done, by number.
        var live: [LiveOrder] = []
        var ended = EndedOrders()
        var lastOrder: UInt64 = 0
        var lastFill: UInt64 = 0
        /// The last price of each instrument, and its time.
        var last: [LastTrade]
        /// Times of the last orders by hand, as many as may come within a second.
        var sent: [Nanoseconds] = []
        /// The positions that strategies build in parts.
        var portfolios: [Portfolio] = []
        /// Only this one is traded; `nil` for all.
        var only: InstrumentID?
    }

    /// An account that never traded.
    ///
    /// - Parameter instruments: by number.
    public init(
        instruments: [TradedInstrument], settings: TradingSettings = TradingSettings(),
        schedule: SessionSchedule = SessionSchedule()
    ) {
        self.instruments = instruments
        self.schedule = schedule
        configured = settings
        var session = TradingSession()
        session.limits = settings.limits
        state = State(
            settings: settings, ledger: Ledger(start: settings.balance), session: session,
            last: Array(repeating: LastTrade(), count: instruments.count))
        bands = Array(repeating: .quiet, count: instruments.count)
        halted = Array(repeating: false, count: instruments.count)
    }

    // MARK: What stands

    /// The account's money.
    public var account: Account { state.ledger.account }

    /// The trading session.
    public var session: TradingSession { state.session }

    /// Positions that are open.
    public var positions: [Position] {
        state.ledger.holdings.map(\.position).filter { !$0.isFlat }
    }

    /// Orders that are not done, by number.
    public var orders: [Order] { state.live.map(\.order) }

    /// What the open positions would bring at the last prices, before commissions.
    public var unrealised: Money {
        state.ledger.holdings.reduce(.zero) { sum, holding in
            let place = Int(holding.position.instrument.rawValue)
            guard let price = state.last[place].price.orNil else { return sum }
            return sum + holding.position.unrealised(at: price, instruments[place].facts)
        }
    }

    /// The prices strictly between which a trade of an instrument concerns no order.
    public func band(of instrument: InstrumentID) -> TradingBand {
        bands[Int(instrument.rawValue)]
    }

    /// What is to be halted because of the last call; asked once.
    public mutating func takeWish() -> HaltWish? {
        defer { wish = nil }
        return wish
    }
}

/// The last trade of an instrument, as far as trading saw it.
struct LastTrade: Hashable, Sendable, Codable {
    var price = Price.none
    var time = Nanoseconds.zero
    var quote: Quote?
    /// It was the close of a provider's bar.
    var isOfBars = false
}

/// Prices strictly between which a trade concerns no order.
public struct TradingBand: Hashable, Sendable {
    /// The highest price below that does.
    public var below: Price
    /// The lowest price above that does.
    public var above: Price

    /// Every trade concerns one.
    public static let none = TradingBand(below: Price(.max), above: Price(.min))
    /// No trade concerns one.
    public static let quiet = TradingBand(below: Price(.min), above: Price(.max))

    mutating func include(below price: Price) { below = max(below, price) }
    mutating func include(above price: Price) { above = min(above, price) }
}

/// Trading is to be halted: for a limit of the day.
public struct HaltWish: Hashable, Sendable {
    /// `profit_target` or `loss_limit`.
    public var reason: String
}

/// Ids of orders that ended, the last so many.
struct EndedOrders: Hashable, Sendable, Codable {
    private(set) var list: [Ended] = []

    struct Ended: Hashable, Sendable, Codable {
        var number: UInt64
        var id: CommandID
        var state: OrderState
    }

    mutating func add(_ order: Order) {
        list.append(Ended(number: order.number, id: order.id, state: order.state))
        if list.count >= 2 * Trading.rememberedLimit {
            list.removeFirst(list.count - Trading.rememberedLimit)
        }
    }

    func find(_ name: OrderName) -> Ended? {
        list.last {
            switch name {
            case .number(let number): $0.number == number
            case .id(let id): $0.id == id
            }
        }
    }
}

extension Price {
    /// Itself, `nil` where it stands for no price.
    var orNil: Price? { exists ? self : nil }
}
