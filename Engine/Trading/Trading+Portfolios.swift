import Market
import Records
import Strategy

/// Positions that strategies build in parts, and the venue they are held at.
extension Trading {
    /// A closed minute of such a strategy.
    mutating func pass(
        _ intent: TradeIntent, _ minute: PortfolioMinute, _ book: Book,
        _ instrument: InstrumentID, _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let index = portfolio(of: instrument, book, intent.rule, minute)
        state.portfolios[index].minute = minute
        state.portfolios[index].decision = intent.decision
        pass(index, .minute, moment, &out)
    }

    private mutating func portfolio(
        of instrument: InstrumentID, _ book: Book, _ rule: UInt8, _ minute: PortfolioMinute
    ) -> Int {
        if let index = portfolio(of: instrument, book) { return index }
        state.portfolios.append(
            Portfolio(instrument: instrument, book: book, rule: rule, minute: minute))
        return state.portfolios.count - 1
    }

    private func portfolio(of instrument: InstrumentID, _ book: Book) -> Int? {
        state.portfolios.firstIndex { $0.instrument == instrument && $0.book == book }
    }

    /// Passes of those whose orders something happened to.
    mutating func wakePortfolios(_ moment: Moment, _ out: inout OutputBuffer) {
        for index in state.portfolios.indices {
            guard let news = state.portfolios[index].news else { continue }
            pass(index, news, moment, &out)
        }
    }

    /// A beat of the clock: orders without an end are asked about.
    mutating func beatPortfolios(_ moment: Moment, _ out: inout OutputBuffer) {
        for index in state.portfolios.indices where isAsking(index) {
            let view = view(of: index, .order, moment)
            for order in state.portfolios[index].beat(view) {
                perform(order, index, view, moment, &out)
            }
        }
    }

    /// A portfolio waits for an answer, or for the venue to be well again.
    private func isAsking(_ index: Int) -> Bool {
        if state.portfolios[index].isAsking { return true }
        let instrument = state.portfolios[index].instrument
        let book = state.portfolios[index].book
        return state.live.indices.contains { state.live[$0].isOf(instrument, book) }
    }

    private mutating func pass(
        _ index: Int, _ occasion: Portfolio.Occasion, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        state.portfolios[index].news = nil
        let view = view(of: index, occasion, moment)
        for order in state.portfolios[index].step(view) {
            perform(order, index, view, moment, &out)
        }
    }

    /// What the venue says.
    private func view(
        of index: Int, _ occasion: Portfolio.Occasion, _ moment: Moment
    ) -> PortfolioView {
        let portfolio = state.portfolios[index]
        let traded = instruments[Int(portfolio.instrument.rawValue)]
        let last = state.last[Int(portfolio.instrument.rawValue)]
        let isNewer = last.price.exists && last.time > portfolio.minute.time
        let price = isNewer ? last.price : portfolio.minute.close
        let position = max(0, state.ledger.quantity(of: portfolio.instrument, portfolio.book))
        func worth(_ size: Int64) -> Double {
            traded.facts.worth(product: Int128(price.rawValue) * Int128(size)).real
        }
        var view = PortfolioView(
            time: moment.time, occasion: occasion, price: price, position: position,
            step: traded.step, value: worth(position), quote: max(0, freeMoney.real),
            stepValue: max(worth(traded.step), .leastNormalMagnitude))
        view.orders = state.live.compactMap { live in
            let order = live.order
            guard order.instrument == portfolio.instrument, order.book == portfolio.book,
                !order.state.isDone
            else { return nil }
            return PortfolioView.OpenOrder(
                number: order.number, isBuy: order.terms.side == .buy,
                filled: order.filled.rawValue, created: order.created)
        }
        view.entryEnd = portfolio.entry?.order.flatMap { end(of: $0) }
        view.isAnswering = state.settings.paper.temper != .silent
        return view
    }

    /// How an order ended; `nil` for one that has not, or is not known.
    private func end(of id: CommandID) -> OrderState? {
        if let index = index(of: .id(id)) {
            let found = state.live[index].order.state
            return found.isDone ? found : nil
        }
        return state.ended.find(.id(id))?.state
    }

    /// Money that is not in positions; nothing is lent, short positions hold as much as they are
    /// worth.
    private var freeMoney: Money {
        state.ledger.holdings.reduce(state.ledger.account.balance) { sum, holding in
            let facts = instruments[Int(holding.position.instrument.rawValue)].facts
            return sum - facts.worth(product: abs(holding.position.cost))
        }
    }

    private mutating func perform(
        _ order: Portfolio.Order, _ index: Int, _ view: PortfolioView, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        switch order {
        case .buy(let size, let signal): send(.buy, size, signal, index, moment, &out)
        case .sell(let size, let signal): send(.sell, size, signal, index, moment, &out)
        case .cancel(let number):
            guard let place = self.index(of: .number(number)) else { return }
            cancel(place, "the strategy takes it back", moment, &out)
        case .say(let note): say(note, index, view, moment, &out)
        }
    }

    /// Sends an order whose id says what it is for, so that it is never there twice.
    private mutating func send(
        _ side: OrderSide, _ size: Int64, _ signal: Nanoseconds, _ index: Int,
        _ moment: Moment, _ out: inout OutputBuffer
    ) {
        let portfolio = state.portfolios[index]
        let traded = instruments[Int(portfolio.instrument.rawValue)]
        let most = state.settings.orders.size.multipliedOrMax(traded.unit)
        let isBuy = side == .buy
        var draft = Draft(
            id: freeID(of: portfolio, side, signal), instrument: portfolio.instrument,
            book: portfolio.book, leg: isBuy ? .entry : .exit,
            terms: OrderTerms(
                side: side, type: .market, quantity: Size(min(size, most)),
                force: .untilCancelled),
            by: "strategy \(portfolio.book.rawValue)")
        draft.reason = .signal
        draft.plan = EntryNotes(
            decision: (isBuy ? portfolio.entry?.decision : portfolio.exit?.decision) ?? 0,
            rule: portfolio.rule, key: 0, regime: 255, stop: nil, target: nil, reward: 0)
        if isBuy { state.portfolios[index].entry?.order = draft.id }
        if let text = refusal(draft) {
            if isBuy { state.portfolios[index].entry = nil }
            return refuse(draft, text, moment, &out)
        }
        let number = take(draft, moment, &out)
        guard state.last[Int(portfolio.instrument.rawValue)].isOfBars,
            let place = fillable(number)
        else { return }
        let price = slipped(
            portfolio.minute.close, isBuy, state.settings.paper.slippage,
            Int(portfolio.instrument.rawValue))
        fill(place, draft.terms.quantity, price, moment, &out)
    }

    /// Why an order of a portfolio is not sent. What closes is always sent.
    private func refusal(_ draft: Draft) -> String? {
        guard draft.leg == .entry else { return nil }
        if let text = sessionRefusal(draft.instrument) { return text }
        return checkSize(draft.terms.quantity, draft.instrument)?.text
    }

    /// The id of the next attempt: strategy's prefix and instrument, the signal's second, side, and
    /// the first number that no order has.
    private func freeID(
        of portfolio: Portfolio, _ side: OrderSide, _ signal: Nanoseconds
    ) -> CommandID {
        let second = signal.rawValue / 1_000_000_000
        let start = "cv\(portfolio.instrument.rawValue)-\(second)-\(side == .buy ? "b" : "s")"
        var attempt = 1
        while let id = CommandID("\(start)\(attempt)") {
            if index(of: .id(id)) == nil, state.ended.find(.id(id)) == nil { return id }
            attempt += 1
        }
        return Self.noID
    }
}

/// What the venue tells its portfolios.
extension Trading {
    /// Something happened to an order.
    mutating func noteNews(of order: Order) {
        guard let index = portfolio(of: order.instrument, order.book) else { return }
        let isFill = order.state == .filled || state.portfolios[index].news == .fill
        state.portfolios[index].news = isFill ? .fill : .order
    }

    /// A part of an order was filled.
    mutating func noteFill(_ fill: Fill, _ moment: Moment) {
        guard let index = portfolio(of: fill.instrument, fill.book) else { return }
        state.portfolios[index].news = .fill
        state.portfolios[index].history.add(
            PastTrade(
                number: fill.number, time: moment.time, side: fill.side,
                size: fill.size.rawValue, price: fill.price))
    }

    /// A position of a book goes on when its session ends.
    func outlivesSession(_ instrument: InstrumentID, _ book: Book) -> Bool {
        if portfolio(of: instrument, book) != nil { return true }
        guard let index = state.ledger.index(of: instrument, book) else { return false }
        return state.ledger.holdings[index].trade?.notes?.endsWithSession == false
    }

    /// Writes what a portfolio stands at.
    private func say(
        _ note: PortfolioNote, _ index: Int, _ view: PortfolioView, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        let portfolio = state.portfolios[index]
        let facts = instruments[Int(portfolio.instrument.rawValue)].facts
        let past = portfolio.history.position(lot: view.step)
        func real(_ price: Double) -> Double { price / facts.prices.unitsPerOne }
        func real(_ size: Int64) -> Double { facts.sizes.real(Size(size)) }
        func instant(_ time: Nanoseconds) -> Double { Double(time.rawValue / 1_000_000) }
        var numbers: UInt64 = 0
        withUnsafeMutablePointer(to: &numbers) { numbers in
            withUnsafeMutablePointer(to: &out) { buffer in
                var writer = EvaluationWriter(
                    buffer: buffer, numbers: numbers, instrument: portfolio.instrument,
                    system: portfolio.book.rawValue, cause: moment.cause)
                writer.isAbout(moment.time)
                writer.write(rule: Int(portfolio.rule), .study, reason: Int(note.rawValue)) {
                    $0.add(Int((portfolio.told ?? portfolio.state(view)).rawValue))
                    $0.add(real(view.position))
                    $0.add(real(past.balance))
                    $0.add(past.average.map { real($0) })
                    $0.add(real(Double(view.price.rawValue)))
                    $0.add(view.value)
                    $0.add(view.quote)
                    $0.add(view.share)
                    $0.add(view.orders.count)
                    $0.add(portfolio.entry.map { instant($0.time) })
                    $0.add(portfolio.entry.map { real(Double($0.price.rawValue)) })
                    $0.add(portfolio.entry.map { real($0.target) })
                    $0.add(portfolio.exit.map { instant($0.due) })
                    $0.add(portfolio.minute.divergences)
                    $0.add(portfolio.rules.leastDivergences)
                    $0.add(portfolio.risk.errors)
                    $0.add(portfolio.rules.maxErrors)
                }
            }
        }
    }
}
