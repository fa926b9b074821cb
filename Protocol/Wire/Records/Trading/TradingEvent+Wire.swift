public import Bytes
public import Records

extension TradingEvent {
    /// Adds the event as a record.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .order(let record): writer.append(record: record)
        case .fill(let record): writer.append(record: record)
        case .trade(let record): writer.append(record: record)
        case .position(let record): writer.append(record: record)
        case .account(let record): writer.append(record: record)
        case .session(let record): writer.append(record: record)
        }
    }

    /// The record at hand as an event; `nil` when it is none.
    public init?(_ reader: borrowing RecordReader) throws(WireError) {
        switch reader.kind {
        case .order: self = .order(try reader.read(OrderRecord.self))
        case .fill: self = .fill(try reader.read(FillRecord.self))
        case .trade: self = .trade(try reader.read(ClosedTradeRecord.self))
        case .position: self = .position(try reader.read(PositionRecord.self))
        case .account: self = .account(try reader.read(AccountRecord.self))
        case .session: self = .session(try reader.read(TradingSessionRecord.self))
        default: return nil
        }
    }

    /// The channel that carries it.
    public var channel: Channel {
        switch self {
        case .order: .orders
        case .fill: .fills
        case .trade: .trades
        case .position: .positions
        case .account: .account
        case .session: .session
        }
    }
}
