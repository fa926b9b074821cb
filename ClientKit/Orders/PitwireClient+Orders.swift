import Market
public import Records
public import Wire

/// Orders: bought, sold, changed and taken back. Roles `trade` and `admin` may.
///
/// Each call waits until the engine has the command on its disk; its answer says whether the order
/// was taken: `outcome` is why not, `subject` the number the engine gave it. What becomes of the
/// order is told by `orders()` and `fills()`.
///
///     let id = CommandID.unique()
///     let answer = try await client.buy(10, of: "SPY", limit: "580.25", id: id)
///     if answer.isAccepted { print("order \(answer.subject)") }
///
/// The id is the order's name for good: the same call with the same id never makes a second order,
/// on this connection, the next one, or after a crash of either side. It gives the first answer
/// again.
extension PitwireClient {
    /// Buys: at the market, or as `limit` and `stop` say.
    ///
    /// - Parameters:
    ///   - quantity: contracts, shares or coins, above 0.
    ///   - limit: the highest price; `nil` for any.
    ///   - stop: the order waits until the instrument trades there or above; `nil` for at once.
    ///   - force: how long it stands.
    ///   - partner: an order that goes when this one is filled, and the other way round.
    ///   - id: the order's name; keep it to be able to ask again.
    /// - Throws: `refused` with `badParameter` for an amount that is no number, not above 0 or has
    ///   more decimals than the instrument, with the limit and the value; else as `command`.
    @discardableResult
    public func buy(
        _ quantity: Exact, of symbol: String, limit: Exact? = nil, stop: Exact? = nil,
        force: TimeInForce = .day, partner: CommandID? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await submit(
            .buy, quantity, of: symbol, limit: limit, stop: stop, force: force, partner: partner,
            id: id)
    }

    /// Sells, be it what is held or short: at the market, or as `limit` and `stop` say.
    ///
    /// - Parameters:
    ///   - limit: the lowest price; `nil` for any.
    ///   - stop: the order waits until the instrument trades there or below; `nil` for at once.
    @discardableResult
    public func sell(
        _ quantity: Exact, of symbol: String, limit: Exact? = nil, stop: Exact? = nil,
        force: TimeInForce = .day, partner: CommandID? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await submit(
            .sell, quantity, of: symbol, limit: limit, stop: stop, force: force, partner: partner,
            id: id)
    }

    /// An entry with a stop and a target that begin to work once it is filled; the fill of one
    /// cancels the other.
    ///
    ///     try await client.bracket(.buy, 10, of: "SPY", stop: 578, target: 584)
    ///
    /// - Parameters:
    ///   - limit: the worst price of the entry; `nil` for any.
    ///   - entryStop: the entry waits until the instrument trades there; `nil` for at once.
    ///   - stop: where the loss ends.
    ///   - target: where the profit is taken.
    @discardableResult
    public func bracket(
        _ side: OrderSide, _ quantity: Exact, of symbol: String, limit: Exact? = nil,
        entryStop: Exact? = nil, stop: Exact, target: Exact, force: TimeInForce = .day,
        id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await submit(
            side, quantity, of: symbol, limit: limit, stop: entryStop, force: force,
            bracket: (stop, target), id: id)
    }

    /// Sends an order whose terms are in the instrument's own units.
    @discardableResult
    public func submit(
        _ terms: OrderTerms, of symbol: String, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        let what = "\(terms.side.name) \(symbol)"
        try needTrading(what)
        guard terms.quantity.rawValue > 0 else {
            throw ClientError(
                .refused, what: what, place: configuration.address,
                detail: "the quantity is above 0 size units, got \(terms.quantity.rawValue)",
                wireCode: .badParameter)
        }
        return try await command(.submit(terms), of: symbol, id: id)
    }

    /// Takes an order back: the whole bracket with its entry.
    ///
    ///     try await client.cancel(.id(id))
    @discardableResult
    public func cancel(
        _ order: OrderName, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try needTrading("cancel")
        return try await command(.cancel(order), id: id)
    }

    /// Changes what is open of an order; what is `nil` stays.
    ///
    /// - Parameters:
    ///   - symbol: the order's instrument.
    ///   - quantity: the whole of it, what is filled included.
    @discardableResult
    public func replace(
        _ order: OrderName, of symbol: String, quantity: Exact? = nil, limit: Exact? = nil,
        stop: Exact? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        let change = try await change(of: symbol, quantity: quantity, limit: limit, stop: stop)
        return try await command(.replace(order, change), of: symbol, id: id)
    }

    /// Takes back every open order.
    ///
    /// - Parameter symbol: the instrument; `nil` for all.
    @discardableResult
    public func cancelAll(
        _ symbol: String? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try needTrading("cancel all")
        return try await command(.cancelAll, of: symbol, id: id)
    }

    /// Takes back every open order and closes every position at the market.
    ///
    /// - Parameter symbol: the instrument; `nil` for all.
    @discardableResult
    public func flatten(
        _ symbol: String? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try needTrading("flatten")
        return try await command(.flatten, of: symbol, id: id)
    }

    /// Begins to trade: strategies and orders by hand.
    @discardableResult
    public func startSession(id: CommandID = .unique()) async throws(ClientError) -> CommandAnswer {
        try needTrading("session start")
        return try await command(.startSession, id: id)
    }

    /// Flattens, then trades no more.
    @discardableResult
    public func stopSession(id: CommandID = .unique()) async throws(ClientError) -> CommandAnswer {
        try needTrading("session stop")
        return try await command(.stopSession, id: id)
    }
}

/// Amounts as they are written, in an instrument's own units.
extension PitwireClient {
    /// The terms of an order; without a limit and a stop it is a market order.
    ///
    /// - Throws: `refused` with `badParameter` for amounts that are none, `unknownSymbol`.
    public func terms(
        _ side: OrderSide, _ quantity: Exact, of symbol: String, limit: Exact? = nil,
        stop: Exact? = nil, force: TimeInForce = .day, partner: CommandID? = nil,
        bracket: (stop: Exact, target: Exact)? = nil
    ) async throws(ClientError) -> OrderTerms {
        let what = "\(side.name) \(symbol)"
        try needTrading(what)
        let use = use(what, try await instrument(symbol).instrument)
        let type: OrderType =
            switch (limit, stop) {
            case (nil, nil): .market
            case (_, nil): .limit
            case (nil, _): .stop
            default: .stopLimit
            }
        var terms = OrderTerms(side: side, type: type, quantity: try use.size(of: quantity))
        terms.limit = try use.price(limit, "limit")
        terms.stop = try use.price(stop, bracket == nil ? "stop" : "entry's stop")
        if let bracket {
            terms.bracket = Bracket(
                stop: try use.price(of: bracket.stop, "stop"),
                target: try use.price(of: bracket.target, "target"))
        }
        terms.force = force
        terms.partner = partner
        return terms
    }

    /// A change of an order; what is `nil` stays.
    ///
    /// - Throws: `refused` with `badParameter` for amounts that are none, `unknownSymbol`.
    public func change(
        of symbol: String, quantity: Exact? = nil, limit: Exact? = nil, stop: Exact? = nil
    ) async throws(ClientError) -> OrderChange {
        let what = "replace \(symbol)"
        try needTrading(what)
        let use = use(what, try await instrument(symbol).instrument)
        var change = OrderChange()
        change.quantity = try use.size(quantity)
        change.limit = try use.price(limit, "limit")
        change.stop = try use.price(stop, "stop")
        return change
    }

    private func submit(
        _ side: OrderSide, _ quantity: Exact, of symbol: String, limit: Exact?, stop: Exact?,
        force: TimeInForce, partner: CommandID? = nil,
        bracket: (stop: Exact, target: Exact)? = nil, id: CommandID
    ) async throws(ClientError) -> CommandAnswer {
        let terms = try await terms(
            side, quantity, of: symbol, limit: limit, stop: stop, force: force, partner: partner,
            bracket: bracket)
        return try await command(.submit(terms), of: symbol, id: id)
    }

    private func use(_ what: String, _ facts: Instrument) -> InstrumentUse {
        InstrumentUse(what: what, place: configuration.address, facts: facts)
    }

    /// Throws when the engine that is connected knows no orders.
    func needTrading(_ what: String) throws(ClientError) {
        guard let welcome, !welcome.features.contains(.trading) else { return }
        throw ClientError(
            .refused, what: what, place: configuration.address,
            detail: "\(welcome.engineName) \(welcome.engineVersion) knows no orders",
            wireCode: .unsupported)
    }
}

/// Amounts in an instrument's units.
private struct InstrumentUse {
    var what: String
    var place: String
    var facts: Instrument

    func size(of amount: Exact) throws(ClientError) -> Size {
        let use = AmountUse(
            name: "quantity", decimals: Int(facts.sizes.decimals), what: what, place: place)
        return Size(try use.units(amount))
    }

    func price(of amount: Exact, _ name: String) throws(ClientError) -> Price {
        let use = AmountUse(
            name: "\(name) price", decimals: Int(facts.prices.decimals), what: what, place: place)
        return Price(try use.units(amount))
    }

    func size(_ amount: Exact?) throws(ClientError) -> Size? {
        guard let amount else { return nil }
        return try size(of: amount)
    }

    func price(_ amount: Exact?, _ name: String) throws(ClientError) -> Price? {
        guard let amount else { return nil }
        return try price(of: amount, name)
    }
}
