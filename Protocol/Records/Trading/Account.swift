public import Market

/// The money of an account. What its open positions would bring is not in it: that follows from
/// the positions and the last prices.
public struct Account: Hashable, Sendable, Codable {
    /// What it began with.
    public var start = Money.zero
    /// What closing brought since then, before commissions.
    public var realised = Money.zero
    /// Commissions since then.
    public var commission = Money.zero
    /// What closing brought in this session, commissions taken off.
    public var dayProfit = Money.zero
    /// Trades that ended in this session.
    public var dayTrades: UInt64 = 0
    /// Trades that ended since the start.
    public var trades: UInt64 = 0
    /// Reports of orders and fills so far: the number of the last.
    public var reports: UInt64 = 0

    /// An account with its first money.
    public init(start: Money = .zero) { self.start = start }

    /// What it holds with nothing open.
    public var balance: Money { start + realised - commission }
}

/// The account changed: two slots, about all instruments.
///
/// Words: a trades of the session, b trades, c reports, d and e start (low, high word). The second
/// slot: realised, commission, profit of the session (low and high word each), two zeros.
public struct AccountRecord: Hashable, Sendable, Codable {
    /// Event time.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The account as it stands.
    public var account: Account

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, account: Account) {
        self.time = time
        self.cause = cause
        self.account = account
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let start = WideWords(account.start.nanos)
        buffer.append(
            OutputSlot(
                kind: .account, slots: 2, instrument: .all, time: time, cause: cause,
                a: Int64(bitPattern: account.dayTrades), b: Int64(bitPattern: account.trades),
                c: Int64(bitPattern: account.reports), d: start.low, e: start.high))
        let realised = WideWords(account.realised.nanos)
        let commission = WideWords(account.commission.nanos)
        let day = WideWords(account.dayProfit.nanos)
        buffer.append(
            OutputSlot(
                words: realised.low, realised.high, commission.low, commission.high, day.low,
                day.high, 0, 0))
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 2, slots[0].kind == .account else { return nil }
        let (first, second) = (slots[0], slots[1])
        var account = Account(
            start: Money(nanos: WideWords(low: first.d, high: first.e).value))
        account.dayTrades = UInt64(bitPattern: first.a)
        account.trades = UInt64(bitPattern: first.b)
        account.reports = UInt64(bitPattern: first.c)
        account.realised = Money(
            nanos: WideWords(low: second.word(0), high: second.word(1)).value)
        account.commission = Money(
            nanos: WideWords(low: second.word(2), high: second.word(3)).value)
        account.dayProfit = Money(
            nanos: WideWords(low: second.word(4), high: second.word(5)).value)
        self.init(time: first.time, cause: first.cause, account: account)
    }
}
