public import Bytes
import Market
public import Records

/// An alert was set, fired or went; in snapshots, one that is in the list.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of the change |
/// | change, condition | 1, 1 | `AlertRecord.Change`, `AlertCondition` |
/// | number | varint | |
/// | price | zigzag | price units |
/// | added | 8 | ns |
/// | has fired | 1 | 1 when the next two follow |
/// | fired at, fired price | 8, zigzag | ns, price units |
/// | id, by, note | texts | at most 32, 32, 128 bytes |
extension AlertRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .alert }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: alert.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(change.rawValue)
        writer.append(alert.condition.rawValue)
        writer.append(varint: alert.number)
        writer.append(zigzag: alert.price.rawValue)
        writer.append(alert.added.rawValue)
        writer.append(flag: alert.fired != nil)
        if let fired = alert.fired {
            writer.append(fired.time.rawValue)
            writer.append(zigzag: fired.price.rawValue)
        }
        writer.append(text: alert.id.text)
        writer.append(text: alert.by)
        writer.append(text: alert.note)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let change = try reader.read(case: Change.self)
        let condition = try reader.read(case: AlertCondition.self)
        let number = try reader.readVarint()
        let price = Price(try reader.readZigzag())
        let added = Nanoseconds(try reader.read())
        var fired: Alert.Trade?
        if try reader.readFlag() {
            let firedTime = Nanoseconds(try reader.read())
            fired = Alert.Trade(time: firedTime, price: Price(try reader.readZigzag()))
        }
        let id = try reader.readCommandID()
        let by = try reader.readText(limit: CommandLimits.sender)
        self.init(
            time: time, cause: cause, change: change,
            alert: Alert(
                number: number, id: id, instrument: instrument, condition: condition,
                price: price, added: added, fired: fired, by: by,
                note: try reader.readText(limit: CommandLimits.text)))
    }
}

/// A halt began or ended; in snapshots, one that stands.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | instrument 0xffffff for all |
/// | time | 8 | ns: of the change |
/// | is halted, is forced | 1, 1 | |
/// | origin | 1 | `HaltOrigin` |
/// | since | 8 | ns |
/// | by, reason | texts | at most 32, 128 bytes |
extension HaltRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .halt }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: halt.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(flag: isHalted)
        writer.append(flag: isForced)
        writer.append(halt.origin.rawValue)
        writer.append(halt.since.rawValue)
        writer.append(text: halt.by)
        writer.append(text: halt.reason)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let isHalted = try reader.readFlag()
        let isForced = try reader.readFlag()
        let origin = try reader.read(case: HaltOrigin.self)
        let since = Nanoseconds(try reader.read())
        let by = try reader.readText(limit: CommandLimits.sender)
        self.init(
            time: time, cause: cause, isHalted: isHalted, isForced: isForced,
            halt: Halt(
                instrument: instrument, origin: origin, since: since, by: by,
                reason: try reader.readText(limit: CommandLimits.text)))
    }
}

/// A setting changed; in snapshots, one that is not at its default.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | instrument 0xffffff for all |
/// | time | 8 | ns: of the change |
/// | is default | 1 | 1 when the change was taken back |
/// | key, value, by | texts | at most 64, 128, 32 bytes |
extension SettingRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .setting }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: setting.instrument, cause: cause)
        writer.append(setting.changed.rawValue)
        writer.append(flag: isDefault)
        writer.append(text: setting.key)
        writer.append(text: setting.value)
        writer.append(text: setting.by)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let changed = Nanoseconds(try reader.read())
        let isDefault = try reader.readFlag()
        let key = try reader.readText(limit: CommandLimits.key)
        let value = try reader.readText(limit: CommandLimits.text)
        self.init(
            cause: cause, isDefault: isDefault,
            setting: RuntimeSetting(
                instrument: instrument, key: key, value: value, changed: changed,
                by: try reader.readText(limit: CommandLimits.sender)))
    }
}

/// A VWAP anchor was set or went; in snapshots, one that is set.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | instrument, cause | varints | |
/// | time | 8 | ns: of the change |
/// | is set | 1 | |
/// | number | 4 | its anchor number |
/// | from | 8 | ns: the first instant that counts |
/// | by | text | at most 32 bytes |
extension AnchorRecord: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .anchor }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(instrument: anchor.instrument, cause: cause)
        writer.append(time.rawValue)
        writer.append(flag: isSet)
        writer.append(anchor.number)
        writer.append(anchor.from.rawValue)
        writer.append(text: anchor.by)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let instrument = try reader.readInstrument()
        let cause = try reader.readVarint()
        let time = Nanoseconds(try reader.read())
        let isSet = try reader.readFlag()
        let number = try reader.read(UInt32.self)
        let from = Nanoseconds(try reader.read())
        self.init(
            time: time, cause: cause, isSet: isSet,
            anchor: UserAnchor(
                instrument: instrument, number: number, from: from,
                by: try reader.readText(limit: CommandLimits.sender)))
    }
}

extension DeskEvent {
    /// Adds the event as a record.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .alert(let record): writer.append(record: record)
        case .halt(let record): writer.append(record: record)
        case .setting(let record): writer.append(record: record)
        case .anchor(let record): writer.append(record: record)
        }
    }

    /// The record at hand as an event; `nil` when it is none.
    public init?(_ reader: borrowing RecordReader) throws(WireError) {
        switch reader.kind {
        case .alert: self = .alert(try reader.read(AlertRecord.self))
        case .halt: self = .halt(try reader.read(HaltRecord.self))
        case .setting: self = .setting(try reader.read(SettingRecord.self))
        case .anchor: self = .anchor(try reader.read(AnchorRecord.self))
        default: return nil
        }
    }
}
