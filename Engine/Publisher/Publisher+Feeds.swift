public import Market
import Records
import Wire

/// Ticks that clients send in.
extension Publisher {
    func openFeed(_ message: FeedOpen, _ session: Session, _ now: Nanoseconds) {
        func refuse(_ code: WireErrorCode, _ text: String) {
            self.refuse(
                ErrorMessage(request: message.request, code: code, text: text), session, now)
        }
        guard session.role == .feed || session.role == .admin else {
            return refuse(.roleMissing, "feeding needs the role feed")
        }
        var found: [InstrumentLine] = []
        for symbol in message.symbols {
            guard let line = line(symbol) else {
                return refuse(.unknownSymbol, "no instrument \(symbol) here")
            }
            guard line.setup.isWireFed, line.feeder == nil || line.feeder == session.id else {
                return refuse(.instrumentTaken, "\(symbol) has a feed already")
            }
            found.append(line)
        }
        for line in found {
            line.feeder = session.id
            line.feed = .live
            session.feeds.insert(line.place)
        }
        session.opening.append((message.request, found))
        answerOpening(session, now)
    }

    /// Tells a session that its feeds are open, once all that was taken of their instruments is on
    /// disk: the client forgets what it hears that the engine has.
    private func answerOpening(_ session: Session, _ now: Nanoseconds) {
        while let (request, lines) = session.opening.first,
            !settings.waitsForJournal
                || lines.allSatisfy({ $0.fedDurable >= $0.acceptedThrough })
        {
            session.opening.removeFirst()
            send(
                FeedOpened(
                    request: request,
                    lines: lines.map {
                        FeedOpened.Line(instrument: $0.info, acceptedThrough: $0.acceptedThrough)
                    }), to: session, now)
        }
    }

    func takeFeed(
        _ payload: UnsafeRawBufferPointer, _ session: Session, _ now: Nanoseconds
    ) throws(WireError) {
        let (head, rest) = try FeedTicks.split(payload)
        let place = Int(head.instrument.rawValue)
        guard session.feeds.contains(place) else {
            return refuse(
                ErrorMessage(
                    code: .badState, closes: false, value: Int64(place),
                    text: "the session does not feed instrument \(place)"), session, now)
        }
        let line = lines[place]
        let waiting = session.unfed.count { $0.instrument == line.id }
        let expected = line.acceptedThrough + UInt64(waiting) + 1
        guard head.firstSequence <= expected else {
            return refuse(
                ErrorMessage(
                    code: .sequenceGap, limit: Int64(clamping: expected),
                    value: Int64(clamping: head.firstSequence),
                    text: "\(line.setup.instrument.symbol): expected tick \(expected)"),
                session, now)
        }
        let held = session.unfed.count
        try RawTicks.decode(
            rest, count: Int(head.count), instrument: line.id, received: now,
            appendingTo: &session.unfed)
        let repeated = min(Int(expected - head.firstSequence), session.unfed.count - held)
        session.unfed.removeSubrange(held..<held + repeated)
        counts.add(.feedRepeated, repeated)
        offer(session, now)
        // A repeat, too, is told how far its feed was taken.
        if repeated > 0 { acknowledge(line, session, now) }
    }

    /// Offers what waits to the rings; stops reading while they are full.
    private func offer(_ session: Session, _ now: Nanoseconds) {
        var taken = 0
        session.unfed.withUnsafeBufferPointer { inputs in
            taken = shell.feed(inputs, from: session.id)
        }
        if taken > 0 {
            counts.add(.feedAccepted, taken)
            var touched: Set<Int> = []
            for input in session.unfed[..<taken] {
                let place = Int(input.instrument.rawValue)
                lines[place].acceptedThrough += 1
                touched.insert(place)
            }
            session.unfed.removeFirst(taken)
            for place in touched.sorted() { acknowledge(lines[place], session, now) }
        }
        if !session.unfed.isEmpty, !session.isPaused {
            session.isPaused = true
            counts.add(.feedPauses)
            shell.pauseReading(session.id)
        } else if session.unfed.isEmpty, session.isPaused {
            session.isPaused = false
            session.lastHeard = now
            shell.resumeReading(session.id)
        }
    }

    /// Tells a feed how far it was taken; with a journal, how far it is on disk.
    private func acknowledge(_ line: InstrumentLine, _ session: Session, _ now: Nanoseconds) {
        let through = settings.waitsForJournal ? line.fedDurable : line.acceptedThrough
        line.acknowledgedThrough = through
        send(FeedAck(instrument: line.id, acceptedThrough: through), to: session, now)
    }

    /// The journal has so many inputs of each feed on disk, by place: feeds are told.
    public func fedDurable(_ counts: [UInt64], now: Nanoseconds) {
        for (place, count) in counts.enumerated() where place < lines.count {
            let line = lines[place]
            line.fedDurable = max(line.fedDurable, count)
            guard line.fedDurable > line.acknowledgedThrough, let feeder = line.feeder,
                let session = sessions[feeder]
            else { continue }
            acknowledge(line, session, now)
        }
        for line in lines {
            guard let feeder = line.feeder, let session = sessions[feeder] else { continue }
            answerOpening(session, now)
        }
        write(now)
    }

    /// A feed goes on behind what a journal gave back.
    public func resumeFeed(of place: Int, acceptedThrough count: UInt64) {
        lines[place].acceptedThrough = count
        lines[place].fedDurable = count
        lines[place].acknowledgedThrough = count
    }

    /// Tries again what the rings had no room for.
    func retryFeed(_ session: Session, _ now: Nanoseconds) {
        guard !session.unfed.isEmpty else { return }
        // A client that is not read can not be heard either.
        session.lastHeard = now
        offer(session, now)
    }

    /// The rings may have room again.
    public func feedResumed(now: Nanoseconds) {
        // Into a list of its own: a session may end meanwhile.
        for session in sessions.values.filter({ !$0.unfed.isEmpty }) { retryFeed(session, now) }
        write(now)
    }
}
