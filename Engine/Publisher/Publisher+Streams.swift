import Bytes
import Market
import Measures
import Records
import Wire

/// Why a subscription gets no stream.
struct Refusal: Error {
    var message: ErrorMessage

    init(message: ErrorMessage) { self.message = message }

    /// Why a request is not answered.
    init(
        _ request: Request, _ code: WireErrorCode, limit: Int64 = 0, value: Int64 = 0,
        _ text: String
    ) {
        message = ErrorMessage(
            request: request.request, code: code, limit: limit, value: value, text: text)
    }
}

/// Subscriptions: finding the stream, joining it, resuming it.
extension Publisher {
    func subscribe(_ message: Subscribe, _ session: Session, _ now: Nanoseconds) {
        let key: StreamKey
        switch resolve(message) {
        case .failure(let refusal): return refuse(refusal.message, session, now)
        case .success(let found): key = found
        }
        guard session.subscriptions.count < settings.maxSubscriptions else {
            return refuse(
                ErrorMessage(
                    request: message.request, code: .tooManySubscriptions,
                    limit: Int64(settings.maxSubscriptions),
                    value: Int64(session.subscriptions.count + 1),
                    text: "a session has \(settings.maxSubscriptions) subscriptions at most"),
                session, now)
        }
        let stream = stream(key)
        guard session.subscriptions[stream.id] == nil else {
            return refuse(
                ErrorMessage(
                    request: message.request, code: .duplicateStream,
                    value: Int64(stream.id.rawValue),
                    text: "the session has \(key.channel.name) of \(message.symbol) already"),
                session, now)
        }
        join(stream, message, session, now)
    }

    /// The stream a subscription means, or why there is none.
    private func resolve(_ message: Subscribe) -> Result<StreamKey, Refusal> {
        func refusal(
            _ code: WireErrorCode, _ text: String
        ) -> Result<StreamKey, Refusal> {
            .failure(
                Refusal(
                    message: ErrorMessage(
                        request: message.request, code: code, text: text)))
        }
        var parameters = StreamParameters()
        if message.symbol.isEmpty {
            let hasNone =
                message.channel == .status || message.channel == .events
                || message.channel.isOfAccount
            guard hasNone else {
                return refusal(.unknownSymbol, "\(message.channel.name) needs a symbol")
            }
            return .success(
                StreamKey(channel: message.channel, place: -1, parameters: parameters))
        }
        guard let line = line(message.symbol) else {
            return refusal(.unknownSymbol, "no instrument \(message.symbol) here")
        }
        let setup = line.setup
        let asked = message.parameters
        // What changed between two views is held until the second: they are a minute apart at most.
        let interval = min(
            60_000, max(20, asked.viewInterval == 0 ? viewMilliseconds : asked.viewInterval))
        switch message.channel {
        case .ticks, .quotes, .events: break
        case .orders, .fills, .trades, .positions, .account, .session:
            return refusal(
                .badParameter,
                "\(message.channel.name) is of the whole account: it takes no symbol")
        case .signals, .decisions, .studies:
            guard !settings.strategies.isEmpty else {
                return refusal(.unknownChannel, "no strategy runs here")
            }
        case .status: parameters.viewInterval = 0
        case .bars:
            guard let period = asked.period, line.bars[period] != nil else {
                return refusal(
                    .badParameter,
                    "bars of \(message.symbol) are "
                        + line.barPeriods.map(\.name).joined(separator: ", "))
            }
            parameters.period = period
        case .footprint, .footprintView:
            guard let timeframe = line.timeframe else {
                return refusal(.unknownChannel, "\(message.symbol) has no footprint")
            }
            let period = asked.period ?? timeframe
            guard line.footprints[period] != nil else {
                return refusal(
                    .badParameter, "the footprint of \(message.symbol) is of \(timeframe.name)")
            }
            parameters.period = period
            if message.channel == .footprintView { parameters.viewInterval = interval }
        case .profile:
            let anchor = asked.anchor ?? .daily
            guard setup.profiles.contains(anchor) else {
                return refusal(.badParameter, "\(message.symbol) has no \(anchor.name) profile")
            }
            parameters.anchor = anchor
            parameters.viewInterval = interval
        case .vwap:
            let anchor = asked.anchor ?? .daily
            let isKnown =
                anchor == .user
                ? line.replica.hasAnchor(asked.anchorNumber)
                : setup.vwaps.contains(anchor)
            guard isKnown else {
                return refusal(.badParameter, "\(message.symbol) has no such \(anchor.name) VWAP")
            }
            parameters.anchor = anchor
            parameters.anchorNumber = anchor == .user ? asked.anchorNumber : 0
            parameters.viewInterval = interval
        }
        return .success(
            StreamKey(channel: message.channel, place: line.place, parameters: parameters))
    }

    private var viewMilliseconds: UInt32 { UInt32(settings.viewInterval.rawValue / 1_000_000) }

    func line(_ symbol: String) -> InstrumentLine? {
        places[symbol].map { lines[$0] }
    }

    /// The stream of a key; views are made when first asked for.
    private func stream(_ key: StreamKey) -> Stream {
        if let known = streams[key] { return known }
        let made = make(key)
        if key.place >= 0 { lines[key.place].views.append(made) }
        return made
    }

    private func join(
        _ stream: Stream, _ message: Subscribe, _ session: Session, _ now: Nanoseconds
    ) {
        let line = stream.key.place >= 0 ? lines[stream.key.place] : nil
        if let line, stream === line.ticks { seal(line, now) }
        seal(stream, now)
        let limit =
            message.queueBytes == 0
            ? settings.subscriptionQueue
            : min(Int(message.queueBytes), settings.subscriptionQueue)
        let subscription = Subscription(stream, session, message.policy, limit: limit)
        let replay = replay(stream, message.resume, session)
        let snapshot = replay.frames == nil ? snapshot(of: stream, now) : []
        var answer = Subscribed(
            request: message.request, stream: stream.id, channel: stream.key.channel,
            parameters: stream.key.parameters, epoch: settings.epoch,
            nextSequence: stream.sealed, outcome: snapshot.isEmpty ? .live : .snapshot,
            gap: replay.gap, instrument: line?.info)
        if let frames = replay.frames {
            answer.outcome = frames.isEmpty ? .continuing : .replaying
            answer.replayed = stream.sealed &- (message.resume?.nextSequence ?? stream.sealed)
            answer.nextSequence = message.resume?.nextSequence ?? stream.sealed
            counts.add(.resumes)
        } else if message.resume != nil {
            counts.add(.resumeGaps)
        }
        session.subscriptions[stream.id] = subscription
        if !stream.isKept { kept.append(stream) }
        stream.add(subscription)
        counts.add(.subscriptions)
        lastSubscribed = now
        if let line { watch(line) }
        send(answer, to: session, now)
        for frame in replay.frames ?? snapshot { enqueue(frame, session, nil, now) }
        if !snapshot.isEmpty { counts.add(.snapshots) }
        if replay.frames == nil, snapshot.isEmpty { stream.needsWhole = true }
    }

    /// What a position can be answered with: frames, or the gap it leaves.
    ///
    /// What is kept is more than a session may have waiting: who asks for more than half of the
    /// room that is left gets the gap instead of being cut off, to come back and ask again.
    private func replay(
        _ stream: Stream, _ position: StreamPosition?, _ session: Session
    ) -> (frames: [EncodedFrame]?, gap: Range<UInt64>?) {
        guard let position else { return (nil, nil) }
        guard position.epoch == settings.epoch, position.nextSequence <= stream.sealed else {
            return (nil, nil)
        }
        let room = (settings.clientQueue - session.queuedBytes) / 2
        if let frames = stream.frames(from: position.nextSequence),
            frames.reduce(0, { $0 + $1.count }) <= room
        {
            return (frames, nil)
        }
        return (nil, position.nextSequence..<stream.sealed)
    }

    func unsubscribe(_ message: Unsubscribe, _ session: Session, _ now: Nanoseconds) {
        guard let subscription = session.subscriptions.removeValue(forKey: message.stream) else {
            return refuse(
                ErrorMessage(
                    request: message.request, code: .unknownStream,
                    value: Int64(message.stream.rawValue),
                    text: "the session has no stream \(message.stream.rawValue)"), session, now)
        }
        _ = session.drop(subscription)
        subscription.stream.remove(subscription, now: now, hold: settings.resumeHold)
        send(
            Unsubscribed(
                request: message.request, stream: message.stream,
                nextSequence: subscription.stream.sealed), to: session, now)
    }

    func refuse(_ message: ErrorMessage, _ session: Session, _ now: Nanoseconds) {
        counts.add(.refusals)
        send(message, to: session, now)
    }

    // MARK: Snapshots

    /// Sends what a stream's state is now to one subscriber that fell behind.
    func sendSnapshot(_ stream: Stream, to subscription: Subscription, _ now: Nanoseconds) {
        let frames = snapshot(of: stream, now)
        if !frames.isEmpty { counts.add(.snapshots) }
        for frame in frames { enqueue(frame, subscription.session, nil, now) }
    }

    /// The state in front of the stream's next record, as frames; none where there is none.
    private func snapshot(of stream: Stream, _ now: Nanoseconds) -> [EncodedFrame] {
        if stream.key.channel == .events { return eventsSnapshot(stream, now) }
        if stream.key.channel.isOfAccount { return tradingSnapshot(stream, now) }
        if stream.key.place < 0 {
            return [frame(stream, [now], isLast: true) { engineStatusRecord($0) }]
        }
        let line = lines[stream.key.place]
        switch stream.key.channel {
        case .ticks, .quotes, .events, .orders, .fills, .trades, .positions, .account, .session:
            return []
        case .signals, .decisions, .studies: return evaluationsSnapshot(line, stream, now)
        case .bars: return barsSnapshot(line, stream, now)
        case .footprint:
            let period = stream.key.parameters.period ?? .minute5
            guard let last = line.footprints[period]?.history.last else { return [] }
            return [
                snapshotFrame(stream, 1, now) { $0.append(record: last, kind: .footprint) }
            ]
        case .footprintView:
            guard let open = line.replica.openFootprint(line.id),
                open.bar.period == stream.key.parameters.period
            else { return [] }
            return [
                snapshotFrame(stream, 1, now) { $0.append(record: open, kind: .openFootprint) }
            ]
        case .profile:
            let anchor = stream.key.parameters.anchor ?? .daily
            guard
                let profile = line.replica.profile(
                    anchor, line.id, nakedPOCs: line.nakedPOCs)
                    ?? line.profileHistory[anchor]?.last
            else { return [] }
            return profileFrames(profile, stream, now)
        case .vwap:
            guard
                let state = line.replica.vwap(
                    stream.key.parameters.anchor ?? .daily, stream.key.parameters.anchorNumber,
                    line.id)
            else { return [] }
            return [snapshotFrame(stream, 1, now) { $0.append(record: state) }]
        case .status:
            return [
                snapshotFrame(stream, 1, now) { $0.append(record: status(of: line, now)) }
            ]
        }
    }

    private func frame(
        _ stream: Stream, _ times: [Nanoseconds], isLast: Bool,
        _ record: (Nanoseconds) -> StatusRecord
    ) -> EncodedFrame {
        snapshotFrame(stream, UInt16(times.count), times[0]) { writer in
            for time in times { writer.append(record: record(time)) }
        }
    }

    private func barsSnapshot(
        _ line: InstrumentLine, _ stream: Stream, _ now: Nanoseconds
    ) -> [EncodedFrame] {
        guard let period = stream.key.parameters.period else { return [] }
        let last = line.bars[period]?.history.last
        let open = line.replica.openBar(period, line.id)
        let count = (last == nil ? 0 : 1) + (open == nil ? 0 : 1)
        guard count > 0 else { return [] }
        return [
            snapshotFrame(stream, UInt16(count), now) { writer in
                if let last { writer.append(record: last, kind: .bar) }
                if let open { writer.append(record: open, kind: .openBar) }
            }
        ]
    }

    /// A profile in parts: the first is the profile, the others add rows to it.
    private func profileFrames(
        _ profile: ProfileSnapshot, _ stream: Stream, _ now: Nanoseconds
    ) -> [EncodedFrame] {
        let parts = parts(of: profile)
        return parts.indices.map { index in
            snapshotFrame(stream, 1, now, isLast: index == parts.count - 1) { writer in
                switch parts[index] {
                case .whole(let whole): writer.append(record: whole)
                case .rest(let delta): writer.append(record: delta)
                }
            }
        }
    }

    func snapshotFrame(
        _ stream: Stream, _ count: UInt16, _ now: Nanoseconds, isLast: Bool = true,
        _ body: (inout ByteWriter) -> Void
    ) -> EncodedFrame {
        var header = header(.data, stream, stream.sealed, now)
        header.count = count
        header.flags = isLast ? [.snapshot, .lastPart] : [.snapshot]
        return encoder.frame(header, body)
    }

    enum ProfilePart {
        case whole(ProfileSnapshot)
        case rest(ProfileDelta)
    }

    /// A profile cut into records that each fit a frame.
    func parts(of profile: ProfileSnapshot) -> [ProfilePart] {
        let limit = settings.maxRows
        var first = profile
        first.rows = Array(profile.rows.prefix(limit))
        var parts = [ProfilePart.whole(first)]
        var from = limit
        while from < profile.rows.count {
            let end = min(from + limit, profile.rows.count)
            parts.append(
                .rest(
                    ProfileDelta(
                        instrument: profile.instrument, cause: profile.cause,
                        anchor: profile.anchor, anchorNumber: profile.anchorNumber,
                        date: profile.date, end: profile.end,
                        rows: Array(profile.rows[from..<end]))))
            from = end
        }
        return parts
    }

    /// Appends a completed profile to its stream, a frame a part.
    func appendParts(_ profile: ProfileSnapshot, to stream: Stream, _ now: Nanoseconds) {
        for part in parts(of: profile) {
            switch part {
            case .whole(let whole): append(whole, .profile, to: stream, now)
            case .rest(let delta): append(delta, .profileDelta, to: stream, now)
            }
            seal(stream, now)
        }
    }
}
