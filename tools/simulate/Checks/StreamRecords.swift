import Bytes
import Market
import Records
import Wire

/// A stream whose records follow from the core's alone.
struct StreamName: Hashable {
    var channel: Channel
    /// Place of the instrument; -1 for all.
    var place: Int
    var period: BarPeriod?
}

/// A digest of a record as clients get it, to be compared.
enum RecordMark {
    static func of(_ tick: Tick) -> UInt64 {
        var mark: UInt64 = 0xcbf2_9ce4_8422_2325
        let facts =
            UInt64(tick.aggressor.rawValue) | UInt64(tick.rule.rawValue) << 8
            | UInt64(tick.flags.rawValue) << 16
        for word in [
            UInt64(bitPattern: tick.time.rawValue), UInt64(bitPattern: tick.price.rawValue),
            UInt64(bitPattern: tick.size.rawValue), UInt64(bitPattern: tick.level.rawValue), facts,
        ] {
            mark = (mark ^ word) &* 0x100_0000_01b3
            mark ^= mark >> 31
        }
        return mark
    }

    static func of(_ record: some WireRecord) -> UInt64 {
        var writer = ByteWriter(capacity: 256)
        writer.append(record: record)
        return of(writer.bytes)
    }

    static func of(_ event: TradingEvent) -> UInt64 {
        var writer = ByteWriter(capacity: 256)
        event.encode(into: &writer)
        return of(writer.bytes)
    }

    static func of(_ event: DeskEvent) -> UInt64 {
        var writer = ByteWriter(capacity: 256)
        event.encode(into: &writer)
        return of(writer.bytes)
    }

    private static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var mark: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { mark = (mark ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return mark
    }

    /// The record at hand in a data frame; `nil` for a kind that no such stream carries.
    static func of(_ reader: RecordReader) throws(WireError) -> UInt64? {
        switch reader.kind {
        case .roll: return of(try reader.read(RollRecord.self))
        case .quote: return of(try reader.read(QuoteRecord.self))
        case .bar: return of(try reader.read(BarRecord.self))
        case .footprint: return of(try reader.read(FootprintRecord.self))
        case .evaluation: return of(try reader.read(Evaluation.self))
        default:
            if let event = try event(reader) { return of(event) }
            return try TradingEvent(reader).map { of($0) }
        }
    }

    /// The desk's event at hand.
    static func event(_ reader: RecordReader) throws(WireError) -> DeskEvent? {
        switch reader.kind {
        case .alert: .alert(try reader.read(AlertRecord.self))
        case .halt: .halt(try reader.read(HaltRecord.self))
        case .setting: .setting(try reader.read(SettingRecord.self))
        case .anchor: .anchor(try reader.read(AnchorRecord.self))
        default: nil
        }
    }
}

/// The streams of a run of output records: what each holds at each sequence.
struct StreamRecords {
    /// One record of a stream.
    struct Entry: Equatable {
        var mark: UInt64
        var cause: UInt64
        /// What the desk said, on streams of events.
        var event: DeskEvent?
    }

    /// By sequence, from 1.
    private(set) var streams: [StreamName: [Entry]] = [:]
    private let instruments: Int

    init(instruments: Int) { self.instruments = instruments }

    subscript(name: StreamName) -> [Entry] { streams[name] ?? [] }

    /// The sequence of a stream's next record.
    func next(_ name: StreamName) -> UInt64 { UInt64(streams[name]?.count ?? 0) + 1 }

    /// Takes whole records, in the order they came out.
    mutating func take(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            take(record: UnsafeBufferPointer(rebasing: slots[index..<index + size]))
            index += size
        }
    }

    private mutating func take(record slots: UnsafeBufferPointer<OutputSlot>) {
        let head = slots[0]
        let place = Int(head.instrument.rawValue)
        func name(_ channel: Channel, _ period: BarPeriod? = nil) -> StreamName {
            StreamName(channel: channel, place: place, period: period)
        }
        func add(_ mark: UInt64, _ name: StreamName) {
            streams[name, default: []].append(Entry(mark: mark, cause: head.cause))
        }
        switch head.kind {
        case .tick: add(RecordMark.of(TickRecord(head).tick), name(.ticks))
        case .roll: add(RecordMark.of(RollRecord(head)), name(.ticks))
        case .quote: add(RecordMark.of(QuoteRecord(head)), name(.quotes))
        case .bar:
            let bar = BarRecord(slots)
            add(RecordMark.of(bar), name(.bars, bar.bar.period))
        case .footprint:
            add(RecordMark.of(FootprintRecord(slots)), name(.footprint, .minute1))
        case .evaluation:
            let mark = RecordMark.of(Evaluation(slots))
            switch Verdict(rawValue: head.flags) ?? .study {
            case .study: add(mark, name(.studies))
            case .approved:
                add(mark, name(.decisions))
                add(mark, name(.signals))
            default: add(mark, name(.decisions))
            }
        case .alertChanged, .haltChanged, .settingChanged, .anchorChanged:
            if let event = DeskEvent(slots) { take(event) }
        case .order, .fill, .trade, .position, .account, .session:
            guard let event = TradingEvent(slots) else { return }
            let account = StreamName(channel: event.channel, place: -1)
            add(RecordMark.of(event), account)
        default: break
        }
    }

    private mutating func take(_ event: DeskEvent) {
        let entry = Entry(mark: RecordMark.of(event), cause: event.cause, event: event)
        let places =
            event.instrument == .all
            ? Array(-1..<instruments) : [-1, Int(event.instrument.rawValue)]
        for place in places {
            streams[StreamName(channel: .events, place: place), default: []].append(entry)
        }
    }
}
