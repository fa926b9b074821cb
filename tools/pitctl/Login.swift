import CLI
import ClientKit

/// Finds the token of a role; no error ever shows one.
enum Login {
    /// The role to ask for and its token: the role's own, else the administrator's, else none.
    static func find(_ wanted: Role, file: String?) throws(CommandFailure) -> (Role, String) {
        let roles = wanted == .admin ? [wanted] : [wanted, .admin]
        guard let found = try LoginToken.find(roles.map { "\($0)" }, file: file) else {
            return (wanted, "")
        }
        return (roles.first { "\($0)" == found.role } ?? wanted, found.token)
    }
}

/// Runs a command's body with a client that is connected, and turns errors into what to do.
enum Engine {
    /// Connects, runs the body, says goodbye.
    ///
    /// - Parameters:
    ///   - reconnects: whether a lost connection is made again.
    ///   - name: the name to go by; `nil` for the command's.
    static func with(
        _ arguments: Arguments, role: Role = .read, reconnects: Bool = false,
        name: String? = nil,
        _ body: (PitwireClient) async throws -> ExitCode
    ) async throws -> ExitCode {
        let (role, token) = try Login.find(role, file: arguments[Flags.tokenFile])
        let host = arguments[Flags.host]
        do {
            let address = "\(host.contains(":") ? "[\(host)]" : host):\(arguments[Flags.port])"
            var configuration = try ClientConfiguration(address: address, role: role, token: token)
            configuration.clientName = name ?? arguments.path
            if !reconnects { configuration.reconnect = nil }
            if Past.asOf != nil { configuration.requestTimeout = PastRun.patience }
            let client = try await PitwireClient.connect(configuration)
            Past.current?.begin(client, arguments)
            do {
                let code = try await body(client)
                await client.close()
                return code
            } catch {
                await client.close()
                throw error
            }
        } catch let error as ClientError {
            throw failure(error, role)
        }
    }

    /// What went wrong, and what to do about it, in one line.
    static func failure(_ error: ClientError, _ role: Role) -> CommandFailure {
        switch error.code {
        case .connectFailed:
            return CommandFailure("\(error): is `pitwire run` running?", code: .connection)
        case .loginRefused:
            let name = "PITWIRE_TOKEN_\("\(role)".uppercased())"
            return CommandFailure("\(error): set \(name) or --token-file", code: .refused)
        case .refused:
            let advice =
                switch error.wireCode {
                case .unknownSymbol: ": `pitctl symbols` lists them"
                case .unknownStrategy, .unknownRule: ": `pitctl strategies` lists them"
                default: ""
                }
            return CommandFailure("\(error)\(advice)", code: .refused)
        case .badVersion: return CommandFailure("\(error)", code: .refused)
        case .disconnected, .peerSilent, .timedOut, .closed, .endOfData:
            return CommandFailure("\(error)", code: .connection)
        case .badAddress: return CommandFailure("\(error)", code: .usage)
        case .notFound, .protocolViolation, .answerTooLong, .cancelled, .system:
            return CommandFailure("\(error)")
        }
    }
}
