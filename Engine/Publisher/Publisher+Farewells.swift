import Market
import Records
import Wire

/// Orders that are to go with the session that sent them.
struct Farewell {
    /// The session, as its orders name it.
    var session: UInt64
    /// When they go.
    var due: Nanoseconds
    /// How long they may stay.
    var wait: Nanoseconds
}

/// Cancel on disconnect and the dead man: the engine's own commands for sessions that are gone.
extension Publisher {
    /// A session has ended, whatever ended it. One with a dead man ends by its silence before that
    /// time is over: its heartbeats are as short as that takes.
    func sayFarewell(_ session: Session, _ now: Nanoseconds) {
        guard session.hasOrdered, session.options.isTied else { return }
        let wait =
            session.options.cancelsOnDisconnect
            ? .zero : Nanoseconds.seconds(Int64(session.options.deadMan))
        let due = wait == .zero ? now : session.lastHeard + wait
        farewells.append(Farewell(session: session.orderNumber, due: due, wait: wait))
        cancelOrders(now)
    }

    /// Finds the orders of sessions that ended with an engine before this one, once.
    func findOrphans(_ now: Nanoseconds) {
        guard !knowsOrphans else { return }
        knowsOrphans = true
        let orphans = Set(trading.book.orders.map(\.order).filter(\.isTied).map(\.session))
        for session in orphans.sorted() {
            farewells.append(Farewell(session: session, due: now, wait: .zero))
        }
        cancelOrders(now)
    }

    /// Gives the commands whose time has come; what finds no room is given again.
    func cancelOrders(_ now: Nanoseconds) {
        guard !farewells.isEmpty, shell.takesCommands else { return }
        farewells.removeAll { farewell in
            guard farewell.due <= now,
                let id = CommandID("bye-\(Self.short(settings.epoch))-\(Self.short(farewellCount))")
            else { return false }
            let command = CommandInput(
                time: now, instrument: .all, id: id, sender: .engine,
                command: .cancelOf(session: farewell.session))
            let number = farewell.session & ~SessionOptions.tiedBit
            guard shell.take(command: command, from: SessionID(number)) else { return false }
            farewellCount += 1
            counts.add(.farewells)
            return true
        }
    }

    /// At most 13 digits: two of them fit in an id.
    private static func short(_ number: UInt64) -> String { String(number, radix: 36) }
}
