import Bytes
public import Market
import Records
import Wire

/// Commands of clients on their way to the core, and what comes back of them.
extension Publisher {
    func command(_ message: CommandRequest, _ session: Session, _ now: Nanoseconds) {
        switch input(message, session, now) {
        case .failure(let refusal): refuse(refusal.message, session, now)
        case .success(let input):
            guard shell.take(command: input, from: session.id) else {
                return refuse(
                    ErrorMessage(
                        request: message.request, code: .overload,
                        text: "the engine has no room for a command now; try again"), session,
                    now)
            }
            counts.add(.commands)
            if case .submit = message.command { session.hasOrdered = true }
            session.asked.append(Asked(request: message.request, id: message.id))
        }
    }

    /// The command as the core takes it, or why it never sees it.
    private func input(
        _ message: CommandRequest, _ session: Session, _ now: Nanoseconds
    ) -> Result<CommandInput, Refusal> {
        func refusal(
            _ code: WireErrorCode, _ text: String, limit: Int = 0, value: Int = 0
        ) -> Result<CommandInput, Refusal> {
            .failure(
                Refusal(
                    message: ErrorMessage(
                        request: message.request, code: code, limit: Int64(limit),
                        value: Int64(value), text: text)))
        }
        let kind = message.command.kind
        guard let role = session.role, role.allows(kind) else {
            guard Role.admin.allows(kind) else {
                return refusal(.roleMissing, "\(kind.name) is the engine's own")
            }
            let needed = Role.trade.allows(kind) ? "trade or admin" : "admin"
            return refusal(.roleMissing, "\(kind.name) needs the role \(needed)")
        }
        guard shell.takesCommands else {
            return refusal(.unsupported, "commands need a host that takes them")
        }
        if let fault = message.command.fault { return refusal(.badParameter, fault) }
        if case .halt(let origin, _) = message.command, origin != .person {
            return refusal(.badParameter, "a client halts as person, not as \(origin.name)")
        }
        var instrument = InstrumentID.all
        if !message.symbol.isEmpty {
            guard let line = line(message.symbol) else {
                return refusal(.unknownSymbol, "no instrument \(message.symbol) here")
            }
            instrument = line.id
        }
        guard session.asked.count < settings.commandsWaiting else {
            return refusal(
                .overload, "\(settings.commandsWaiting) commands of a session may wait; try again",
                limit: settings.commandsWaiting, value: session.asked.count)
        }
        guard desk.count < settings.deskRecordsHeld else {
            return refusal(
                .overload, "the journal is behind by \(desk.count) records; try again",
                limit: settings.deskRecordsHeld, value: desk.count)
        }
        return .success(
            CommandInput(
                time: now, instrument: instrument, id: message.id,
                sender: CommandInput.Sender(
                    role: role.rawValue, session: session.orderNumber, name: session.name),
                command: message.command))
    }

    // MARK: What the desk says

    /// Takes a record of the desk or of trading; it is told once it is on disk.
    func held(_ slots: UnsafeBufferPointer<OutputSlot>, _ now: Nanoseconds) {
        counts.add(.records)
        if let result = CommandResult(slots) {
            hold(.result(result), now)
        } else if let event = TradingEvent(slots) {
            hold(.trading(event), now)
        } else if let event = DeskEvent(slots) {
            // A disk that does not answer is told at once: to wait for it would be never.
            if event.isOfStall { tell(event, now) } else { hold(.event(event), now) }
            // The replica folds ticks as the core does, whatever may be told.
            if case .anchor(let record) = event, let line = line(record.anchor.instrument) {
                line.replica.anchor(record)
            }
            if case .setting(let record) = event, record.setting.key == SettingKey.timeframe {
                let period = SettingKey.period(record.setting.value)
                for line in lines { line.turn(to: period, settings) { make($0) } }
            }
        }
    }

    /// Tells a record that is on disk already, with nothing before it that is not; lets others
    /// wait.
    private func hold(_ record: DeskLine.Held, _ now: Nanoseconds) {
        if desk.mayTell(record.cause) { return tell(record, now) }
        desk.hold(record)
        tell(now)
    }

    /// The journal is on disk through this sequence: what it caused is told.
    public func durable(through sequence: UInt64, now: Nanoseconds) {
        desk.reach(sequence)
        tell(now)
        sealEvents(now)
        write(now)
    }

    private func tell(_ now: Nanoseconds) {
        while let record = desk.next() { tell(record, now) }
    }

    private func tell(_ record: DeskLine.Held, _ now: Nanoseconds) {
        switch record {
        case .result(let result): answer(result, now)
        case .event(let event): tell(event, now)
        case .trading(let event): tell(event, now)
        }
    }

    private func answer(_ result: CommandResult, _ now: Nanoseconds) {
        guard let session = sessions[SessionID(result.session & ~SessionOptions.tiedBit)],
            let place = session.asked.firstIndex(where: { $0.id == result.id })
        else { return }
        let asked = session.asked.remove(at: place)
        send(CommandAnswer(request: asked.request, result), to: session, now)
    }

    private func tell(_ event: DeskEvent, _ now: Nanoseconds) {
        desk.state.fold(event)
        append(event, to: desk.events, now)
        if event.instrument == .all {
            for line in lines { append(event, to: line.events, now) }
        } else if let line = line(event.instrument) {
            append(event, to: line.events, now)
        }
    }

    /// The value a setting of all instruments was changed to; `nil` where it was not.
    public func setting(_ key: String) -> String? {
        desk.state.settings.first { $0.setting.key == key && $0.setting.instrument == .all }?
            .setting.value
    }

    private func append(_ event: DeskEvent, to stream: Stream, _ now: Nanoseconds) {
        if stream.pendingCount == 0, stream.isKept { desk.touched.append(stream) }
        switch event {
        case .alert(let record): append(record, .alert, to: stream, now)
        case .halt(let record): append(record, .halt, to: stream, now)
        case .setting(let record): append(record, .setting, to: stream, now)
        case .anchor(let record): append(record, .anchor, to: stream, now)
        }
    }

    func line(_ instrument: InstrumentID) -> InstrumentLine? {
        let place = Int(instrument.rawValue)
        return place < lines.count ? lines[place] : nil
    }

    /// Puts events that wait into frames.
    func sealEvents(_ now: Nanoseconds) {
        guard !desk.touched.isEmpty else { return }
        for stream in desk.touched { seal(stream, now) }
        desk.touched.removeAll(keepingCapacity: true)
    }

    // MARK: What stands

    /// What a stream of events begins with; an empty frame when nothing stands, so that a reader
    /// that folds them knows.
    func eventsSnapshot(_ stream: Stream, _ now: Nanoseconds) -> [EncodedFrame] {
        let events = desk.state.events(
            of: stream.key.place < 0 ? nil : lines[stream.key.place].id)
        return snapshotFrames(stream, events.map { event in { event.encode(into: &$0) } }, now)
    }

    /// A snapshot of some records, in one frame at least.
    func snapshotFrames(
        _ stream: Stream, _ records: [(inout ByteWriter) -> Void], _ now: Nanoseconds
    ) -> [EncodedFrame] {
        let parts = packed(records)
        return parts.indices.map { index in
            snapshotFrame(
                stream, UInt16(parts[index].count), now, isLast: index == parts.count - 1
            ) { writer in
                parts[index].payload.withUnsafeBytes { writer.append($0) }
            }
        }
    }

    func desk(_ symbol: String?, _ message: Request) throws(Refusal) -> Found {
        var about: InstrumentLine?
        if let symbol { about = try known(symbol, message) }
        var named: Set<InstrumentID> = []
        var records: [(inout ByteWriter) -> Void] = []
        for event in desk.state.events(of: about?.id) {
            if let line = line(event.instrument), named.insert(line.id).inserted {
                records.append { $0.append(record: line.info) }
            }
            records.append { event.encode(into: &$0) }
        }
        return Found(records)
    }
}

extension OutputKind {
    /// A record of the desk or of trading, which may be about all instruments and waits for the
    /// journal.
    var isHeld: Bool {
        switch self {
        case .commandResult, .alertChanged, .haltChanged, .settingChanged, .anchorChanged, .order,
            .fill, .trade, .position, .account, .session:
            true
        default: false
        }
    }
}

extension DeskEvent {
    /// A halt because the journal's disk does not answer.
    fileprivate var isOfStall: Bool {
        if case .halt(let record) = self { return record.halt.origin == .diskStall }
        return false
    }
}
