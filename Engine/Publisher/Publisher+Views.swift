public import Market
import Measures
import Records
public import Wire

/// What time brings: heartbeats, time-outs, developing views, status.
extension Publisher {
    /// Lets time pass: to be called every few milliseconds.
    public func beat(now: Nanoseconds) {
        if now < lastBeat { clockWasSetBack(to: now) }
        lastBeat = now
        findOrphans(now)
        for session in Array(sessions.values) { check(session, now) }
        cancelOrders(now)
        updateViews(now, isLast: false)
        flush(now: now)
    }

    /// Whatever is counted from an instant that is still to come is counted from now, instead of
    /// standing still until the clock is there again.
    private func clockWasSetBack(to now: Nanoseconds) {
        for session in sessions.values { session.clockWasSetBack(to: now) }
        for stream in streams.values { stream.clockWasSetBack(to: now, settings.resumeHold) }
        for place in farewells.indices {
            farewells[place].due = min(farewells[place].due, now + farewells[place].wait)
        }
        lastSubscribed = min(lastSubscribed, now)
    }

    private func check(_ session: Session, _ now: Nanoseconds) {
        guard session.role != nil else {
            if now - session.opened > settings.loginTimeout {
                end(
                    session, .loginRequired, "no login within the time for it", now,
                    limit: Int(settings.loginTimeout.rawValue / 1_000_000))
            }
            return
        }
        let patience = Nanoseconds(session.heartbeat.rawValue * settings.deadAfter)
        if now - session.lastHeard > patience {
            counts.add(.deadPeers)
            return end(
                session, .heartbeatMissed, "nothing was heard of the client", now,
                limit: Int(patience.rawValue / 1_000_000),
                value: Int((now - session.lastHeard).rawValue / 1_000_000))
        }
        retryFeed(session, now)
        guard now - session.lastSent >= session.heartbeat else { return }
        // Only of those with nothing waiting: what waits may be dropped, and its gap is said behind
        // this.
        let positions = session.subscriptions.values.filter { $0.queued == 0 }.map {
            Heartbeat.Position(stream: $0.stream.id, nextSequence: $0.stream.sealed)
        }.sorted { $0.stream < $1.stream }
        session.lastSent = now
        send(Heartbeat(time: now, positions: positions), to: session, now)
    }

    /// Sends developing views whose time has come and whose state has changed.
    func updateViews(_ now: Nanoseconds, isLast: Bool) {
        for stream in kept {
            stream.expire(now)
            guard stream.key.place >= 0 else { continue }
            let line = lines[stream.key.place]
            guard stream.isKept else {
                if stream.key.channel == .profile { watch(line) }
                continue
            }
            let interval = Nanoseconds.milliseconds(Int64(stream.key.parameters.viewInterval))
            guard stream.isView, isLast || now - stream.lastView >= interval else { continue }
            update(stream, line, now)
        }
        kept.removeAll { !$0.isKept }
        updateStatus(now)
    }

    private func update(_ stream: Stream, _ line: InstrumentLine, _ now: Nanoseconds) {
        if stream.key.channel == .status {
            guard now - stream.lastView >= settings.statusInterval else { return }
            stream.lastView = now
            return append(status(of: line, now), .status, to: stream, now)
        }
        guard line.replica.lastCause != stream.lastCause else { return }
        stream.lastCause = line.replica.lastCause
        stream.lastView = now
        switch stream.key.channel {
        case .footprintView:
            if let open = line.replica.openFootprint(line.id),
                open.bar.period == stream.key.parameters.period
            {
                append(open, .openFootprint, to: stream, now)
            }
        case .vwap:
            let parameters = stream.key.parameters
            if let state = line.replica.vwap(
                parameters.anchor ?? .daily, parameters.anchorNumber, line.id)
            {
                append(state, .vwapState, to: stream, now)
            }
        case .profile: updateProfile(stream, line, now)
        default: break
        }
    }

    /// Sends the rows that changed since this stream's last frame.
    private func updateProfile(_ stream: Stream, _ line: InstrumentLine, _ now: Nanoseconds) {
        stream.dirty.append(contentsOf: line.dirty)
        for other in line.views
        where other.key.channel == .profile && other !== stream && other.isKept {
            other.dirty.append(contentsOf: line.dirty)
        }
        line.dirty.removeAll(keepingCapacity: true)
        let anchor = stream.key.parameters.anchor ?? .daily
        let changed = Set(stream.dirty)
        stream.dirty.removeAll(keepingCapacity: true)
        if stream.needsWhole,
            let whole = line.replica.profile(anchor, line.id, nakedPOCs: line.nakedPOCs)
        {
            stream.needsWhole = false
            return appendParts(whole, to: stream, now)
        }
        guard
            let delta = line.replica.profileDelta(anchor, line.id, Array(changed))
        else { return }
        append(delta, .profileDelta, to: stream, now)
    }

    // MARK: Status

    private func updateStatus(_ now: Nanoseconds) {
        guard let stream = engineStatus, now - stream.lastView >= settings.statusInterval else {
            return
        }
        stream.lastView = now
        guard stream.isKept else { return }
        append(engineStatusRecord(now), .status, to: stream, now)
        seal(stream, now)
    }

    func engineStatusRecord(_ now: Nanoseconds) -> StatusRecord {
        let readings = shell.readings(of: nil)
        return StatusRecord(
            time: now, feed: lines.first?.feed ?? .none, isSimulated: settings.isSimulated,
            rings: readings.rings, latencies: readings.latencies)
    }

    func status(of line: InstrumentLine, _ now: Nanoseconds) -> StatusRecord {
        let readings = shell.readings(of: line.id)
        return StatusRecord(
            time: now, feed: line.feed, isSimulated: settings.isSimulated,
            counters: readings.intake ?? line.counters, rings: readings.rings)
    }

    // MARK: The end

    /// Ends every stream with a reason and every session with a goodbye.
    public func shutdown(reason: Goodbye.Reason, now: Nanoseconds) {
        updateViews(now, isLast: true)
        flush(now: now)
        for session in Array(sessions.values) {
            for subscription in session.subscriptions.values.sorted(by: {
                $0.stream.id < $1.stream.id
            }) {
                send(
                    StreamEnd(
                        stream: subscription.stream.id, reason: .endOfData,
                        nextSequence: subscription.stream.sealed), to: session, now)
            }
            send(Goodbye(reason: reason), to: session, now)
            session.isLeaving = true
        }
        write(now)
        for session in Array(sessions.values) { leaveIfEmpty(session, now) }
    }

    /// Closes a leaving session once nothing waits for it.
    func leaveIfEmpty(_ session: Session, _ now: Nanoseconds) {
        guard session.isLeaving, session.head == session.queue.count, session.outbox.isEmpty
        else { return }
        forget(session, now)
        shell.close(session.id)
    }
}
