import Market
import Records

/// Keeps of the core's records what a backtest tells of.
struct BacktestRecorder {
    private(set) var trades: [DatedTrade] = []
    private(set) var signals: [SignalLine] = []
    private(set) var orders: [OrderLine] = []
    private(set) var fills = 0
    private(set) var sessions: [SessionDate] = []
    private(set) var blocked: [String] = []
    private let schemas: [StrategySchema]
    private let instruments: [Instrument]
    private var judges: [StateJudge]
    private let state: StateSchema?

    init(_ setup: BacktestSetup) {
        schemas = setup.schemas
        instruments = setup.instruments
        judges = Array(repeating: StateJudge(), count: setup.instruments.count)
        state = setup.schemas.lazy.compactMap { StateSchema($0) }.first
    }

    /// How often the market state came true; `nil` where no strategy says one.
    var accuracy: StateAccuracy? {
        guard state != nil else { return nil }
        return judges.reduce(into: StateAccuracy()) {
            $0.judged += $1.accuracy.judged
            $0.right += $1.accuracy.right
        }
    }

    /// The history begins: a session that the start lay in, before any input, is none of its.
    mutating func begin() { sessions.removeAll() }

    /// Takes a run of whole records.
    mutating func take(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            if slots[index].isTick {
                index += 1
                continue
            }
            let count = max(1, slots[index].slots)
            take(record: UnsafeBufferPointer(rebasing: slots[index..<index + count]))
            index += count
        }
    }

    private mutating func take(record: UnsafeBufferPointer<OutputSlot>) {
        switch record[0].kind {
        case .evaluation: take(evaluation: record)
        case .bar where state != nil: take(bar: BarRecord(record))
        case .trade: take(ClosedTradeRecord(record))
        case .order: take(OrderRecord(record))
        case .fill: fills += 1
        case .session: take(TradingSessionRecord(record))
        default: break
        }
    }

    private mutating func take(_ record: ClosedTradeRecord?) {
        guard let record else { return }
        trades.append(DatedTrade(record.trade, session: max(0, sessions.count - 1)))
    }

    private mutating func take(_ record: OrderRecord?) {
        guard let record, record.order.number > 0 else { return }
        // Numbers go up by one; an order comes again with every change of its state.
        if let place = place(of: record.order.number) {
            orders[place].take(record)
        } else {
            orders.append(OrderLine(record.order))
        }
    }

    private func place(of number: UInt64) -> Int? {
        guard let last = orders.last, number <= last.number else { return nil }
        var (low, high) = (0, orders.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if orders[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return orders[low].number == number ? low : nil
    }

    private mutating func take(_ record: TradingSessionRecord?) {
        guard let date = record?.session.date, date != sessions.last else { return }
        sessions.append(date)
    }

    private mutating func take(evaluation slots: UnsafeBufferPointer<OutputSlot>) {
        let head = slots[0]
        let system = UInt8(truncatingIfNeeded: head.a)
        let rule = UInt8(truncatingIfNeeded: head.a >> 8)
        switch Verdict(rawValue: head.flags) {
        case .study:
            guard let state, state.system == system, state.rule == rule else { return }
            judge(Evaluation(slots), state)
        case .approved:
            let direction = Direction(rawValue: UInt8(truncatingIfNeeded: head.a >> 24))
            signals.append(
                SignalLine(
                    time: Nanoseconds(head.c), instrument: head.instrument,
                    book: Book(rawValue: system), rule: rule,
                    key: UInt16(truncatingIfNeeded: head.d), direction: direction ?? .none,
                    number: UInt64(bitPattern: head.b)))
        case .blocked: note(blocked: Evaluation(slots))
        case .rejected, .alert, .event, nil: break
        }
    }

    private mutating func judge(_ evaluation: Evaluation, _ state: StateSchema) {
        let place = Int(evaluation.instrument.rawValue)
        let values = evaluation.values
        guard judges.indices.contains(place), state.places.allSatisfy({ $0 < values.count }),
            let close = values[state.close], let val = values[state.val],
            let vah = values[state.vah], let number = values[state.state],
            state.words.indices.contains(Int(number))
        else { return }
        judges[place].stood(
            state.words[Int(number)], at: evaluation.time, close: close, val: val, vah: vah)
    }

    private mutating func take(bar record: BarRecord) {
        let place = Int(record.instrument.rawValue)
        guard judges.indices.contains(place), record.bar.period == .minute1 else { return }
        let prices = instruments[place].prices
        judges[place].closed(
            record.bar.end, high: prices.real(record.bar.high), low: prices.real(record.bar.low),
            close: prices.real(record.bar.close))
    }

    private mutating func note(blocked evaluation: Evaluation) {
        let reasons = RuleSchema.input.reasons
        let reason = Int(evaluation.reason) < reasons.count ? reasons[Int(evaluation.reason)] : ""
        let name = schemas.first { $0.number == evaluation.system }?.name ?? "a strategy"
        let number = Int(evaluation.instrument.rawValue)
        let symbol = number < instruments.count ? instruments[number].symbol : ""
        blocked.append("\(name) can not run on \(symbol): \(reason)")
    }
}

/// Where a strategy says what state the market is in: the playbook's rule `market`.
private struct StateSchema {
    let system: UInt8
    let rule: UInt8
    let close: Int
    let val: Int
    let vah: Int
    let state: Int
    let words: [String]

    init?(_ schema: StrategySchema) {
        guard schema.name == "auction",
            let rule = schema.rules.firstIndex(where: { $0.name == "market" }),
            let close = schema.rules[rule].place(of: "close"),
            let val = schema.rules[rule].place(of: "val"),
            let vah = schema.rules[rule].place(of: "vah"),
            let state = schema.rules[rule].place(of: "state"),
            case .choice(let words) = schema.rules[rule].values[state].kind
        else { return nil }
        system = schema.number
        self.rule = UInt8(rule)
        self.close = close
        self.val = val
        self.vah = vah
        self.state = state
        self.words = words
    }

    var places: [Int] { [close, val, vah, state] }
}
