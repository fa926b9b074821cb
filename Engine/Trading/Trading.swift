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
    /// Room for the next bands.
    var fresh: [TradingBand]
    /// Some band became another since this was last set to `false`.
    public var bandsChanged = false
    /// From when on the venue learns something it does not know yet.
    var nextNews = Nanoseconds(.max)
    /// What the last call wants; whoever made it takes it.
    var wishes = TradingWishes()

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
        /// What halts all instruments.
        var halt: SessionHalt?
        /// The account's money, with what was open, where the day's bounds count from: at the
        /// day's begin, or when somebody went on after one was reached.
        var mark: Money
        /// Until when no other day begins.
        var dayEnd = Nanoseconds(.min)
        /// The last trade of each instrument, as far as trading had to see it.
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
            mark: settings.balance, last: Array(repeating: LastTrade(), count: instruments.count))
        bands = Array(repeating: .quiet, count: instruments.count)
        fresh = bands
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

    /// What the open positions would bring at the last prices that trading saw, before commissions.
    public var unrealised: Money {
        var sum = Money.zero
        for index in state.ledger.holdings.indices
        where !state.ledger.holdings[index].position.isFlat {
            let place = Int(state.ledger.holdings[index].position.instrument.rawValue)
            guard let price = state.last[place].price.orNil else { continue }
            sum += state.ledger.holdings[index].position.unrealised(
                at: price, instruments[place].facts)
        }
        return sum
    }

    /// The prices strictly between which a trade of an instrument concerns no order.
    public func band(of instrument: InstrumentID) -> TradingBand {
        bands[Int(instrument.rawValue)]
    }

    /// What the desk is to do because of the last call; asked once.
    public mutating func takeWishes() -> TradingWishes {
        defer { wishes = TradingWishes() }
        return wishes
    }
}

/// The last trade of an instrument, as far as trading saw it.
struct LastTrade: Hashable, Sendable, Codable {
    var price = Price.none
    /// When it was.
    var time = Nanoseconds.zero
    var quote: Quote?
    /// It was the close of a provider's bar.
    var isOfBars = false
}

/// What the desk is to do because of what happened in trading.
public struct TradingWishes: Hashable, Sendable {
    /// A limit of the day was reached, `profit_target` or `loss_limit`: all is to be halted.
    public var limit: String?
    /// A new day began: halts for a limit of the day end.
    public var endsLimits = false
}

/// What halts the session once it is started.
struct SessionHalt: Hashable, Sendable, Codable {
    var reason: String
    /// A limit of the day is among it.
    var needsForce: Bool
}

extension Price {
    /// Itself, `nil` where it stands for no price.
    var orNil: Price? { exists ? self : nil }
}
