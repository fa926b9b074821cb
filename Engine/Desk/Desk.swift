public import Market
public import Records
public import Trading

/// What a command leaves to the core beside its records.
@frozen
public enum DeskEffect: Hashable, Sendable {
    /// Nothing.
    case none
    /// The instrument's pipeline starts a VWAP: an input of kind `anchor`, that number, that
    /// instant.
    case anchor(number: UInt32, from: Nanoseconds)
    /// The instrument's pipeline ends that VWAP.
    case removeAnchor(number: UInt32)
    /// Every pipeline turns to that timeframe; `nil` to the configured one.
    case timeframe(BarPeriod?)
}

/// Commands of people and programs, and what they leave behind: alerts, halts, settings, anchors,
/// and the first answer to each id.
///
/// A part of the core: what it does follows from its inputs alone, and its state is in the
/// checkpoints. A command that is taken writes the records of what it changed, then its result;
/// one that was seen before writes its first result again and changes nothing.
public struct Desk: Hashable, Sendable, Codable {
    /// Anchors of commands that an instrument may have at a time.
    public static let anchorLimit = 16
    /// Ids that are remembered unless said otherwise: a busy day's orders and more.
    public static let seenLimit = 131_072

    let symbols: [String]
    var seen: SeenCommands
    var alertTable = AlertTable()
    var settingTable = SettingTable()
    /// In the order they began.
    public internal(set) var halts: [Halt] = []
    /// Anchors that commands set, in that order.
    public internal(set) var anchors: [UserAnchor] = []
    private var bands: [PriceBand]
    /// The number of the last anchor of each instrument, those of the configuration included.
    var lastAnchors: [UInt32]
    var lastAlert: UInt64 = 0
    /// Commands taken, repeats left out: the number of the last.
    public internal(set) var commandCount: UInt64 = 0
    /// Commands whose id was seen before.
    public internal(set) var repeatCount: UInt64 = 0

    /// A desk that has seen nothing.
    ///
    /// - Parameters:
    ///   - symbols: of the instruments, by number.
    ///   - anchors: how many anchors the configuration gives each of them; none when left out.
    ///   - seenLimit: ids to remember.
    public init(symbols: [String], anchors: [Int] = [], seenLimit: Int = Desk.seenLimit) {
        precondition(
            anchors.isEmpty || anchors.count == symbols.count,
            "\(symbols.count) instruments, anchors of \(anchors.count)")
        self.symbols = symbols
        seen = SeenCommands(limit: seenLimit)
        bands = Array(repeating: .all, count: symbols.count)
        lastAnchors =
            anchors.isEmpty
            ? Array(repeating: 0, count: symbols.count) : anchors.map { UInt32($0) }
    }

    // MARK: Commands

    /// Takes a command: writes what it changes and its result.
    ///
    /// - Parameters:
    ///   - trading: takes the commands about orders and the trading session.
    ///   - cause: sequence of the command's last slot.
    ///   - now: how far time has come for the instrument, or for the engine when the command is
    ///     about all: event time of the last tick or beat.
    /// - Returns: What is left to the core.
    public mutating func apply(
        _ command: CommandInput, to trading: inout Trading, cause: UInt64, now: Nanoseconds,
        into out: inout OutputBuffer
    ) -> DeskEffect {
        let digest = CommandDigest(command).value
        if let entry = seen[command.id] {
            repeatCount += 1
            answer(again: entry, isSame: entry.digest == digest, command, cause, &out)
            return .none
        }
        commandCount += 1
        let done = perform(command, &trading, cause, now, &out)
        let entry = SeenCommands.Entry(
            id: command.id, digest: digest, number: commandCount, subject: done.subject,
            outcome: done.outcome, cause: cause, text: done.text)
        seen.add(entry)
        result(of: entry, command, cause).write(to: &out)
        return done.effect
    }

    private func answer(
        again entry: SeenCommands.Entry, isSame: Bool, _ command: CommandInput, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        var answer = result(of: entry, command, cause)
        answer.isRepeat = true
        if !isSame {
            answer.subject = 0
            answer.outcome = .idTaken
            answer.text = "command \(entry.number) had the id \(command.id) and asked otherwise"
        }
        answer.write(to: &out)
    }

    private func result(
        of entry: SeenCommands.Entry, _ command: CommandInput, _ cause: UInt64
    ) -> CommandResult {
        CommandResult(
            instrument: command.instrument, time: command.time, cause: cause, id: command.id,
            kind: command.command.kind, number: entry.number, subject: entry.subject,
            outcome: entry.outcome, first: entry.cause, session: command.sender.session,
            text: entry.text)
    }

    private mutating func perform(
        _ input: CommandInput, _ trading: inout Trading, _ cause: UInt64, _ now: Nanoseconds,
        _ out: inout OutputBuffer
    ) -> Done {
        let number = Int(input.instrument.rawValue)
        guard input.instrument == .all || number < symbols.count else {
            return .refused(
                .unknownInstrument, "there are \(symbols.count) instruments, got \(number)")
        }
        switch input.command {
        case .addAlert(let condition, let price, let note):
            return addAlert(condition, price, note, input, cause, &out)
        case .removeAlert(let name): return removeAlert(name, input, cause, &out)
        case .halt(let origin, let reason): return halt(origin, reason, input, cause, &out)
        case .resume(let origin): return resume(origin, input, cause, &out)
        case .set(let key, let value): return set(key, value, input, cause, &out)
        case .addAnchor(let from): return addAnchor(from, input, cause, now, &out)
        case .removeAnchor(let anchor): return removeAnchor(anchor, input, cause, &out)
        case .submit, .cancel, .replace, .cancelAll, .flatten, .startSession, .stopSession,
            .cancelOf:
            guard let answer = trading.perform(input, now: now, cause: cause, into: &out) else {
                return .refused(.notTrading, "\(input.command.kind.name) is no command of trading")
            }
            return Done(
                outcome: answer.outcome, subject: answer.subject,
                text: answer.text.plain(upTo: CommandLimits.answer))
        }
    }

    /// What came of a command.
    struct Done {
        var outcome = CommandOutcome.accepted
        var subject: UInt64 = 0
        var text = ""
        var effect = DeskEffect.none

        static func refused(_ outcome: CommandOutcome, _ text: String) -> Done {
            Done(outcome: outcome, text: text.plain(upTo: CommandLimits.answer))
        }
    }

    // MARK: What stands

    /// Alerts that wait, and the last that fired, by number.
    public var alerts: [Alert] { alertTable.all }

    /// Settings that were changed, in the order of first change.
    public var settings: [RuntimeSetting] { settingTable.changed }

    /// Ids that were forgotten to make room.
    public var forgottenCount: UInt64 { seen.forgotten }

    /// Whether trading of an instrument is halted, by itself or with all.
    public func isHalted(_ instrument: InstrumentID) -> Bool {
        halts.contains { $0.instrument == instrument || $0.instrument == .all }
    }

    /// The value of a setting that holds for an instrument, or for all.
    public func value(of key: String, for instrument: InstrumentID = .all) -> String? {
        SettingKey.named(key).map { settingTable.value($0, instrument) }
    }

    /// The value of a setting that was changed for all instruments; `nil` for its standard.
    public func changedValue(of key: String) -> String? {
        settingTable.changed.first { $0.key == key && $0.instrument == .all }?.value
    }

    /// Prices strictly between which a trade of the instrument fires nothing; it changes with
    /// commands about the instrument and with `traded`.
    public func band(of instrument: InstrumentID) -> PriceBand {
        bands[Int(instrument.rawValue)]
    }

    /// The same, read where it lies: a holder of the whole desk would copy it for `band`.
    public mutating func watched(of instrument: InstrumentID) -> PriceBand {
        bands[Int(instrument.rawValue)]
    }

    /// Every instrument has a band and a last anchor.
    var isWhole: Bool { bands.count == symbols.count && lastAnchors.count == symbols.count }

    mutating func settleBand(of instrument: InstrumentID) {
        bands[Int(instrument.rawValue)] = alertTable.band(of: instrument)
    }

    func name(of instrument: InstrumentID) -> String {
        instrument == .all ? "the engine" : symbols[Int(instrument.rawValue)]
    }
}
