public import Market
import Wire

/// What waits for a session, and what happens when it is too much.
extension Publisher {
    /// Sends a message outside the streams.
    func send(_ message: some WireMessage, to session: Session, _ now: Nanoseconds) {
        enqueue(
            encoder.frame(message, epoch: settings.epoch, publishTime: now), session, nil, now)
    }

    /// Puts a frame behind what the session waits for already.
    func enqueue(
        _ frame: EncodedFrame, _ session: Session, _ subscription: Subscription?,
        _ now: Nanoseconds
    ) {
        if session.isClosing { return }
        touch(session)
        if session.head == session.queue.count, session.unsent < settings.socketBytes {
            session.outbox.append(frame)
            session.unsent += frame.count
            return
        }
        if let subscription, subscription.queued + frame.count > subscription.limit {
            return fallBehind(subscription, frame, now)
        }
        if session.queuedBytes + frame.count > settings.clientQueue {
            if let subscription { return fallBehind(subscription, frame, now) }
            return end(
                session, .slowReader, "the client does not read what it asked for", now,
                limit: settings.clientQueue, value: session.queuedBytes)
        }
        session.queue.append(Session.Waiting(frame: frame, subscription: subscription))
        session.queuedBytes += frame.count
        subscription?.queued += frame.count
    }

    /// The subscription's rule for slow readers acts: what waits of it is dropped and said.
    private func fallBehind(
        _ subscription: Subscription, _ frame: EncodedFrame, _ now: Nanoseconds
    ) {
        let session = subscription.session
        let stream = subscription.stream
        let dropped = session.drop(subscription)
        counts.add(.slowReaders)
        counts.add(.framesDropped, dropped.count + 1)
        let from = dropped.first ?? frame.header.firstSequence
        let to = frame.header.nextSequence
        switch subscription.policy {
        case .skip, .conflate:
            let reason: Gap.Reason = subscription.policy == .skip ? .slowReader : .conflated
            counts.add(.gaps)
            send(Gap(stream: stream.id, from: from, to: to, reason: reason), to: session, now)
            // What a reader that folds skipped would stay wrong: it gets all of it anew.
            let channel = stream.key.channel
            let isFolded =
                [.profile, .studies, .events].contains(channel) || channel.isOfAccount
            if subscription.policy == .conflate || isFolded {
                sendSnapshot(stream, to: subscription, now)
            }
        case .disconnect:
            let limit = subscription.limit
            let value = limit + frame.count
            end(
                session,
                ErrorMessage(
                    code: .slowReader, closes: true, limit: Int64(limit), value: Int64(value),
                    text: "\(stream.key.channel.name) fell behind"),
                after: StreamEnd(stream: stream.id, reason: .slowReader, nextSequence: from), now)
        }
    }

    func touch(_ session: Session) {
        guard !session.isTouched else { return }
        session.isTouched = true
        touchedSessions.append(session)
    }

    /// Hands the frames of every session, or of those that have waited longest, to its socket.
    func write(_ now: Nanoseconds, upTo most: Int = .max) {
        let count = min(most, touchedSessions.count)
        // Writing may end a session, which touches no other.
        for place in 0..<count {
            let session = touchedSessions[place]
            session.isTouched = false
            write(session, now)
        }
        touchedSessions.removeFirst(count)
    }

    private func write(_ session: Session, _ now: Nanoseconds) {
        guard !session.outbox.isEmpty else { return }
        session.lastSent = now
        // A socket that takes everything at once never says that it has drained.
        while !session.outbox.isEmpty {
            counts.countSent(session.outbox)
            session.unsent = shell.send(session.outbox, to: session.id)
            session.outbox.removeAll(keepingCapacity: true)
            if !session.queue.isEmpty { refill(session) }
        }
        if session.isClosing { shell.close(session.id) }
    }

    /// The socket of a session has taken everything it was given.
    public func drained(_ id: SessionID, now: Nanoseconds) {
        guard let session = sessions[id] else { return }
        session.unsent = 0
        refill(session)
        touch(session)
        write(now)
        leaveIfEmpty(session, now)
    }

    /// Moves what waits into the next write, as far as the socket's share goes.
    private func refill(_ session: Session) {
        while session.head < session.queue.count, session.unsent < settings.socketBytes {
            let waiting = session.queue[session.head]
            session.head += 1
            session.queuedBytes -= waiting.frame.count
            waiting.subscription?.queued -= waiting.frame.count
            session.outbox.append(waiting.frame)
            session.unsent += waiting.frame.count
        }
        if session.head == session.queue.count || session.head > 1024 {
            session.queue.removeFirst(session.head)
            session.head = 0
        }
    }

    /// Ends a session with a typed error.
    func end(
        _ session: Session, _ code: WireErrorCode, _ text: String, _ now: Nanoseconds,
        limit: Int = 0, value: Int = 0
    ) {
        end(
            session,
            ErrorMessage(
                code: code, closes: true, limit: Int64(limit), value: Int64(value), text: text),
            now)
    }

    /// Ends a session with its last word, behind the end of a stream where that is why.
    func end(
        _ session: Session, _ message: some WireMessage, after streamEnd: StreamEnd? = nil,
        _ now: Nanoseconds
    ) {
        guard !session.isClosing else { return }
        // What waited is dropped; the last word goes out behind what the socket has.
        session.queue.removeAll()
        session.head = 0
        session.queuedBytes = 0
        forget(session, now)
        if let streamEnd {
            session.outbox.append(
                encoder.frame(streamEnd, epoch: settings.epoch, publishTime: now))
        }
        session.outbox.append(
            encoder.frame(message, epoch: settings.epoch, publishTime: now))
        session.isClosing = true
        touch(session)
    }

    /// Takes a session out of everything.
    func forget(_ session: Session, _ now: Nanoseconds) {
        for subscription in session.subscriptions.values {
            subscription.stream.remove(subscription, now: now, hold: settings.resumeHold)
        }
        session.subscriptions.removeAll()
        for place in session.feeds where lines[place].feeder == session.id {
            lines[place].feeder = nil
            lines[place].feed = .lost
        }
        session.feeds.removeAll()
        session.unfed.removeAll()
        session.opening.removeAll()
        sessions.removeValue(forKey: session.id)
        sayFarewell(session, now)
    }

    /// Notes whether a line has a profile that is kept, and has its next ticks looked at one by one,
    /// for there may be somebody who waits for them.
    func watch(_ line: InstrumentLine) {
        line.watchesProfiles = line.views.contains { $0.key.channel == .profile && $0.isKept }
        if !line.watchesProfiles { line.dirty.removeAll() }
        line.settle()
        line.tray.isClosed = true
    }
}
