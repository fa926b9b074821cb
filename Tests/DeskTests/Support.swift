import Market
import Records
import Trading

@testable import Desk

/// A desk of two instruments, SPY 0 and QQQ 1, driven by hand: commands get sequences and times
/// of their own, records are read back.
struct Bench {
    static let spy = InstrumentID(0)
    static let qqq = InstrumentID(1)

    var desk = Desk(symbols: ["SPY", "QQQ"], anchors: [2, 0], seenLimit: 8)
    var trading = Trading(instruments: [])
    var cause: UInt64 = 0
    var made = 0
    var said: [Said] = []

    enum Said: Hashable {
        case result(CommandResult)
        case alert(AlertRecord)
        case halt(HaltRecord)
        case setting(SettingRecord)
        case anchor(AnchorRecord)
    }

    /// What a command left: its result, its effect, and the records in front of the result.
    struct Outcome {
        var result: CommandResult
        var effect: DeskEffect
        var records: [Said]
    }

    /// The next command of its own id, seconds apart from the one before.
    @discardableResult
    mutating func send(
        _ command: Command, _ instrument: InstrumentID = Bench.spy, id: String? = nil,
        by name: String = "ann", now: Nanoseconds = .zero
    ) -> Outcome {
        made += 1
        return send(
            CommandInput(
                time: .seconds(Int64(made)), instrument: instrument,
                id: CommandID(id ?? "c\(made)")!,
                sender: CommandInput.Sender(role: 2, session: 7, name: name), command: command),
            now: now)
    }

    @discardableResult
    mutating func send(_ input: CommandInput, now: Nanoseconds = .zero) -> Outcome {
        cause += UInt64(input.inputs.count)
        var out = OutputBuffer(capacity: 16)
        let effect = desk.apply(input, to: &trading, cause: cause, now: now, into: &out)
        var records = Self.read(out.slots)
        said += records
        guard case .result(let result) = records.removeLast() else {
            fatalError("a command ends with its result")
        }
        return Outcome(result: result, effect: effect, records: records)
    }

    /// A trade, in cents.
    @discardableResult
    mutating func trade(_ cents: Int64, _ instrument: InstrumentID = Bench.spy) -> [Said] {
        cause += 1
        var out = OutputBuffer(capacity: 16)
        desk.traded(
            Price(cents), of: instrument, at: .seconds(1000 + Int64(cause)), cause: cause,
            into: &out)
        let records = Self.read(out.slots)
        said += records
        return records
    }

    mutating func gap(_ instrument: InstrumentID = Bench.spy) -> [Said] {
        cause += 1
        var out = OutputBuffer(capacity: 16)
        desk.feedGap(of: instrument, at: .seconds(5), cause: cause, into: &out)
        let records = Self.read(out.slots)
        said += records
        return records
    }

    static func read(_ slots: UnsafeBufferPointer<OutputSlot>) -> [Said] {
        var found: [Said] = []
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            switch slots[index].kind {
            case .commandResult: found.append(.result(CommandResult(record)!))
            case .alertChanged: found.append(.alert(AlertRecord(record)!))
            case .haltChanged: found.append(.halt(HaltRecord(record)!))
            case .settingChanged: found.append(.setting(SettingRecord(record)!))
            case .anchorChanged: found.append(.anchor(AnchorRecord(record)!))
            // What trading writes about its own commands.
            case .order, .fill, .trade, .position, .account, .session: break
            default: fatalError("a desk writes no \(String(describing: slots[index].kind))")
            }
            index += size
        }
        return found
    }
}

extension Bench.Said {
    /// The record as clients are told it; `nil` for a result.
    var event: DeskEvent? {
        switch self {
        case .result: nil
        case .alert(let record): .alert(record)
        case .halt(let record): .halt(record)
        case .setting(let record): .setting(record)
        case .anchor(let record): .anchor(record)
        }
    }

    /// `fired 3`, `halt SPY person`, `set note`: enough to compare by eye.
    var text: String {
        switch self {
        case .result(let result): "result \(result.outcome.name)"
        case .alert(let record): "\(record.change.name) \(record.alert.number)"
        case .halt(let record):
            (record.isHalted ? "halt " : "end ") + "\(record.halt.instrument.rawValue) "
                + record.halt.origin.name
        case .setting(let record): "set \(record.setting.key) \(record.setting.value)"
        case .anchor(let record):
            (record.isSet ? "anchor " : "no anchor ") + "\(record.anchor.number)"
        }
    }
}

extension Command {
    static func above(_ cents: Int64, note: String = "") -> Command {
        .addAlert(.atOrAbove, price: Price(cents), note: note)
    }

    static func below(_ cents: Int64, note: String = "") -> Command {
        .addAlert(.atOrBelow, price: Price(cents), note: note)
    }
}
