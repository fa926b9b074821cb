public import Market

/// Something that changed at the desk: what clients are told as events.
public enum DeskEvent: Hashable, Sendable, Codable {
    /// An alert was set, fired or went.
    case alert(AlertRecord)
    /// Trading was halted or resumed.
    case halt(HaltRecord)
    /// A setting changed.
    case setting(SettingRecord)
    /// A VWAP anchor was set or went.
    case anchor(AnchorRecord)

    /// Reads a record; `nil` when it is no event or damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let event: DeskEvent? =
            switch slots.first?.kind {
            case .alertChanged: AlertRecord(slots).map { .alert($0) }
            case .haltChanged: HaltRecord(slots).map { .halt($0) }
            case .settingChanged: SettingRecord(slots).map { .setting($0) }
            case .anchorChanged: AnchorRecord(slots).map { .anchor($0) }
            default: nil
            }
        guard let event else { return nil }
        self = event
    }

    /// What it is about, or `InstrumentID.all`.
    public var instrument: InstrumentID {
        switch self {
        case .alert(let record): record.alert.instrument
        case .halt(let record): record.halt.instrument
        case .setting(let record): record.setting.instrument
        case .anchor(let record): record.anchor.instrument
        }
    }

    /// When it happened.
    public var time: Nanoseconds {
        switch self {
        case .alert(let record): record.time
        case .halt(let record): record.time
        case .setting(let record): record.time
        case .anchor(let record): record.time
        }
    }

    /// Sequence of the input that caused it.
    public var cause: UInt64 {
        switch self {
        case .alert(let record): record.cause
        case .halt(let record): record.cause
        case .setting(let record): record.cause
        case .anchor(let record): record.cause
        }
    }
}

/// What stands at a desk: the fold of its events, the same in the engine and in a client.
public struct DeskState: Hashable, Sendable, Codable {
    /// Alerts that wait, and the last that fired, by number; each with its last change.
    public private(set) var alerts: [AlertRecord] = []
    /// Halts that stand, in the order they began.
    public private(set) var halts: [HaltRecord] = []
    /// Settings that were changed, in the order of first change.
    public private(set) var settings: [SettingRecord] = []
    /// Anchors that commands set, in that order.
    public private(set) var anchors: [AnchorRecord] = []

    /// Nothing stands.
    public init() {}

    /// Takes an event in; one that was taken before changes nothing.
    public mutating func fold(_ event: DeskEvent) {
        switch event {
        case .alert(let record): fold(record)
        case .halt(let record):
            halts.removeAll {
                $0.halt.instrument == record.halt.instrument
                    && $0.halt.origin == record.halt.origin
            }
            if record.isHalted { halts.append(record) }
        case .setting(let record):
            let place = settings.firstIndex {
                $0.setting.instrument == record.setting.instrument
                    && $0.setting.key == record.setting.key
            }
            if let place { settings.remove(at: place) }
            if !record.isDefault { settings.insert(record, at: place ?? settings.count) }
        case .anchor(let record):
            anchors.removeAll {
                $0.anchor.instrument == record.anchor.instrument
                    && $0.anchor.number == record.anchor.number
            }
            if record.isSet { anchors.append(record) }
        }
    }

    private mutating func fold(_ record: AlertRecord) {
        let number = record.alert.number
        var place = alerts.count
        while place > 0, alerts[place - 1].alert.number >= number { place -= 1 }
        let isThere = place < alerts.count && alerts[place].alert.number == number
        if isThere { alerts.remove(at: place) }
        switch record.change {
        case .added, .fired: alerts.insert(record, at: place)
        case .removed, .forgotten: break
        }
    }

    /// What stands for an instrument, what is about all included; of everything for `nil`. Folded
    /// into an empty state, the events give it again.
    public func events(of instrument: InstrumentID? = nil) -> [DeskEvent] {
        let all: [DeskEvent] =
            alerts.map { .alert($0) } + halts.map { .halt($0) } + settings.map { .setting($0) }
            + anchors.map { .anchor($0) }
        guard let instrument else { return all }
        return all.filter { $0.instrument == instrument || $0.instrument == .all }
    }

    /// Whether trading of an instrument is halted, by itself or with all.
    public func isHalted(_ instrument: InstrumentID) -> Bool {
        halts.contains { $0.halt.instrument == instrument || $0.halt.instrument == .all }
    }
}
