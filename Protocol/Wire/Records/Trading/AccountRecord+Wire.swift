public import Bytes
import Market
public import Records

/// The account changed.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | cause | varint | |
/// | time | 8 | ns: of the change |
/// | start, realised, commission, day's profit | wides | nano-dollars |
/// | day's trades, trades, reports | varints | counts; reports is the number of the last |
extension AccountRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .account }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(varint: cause)
        writer.append(time.rawValue)
        writer.append(money: account.start)
        writer.append(money: account.realised)
        writer.append(money: account.commission)
        writer.append(money: account.dayProfit)
        writer.append(varint: account.dayTrades)
        writer.append(varint: account.trades)
        writer.append(varint: account.reports)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        var account = Account(start: try reader.readMoney())
        account.realised = try reader.readMoney()
        account.commission = try reader.readMoney()
        account.dayProfit = try reader.readMoney()
        account.dayTrades = try reader.readVarint()
        account.trades = try reader.readVarint()
        account.reports = try reader.readVarint()
        self.init(time: time, cause: cause, account: account)
    }
}

/// The trading session changed.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | cause | varint | |
/// | time | 8 | ns: of the change |
/// | state | 1 | `TradingState` |
/// | has | 1 | bit 0 date, 1 only force resumes it |
/// | date | zigzag | days since 1970, as its bit says |
/// | started | 8 | ns; zero before the first start |
/// | reason | text | at most 256 bytes; empty unless halted |
/// | profit target, loss limit | wides | nano-dollars |
/// | position size | zigzag | whole contracts or shares |
extension TradingSessionRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .session }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(varint: cause)
        writer.append(time.rawValue)
        writer.append(session.state.rawValue)
        writer.append(presence(session.date != nil, session.needsForce))
        if let date = session.date { writer.append(date: date) }
        writer.append(session.started.rawValue)
        writer.append(text: session.reason)
        writer.append(money: session.limits.profitTarget)
        writer.append(money: session.limits.lossLimit)
        writer.append(zigzag: session.limits.positionSize)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        var session = TradingSession()
        session.state = try reader.read(case: TradingState.self)
        let has = try reader.readBits(2)
        if has & 1 != 0 { session.date = try reader.readDate() }
        session.needsForce = has & 2 != 0
        session.started = Nanoseconds(try reader.read())
        session.reason = try reader.readText(limit: CommandLimits.answer)
        session.limits.profitTarget = try reader.readMoney()
        session.limits.lossLimit = try reader.readMoney()
        session.limits.positionSize = try reader.readZigzag()
        self.init(time: time, cause: cause, session: session)
    }
}
