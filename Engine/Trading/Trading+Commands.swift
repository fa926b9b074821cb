public import Market
public import Records

/// What came of a command of trading.
public struct TradingAnswer: Hashable, Sendable {
    /// Done, or why not.
    public var outcome: CommandOutcome
    /// The order it made or changed; 0 for none.
    public var subject: UInt64
    /// In words: the limit and the value of a refusal.
    public var text: String

    init(_ outcome: CommandOutcome = .accepted, subject: UInt64 = 0, _ text: String = "") {
        self.outcome = outcome
        self.subject = subject
        self.text = text
    }
}

/// Commands of people and programs.
extension Trading {
    /// Takes a command of trading; `nil` for one that is none.
    ///
    /// - Parameter now: event time, or the second it lies in: what trading saw last may be newer.
    public mutating func perform(
        _ input: CommandInput, now: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) -> TradingAnswer? {
        let moment = Moment(time: newest(now, input.instrument), cause: cause)
        let answer: TradingAnswer
        switch input.command {
        case .submit(let terms): answer = submit(terms, input, moment, &out)
        case .cancel(let name): answer = cancel(name, moment, &out)
        case .replace(let name, let change): answer = replace(name, change, moment, &out)
        case .cancelAll: answer = cancelAll(input.instrument, moment, &out)
        case .flatten: answer = flatten(input.instrument, .flatten, moment, &out)
        case .startSession: answer = start(moment, &out)
        case .stopSession: answer = stop(moment, &out)
        case .cancelOf(let session): answer = cancel(of: session, moment, &out)
        default: return nil
        }
        wakePortfolios(moment, &out)
        settle()
        checkDay(moment, &out)
        return answer
    }

    /// How far time has come, for an instrument or for all.
    private func newest(_ now: Nanoseconds, _ instrument: InstrumentID) -> Nanoseconds {
        let place = Int(instrument.rawValue)
        if state.last.indices.contains(place) { return max(now, state.last[place].time) }
        return state.last.reduce(now) { max($0, $1.time) }
    }

    private mutating func submit(
        _ terms: OrderTerms, _ input: CommandInput, _ moment: Moment,
        _ out: inout OutputBuffer
    ) -> TradingAnswer {
        if let refusal = check(terms, input, moment) { return refusal }
        state.sent.removeAll { $0.rawValue <= input.time.rawValue - 1_000_000_000 }
        state.sent.append(input.time)
        var draft = Draft(
            id: input.id, instrument: input.instrument, book: .manual,
            leg: terms.bracket == nil ? .single : .entry, terms: terms, by: input.sender.name)
        draft.session = input.sender.session
        let other = terms.partner.flatMap { index(of: .id($0)) }
        if let other { draft.partner = state.live[other].order.number }
        let number = take(draft, moment, &out)
        // What the venue refused at once has neither legs nor a partner.
        guard let own = index(of: .number(number)), !state.live[own].order.state.isDone else {
            return TradingAnswer(subject: number)
        }
        if let bracket = terms.bracket { hold(bracket, of: number, draft, moment, &out) }
        if let other {
            state.live[other].order.partner = number
            report(other, moment, &out)
        }
        return TradingAnswer(subject: number)
    }

    private mutating func cancel(
        _ name: OrderName, _ moment: Moment, _ out: inout OutputBuffer
    ) -> TradingAnswer {
        guard let index = index(of: name) else { return unknown(name) }
        let number = state.live[index].order.number
        guard state.live[index].order.leg != .exit else {
            return TradingAnswer(
                .orderTerms, "order \(number) closes its position and is not taken back")
        }
        guard state.live[index].order.state != .cancelling else {
            return TradingAnswer(subject: number, "its cancel is on the way already")
        }
        cancel(index, "cancelled", moment, &out)
        return TradingAnswer(subject: number)
    }

    func unknown(_ name: OrderName) -> TradingAnswer {
        let what =
            switch name {
            case .number(let number): "\(number)"
            case .id(let id): "of the id \(id)"
            }
        guard let ended = state.ended.find(name) else {
            return TradingAnswer(.unknownOrder, "there is no order \(what)")
        }
        return TradingAnswer(.orderDone, "order \(ended.number) is \(ended.state.name)")
    }

    private mutating func replace(
        _ name: OrderName, _ change: OrderChange, _ moment: Moment, _ out: inout OutputBuffer
    ) -> TradingAnswer {
        guard let index = index(of: name) else { return unknown(name) }
        let order = state.live[index].order
        if let refusal = check(change, of: state.live[index]) { return refusal }
        let latency = state.settings.paper.latency
        if order.state == .held || latency == .zero && state.settings.paper.temper != .silent {
            apply(change, index, moment, &out)
        } else {
            state.live[index].change = LiveOrder.PendingChange(
                change: change, arrives: moment.time + latency)
        }
        return TradingAnswer(subject: order.number)
    }

    private mutating func cancelAll(
        _ instrument: InstrumentID, _ moment: Moment, _ out: inout OutputBuffer
    ) -> TradingAnswer {
        var count = 0
        for index in state.live.indices
        where instrument == .all || state.live[index].order.instrument == instrument {
            // What is being left is left all the same.
            guard !state.live[index].order.state.isDone, state.live[index].order.leg != .exit
            else { continue }
            cancel(index, "cancelled with all", moment, &out)
            count += 1
        }
        return TradingAnswer(.accepted, "\(count) orders cancelled")
    }

    private mutating func cancel(
        of session: UInt64, _ moment: Moment, _ out: inout OutputBuffer
    ) -> TradingAnswer {
        var count = 0
        for index in state.live.indices where state.live[index].order.session == session {
            let leg = state.live[index].order.leg
            // What protects a position stays.
            guard leg == .single || leg == .entry, !state.live[index].order.state.isDone else {
                continue
            }
            cancel(index, "its session ended", moment, &out)
            count += 1
        }
        return TradingAnswer(.accepted, "\(count) orders cancelled")
    }

    /// Takes back every order and closes every position at the market.
    mutating func flatten(
        _ instrument: InstrumentID, _ reason: ExitReason, _ moment: Moment,
        _ out: inout OutputBuffer
    ) -> TradingAnswer {
        for index in state.live.indices
        where (instrument == .all || state.live[index].order.instrument == instrument)
            && state.live[index].order.leg != .exit
        {
            cancel(index, "flattened", moment, &out)
        }
        var count = 0
        for place in state.ledger.holdings.indices {
            let position = state.ledger.holdings[place].position
            guard !position.isFlat, instrument == .all || position.instrument == instrument
            else { continue }
            leave(position, reason, moment, &out)
            count += 1
        }
        return TradingAnswer(.accepted, "\(count) positions to close")
    }

    /// Closes a position at the market, once.
    mutating func leave(
        _ position: Position, _ reason: ExitReason, isAtVenue: Bool = false, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
        guard exit(of: position) == nil, !position.isFlat,
            let id = CommandID("exit-\(state.lastOrder + 1)")
        else { return }
        var draft = Draft(
            id: id, instrument: position.instrument, book: position.book, leg: .exit,
            terms: OrderTerms(
                side: position.quantity > 0 ? .sell : .buy, type: .market,
                quantity: Size(abs(position.quantity)), force: .untilCancelled),
            by: "engine")
        draft.reason = reason
        draft.decision = position.decision
        draft.isAtVenue = isAtVenue
        _ = take(draft, moment, &out)
    }

    /// The order that closes a position at the market.
    func exit(of position: Position) -> Int? {
        state.live.firstIndex {
            $0.order.leg == .exit && !$0.order.state.isDone
                && $0.isOf(position.instrument, position.book)
        }
    }
}
