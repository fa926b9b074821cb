public import Market
public import Records
public import Wire

/// Commands: what an engine is asked to do.
///
/// Each has an id, by which the engine knows a repeat: it does a command once, however often it is
/// sent, and gives its first answer every time. A command that is cut off with its connection is
/// sent again on the next one by the same id. The answer comes once the command is on disk.
///
/// A refusal by the engine's core is an answer whose `outcome` says why; what never reached the
/// core is thrown: a role that may not, a symbol that is not there, no room.
extension PitwireClient {
    /// Sends a command and waits for its answer, at most `requestTimeout`, reconnects included.
    ///
    /// - Parameters:
    ///   - symbol: the instrument; `nil` for all.
    ///   - id: to be kept by whoever may have to ask again after a crash of its own.
    /// - Throws: `timedOut` when no answer came, which says nothing of what was done: the same
    ///   call with the same id finds out. `refused` with `roleMissing`, `unknownSymbol`,
    ///   `badParameter`, `overload` or `unsupported`: nothing was done.
    public func command(
        _ command: Command, of symbol: String? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        let what = [command.kind.name, symbol].compactMap { $0 }.joined(separator: " ")
        if let fault = command.fault {
            throw ClientError(.refused, what: what, place: configuration.address, detail: fault)
        }
        try needCommands(what)
        return try await home.call(what) { connection, reply in
            let request = connection.command(command, of: symbol ?? "", id: id) {
                reply.answer($0)
            }
            return request.map { request in { connection.forget(command: request) } }
        }
    }

    /// Throws when the engine that is connected knows no commands.
    func needCommands(_ what: String) throws(ClientError) {
        guard let welcome, !welcome.features.contains(.commands) else { return }
        throw ClientError(
            .refused, what: what, place: configuration.address,
            detail: "\(welcome.engineName) \(welcome.engineVersion) knows no commands",
            wireCode: .unsupported)
    }

    /// Sets an alert: told once, when the instrument trades at the price or beyond it. The
    /// answer's `subject` is its number.
    ///
    /// - Parameters:
    ///   - price: in the instrument's price units.
    ///   - note: what it is for, at most 128 bytes.
    @discardableResult
    public func addAlert(
        of symbol: String, _ condition: AlertCondition, _ price: Price, note: String = "",
        id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.addAlert(condition, price: price, note: note), of: symbol, id: id)
    }

    /// Takes an alert out of the list.
    @discardableResult
    public func removeAlert(
        _ number: UInt64, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.removeAlert(.number(number)), id: id)
    }

    /// Halts trading.
    ///
    /// - Parameters:
    ///   - symbol: the instrument; `nil` for all.
    ///   - reason: for people, at most 128 bytes.
    @discardableResult
    public func halt(
        _ symbol: String? = nil, reason: String, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.halt(.person, reason: reason), of: symbol, id: id)
    }

    /// Ends a halt that a person began; with force, whatever halts.
    ///
    /// - Parameter symbol: the instrument; `nil` for a halt of all.
    @discardableResult
    public func resume(
        _ symbol: String? = nil, isForced: Bool = false, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.resume(isForced ? nil : .person), of: symbol, id: id)
    }

    /// Changes a setting of the running engine.
    ///
    /// - Parameters:
    ///   - value: as text; `default` takes a change back.
    ///   - symbol: the instrument; `nil` for all.
    @discardableResult
    public func set(
        _ key: String, to value: String, of symbol: String? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.set(key: key, value: value), of: symbol, id: id)
    }

    /// Starts a VWAP; the answer's `subject` is its anchor number, for `vwap(of:)`.
    ///
    /// - Parameter from: the first instant that counts, not in the past; `nil` for the present.
    @discardableResult
    public func addAnchor(
        of symbol: String, from: Nanoseconds? = nil, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.addAnchor(from: from), of: symbol, id: id)
    }

    /// Ends a VWAP that a command started.
    @discardableResult
    public func removeAnchor(
        _ number: UInt32, of symbol: String, id: CommandID = .unique()
    ) async throws(ClientError) -> CommandAnswer {
        try await command(.removeAnchor(number), of: symbol, id: id)
    }
}

extension CommandAnswer {
    /// It was done.
    public var isAccepted: Bool { outcome == .accepted }
}

extension CommandID {
    /// An id that nobody else makes: 128 random bits as 32 digits.
    public static func unique() -> CommandID {
        var generator = SystemRandomNumberGenerator()
        let text = (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        guard let id = CommandID(text) else { preconditionFailure("'\(text)' is no id") }
        return id
    }
}
