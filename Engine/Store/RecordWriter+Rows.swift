import Market
import Records

/// Rows of evaluations, and of what is given one by one.
extension RecordWriter {
    func write(
        _ evaluation: Evaluation, _ id: Int64, with row: Statement
    ) throws(StoreFault) {
        let rule = names.rule(evaluation)
        row.add(id)
        row.add(evaluation.number)
        row.add(evaluation.time.rawValue)
        row.add(evaluation.start.rawValue)
        row.add(evaluation.system)
        row.add(names.strategy(evaluation.system))
        row.add(evaluation.rule)
        row.add(rule?.name ?? "")
        row.add(evaluation.key)
        row.add(Self.word(evaluation.key, of: rule?.keys))
        row.add(evaluation.verdict.rawValue)
        row.add(evaluation.reason)
        row.add(Self.word(evaluation.reason, of: rule?.reasons))
        addRest(evaluation, rule, to: row)
        try write(row)
    }

    /// The last study of its kind: the key's columns stand in front.
    func writeStudy(_ evaluation: Evaluation, _ id: Int64) throws(StoreFault) {
        let (row, rule) = (study, names.rule(evaluation))
        row.add(id)
        row.add(evaluation.system)
        row.add(evaluation.rule)
        row.add(evaluation.key)
        row.add(evaluation.number)
        row.add(evaluation.time.rawValue)
        row.add(evaluation.start.rawValue)
        row.add(names.strategy(evaluation.system))
        row.add(rule?.name ?? "")
        row.add(Self.word(evaluation.key, of: rule?.keys))
        row.add(evaluation.verdict.rawValue)
        row.add(evaluation.reason)
        row.add(Self.word(evaluation.reason, of: rule?.reasons))
        addRest(evaluation, rule, to: row)
        try write(row)
    }

    private func addRest(_ evaluation: Evaluation, _ rule: RuleSchema?, to row: Statement) {
        row.add(evaluation.direction.rawValue)
        row.add(evaluation.period.rawValue)
        row.add(evaluation.mode.rawValue)
        row.add(evaluation.sideQuality.rawValue)
        row.add(evaluation.inferredShare)
        row.add(evaluation.late)
        row.add(evaluation.lost)
        row.add(evaluation.outOfRange)
        row.add(evaluation.feedGaps)
        row.add(evaluation.cause)
        PackedValues.bytes(evaluation.values).withUnsafeBytes { row.add($0) }
        names.json(evaluation.values, rule).withUnsafeBytes { row.add(text: $0) }
    }

    private static func word(_ place: some BinaryInteger, of words: [String]?) -> String {
        guard let words, Int(place) < words.count else { return "" }
        return words[Int(place)]
    }

    /// Writes a row that was given by itself; `false` when its instrument is unknown.
    func write(_ row: StoreRow) throws(StoreFault) -> Bool {
        switch row {
        case .setting(let row): try write(row)
        case .event(let row):
            if let instrument = row.instrument, id(instrument) == nil { return false }
            try write(row)
        case .digest(let row):
            if let instrument = row.instrument, id(instrument) == nil { return false }
            try write(row)
        case .order(let row): return try write(row)
        case .fill(let row): return try write(row)
        case .trade(let row): return try write(row)
        case .position(let row): return try write(row)
        }
        return true
    }

    /// An event of no instrument has 0 in its column.
    func write(_ given: EventRow) throws(StoreFault) {
        event.add(given.cause)
        event.add(given.kind)
        event.add(given.instrument.flatMap(id) ?? 0)
        event.add(given.subject)
        event.add(given.time.rawValue)
        event.add(given.detail)
        try write(event)
    }

    func write(_ given: SettingRow) throws(StoreFault) {
        setting.add(given.cause)
        setting.add(given.scope)
        setting.add(given.key)
        setting.add(given.time.rawValue)
        setting.add(given.value)
        setting.add(given.by)
        setting.add(given.isDefault)
        try write(setting)
    }

    func write(_ given: DigestRow) throws(StoreFault) {
        digest.add(given.instrument.flatMap(id) ?? 0)
        digest.add(given.stream)
        digest.add(given.cause)
        digest.add(given.digest)
        digest.add(given.time.rawValue)
        try write(digest)
    }

    private func write(_ given: OrderRow) throws(StoreFault) -> Bool {
        guard let id = id(given.instrument) else { return false }
        order.add(given.id)
        order.add(given.account)
        order.add(id)
        order.add(given.side.rawValue)
        order.add(given.kind)
        order.add(given.quantity.rawValue)
        order.add(given.filled.rawValue)
        order.add(given.limit?.rawValue)
        order.add(given.stop?.rawValue)
        order.add(given.state)
        order.add(given.reason)
        order.add(given.decision.map(Int64.init(bitPattern:)))
        order.add(given.created.rawValue)
        order.add(given.changed.rawValue)
        order.add(given.cause)
        try write(order)
        return true
    }

    private func write(_ given: FillRow) throws(StoreFault) -> Bool {
        guard let id = id(given.instrument) else { return false }
        fill.add(given.id)
        fill.add(given.order)
        fill.add(given.account)
        fill.add(id)
        fill.add(given.time.rawValue)
        fill.add(given.side.rawValue)
        fill.add(given.price.rawValue)
        fill.add(given.quantity.rawValue)
        fill.add(given.feeNanos)
        fill.add(given.cause)
        try write(fill)
        return true
    }

    private func write(_ given: TradeRow) throws(StoreFault) -> Bool {
        guard let id = id(given.instrument) else { return false }
        trade.add(given.account)
        trade.add(id)
        trade.add(given.number)
        trade.add(given.side.rawValue)
        trade.add(given.quantity.rawValue)
        trade.add(given.opened.rawValue)
        trade.add(given.closed.rawValue)
        trade.add(given.entry)
        trade.add(given.exit)
        trade.add(given.profitNanos)
        trade.add(given.feeNanos)
        trade.add(given.reason)
        trade.add(given.decision.map(Int64.init(bitPattern:)))
        trade.add(given.cause)
        try write(trade)
        return true
    }

    private func write(_ given: PositionRow) throws(StoreFault) -> Bool {
        guard let id = id(given.instrument) else { return false }
        position.add(given.account)
        position.add(id)
        position.add(given.time.rawValue)
        position.add(given.quantity.rawValue)
        position.add(given.entry)
        position.add(given.realizedNanos)
        position.add(given.cause)
        try write(position)
        return true
    }
}
