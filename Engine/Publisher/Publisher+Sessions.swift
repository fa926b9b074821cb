public import Market
import Records
import Wire

/// Connections and what clients say.
extension Publisher {
    /// A connection was made.
    ///
    /// - Returns: `false` when there are too many; it was told so and is closed.
    public func opened(_ id: SessionID, now: Nanoseconds) -> Bool {
        findOrphans(now)
        let session = Session(id, now: now)
        counts.add(.sessionsOpened)
        let count = sessions.count
        sessions[id] = session
        if count >= settings.maxClients {
            end(
                session, .tooManyClients, "\(settings.maxClients) clients at most", now,
                limit: settings.maxClients, value: count + 1)
            write(now)
            return false
        }
        return true
    }

    /// A connection is gone.
    public func closed(_ id: SessionID, now: Nanoseconds) {
        guard let session = sessions[id] else { return }
        session.isClosing = true
        session.outbox.removeAll()
        forget(session, now)
    }

    /// Bytes came in.
    public func received(_ id: SessionID, _ bytes: UnsafeRawBufferPointer, now: Nanoseconds) {
        guard let session = sessions[id], !session.isClosing else { return }
        session.lastHeard = now
        var chunk = bytes
        do {
            while !session.isClosing, let frame = try session.decoder.next(from: &chunk) {
                counts.add(.framesReceived)
                try take(frame, session, now)
            }
        } catch {
            counts.add(.faults)
            end(session, ErrorMessage(error), now)
        }
        write(now)
    }

    private func take(
        _ frame: ReceivedFrame, _ session: Session, _ now: Nanoseconds
    ) throws(WireError) {
        guard session.role != nil else {
            guard frame.header.type == .hello else {
                return end(session, .loginRequired, "a session begins with hello", now)
            }
            return login(try Hello(decoding: frame.payload), session, now)
        }
        switch frame.header.type {
        case .heartbeat: _ = try Heartbeat(decoding: frame.payload)
        case .goodbye:
            forget(session, now)
            session.isClosing = true
            // Answers to what came in the same piece leave first; their write closes.
            if session.outbox.isEmpty { shell.close(session.id) }
        case .subscribe: subscribe(try Subscribe(decoding: frame.payload), session, now)
        case .unsubscribe: unsubscribe(try Unsubscribe(decoding: frame.payload), session, now)
        case .request: answer(try Request(decoding: frame.payload), session, now)
        case .command: command(try CommandRequest(decoding: frame.payload), session, now)
        case .feedOpen: openFeed(try FeedOpen(decoding: frame.payload), session, now)
        case .feedTicks: try takeFeed(frame.payload, session, now)
        case .hello:
            end(session, .badState, "the session has logged in already", now)
        default:
            end(
                session, .badType, "\(frame.header.type) is not for an engine", now,
                value: Int(frame.header.type.rawValue))
        }
    }

    private func login(_ hello: Hello, _ session: Session, _ now: Nanoseconds) {
        let version = FrameHeader.version
        guard hello.minimumVersion <= version, hello.maximumVersion >= version else {
            return end(
                session, .badVersion, "this engine speaks version \(version)", now,
                limit: Int(version), value: Int(hello.maximumVersion))
        }
        guard settings.allows(Array(hello.token.utf8), hello.role) else {
            counts.add(.loginsRefused)
            return end(session, .loginRefused, "the token is not one of role \(hello.role)", now)
        }
        counts.add(.logins)
        session.role = hello.role
        session.name = hello.clientName
        session.options = hello.options
        session.decoder.limit = settings.maxFrame
        let asked =
            hello.heartbeat == 0
            ? settings.heartbeat : .milliseconds(Int64(hello.heartbeat))
        session.heartbeat = min(max(asked, .milliseconds(100)), .seconds(60))
        if hello.options.deadMan > 0 {
            // The silence that ends a session is none that its dead man allows.
            let share = Int64(hello.options.deadMan) * 1000 / settings.deadAfter
            session.heartbeat = min(session.heartbeat, .milliseconds(share))
        }
        send(
            Welcome(
                role: hello.role,
                heartbeat: UInt32(session.heartbeat.rawValue / 1_000_000),
                features: hello.features.intersection(.all), epoch: settings.epoch,
                session: session.id.rawValue, time: now.rawValue,
                frameLimit: UInt32(settings.maxFrame),
                subscriptionLimit: UInt32(settings.maxSubscriptions),
                queueLimit: UInt32(settings.clientQueue), engineName: settings.engineName,
                engineVersion: settings.engineVersion), to: session, now)
    }
}
