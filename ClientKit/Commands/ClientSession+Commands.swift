package import Records
import Wire

/// A command that waits for its answer, over all connections.
struct PendingCommand {
    let id: CommandID
    let symbol: String
    let command: Command
    /// Monotonic, ns.
    let deadline: Int64

    /// `alert add SPY`
    var text: String { symbol.isEmpty ? command.kind.name : "\(command.kind.name) \(symbol)" }
}

/// Commands: sent until they are answered, by the same id each time.
extension ClientSession {
    /// Sends a command; `.commandAnswered` or `.commandFailed` with this number follows within the
    /// request timeout.
    package mutating func command(
        _ command: Command, of symbol: String, id: CommandID, at now: Instant
    ) -> UInt32 {
        let request = nextRequest()
        commands[request] = PendingCommand(
            id: id, symbol: symbol, command: command,
            deadline: now.monotonic &+ configuration.requestTimeout.rawValue)
        if phase == .ready { send(command: request, at: now) }
        return request
    }

    /// Takes no answer any more; what was sent may be done all the same.
    package mutating func forget(command request: UInt32) { commands[request] = nil }

    mutating func send(command request: UInt32, at now: Instant) {
        // An engine of before commands would hang up on one.
        guard let pending = commands[request], welcome?.features.contains(.commands) ?? false
        else { return }
        awaited[request] = .command
        send(
            CommandRequest(
                request: request, id: pending.id, symbol: pending.symbol,
                command: pending.command), at: now)
    }

    mutating func answered(_ answer: CommandAnswer) -> SessionEvent? {
        // Of a command given up before, an answer may still come.
        guard let pending = commands[answer.request] else { return nil }
        guard answer.id == pending.id, answer.kind == pending.command.kind else {
            return unfit("an answer to \(answer.id), waiting for that to \(pending.id)")
        }
        commands[answer.request] = nil
        awaited[answer.request] = nil
        return .commandAnswered(answer.request, answer)
    }

    mutating func commandRefused(_ message: ErrorMessage) -> SessionEvent? {
        guard let pending = commands.removeValue(forKey: message.request) else { return nil }
        return .commandFailed(
            message.request,
            ClientError(message, what: pending.text, place: configuration.address))
    }

    mutating func overdueCommand(at now: Int64) -> SessionEvent? {
        guard
            let request = commands.first(where: { $0.value.deadline <= now })?.key,
            let pending = commands.removeValue(forKey: request)
        else { return nil }
        let wasSent = awaited.removeValue(forKey: request) != nil
        let limit = configuration.requestTimeout.rawValue / 1_000_000
        let state = phase == .ready ? "" : ", not connected"
        let doubt = wasSent || phase != .ready ? "; it may be done: ask again as \(pending.id)" : ""
        return .commandFailed(
            request,
            error(.timedOut, pending.text, "no answer within \(limit) ms\(state)\(doubt)"))
    }

    var nextCommandDeadline: Int64 { commands.values.lazy.map(\.deadline).min() ?? .max }
}

extension ClientConnection {
    /// Sends a command; `done` gets what came of it.
    func command(
        _ command: Command, of symbol: String, id: CommandID,
        _ done: @escaping (Result<CommandAnswer, ClientError>) -> Void
    ) -> UInt32? {
        if let ending {
            done(.failure(ending))
            return nil
        }
        let request = session.command(command, of: symbol, id: id, at: now())
        commandAnswers[request] = done
        asked()
        return request
    }

    /// Takes no answer any more.
    func forget(command request: UInt32) {
        commandAnswers[request] = nil
        session.forget(command: request)
    }
}
